import { describe, expect, it, type TestContext } from 'vitest';
import type { Recorded } from '../../src/request/events.ts';
import { evolve } from '../../src/request/evolve.ts';
import { brokenAt } from '../../src/request/log.ts';
import type { RequestState } from '../../src/request/state.ts';
import { renderer } from '../../src/slack/render/renderer.ts';
import { openStore } from '../../src/store/store.ts';
import { type BotProcess, pause, until } from '../support/process.ts';
import {
  askStubbornly,
  cardsOf,
  decideUntilTold,
  failoversOf,
  type Lane,
  type ProcessWorld,
  standby,
  startProcessWorld,
} from '../support/process-world.ts';
import { buttonsOf, decisionsOf, wordsOf } from '../support/world.ts';

interface Flow {
  readonly world: ProcessWorld;
  readonly lane: Lane;
  readonly tenant: string;
  readonly id: string;
}

describe('kill -9 at any moment', () => {
  const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
  const kills = Number(process.env['KILLS'] ?? 30);

  it(`recovers from ${kills} of them, at random moments (seed ${seed})`, { timeout: 150_000 }, async () => {
    const world = await startProcessWorld({ lanes: 3, standbys: 60 });
    const random = randomOf(seed);
    const killing = new AbortController();
    let serial = 0;
    const flows: Flow[] = [];
    const people = world.lanes.map(async (lane) => {
      while (!killing.signal.aborted) {
        serial += 1;
        const tenant = nameOf(serial);
        const id = await askStubbornly(world, lane, tenant);
        flows.push({ world, lane, tenant, id });
        await decideUntilTold(world, lane, id, { timeoutMs: 120_000 });
      }
    });
    const all = Promise.all(people);
    all.catch(() => undefined);

    for (let kill = 0; kill < kills; kill += 1) {
      // Now and then it stays down so long that what was under way has settled without it.
      const bot = await world.start(random() < 0.2 ? 16_000 : 0);
      await moment(world, bot, random);
      expect(await bot.kill(), bot.output()).toEqual({ code: null, signal: 'SIGKILL' });
    }
    killing.abort();
    await world.start(100_000);
    await all;

    expect(flows.length).toBeGreaterThan(4);
    await checkAll(flows);
    await world.close();
  });
});

