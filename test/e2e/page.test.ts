import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdictOn } from '../../src/cli/verify.ts';
import { until } from '../support/process.ts';
import { findChromium, launch, type RunningProgram, startProgram } from './browser.ts';
import {
  actAs,
  approve,
  ask,
  card,
  channel,
  choose,
  chosen,
  form,
  press,
  send,
  setOcp,
  thread,
  turn,
  type,
} from './people.ts';

const chromium = findChromium();
const inCi = (process.env['CI'] ?? '') !== '';
if (chromium === null && !inCi)
  console.log('No Chromium was found (apt-get install chromium): the browser tests are skipped.');

const steps = [
  'Reset log restore source',
  'Failover to primary tenant',
  'Upgrade tenant data version',
  'Create tenant service name',
  'Update primary tenant info task',
];

/** OCP's own pace is there to be watched; here it works as fast as the bot looks. */
const quick = { tickMs: 100, stepTicks: 2, staleMs: 0 };

const isSeen = (element: Element) => {
  const { top, bottom } = element.getBoundingClientRect();
  const { top: first, bottom: last } = element.closest('.dialog-body')?.getBoundingClientRect() ?? {
    top: 0,
    bottom: 0,
  };
  return top >= first && bottom <= last;
};

/** What reaches beyond the window, or beyond the pane that it stands in. What scrolls by itself may. */
const beyond = () =>
  [...document.querySelectorAll('#page *')]
    .filter((element) => element.closest('.channels, pre, textarea, .skip') === null)
    .filter((element) => {
      const pane = element.closest('.ocp-scroll') ?? document.documentElement;
      return element.getBoundingClientRect().right > pane.getBoundingClientRect().left + pane.clientWidth + 1;
    })
    .map((element) => `${element.tagName}.${element.className}`);

