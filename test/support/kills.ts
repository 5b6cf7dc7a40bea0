/** Several people who fail tenants over, one after the other, while the bot is killed: and what must be true afterwards. */
import { expect } from 'vitest';
import type { Recorded } from '../../src/request/events.ts';
import { evolve } from '../../src/request/evolve.ts';
import { brokenAt } from '../../src/request/log/hash-chain.ts';
import type { RequestState } from '../../src/request/state.ts';
import { renderer } from '../../src/slack/renderer.ts';
import type { Store } from '../../src/store/store.ts';
import { type BotProcess, pause, until } from './process.ts';
import {
  type Around,
  askStubbornly,
  cardsOf,
  decideUntilTold,
  failoversOf,
  type Lane,
  type ProcessWorld,
  standby,
} from './process-world.ts';
import { commitNumber } from './share.ts';
import { decisionsOf, wordsOf } from './world.ts';

/** How often, and with which dice: `npm run kills` asks for many. */
export const killsAsked = process.env['KILLS'] === undefined ? null : Number(process.env['KILLS']);
export const seed = Number(process.env['KILL_SEED'] ?? (killsAsked === null ? commitNumber : Date.now()) % 1_000_000);

/** One request on its way. */
export interface Flow {
  readonly world: Pick<Around, 'slack' | 'ocp'>;
  readonly lane: Lane;
  readonly tenant: string;
  readonly id: string;
}

export interface Crowd {
  readonly flows: readonly Flow[];
  /** They finish what they began and begin nothing more. */
  rest(): Promise<void>;
}

/** One person a lane asks for one tenant after the other, and sees each through to its last word. */
export function crowd(world: Around): Crowd {
  const resting = new AbortController();
  const flows: Flow[] = [];
  let serial = 0;
  const people = world.lanes.map(async (lane) => {
    while (!resting.signal.aborted) {
      serial += 1;
      const tenant = nameOf(serial);
      const id = await askStubbornly(world, lane, tenant, killsAsked === null ? 90_000 : 600_000);
      flows.push({ world, lane, tenant, id });
      await decideUntilTold(world, lane, id, { timeoutMs: killsAsked === null ? 120_000 : 600_000 });
    }
  });
  const all = Promise.all(people);
  all.catch(() => undefined);
  return {
    flows,
    async rest() {
      resting.abort();
      await all;
    },
  };
}

/** Now and then, for whoever waits for a long run. */
export function progress(kills: number, flows: readonly Flow[]): void {
  if (kills % 25 === 0 && killsAsked !== null) console.log(`${kills} kills, ${flows.length} requests`);
}

/**
 * How much slower than a quiet machine this one is just now, by how long a start takes: a bot that is always killed before it
 * can do anything shows nothing. Resolves with what was started, too.
 */
export async function startedSlowly<T>(start: () => Promise<T>): Promise<{ readonly started: T; slowness: number }> {
  const begun = performance.now();
  const started = await start();
  return { started, slowness: Math.min(8, Math.max(1, (performance.now() - begun) / START_MS)) };
}

/** Of a quiet machine with two cores. */
const START_MS = 500;

/** How many tenants a crowd may need while so many kills happen. */
export const standbysFor = (kills: number): number => 60 + kills * 4;

export const cards = ({ world, lane, id }: Flow) => cardsOf(world, lane, id);
export const posts = ({ world, tenant }: Flow) => failoversOf(world, tenant);

/** How often a bot is left alone for long. */
const LONG_SHARE = 0.15;

/** Some time, some number of calls to Slack, or some number of lines in the log: whichever the dice say. */
export async function moment(
  { slack, standStill }: Pick<Around, 'slack'> & Partial<Pick<ProcessWorld, 'standStill'>>,
  bot: BotProcess,
  random: () => number,
  slowness: number,
): Promise<void> {
  const dice = random();
  const amount = random();
  // Now and then it is left alone for long enough to end what it found: or only starts would be killed.
  if (random() < LONG_SHARE) {
    // First it looks for what it does not know the end of.
    await pause(1_000 * slowness);
    standStill?.();
    return pause((1_000 + amount * 4_000) * slowness);
  }
  if (dice < 0.4) return pause(amount * 900 * slowness);
  const reached = dice < 0.7 ? callsFrom(slack, 1 + amount * 25) : linesFrom(bot, 1 + amount * 15, 1_100 * slowness);
  return Promise.race([reached, pause(1_100 * slowness)]);
}

