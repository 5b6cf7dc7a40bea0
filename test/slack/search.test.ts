import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Driven, fillForm, startDriven } from '../support/driven.ts';
import { group, people, policyText } from '../support/world.ts';

let world: Driven;
beforeEach(async () => {
  world = await startDriven();
});
afterEach(() => world.close());

it('a search by somebody whom no rule names any more finds nothing, and OCP is not asked', async () => {
  const view = await fillForm(world);
  const mei = world.slack.as(people.mei);
  const search = async () => (await mei.search(view, 'tenants', 'pay')).options.length;
  expect(await search()).toBeGreaterThan(0);
  world.clock.advance(60_000);
  const asked = world.ocp.model.journal.entries.length;
  // Nor by somebody of whom Slack does not say who they are.
  world.slack.faults.add({ target: 'users.info', kind: 'error', code: 'internal_error', times: null });
  expect(await search()).toBe(0);
  world.slack.faults.clear();
  writeFileSync(world.policyFile, policyText.replaceAll(people.mei, 'U0OTHER').replace(`, ${group}`, ''));
  world.clock.advance(60_000);
  expect(await search()).toBe(0);
  expect(world.ocp.model.journal.entries.length).toBe(asked);
  writeFileSync(world.policyFile, `${policyText}# as before\n`);
  world.clock.advance(60_000);
  expect(await search()).toBeGreaterThan(0);
});
