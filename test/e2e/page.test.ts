import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launch, type RunningProgram, startProgram } from './browser.ts';
import { actAs, approve, ask, channel, thread, type } from './people.ts';

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

describe.skipIf(chromium === null && !inCi)('the sandbox in a real browser', () => {
  let program: RunningProgram;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (chromium === null) throw new Error('CI must have a Chromium: apt-get install chromium');
    program = await startProgram();
    browser = await launch(chromium);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(program.url);
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
  });

  it('fails a tenant over as two people and reads that the new primary is proven', { timeout: 90_000 }, async () => {
    await actAs(page, 'Mei Lin');
    await ask(page, 'orders', 'Region hangzhou is lost.');
    await actAs(page, 'Arun Patel');
    await approve(page);

    const last = channel(page).getByRole('article').filter({ hasText: 'Done: failover of orders on sh-prod.' });
    await last.getByText('orders on sh-prod is primary now.').waitFor({ timeout: 60_000 });
    const told = await thread(page).innerText();
    for (const [index, name] of steps.entries()) {
      expect(told).toMatch(new RegExp(`${index + 1}/5 ${name}: succeeded in \\d+ s`));
    }
    expect(told).toContain('OCP shows orders on sh-prod as PRIMARY');
    expect(await last.innerText()).toContain('Asked by @Mei Lin, approved by @Arun Patel');
    const shanghai = page.locator('.region', { hasText: 'Region shanghai' });
    expect(await shanghai.getByRole('row', { name: /orders sh-prod/ }).innerText()).toContain('PRIMARY');
  });

  it('goes on after the bot is killed in the middle: one card, each line once', { timeout: 90_000 }, async () => {
    await actAs(page, 'Mei Lin');
    await ask(page, 'payments', 'Region hangzhou is lost.');
    await actAs(page, 'Sofia Rossi');
    await approve(page);
    await thread(page)
      .getByText(/2\/5 Failover to primary tenant: running/)
      .waitFor({ timeout: 30_000 });

    await page.getByRole('button', { name: /^Kill it/ }).click();
    await page.getByRole('button', { name: /^Start it/ }).click();
    await channel(page).getByText('payments on sh-prod is primary now.').last().waitFor({ timeout: 60_000 });
    await thread(page).getByText('Done: failover of payments on sh-prod.').waitFor();

    const cards = channel(page).getByRole('heading', { name: 'Fail over payments → sh-prod' });
    expect(await cards.count()).toBe(1);
    const lines = (await thread(page).innerText()).split('\n').filter((line) => /^\d\/5 /.test(line));
    expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
    for (const index of [1, 2, 3, 4, 5]) {
      expect(lines.filter((line) => line.startsWith(`${index}/5 `) && line.includes('succeeded'))).toHaveLength(1);
    }
  });

  it('shows a private refusal to somebody who may not ask', async () => {
    await actAs(page, 'Tom Guest');
    await type(page, '/failover help');
    await channel(page).getByText('Only visible to you').waitFor();
  });

  it('had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
