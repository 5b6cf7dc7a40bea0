/** A form whose calls to Slack fail: what may be repeated is repeated, and what is said is what happened. */
import { afterEach, expect, it } from 'vitest';
import type { NewFault } from '../../../src/simulators/slack/http/faults.ts';
import { hears, privately } from '../../support/driven.ts';
import { channels, people, startWorld, type World, wordsOf } from '../../support/world.ts';
import { openForm } from './support.ts';

let world: World;
afterEach(() => world.close());

const once: readonly NewFault[] = [
  { target: 'views.update', kind: 'rate_limited', retryAfter: 1 },
  { target: 'views.update', kind: 'html' },
  { target: 'views.update', kind: 'reset_after' },
  { target: 'views.update', kind: 'error', code: 'internal_error' },
  { target: 'users.info', kind: 'http_500_before' },
  { target: 'conversations.info', kind: 'html' },
];

it.each(once)('is filled although $target fails once: $kind', async (fault) => {
  world = await startWorld();
  world.slack.faults.add(fault);
  const view = await openForm(world, '/failover', 'payments');
  expect(wordsOf(view.blocks)).toContain('Precheck of');
  expect(privately(world, people.mei)).toBe('');
});

it('says in itself what Slack answered when it cannot be filled', async () => {
  world = await startWorld();
  world.slack.faults.add({ target: 'conversations.info', kind: 'html', times: null });
  await world.slack.as(people.mei).slash('/failover', 'payments', channels.incident);
  const view = await world.slack.waitFor(() => {
    const open = world.slack.view(people.mei);
    return open && wordsOf(open.blocks).includes('could not be filled') ? open : null;
  });
  expect(wordsOf(view.blocks)).toContain('Slack gave no usable answer');
  expect(wordsOf(view.blocks)).not.toContain('three seconds');
});

it('is told privately with what Slack answered when its window cannot be changed', async () => {
  world = await startWorld();
  world.slack.faults.add({ target: 'views.update', kind: 'error', code: 'account_inactive', times: null });
  await world.slack.as(people.mei).slash('/failover', 'payments', channels.incident);
  await hears(world, people.mei, 'could not be filled');
  expect(privately(world, people.mei)).toContain('account_inactive');
  expect(privately(world, people.mei)).not.toContain('three seconds');
});

it('blames the three seconds only when they were over', async () => {
  world = await startWorld();
  world.slack.faults.add({ target: 'views.open', kind: 'error', code: 'expired_trigger_id' });
  await world.slack.as(people.mei).slash('/failover', 'payments', channels.incident);
  await hears(world, people.mei, 'three seconds');
  world.slack.faults.add({ target: 'views.open', kind: 'error', code: 'missing_scope' });
  await world.slack.as(people.mei).slash('/failover', 'payments', channels.incident);
  await hears(world, people.mei, 'missing_scope');
});
