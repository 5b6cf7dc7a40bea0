import type { Locator, Page } from 'playwright-core';

/** What people do on the sandbox page, by what they see and read there. */

export const channel = (page: Page) => page.getByRole('log', { name: 'Messages' });
export const thread = (page: Page) => page.getByRole('log', { name: 'Replies' });
export const form = (page: Page) => page.getByRole('dialog', { name: 'Fail over tenants' });

/** The card of a request, by its heading. */
export function card(page: Page, heading: string): Locator {
  const title = page.getByRole('heading', { name: heading, exact: true });
  return channel(page).getByRole('article').filter({ has: title });
}

export async function actAs(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(name) }).click();
}

export async function type(page: Page, words: string): Promise<void> {
  const box = page.getByLabel(/^Message #/);
  await box.fill(words);
  await box.press('Enter');
}

/** Chooses further tenants in the open form, one right after the other, each by typing part of its name. */
export async function choose(page: Page, ...names: readonly string[]): Promise<void> {
  const box = form(page).getByRole('combobox', { name: 'Standby tenants that become primary' });
  for (const name of names) {
    await box.fill(name.split(' ')[0] ?? '');
    await form(page).getByRole('option', { name }).click();
  }
}

/** The chosen tenants, as they stand in the form. */
export const chosen = (page: Page) => form(page).getByRole('button', { name: /^Remove / });

/** Gives the reason and sends the open form. */
export async function send(page: Page, reason: string): Promise<void> {
  await form(page).getByLabel('Reason').fill(reason);
  await form(page).getByRole('button', { name: 'Request approval' }).click();
  await form(page).waitFor({ state: 'detached' });
}

/** `/failover <tenant>` until its card can be approved. */
export async function ask(page: Page, tenant: string, reason: string): Promise<Locator> {
  await type(page, `/failover ${tenant}`);
  await form(page)
    .getByText(/Precheck of .*: passed/)
    .waitFor();
  await send(page, reason);
  const posted = card(page, `Fail over ${tenant.split(' ')[0]} → sh-prod`);
  await posted.getByRole('button', { name: 'Approve' }).waitFor();
  return posted;
}

/** Presses a button of a card and says yes to the question that follows. */
export async function press(page: Page, on: Locator, button: string, yes: string): Promise<void> {
  await on.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: yes }).click();
}

export async function approve(page: Page, on: Locator): Promise<void> {
  await press(page, on, 'Approve', 'Approve failover');
}

/** Turns a switch beside the channel: `Arm`, `Cut off`, `Kill it` and the like. */
export async function turn(page: Page, action: string, title: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${action}: ${title}`) }).click();
}

/** Changes settings of the simulated OCP, such as its pace. */
export async function setOcp(page: Page, settings: object): Promise<void> {
  const { origin } = new URL(page.url());
  const answer = await page.request.post(`${origin}/ocp/admin/settings`, { data: settings });
  if (!answer.ok()) throw new Error(`the settings were answered ${answer.status()}: ${await answer.text()}`);
}
