import type { Locator, Page } from 'playwright-core';
import { findChromium, launch, startProgram } from './browser.ts';
import { actAs, approve, ask, card, channel, choose, form, press, setOcp, thread, turn, type } from './people.ts';

/** Takes the pictures of docs/images: a running failover on a wide page, everything else on a phone. */
const chromium = findChromium();
if (chromium === null) throw new Error('No Chromium was found: apt-get install chromium');
const program = await startProgram();
const browser = await launch(chromium);

const quick = { tickMs: 100, stepTicks: 2, staleMs: 0 };

/** As tall as what it shows: a phone scrolls, a picture does not. */
const WIDTH = 390;

async function picture(page: Page, what: Locator, name: string): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height: 4000 });
  await what.evaluate((element) => element.scrollIntoView());
  // What the pointer is over has another background.
  await page.mouse.move(WIDTH - 1, 3999);
  const box = await what.boundingBox();
  if (box === null) throw new Error(`nothing to be seen for ${name}`);
  const clip = { x: 0, y: Math.max(0, box.y - 8), width: WIDTH, height: Math.min(4000, box.height + 16) };
  await page.screenshot({ path: `docs/images/${name}.png`, clip });
}

try {
  const wide = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const phone = await browser.newPage({ viewport: { width: WIDTH, height: 844 }, deviceScaleFactor: 2 });
  for (const page of [wide, phone]) {
    page.setDefaultTimeout(30_000);
    await page.goto(program.url);
  }
  await phone.getByRole('button', { name: /^Try this/ }).click();

  // One tenant.
  await type(phone, '/failover orders');
  await form(phone)
    .getByText(/Precheck of orders/)
    .waitFor();
  await picture(phone, form(phone), 'form');
  await phone.getByRole('button', { name: 'Cancel' }).click();
  await actAs(wide, 'Mei Lin');
  const orders = await ask(wide, 'orders', 'Region hangzhou is lost; orders must take writes again.');
  const onPhone = card(phone, 'Fail over orders → sh-prod');
  await onPhone.getByRole('button', { name: 'Approve' }).waitFor();
  await picture(phone, onPhone, 'card');
  await actAs(wide, 'Arun Patel');
  await approve(wide, orders);
  await thread(wide)
    .getByText(/3\/5 .*: running/)
    .waitFor();
  await picture(phone, onPhone, 'running-card');
  // The whole card, from its heading on: the guide would stand over it.
  await wide.getByRole('button', { name: /^Try this/ }).click();
  await orders.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await wide.mouse.move(640, 20);
  await wide.screenshot({ path: 'docs/images/page.png' });
  await wide.getByRole('button', { name: /^Try this/ }).click();

  await setOcp(wide, quick);
  await onPhone.getByText('orders on sh-prod is primary now.').waitFor();
  await picture(phone, onPhone, 'done-card');

  // Three tenants on two clusters.
  await actAs(wide, 'Mei Lin');
  await type(phone, '/failover payments');
  await choose(phone, 'inventory on sh-prod', 'ledger on sh-analytics');
  await form(phone).getByText('Prechecks of 3 tenants: 3 passed').waitFor();
  await form(phone).getByLabel('Reason').fill('Region hangzhou is lost; these three must take writes again.');
  await picture(phone, form(phone), 'batch-form');
  await form(phone).getByRole('button', { name: 'Request approval' }).click();
  await actAs(wide, 'Sofia Rossi');
  await setOcp(wide, { stepTicks: 20 });
  const heading = 'Fail over 3 tenants → sh-prod and sh-analytics';
  await press(wide, card(wide, heading), 'Approve', 'Approve 3 failovers');
  await card(phone, heading).getByText('2 of 3 done').waitFor();
  await setOcp(wide, { tickMs: 1_000, stepTicks: 4 });
  await card(phone, heading)
    .getByText(/2\/5 .*: running/)
    .waitFor();
  await picture(phone, card(phone, heading), 'batch-card');

  // A task that failed where it can still be rolled back, and what waits for whom.
  await setOcp(wide, quick);
  await channel(wide).getByText('All 3 tenants are primary now').last().waitFor();
  await turn(wide, 'Arm', 'Fail the next subtask');
  await actAs(wide, 'Mei Lin');
  const failing = await ask(wide, 'trades sh-prod', 'Region hangzhou is lost; trades must take writes again.');
  await actAs(wide, 'Arun Patel');
  await approve(wide, failing);
  const failed = card(phone, 'Fail over trades → sh-prod');
  await failed.getByRole('button', { name: 'Roll back' }).waitFor();
  await picture(phone, failed, 'remedies-card');
  await phone.getByRole('button', { name: 'App Home' }).click();
  const home = phone.getByRole('region', { name: 'Home of Twokey' });
  await home.getByText('Needs your action: 1').waitFor();
  await picture(phone, home.locator('.messages > div'), 'home');
  await phone.getByRole('button', { name: '# incident' }).click();
  await type(phone, '/failover status');
  const status = channel(phone).getByRole('article').filter({ hasText: 'Needs action: 1' });
  await status.waitFor();
  await picture(phone, status, 'status');

  // A planned switchover, once the region is back and OCP has noticed.
  const { origin } = new URL(phone.url());
  await phone.request.post(`${origin}/ocp/admin/regions/hangzhou/start`, { data: {} });
  await type(phone, '/switchover catalog');
  const planned = phone.getByRole('dialog', { name: 'Switch over tenants' });
  await planned.getByText(/Precheck of catalog/).waitFor();
  await planned.getByLabel('Reason').fill('Maintenance of sh-prod tonight.');
  await picture(phone, planned, 'switchover-form');
  await planned.getByRole('button', { name: 'Request approval' }).click();
  const exchange = channel(phone).getByRole('article').filter({ hasText: 'Switch over catalog' }).last();
  await exchange.getByRole('button', { name: 'Approve' }).waitFor();
  await picture(phone, exchange, 'switchover-card');
} finally {
  await browser.close();
  await program.stop();
}
