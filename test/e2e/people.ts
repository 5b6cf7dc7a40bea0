import type { Page } from 'playwright-core';

/** What people do on the sandbox page, by what they see and read there. */

export const channel = (page: Page) => page.getByRole('log', { name: 'Messages' });
export const thread = (page: Page) => page.getByRole('log', { name: 'Replies' });

export async function actAs(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(name) }).click();
}

export async function type(page: Page, words: string): Promise<void> {
  const box = page.getByLabel(/^Message #/);
  await box.fill(words);
  await box.press('Enter');
}

/** `/failover <tenant>` until the card stands in the channel. */
export async function ask(page: Page, tenant: string, reason: string): Promise<void> {
  await type(page, `/failover ${tenant}`);
  const form = page.getByRole('dialog', { name: 'Fail over tenants' });
  await form.getByText(/Precheck of .*: passed/).waitFor();
  await form.getByLabel('Reason').fill(reason);
  await form.getByRole('button', { name: 'Ask for approval' }).click();
  await form.waitFor({ state: 'detached' });
  await channel(page).getByRole('button', { name: 'Approve' }).waitFor();
}

export async function approve(page: Page): Promise<void> {
  await channel(page).getByRole('button', { name: 'Approve' }).click();
  const question = page.getByRole('dialog', { name: 'Approve this failover?' });
  await question.getByRole('button', { name: 'Approve failover' }).click();
}
