/** `/metrics` and `/readyz` of a bot that has carried something out. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  cardWords,
  type Driven,
  posts,
  privately,
  eventually,
  standbyOf,
  started,
  startDriven,
} from '../support/driven.ts';
import { channels, people, secrets } from '../support/world.ts';

let world: Driven;
beforeEach(async () => {
  world = await startDriven();
});
afterEach(() => world.close());

async function asked(path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${world.bot().port}${path}`)).text();
}

it('tell what was done, and nothing of whom or what it was done to', async () => {
  const { id } = standbyOf(world, 'payments');
  const card = await started(world, { reason: 'hangzhou-is-down' });
  await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 2_000 });
  expect(posts(world)).toHaveLength(1);
  expect(privately(world, people.mei)).toBe('');
  await world.tick();
  world.clock.advance(2_000);
  const text = await asked('/metrics');
  for (const line of [
    'twokey_requests{phase="ended"} 1',
    'twokey_requests_ended_total{operation="failover",outcome="succeeded"} 1',
    'twokey_stage_seconds_count{stage="whole",operation="failover"} 1',
    'twokey_ocp_calls_total{kind="change",outcome="ok"} 1',
    'twokey_leader 1',
    'twokey_mirror_lag_events 0',
    'twokey_inbox_clicks 0',
  ])
    expect(text).toContain(`\n${line}\n`);
  expect(text).toMatch(/\ntwokey_slack_calls_total\{method="chat.postMessage",outcome="ok"\} [1-9]/);
  expect(text).toMatch(/\nprocess_resident_memory_bytes \d/);
  const ours = text
    .split('\n')
    .filter((line) => line.startsWith('twokey_'))
    .join('\n');
  const names = ['payments', 'hangzhou', 'everything', id, card.ts, channels.incident, ...Object.values(people)];
  const requestId = JSON.stringify(card.metadata).match(/R-[0-9A-Z]+/)?.[0] ?? '';
  expect(requestId).not.toBe('');
  for (const never of [...names, requestId, ...Object.values(secrets)]) expect(ours).not.toContain(never);

  const ready: unknown = JSON.parse(await asked('/readyz'));
  expect(ready).toMatchObject({ ready: true });
  expect(JSON.stringify(ready)).toContain('this replica runs the engine (term 1, 1 replica)');
});

it('tell that OCP is away, without calling the bot unready', async () => {
  world.ocp.model.addFault({ kind: 'unreachable' });
  const before = world.ocp.model.journal.entries.length;
  expect(JSON.parse(await asked('/readyz'))).toMatchObject({
    checks: expect.arrayContaining([
      { name: 'ocp', ok: true, detail: 'this replica has not asked OCP yet', needed: false },
    ]),
  });
  expect(world.ocp.model.journal.entries).toHaveLength(before);
  await world.slack.as(people.mei).slash('/failover', 'doctor', channels.incident);
  await eventually(() => privately(world, people.mei).includes('OCP'));
  const ready: unknown = JSON.parse(await asked('/readyz'));
  expect(ready).toMatchObject({ ready: true });
  expect(ready).toMatchObject({
    checks: expect.arrayContaining([expect.objectContaining({ name: 'ocp', ok: false })]),
  });
});
