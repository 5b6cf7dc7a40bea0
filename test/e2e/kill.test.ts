import { describe, expect, it, type TestContext } from 'vitest';
import type { Recorded } from '../../src/request/events.ts';
import { openStore } from '../../src/store/store.ts';
import {
  cards,
  checkStore,
  crowd,
  type Flow as AnyFlow,
  killsAsked,
  moment,
  nameOf,
  posts,
  progress,
  randomOf,
  seed,
  settled,
  standbysFor,
  startedSlowly,
  types,
} from '../support/kills.ts';
import { pause, until } from '../support/process.ts';
import {
  askStubbornly,
  decideUntilTold,
  type ProcessWorld,
  standby,
  startProcessWorld,
} from '../support/process-world.ts';
import { isWhole } from '../support/share.ts';
import { buttonsOf } from '../support/world.ts';

interface Flow extends AnyFlow {
  readonly world: ProcessWorld;
}

describe('kill -9 at any moment', () => {
  const kills = killsAsked ?? (isWhole ? 30 : 10);
  const timeout = 120_000 + kills * 20_000;

  it(`recovers from ${kills} of them, at random moments (seed ${seed})`, { timeout }, async ({
    annotate,
    onTestFinished,
  }) => {
    const world = await startProcessWorld({ lanes: 3, standbys: standbysFor(kills) });
    onTestFinished(() => world.close());
    const random = randomOf(seed);
    const { flows, rest } = crowd(world);
    // On a busy machine it may take more kills until so many requests have met them.
    const requests = Math.min(5, kills / 4);
    for (let kill = 0; kill < kills || flows.length < requests; kill += 1) {
      // Now and then it stays down for a while.
      const downMs = random() < 0.2 ? 16_000 : 0;
      const { started: bot, slowness } = await startedSlowly(() => world.start(downMs));
      await moment(world, bot, random, slowness);
      expect(await bot.kill(), bot.output()).toEqual({ code: null, signal: 'SIGKILL' });
      progress(kill + 1, flows);
    }
    await world.start(100_000);
    await rest();

    void annotate(`${kills} kills, ${flows.length} requests`);
    await checkAll(world, flows);
  });
});

describe.concurrent('kill -9 at a chosen moment', () => {
  it('after the click was answered "ok" and before anything came of it', async (test) => {
    const flow = await begun(test);
    await told(flow, { onApproved: () => restart(flow.world, 16_000) });
    await checkAll(flow.world, [flow]);
  });

  it('after the form was answered "ok" and before its card was posted', async (test) => {
    const flow = await ask(await scene(test));
    await restart(flow.world);
    await told(flow);
    await checkAll(flow.world, [flow]);
  });

  it('while the POST has reached OCP and its answer has not come back', async (test) => {
    const flow = await begun(test);
    flow.world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', delayMs: 60_000 });
    const end = told(flow);
    await until(() => posts(flow).length > 0);
    await restart(flow.world);
    await end;
    const log = await checkAll(flow.world, [flow]);
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
    const log = await checkAll(flow.world, [flow], 2);
    expect(types(log)).toEqual(expect.arrayContaining(['call_lost', 'resend_proposed']));
  });

  it('after the card stood in the channel and before Slack said so', async (test) => {
    const world = await scene(test);
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'delay_after', ms: 60_000 });
    const flow = await ask(world);
    await world.slack.waitFor(() => cards(flow).length > 0);
    await restart(world);
    await told(flow);
    await checkAll(flow.world, [flow]);
  });

  it('before a card that was on its way stood in the channel: it arrives late and is not repeated', async (test) => {
    const world = await scene(test);
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'delay_before', ms: 4_000 });
    const flow = await ask(world);
    await world.slack.waitFor(() => world.slack.calls('chat.postMessage') > 0);
    expect(cards(flow)).toEqual([]);
    await restart(world);
    await told(flow);
    await checkAll(flow.world, [flow]);
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
    await checkAll(flow.world, [flow]);
  });

  it('before a thread message that was on its way stood there; then it is down for long', async (test) => {
    const flow = await begun(test);
    flow.world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_before', skip: 1 });
    const second = called(flow, 'chat.postMessage', 2);
    const end = told(flow);
    await second;
    await restart(flow.world, 20_000);
    await end;
    await checkAll(flow.world, [flow]);
  });

  it('while an edit of the card is on its way: what it says late is overwritten by what is true', async (test) => {
    const flow = await begun(test);
    flow.world.slack.faults.add({ target: 'chat.update', kind: 'delay_before', ms: 1_200, skip: 1 });
    const second = called(flow, 'chat.update', 2);
    const end = told(flow);
    await second;
    await restart(flow.world);
    await end;
    await checkAll(flow.world, [flow]);
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
    await checkAll(flow.world, [flow]);
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

/** Resolves inside the call itself, before it has any effect: the `count`th from now. */
function called({ world }: Flow, method: string, count: number): Promise<unknown> {
  const { slack } = world;
  const before = slack.calls(method);
  return slack.waitFor(() => slack.calls(method) >= before + count, { timeoutMs: 40_000 });
}

/** Stops the bot, reads its store, and compares the outside world with it. Resolves with the last flow's log. */
async function checkAll(world: ProcessWorld, flows: readonly AnyFlow[], sent = 1): Promise<readonly Recorded[]> {
  await settled(flows);
  await pause(200);
  const bot = world.bot();
  expect(await bot.terminate(), bot.output()).toEqual({ code: 0, signal: null });
  const store = await openStore(`sqlite:${world.database}`);
  try {
    return await checkStore(flows, store, sent);
  } finally {
    await store.close();
  }
}
