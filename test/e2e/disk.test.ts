/** The store's disk is full: the process may make no file larger, as the kernel has it, and then it may again. */
import { execFileSync } from 'node:child_process';
import { expect, it, type TestContext } from 'vitest';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { openStore } from '../../src/store/store.ts';
import { pause, until } from '../support/process.ts';
import {
  approver,
  askStubbornly,
  cardsOf,
  decideUntilTold,
  failoversOf,
  type Lane,
  type ProcessWorld,
  startProcessWorld,
} from '../support/process-world.ts';
import { buttonsOf } from '../support/world.ts';

const TENANT = 'tenant_0001';

function limit(world: ProcessWorld, size: number | 'unlimited'): void {
  execFileSync('prlimit', [`--pid=${world.bot().pid}`, `--fsize=${size}:`]);
}

const isReady = async (world: ProcessWorld) => (await fetch(`${world.bot().origin}/readyz`)).status === 200;

async function waiting(test: TestContext): Promise<{ world: ProcessWorld; lane: Lane; id: string; card: Message }> {
  const world = await startProcessWorld();
  test.onTestFinished(() => world.close());
  await world.start();
  const [lane] = world.lanes;
  if (!lane) throw new Error('no lane');
  const id = await askStubbornly(world, lane, TENANT);
  const offered = () => cardsOf(world, lane, id).find((one) => buttonsOf(one).includes('approve'));
  return { world, lane, id, card: await world.slack.waitFor(offered, { timeoutMs: 20_000 }) };
}

async function types(world: ProcessWorld, id: string): Promise<readonly string[]> {
  expect(await world.bot().terminate(), world.bot().output()).toEqual({ code: 0, signal: null });
  const store = await openStore(`sqlite:${world.database}`);
  const log = await store.log.load(id);
  await store.close();
  return log.map(({ event }) => event.type);
}

it('a click is refused to the person’s face, nothing comes of it, and it works when there is room', async (test) => {
  const { world, lane, id, card } = await waiting(test);
  const { slack } = world;
  limit(world, 4_096);
  const clicked = await slack.as(approver).click(card, 'approve', { confirm: true });
  expect(clicked.ok).toBe(false);
  const words = () => slack.ephemerals(approver).map(({ text }) => text);
  await until(() => words().length > 0);
  expect(words()).toEqual([expect.stringContaining('does not count')]);
  expect((await slack.as(lane.requester).slash('/failover', TENANT, lane.channel)).ok).toBe(false);
  await until(async () => !(await isReady(world)));
  await pause(1_500);
  expect(failoversOf(world, TENANT)).toEqual([]);

  limit(world, 'unlimited');
  await until(() => isReady(world));
  await decideUntilTold(world, lane, id);
  expect(failoversOf(world, TENANT)).toHaveLength(1);
  expect(cardsOf(world, lane, id)).toHaveLength(1);
  expect((await types(world, id)).filter((type) => type === 'approved')).toHaveLength(1);
});

it('what was taken before waits: no call leaves without its record, and it goes on by itself', async (test) => {
  const { world, lane, id, card } = await waiting(test);
  // The click is on record, and who the approver is takes a while.
  world.slack.faults.add({ target: 'users.info', kind: 'delay_before', ms: 1_000 });
  const asked = world.slack.calls('users.info');
  expect((await world.slack.as(approver).click(card, 'approve', { confirm: true })).ok).toBe(true);
  await world.slack.waitFor(() => world.slack.calls('users.info') > asked);
  limit(world, 4_096);
  await until(() => world.bot().output().includes('"event":"click_waits"'));
  await pause(1_500);
  expect(failoversOf(world, TENANT)).toEqual([]);

  limit(world, 'unlimited');
  await decideUntilTold(world, lane, id);
  expect(failoversOf(world, TENANT)).toHaveLength(1);
  expect((await types(world, id)).filter((type) => type === 'approved')).toHaveLength(1);
});