describe.concurrent('kill -9 at a chosen moment', () => {
  it('after the click was answered "ok" and before anything came of it', async (test) => {
    const flow = await begun(test);
    await told(flow, { onApproved: () => restart(flow.world, 16_000) });
    await checkAll([flow]);
  });

  it('after the form was answered "ok" and before its card was posted', async (test) => {
    const flow = await ask(await scene(test));
    await restart(flow.world);
    await told(flow);
    await checkAll([flow]);
  });

  it('while the POST has reached OCP and its answer has not come back', async (test) => {
    const flow = await begun(test);
    flow.world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', delayMs: 60_000 });
    const end = told(flow);
    await until(() => posts(flow).length > 0);
    await restart(flow.world);
    await end;
    const log = await checkAll([flow]);
    expect(types(log)).toContain('call_found');
  });

  it('while the POST was lost on its way: people are asked, and only their word sends it again', async (test) => {
    const flow = await begun(test);
    flow.world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect' });
    const end = told(flow);
    await until(() => posts(flow).length > 0);
    await restart(flow.world);
    await pause(2_500);
    expect(posts(flow)).toHaveLength(1);
    await restart(flow.world, 100_000);
    await end;
    expect(posts(flow).map(({ outcome }) => outcome)).toEqual(['lostBeforeEffect', 'answered']);
    const log = await checkAll([flow], 2);
    expect(types(log)).toEqual(expect.arrayContaining(['call_lost', 'resend_proposed']));
  });

  it('after the card stood in the channel and before Slack said so', async (test) => {
    const world = await scene(test);
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'delay_after', ms: 60_000 });
    const flow = await ask(world);
    await world.slack.waitFor(() => cards(flow).length > 0);
    await restart(world);
    await told(flow);
    await checkAll([flow]);
  });

  it('before a card that was on its way stood in the channel: it arrives late and is not repeated', async (test) => {
    const world = await scene(test);
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'delay_before', ms: 4_000 });
    const flow = await ask(world);
    await world.slack.waitFor(() => world.slack.calls('chat.postMessage') > 0);
    expect(cards(flow)).toEqual([]);
    await restart(world);
    await told(flow);
    await checkAll([flow]);
  });

  it('after a thread message stood there and before Slack said so, and again while looking for it', async (test) => {
    const flow = await begun(test);
    const { slack } = flow.world;
    slack.faults.add({ target: 'chat.postMessage', kind: 'delay_after', ms: 60_000, skip: 1 });
    slack.faults.add({ target: 'conversations.replies', kind: 'delay_after', ms: 60_000 });
    const second = called(flow, 'chat.postMessage', 2);
    const end = told(flow);
    await second;
    const looking = called(flow, 'conversations.replies', 1);
    await restart(flow.world);
    await looking;
    await restart(flow.world);
    await end;
    await checkAll([flow]);
  });

  it('before a thread message that was on its way stood there; then it is down for long', async (test) => {
    const flow = await begun(test);
    flow.world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_before', skip: 1 });
    const second = called(flow, 'chat.postMessage', 2);
    const end = told(flow);
    await second;
    await restart(flow.world, 20_000);
    await end;
    await checkAll([flow]);
  });

  it('while an edit of the card is on its way: what it says late is overwritten by what is true', async (test) => {
    const flow = await begun(test);
    flow.world.slack.faults.add({ target: 'chat.update', kind: 'delay_before', ms: 1_200, skip: 1 });
    const second = called(flow, 'chat.update', 2);
    const end = told(flow);
    await second;
    await restart(flow.world);
    await end;
    await checkAll([flow]);
  });

  it('after the last word stood in the channel and before Slack said so', async (test) => {
    const flow = await begun(test);
    const { ocp, slack } = flow.world;
    const end = told(flow);
    // Whatever is posted once OCP has made the tenant primary is held; the last of it is the last word.
    await until(() => standby(ocp, flow.tenant).role === 'PRIMARY', { timeoutMs: 40_000 });
    slack.faults.add({ target: 'chat.postMessage', kind: 'delay_after', ms: 300, times: null });
    await end;
    await restart(flow.world);
    slack.faults.clear();
    await checkAll([flow]);
  });
});

/** A running bot. */
async function scene({ onTestFinished }: TestContext): Promise<ProcessWorld> {
  const world = await startProcessWorld();
  onTestFinished(() => world.close());
  await world.start();
  return world;
}

/** A running bot, a request and its card, which waits for its approval. */
async function begun(test: TestContext): Promise<Flow> {
  const flow = await ask(await scene(test));
  await flow.world.slack.waitFor(() => cards(flow).some((card) => buttonsOf(card).includes('approve')));
  return flow;
}

async function ask(world: ProcessWorld): Promise<Flow> {
  const [lane] = world.lanes;
  if (!lane) throw new Error('no lane');
  return { world, lane, tenant: nameOf(1), id: await askStubbornly(world, lane, nameOf(1)) };
}

async function restart(world: ProcessWorld, downMs = 0): Promise<void> {
  await world.bot().kill();
  await world.start(downMs);
}

function told({ world, lane, id }: Flow, options: Parameters<typeof decideUntilTold>[3] = {}): Promise<void> {
  const end = decideUntilTold(world, lane, id, { timeoutMs: 100_000, ...options });
  // Looked at when the test comes to it; until then nobody listens.
  end.catch(() => undefined);
  return end;
}

const cards = ({ world, lane, id }: Flow) => cardsOf(world, lane, id);
const posts = ({ world, tenant }: Flow) => failoversOf(world, tenant);

/** Resolves inside the call itself, before it has any effect: the `count`th from now. */
function called({ world }: Flow, method: string, count: number): Promise<unknown> {
  const { slack } = world;
  const before = slack.calls(method);
  return slack.waitFor(() => slack.calls(method) >= before + count, { timeoutMs: 40_000 });
}

