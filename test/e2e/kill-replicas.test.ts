/** Two replicas on PostgreSQL are killed at random moments, while their connections to it are cut again and again. */
import { describe, expect, it } from 'vitest';
import {
  checkStore,
  crowd,
  killsAsked,
  moment,
  progress,
  randomOf,
  seed,
  settled,
  standbysFor,
  startedSlowly,
} from '../support/kills.ts';
import { pause, STILL_MS } from '../support/process.ts';
import { type ReplicaWorld, startReplicaWorld } from '../support/replicas.ts';

describe('kill -9 at any moment, and connections that are cut', () => {
  const kills = killsAsked ?? 4;
  const timeout = 180_000 + kills * 30_000;

  it(`two replicas recover from ${kills} kills (seed ${seed})`, { timeout }, async ({ annotate, onTestFinished }) => {
    const world = await startReplicaWorld({ lanes: 3, standbys: standbysFor(kills) });
    onTestFinished(() => world.close());
    const random = randomOf(seed);
    let { slowness } = await startedSlowly(() => Promise.all(world.replicas.map((one) => one.start())));
    const { flows, rest } = crowd(world);
    const cutter = cutting(world, randomOf(seed + 1));
    for (let kill = 0; kill < kills; kill += 1) {
      const [one, other] = random() < 0.5 ? world.replicas : world.replicas.toReversed();
      if (!one || !other) throw new Error('two replicas are needed');
      await moment({ ...world, standStill: () => standStill(world) }, one.bot(), random, slowness);
      await one.bot().kill();
      // Now and then nobody is left for a while.
      if (random() < 0.2) await other.bot().kill();
      await pause(random() * 1_000);
      // A cut cable at the start is a start that failed, for whoever runs the bot to repeat.
      const missing = [one, other].filter((each) => !each.isRunning());
      await cutter.whole(async () => {
        ({ slowness } = await startedSlowly(() => Promise.all(missing.map((each) => each.start()))));
      });
      progress(kill + 1, flows);
    }
    const cuts = await cutter.stop();
    // Everybody believes that it is later: what waits for a search to be over need not be waited for.
    await Promise.all(world.replicas.map((one) => one.bot().kill()));
    world.time.laterMs += 100_000;
    await Promise.all(world.replicas.map((one) => one.start()));
    await rest();

    expect(flows.length).toBeGreaterThan(2);
    void annotate(`${kills} kills, ${cuts} cuts, ${flows.length} requests`);
    await settled(flows);
    await pause(200);
    for (const one of world.replicas) {
      expect(await one.bot().terminate(), one.bot().output()).toEqual({ code: 0, signal: null });
    }
    await checkStore(flows, world.store);
  });
});

/** It is later for everybody, and what Slack may show late has been shown: a replica that is killed soon lives to go on with it. */
function standStill({ time, replicas }: ReplicaWorld): void {
  time.laterMs += STILL_MS;
  for (const one of replicas) if (one.isRunning()) one.bot().stoodStill();
}

/** Every 5 to 10 s one replica, or both, cannot reach the store for up to 2 s. */
function cutting({ replicas }: ReplicaWorld, random: () => number) {
  const stopping = new AbortController();
  let cuts = 0;
  let held: Promise<unknown> = Promise.resolve();
  let isHeld = false;
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const wait = 5_000 + random() * 5_000;
      for (let waited = 0; waited < wait && !stopping.signal.aborted; waited += 50) await pause(50);
      if (isHeld) await held;
      if (stopping.signal.aborted) return;
      const dice = random();
      const hit = replicas.filter((_, index) => dice < 0.3 || dice < 0.65 === (index === 0));
      for (const { cable } of hit) cable.cut();
      cuts += 1;
      await pause(random() * 2_000);
      for (const { cable } of hit) cable.mend();
    }
  })();
  return {
    /** Does something with every cable whole. */
    async whole(work: () => Promise<unknown>): Promise<void> {
      for (const { cable } of replicas) cable.mend();
      isHeld = true;
      held = work().finally(() => {
        isHeld = false;
      });
      await held;
    },
    /** Mends everything. Resolves with how often it was cut. */
    async stop(): Promise<number> {
      stopping.abort();
      await running;
      return cuts;
    },
  };
}
