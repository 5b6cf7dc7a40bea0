/** A backup is older than the world: what docs/operations.md says about putting one back, with real processes and files. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { Recorded } from '../../src/request/events.ts';
import { openStore } from '../../src/store/store.ts';
import { cards, type Flow as AnyFlow, nameOf, posts, settled, types } from '../support/kills.ts';
import { until } from '../support/process.ts';
import {
  approver,
  askStubbornly,
  decideUntilTold,
  type ProcessWorld,
  startProcessWorld,
} from '../support/process-world.ts';
import { buttonsOf, wordsOf } from '../support/world.ts';

interface Flow extends AnyFlow {
  readonly world: ProcessWorld;
}

const HOUR_MS = 3_600_000;

describe.concurrent('a backup that is put back', () => {
  it('of the moment at which a call was under way: its task is found and followed, and nothing is sent again', async (test) => {
    const flow = await waiting(test);
    const { world } = flow;
    world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', delayMs: 2_000 });
    const told = decideUntilTold(world, flow.lane, flow.id);
    await until(() => posts(flow).length > 0);
    const backup = snapshot(world);
    await told;
    await restored(world, backup, HOUR_MS);
    const log = await endOf(flow);
    expect(types(log)).toEqual(expect.arrayContaining(['call_claimed', 'call_found', 'role_proven']));
    expect(log.findLast(({ event }) => event.type !== 'todos_listed')?.event).toEqual({
      type: 'ended',
      outcome: 'succeeded',
    });
    expect(posts(flow)).toHaveLength(1);
    expect(cards(flow)).toHaveLength(1);
  });

  it('from before the approval, within its time: an old button moves nothing that has moved since', async (test) => {
    const flow = await waiting(test);
    const { world, lane } = flow;
    const backup = snapshot(world);
    const [asked] = cards(flow);
    if (!asked) throw new Error('no card');
    const revision = asked.revisions.length - 1;
    await decideUntilTold(world, lane, flow.id);
    await settled([flow]);
    await restored(world, backup);

    const old = () => world.slack.as(approver).clickStale(asked, revision, 'approve', { force: true });
    expect((await old()).ok).toBe(true);
    await until(() => says(world, 'click_refused'));
    writeFileSync(world.policyFile, readFileSync(world.policyFile, 'utf8').replace(STOPPED, ''));
    expect((await old()).ok).toBe(true);
    await until(() => says(world, 'returned'));
    const told = await world.slack.waitFor(() => cards(flow).find((card) => buttonsOf(card).includes('approve')));
    expect(wordsOf(told.blocks)).toMatch(/role/i);
    expect(posts(flow)).toHaveLength(1);
    expect(says(world, 'call_claimed')).toBe(false);
  });

  it('from before the approval, too late for it: the request has run out', async (test) => {
    const flow = await waiting(test);
    const { world, lane } = flow;
    const backup = snapshot(world);
    await decideUntilTold(world, lane, flow.id);
    await restored(world, backup, HOUR_MS);
    const log = await endOf(flow);
    expect(log.at(-1)?.event).toEqual({ type: 'ended', outcome: 'expired' });
    expect(posts(flow)).toHaveLength(1);
  });
});

/** A request whose card asks for its approval. */
async function waiting({ onTestFinished }: TestContext): Promise<Flow> {
  const world = await startProcessWorld({ ocp: { stepTicks: 1 } });
  onTestFinished(() => world.close());
  await world.start();
  const [lane] = world.lanes;
  if (!lane) throw new Error('no lane');
  const flow = { world, lane, tenant: nameOf(1), id: await askStubbornly(world, lane, nameOf(1)) };
  await world.slack.waitFor(() => cards(flow).some((card) => buttonsOf(card).includes('approve')));
  return flow;
}

const parts = ['twokey.db', 'twokey.db-wal', 'twokey.codes.db', 'twokey.codes.db-wal'];

/** All files of one moment, as a snapshot of the volume has them. Returns where they are. */
function snapshot(world: ProcessWorld): string {
  const backup = join(world.dir, 'backup');
  mkdirSync(backup);
  world.bot().stop();
  for (const part of parts)
    if (existsSync(join(world.dir, part))) copyFileSync(join(world.dir, part), join(backup, part));
  world.bot().goOn();
  return backup;
}

/** As docs/operations.md says: the bot stopped, its files replaced, `stop_all` set, the bot started. */
async function restored(world: ProcessWorld, backup: string, laterMs = 0): Promise<void> {
  const bot = world.bot();
  expect(await bot.terminate(), bot.output()).toEqual({ code: 0, signal: null });
  for (const part of parts) {
    rmSync(join(world.dir, part), { force: true });
    if (existsSync(join(backup, part))) copyFileSync(join(backup, part), join(world.dir, part));
  }
  writeFileSync(world.policyFile, `${STOPPED}${readFileSync(world.policyFile, 'utf8')}`);
  await world.start(laterMs);
}

const STOPPED = 'stop_all: restored from a backup\n';

const says = (world: ProcessWorld, event: string) => world.bot().output().includes(`"event":"${event}"`);

/** The whole log, once the restored bot has brought the request to its end: it holds the file, so it is stopped for it. */
async function endOf({ world, id }: Flow): Promise<readonly Recorded[]> {
  await until(() => says(world, 'ended'), { timeoutMs: 60_000, what: `the end of ${id}` });
  const bot = world.bot();
  expect(await bot.terminate(), bot.output()).toEqual({ code: 0, signal: null });
  const store = await openStore(`sqlite:${world.database}`);
  try {
    return await store.log.load(id);
  } finally {
    await store.close();
  }
}