/** Resolves inside the call itself, so that the kill comes before its answer. */
function callsFrom({ journal }: Around['slack'], amount: number): Promise<void> {
  const before = journal.entries.at(-1)?.sequence ?? 0;
  return new Promise((resolve) => {
    const look = () => {
      if ((journal.entries.at(-1)?.sequence ?? 0) < before + Math.floor(amount)) return;
      journal.listeners.delete(look);
      resolve();
    };
    journal.listeners.add(look);
  });
}

async function linesFrom(bot: BotProcess, amount: number, timeoutMs: number): Promise<void> {
  const count = () => bot.output().split('\n').length;
  const before = count();
  await until(() => count() >= before + Math.floor(amount), { timeoutMs }).catch(() => undefined);
}

/** The card and the thread have caught up with the end. */
export async function settled(flows: readonly Flow[]): Promise<void> {
  const quiet = (flow: Flow) => {
    const [card] = cards(flow);
    return card !== undefined && decisionsOf(card).length === 0;
  };
  await until(() => flows.every(quiet), { timeoutMs: 60_000, what: 'every card to be final' });
}

/** Compares the outside world with the store. Resolves with the last flow's log. */
export async function checkStore(flows: readonly Flow[], store: Store, sent = 1): Promise<readonly Recorded[]> {
  let last: readonly Recorded[] = [];
  for (const flow of flows) {
    last = await store.log.load(flow.id);
    checkFlow(flow, last, sent);
    const cursor = await store.cursors.get(flow.id);
    // An edit of which a killed bot heard nothing may be open for a while yet; a post may not.
    expect(cursor).toMatchObject({ cardVersion: last.length, threadVersion: last.length, threadAttempt: null });
    expect(cursor.cardTs).not.toBeNull();
  }
  await store.inbox.adopt();
  expect(await store.inbox.pending()).toEqual([]);
  const known = flows.map(({ id }) => id).sort();
  expect((await store.log.recent(10_000)).map(({ id }) => id).sort()).toEqual(known);
  return last;
}

function checkFlow(flow: Flow, log: readonly Recorded[], sent: number): void {
  const { lane, tenant, id } = flow;
  const { slack, ocp } = flow.world;
  expect(posts(flow), `POSTs for ${tenant}`).toHaveLength(sent);
  expect(standby(ocp, tenant).role).toBe('PRIMARY');
  expect(brokenAt(log)).toBeNull();
  const last = log.findLast(({ event }) => event.type !== 'todos_listed');
  expect(last?.event).toEqual({ type: 'ended', outcome: 'succeeded' });
  const all = types(log);
  const questions = 1 + all.filter((type) => type === 'resend_proposed').length;
  const approvals = all.filter((type) => type === 'approved');
  expect(approvals, `one approval for each question: ${all.join(' ')}`).toHaveLength(questions);
  expect(all, 'nothing in the world changed').not.toContain('returned');

  expect(cards(flow), `cards of ${id}`).toHaveLength(1);
  const thread = slack.thread(lane.channel, cards(flow)[0]?.ts ?? '');
  const said = thread.map((message) => wordsOf(message.blocks)).join('\n');
  expect(said, `thread of ${id}`).toBe(linesOf(log).join('\n'));
  // The channel hears that people are needed, and the last word.
  const called = all.filter((type) => type === 'call_lost').length;
  expect(thread.filter(({ broadcast }) => broadcast)).toHaveLength(called + 1);
  expect(thread.at(-1)?.broadcast).toBe(true);
}

/** What the log has to say, line by line. */
function linesOf(log: readonly Recorded[]): readonly string[] {
  let state: RequestState | null = null;
  return log.flatMap((recorded) => {
    const after: RequestState = evolve(state, recorded);
    const lines = renderer.lines(state, recorded, after);
    state = after;
    return lines.map(({ text }) => text);
  });
}

export function types(log: readonly Recorded[]): readonly string[] {
  return log.map(({ event }) => event.type);
}

export function nameOf(serial: number): string {
  return `tenant_${String(serial).padStart(4, '0')}`;
}

/** mulberry32: the same numbers for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