describe.skipIf(chromium === null && !inCi)('the sandbox in a real browser', () => {
  let program: RunningProgram;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (chromium === null) throw new Error('CI must have a Chromium: apt-get install chromium');
    [program, browser] = await Promise.all([startProgram(), launch(chromium)]);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(program.url);
    await setOcp(page, quick);
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
  });

  const guide = () => page.getByRole('complementary', { name: 'Try this' });
  const region = () => page.locator('.region', { hasText: 'Region shanghai' });

  it('fails a tenant over as two people and reads that the new primary is proven', async () => {
    await actAs(page, 'Mei Lin');
    const asked = await ask(page, 'orders', 'Region hangzhou is lost.');
    await actAs(page, 'Arun Patel');
    await approve(page, asked);

    const last = channel(page).getByRole('article').filter({ hasText: 'Done: failover of orders on sh-prod.' });
    await last.getByText('orders on sh-prod is primary now.').waitFor();
    await thread(page).getByText('Done: failover of orders on sh-prod.').waitFor();
    const told = await thread(page).innerText();
    for (const [index, name] of steps.entries()) {
      expect(told).toMatch(new RegExp(`${index + 1}/5 ${name}: succeeded in (?:\\d+|less than 1) s`));
    }
    expect(told).toContain('OCP shows orders on sh-prod as PRIMARY');
    expect(await last.innerText()).toContain('Requested by @Mei Lin, approved by @Arun Patel');
    await region()
      .getByRole('row', { name: /orders sh-prod.*PRIMARY/ })
      .waitFor();
    await guide().getByText('3 of 4 done').waitFor();
    expect(await guide().innerText()).toContain('Make something go wrong');
  });

  it('asks for several tenants, chosen faster than Slack and the bot answer', async () => {
    await actAs(page, 'Mei Lin');
    await type(page, '/failover inventory');
    await choose(page, 'payments on sh-prod', 'ledger on sh-analytics', 'ledger on sh-prod');
    await form(page).getByText('Prechecks of 4 tenants: 4 passed').waitFor();
    await form(page).getByRole('button', { name: 'Remove ledger on sh-prod' }).click();
    await form(page).getByText('Prechecks of 3 tenants: 3 passed').waitFor();
    expect(await chosen(page).evaluateAll((buttons) => buttons.map((one) => one.getAttribute('aria-label')))).toEqual([
      'Remove inventory on sh-prod',
      'Remove payments on sh-prod',
      'Remove ledger on sh-analytics',
    ]);
    await send(page, 'Region hangzhou is lost.');
    const asked = card(page, 'Fail over 3 tenants → sh-prod and sh-analytics');
    await asked.getByText('Precheck of all 3: passed').waitFor();
    await press(page, asked, 'Withdraw', 'Withdraw');
    await page.getByRole('dialog', { name: 'Why withdrawn?' }).getByRole('button', { name: 'Say nothing' }).click();
    await asked.getByText('Withdrawn', { exact: false }).first().waitFor();
  });

  it('retries a failed step: one person proposes it, another confirms it, and the task goes on to its end', async () => {
    await turn(page, 'Arm', 'Fail the next subtask');
    const asked = await ask(page, 'inventory', 'Region hangzhou is lost.');
    await actAs(page, 'Arun Patel');
    await approve(page, asked);
    await asked.getByText('Failed: 1/5 Reset log restore source').waitFor();

    await actAs(page, 'Mei Lin');
    await press(page, asked, 'Retry', 'Propose it');
    await asked.getByText('Proposed: retry of 1/5').waitFor();
    // Whoever proposes does not decide.
    await press(page, asked, 'Approve', 'Approve it');
    await channel(page).getByText('You requested this yourself').waitFor();
    await actAs(page, 'Sofia Rossi');
    await press(page, asked, 'Approve', 'Approve it');
    await channel(page).getByText('inventory on sh-prod is primary now.').last().waitFor();
    // The card says so first; the thread tells how it came to that.
    await thread(page).getByText('1/5 Reset log restore source: succeeded on retry').waitFor();
    await guide().getByText('4 of 4 done').waitFor();
  });

  it('rolls a failed task back, and nothing has changed', async () => {
    await turn(page, 'Arm', 'Fail the next subtask');
    await actAs(page, 'Mei Lin');
    const asked = await ask(page, 'ledger sh-prod', 'Region hangzhou is lost.');
    await actAs(page, 'Arun Patel');
    await approve(page, asked);
    await press(page, asked, 'Roll back', 'Propose it');
    await asked.getByText('Proposed: rollback').waitFor();
    await actAs(page, 'Sofia Rossi');
    await press(page, asked, 'Approve', 'Approve it');
    await channel(page).getByText('Rolled back: failover of ledger on sh-prod.').last().waitFor();
    expect(
      await region()
        .getByRole('row', { name: /ledger sh-prod/ })
        .innerText(),
    ).toContain('STANDBY');
  });

  it("gives a failed task up in OCP's own console", async () => {
    await turn(page, 'Arm', 'Fail the next subtask');
    await actAs(page, 'Mei Lin');
    const asked = await ask(page, 'trades sh-prod', 'Region hangzhou is lost.');
    await actAs(page, 'Arun Patel');
    await approve(page, asked);
    await page.getByRole('button', { name: 'Abandon it' }).click();
    await page.getByText('It was abandoned: what its finished steps did stays.').waitFor();
    await page.getByRole('button', { name: 'Abandon it' }).waitFor({ state: 'detached' });
  });

  it('goes on after the bot is killed in the middle: one card, each line once', async () => {
    await setOcp(page, { stepTicksByName: { 'Failover to primary tenant': 200 } });
    await actAs(page, 'Mei Lin');
    const asked = await ask(page, 'payments', 'Region hangzhou is lost.');
    await actAs(page, 'Sofia Rossi');
    await approve(page, asked);
    await thread(page)
      .getByText(/2\/5 Failover to primary tenant: running/)
      .waitFor();

    await turn(page, 'Kill it', 'The bot');
    await turn(page, 'Start it', 'The bot');
    await setOcp(page, { stepTicksByName: {} });
    await channel(page).getByText('payments on sh-prod is primary now.').last().waitFor();
    await thread(page).getByText('Done: failover of payments on sh-prod.').waitFor();

    expect(await asked.count()).toBe(1);
    const lines = (await thread(page).innerText()).split('\n').filter((line) => /^\d\/5 /.test(line));
    expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
    for (const index of [1, 2, 3, 4, 5]) {
      expect(lines.filter((line) => line.startsWith(`${index}/5 `) && line.includes('succeeded'))).toHaveLength(1);
    }
  });

  it('keeps its place for a keyboard: a way past the bar, arrows among the people, the card after Approve', async () => {
    const focused = () => page.evaluate(() => document.activeElement?.outerHTML ?? '');
    await page.evaluate(() => document.body.focus());
    await actAs(page, 'Mei Lin');
    const asked = await ask(page, 'documents', 'Region hangzhou is lost.');
    await page.getByRole('radio', { name: /Mei Lin/ }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { checked: true }).textContent()).toContain('Arun Patel');
    expect(await focused()).toContain('Arun Patel');
    expect(await page.locator('[role="radio"][tabindex="0"]').count()).toBe(1);
    await approve(page, asked);
    await asked.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
    await until(() => asked.evaluate((element) => document.activeElement === element), {
      what: 'the card to be in focus',
    });
    const [skip] = await page.locator('a, button').all();
    await skip?.press('Enter');
    expect(await focused()).toMatch(/^<main/);
  });

  it('shows the app’s Home tab, and its button leads to the thread', async () => {
    await page.getByRole('button', { name: 'App Home' }).click();
    const home = page.getByRole('region', { name: 'Home of Twokey' });
    await home.getByText('Failover of payments on sh-prod').first().waitFor();
    await home.getByRole('button', { name: 'Open thread' }).last().click();
    await thread(page).getByText('Done: failover of orders on sh-prod.').waitFor();
  });

  it('shows the exported record in the thread and gives it away as a file that verifies', async () => {
    await card(page, 'Fail over orders → sh-prod').getByRole('button', { name: 'Export record' }).click();
    const file = thread(page).getByRole('region', { name: /^Record of R-/ });
    const name = await file.getByRole('button').innerText();
    await file.getByRole('button').click();
    const shown = await file.locator('pre').innerText();
    expect(shown).toContain('Region hangzhou is lost.');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      file.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    const saved = readFileSync(await download.path(), 'utf8');
    expect(saved.trim()).toBe(shown.trim());
    expect(verdictOn(saved).text).toMatch(/^whole: \d+ events, request R-/);
    await file.getByRole('button').click();
    expect(await file.locator('pre').count()).toBe(0);
  });

  it('tells a changed policy in its audit channel', async () => {
    await page.getByText('The policy file', { exact: true }).click();
    const file = page.getByRole('textbox', { name: 'The policy file' });
    await file.fill((await file.inputValue()).replace('# one_time_code', 'one_time_code'));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: '# policy-audit' }).click();
    await channel(page).getByText('one_time_code: false → true').waitFor();
    await page.getByRole('button', { name: '# incident' }).click();
  });

  it('takes the code that the approver’s phone shows beside the form, and no other', async () => {
    const phones = page.getByRole('group', { name: /^Phone of .*, simulated$/ });
    expect(await phones.count()).toBe(2);
    await actAs(page, 'Mei Lin');
    const asked = await ask(page, 'ledger sh-prod', 'Region hangzhou is lost.');
    await actAs(page, 'Arun Patel');
    await approve(page, asked);
    const question = page.getByRole('dialog', { name: 'One-time code' });
    const phone = question.getByRole('group', { name: 'Phone of Arun Patel, simulated' });
    const code = (await phone.innerText()).match(/\d{3} \d{3}/)?.[0] ?? '';
    await phone.getByText(/valid for \d+ s/).waitFor();
    // As in Slack, the field has the focus.
    await page.keyboard.type(code === '111 111' ? '222222' : '111111');
    await page.keyboard.press('Enter');
    await question.getByText('This is not the code that your app shows now.').waitFor();
    await question.getByLabel('Code').fill(code);
    await question.getByRole('button', { name: 'Approve' }).click();
    await question.waitFor({ state: 'detached' });
    await thread(page).getByText('All approvals are there.').waitFor();
  });

  it('shows a private refusal to somebody who may not ask', async () => {
    await actAs(page, 'Tom Guest');
    await type(page, '/failover help');
    await channel(page).getByText('Only visible to you').waitFor();
  });

  it('a second window of the same person neither shows nor closes the form of the first', async () => {
    const second = await browser.newPage();
    await second.goto(program.url);
    await actAs(second, 'Mei Lin');
    await actAs(page, 'Mei Lin');
    const heard = second.waitForResponse(
      async (answer) => answer.url().includes('/admin/state') && /"views":\[\{/.test(await answer.text()),
    );
    await type(page, '/failover ledger');
    await form(page).waitFor();
    await heard;
    expect(await second.getByRole('dialog').count()).toBe(0);
    await second.close();
    await form(page).getByRole('button', { name: 'Cancel' }).click();
    await form(page).waitFor({ state: 'detached' });
  });

  it('shows the missing reason and leads to it, also where the form is longer than the window', async () => {
    const low = await browser.newPage({ viewport: { width: 640, height: 400 } });
    await low.goto(program.url);
    await actAs(low, 'Sofia Rossi');
    await type(low, '/failover members sh-prod');
    await form(low)
      .getByText(/Precheck of/)
      .first()
      .waitFor();
    await form(low).getByRole('button', { name: 'Request approval' }).click();
    const error = form(low).getByText('Please complete this required field.');
    await error.waitFor();
    await until(() => error.evaluate(isSeen), { what: 'the error to be in sight' });
    expect(
      await form(low)
        .getByLabel('Reason')
        .evaluate((element) => document.activeElement === element),
    ).toBe(true);
    await form(low).getByRole('button', { name: 'Cancel' }).click();
    await form(low).waitFor({ state: 'detached' });
    // 1280 × 800 at 200 %: there is room to read.
    expect((await channel(low).boundingBox())?.height).toBeGreaterThan(200);
    await low.close();
  });

  it.each([390, 640, 1100, 1280])(
    '%d pixels wide nothing is cut off and nothing scrolls sideways, with wide letters',
    async (width) => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true });
      const narrow = await context.newPage();
      await narrow.goto(program.url);
      await narrow.getByLabel(/^Message #/).waitFor();
      await narrow.addStyleTag({ content: '* { letter-spacing: 0.06em }' });
      for (const pane of ['OCP and switches', 'Channel']) {
        const tab = narrow.getByRole('button', { name: pane, exact: true });
        if (await tab.isVisible()) await tab.click();
        expect([pane, await narrow.evaluate(beyond)]).toEqual([pane, []]);
      }
      await context.close();
    },
  );

  it('had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