/** Some time, some number of calls to Slack, or some number of lines in the log: whichever the dice say. */
async function moment({ slack }: ProcessWorld, bot: BotProcess, random: () => number): Promise<void> {
  const dice = random();
  const amount = random();
  if (dice < 0.4) return pause(amount * 900);
  const reached = dice < 0.7 ? callsFrom(slack, 1 + amount * 25) : linesFrom(bot, 1 + amount * 15);
  return Promise.race([reached, pause(1_100)]);
}

/** Resolves inside the call itself, so that the kill comes before its answer. */
function callsFrom({ journal }: ProcessWorld['slack'], amount: number): Promise<void> {
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

async function linesFrom(bot: BotProcess, amount: number): Promise<void> {
  const count = () => bot.output().split('\n').length;
  const before = count();
  await until(() => count() >= before + Math.floor(amount), { timeoutMs: 1_100 }).catch(() => undefined);
}

/** The card and the thread have caught up with the end. */
async function settled(flows: readonly Flow[]): Promise<void> {
  const quiet = (flow: Flow) => {
    const [card] = cards(flow);
    return card !== undefined && decisionsOf(card).length === 0;
  };
  await until(() => flows.every(quiet), { timeoutMs: 60_000, what: 'every card to be final' });
}

/** Stops the bot, reads its store, and compares the outside world with it. Resolves with the last flow's log. */
async function checkAll(flows: readonly Flow[], sent = 1): Promise<readonly Recorded[]> {
  await settled(flows);
  await pause(200);
  const world = flows[0]?.world;
  if (!world) throw new Error('nothing to check');
  const bot = world.bot();
  expect(await bot.terminate(), bot.output()).toEqual({ code: 0, signal: null });
  const store = await openStore(`sqlite:${world.database}`);
  try {
    let last: readonly Recorded[] = [];
    for (const flow of flows) {
      last = await store.log.load(flow.id);
      checkFlow(flow, last, sent);
      const cursor = await store.cursors.get(flow.id);
      expect(cursor).toMatchObject({ cardVersion: last.length, threadVersion: last.length, cardAttemptAt: null });
    }
    await store.inbox.adopt();
    expect(await store.inbox.pending()).toEqual([]);
    const known = flows.map(({ id }) => id).sort();
    expect((await store.log.recent(1_000)).map(({ id }) => id).sort()).toEqual(known);
    return last;
  } finally {
    await store.close();
  }
}

function checkFlow(flow: Flow, log: readonly Recorded[], sent: number): void {
  const { lane, tenant, id } = flow;
  const { slack, ocp } = flow.world;
  expect(posts(flow), `POSTs for ${tenant}`).toHaveLength(sent);
  expect(standby(ocp, tenant).role).toBe('PRIMARY');
  expect(brokenAt(log)).toBeNull();
  expect(log.at(-1)?.event).toEqual({ type: 'ended', outcome: 'succeeded' });
  const all = types(log);
  const questions = 1 + all.filter((type) => type === 'resend_proposed').length;
  const approvals = all.filter((type) => type === 'approved');
  expect(approvals, `one approval for each question: ${all.join(' ')}`).toHaveLength(questions);
  expect(all, 'nothing in the world changed').not.toContain('returned');

  expect(cards(flow), `cards of ${id}`).toHaveLength(1);
  const thread = slack.thread(lane.channel, cards(flow)[0]?.ts ?? '');
  const said = thread.map((message) => wordsOf(message.blocks)).join('\n');
  expect(said, `thread of ${id}`).toBe(linesOf(log).join('\n'));
  expect(thread.map(({ broadcast }) => broadcast)).toEqual([...thread.slice(1).map(() => false), true]);
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

function types(log: readonly Recorded[]): readonly string[] {
  return log.map(({ event }) => event.type);
}

function nameOf(serial: number): string {
  return `tenant_${String(serial).padStart(4, '0')}`;
}

/** mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
