/** A random life as the product would live it, with everything that happens in it laid open. */
import * as fc from 'fast-check';
import type { Command } from '../../src/request/commands.ts';
import { decide } from '../../src/request/decide/decide.ts';
import type { Recorded, RequestEvent } from '../../src/request/events.ts';
import { evolve } from '../../src/request/evolve.ts';
import { chain } from '../../src/request/log/hash-chain.ts';
import type { RequestState } from '../../src/request/state.ts';
import { ASKER, memberAt, newLife, requestCommand, START } from '../support/request.ts';
import type { Passage, Step as Passed } from '../states/explore.ts';
import { beginning, changed, commandOf, type Step, steps } from './random-life.ts';

export interface Moment {
  readonly before: RequestState | null;
  readonly recorded: Recorded;
  readonly after: RequestState;
  readonly command: Command;
  /** Everything recorded before. */
  readonly past: readonly Recorded[];
}

/** `decided` sees every decision, `recorded` every event as it is recorded, `passed` every decision that changed something. */
interface Onlooker {
  decided?: (state: RequestState | null, command: Command, now: number, events: readonly RequestEvent[]) => void;
  recorded?: (moment: Moment) => void;
  passed?: (passage: Passage) => void;
}

interface Lived {
  readonly log: readonly Recorded[];
  readonly state: RequestState | null;
  /** What the onlooker is shown, in the order in which it happened. */
  readonly scenes: readonly ((see: Onlooker) => void)[];
}

/** Every property looks at the same lives, so each is lived once. */
const lived = new WeakMap<readonly Step[], Lived>();

/** Lives through the steps. */
export function live(first: number, path: readonly Step[], see: Onlooker = {}): Pick<Lived, 'log' | 'state'> {
  const known = lived.get(path) ?? liveThrough(first, path);
  lived.set(path, known);
  for (const show of known.scenes) show(see);
  return known;
}

function liveThrough(first: number, path: readonly Step[]): Lived {
  let world = beginning(first);
  let state: RequestState | null = null;
  let now = START;
  const log: Recorded[] = [];
  const scenes: ((see: Onlooker) => void)[] = [];
  const carryOut = (command: Command) => {
    const decidedOn = state;
    const decidedAt = now;
    const { events } = decide(decidedOn, command, decidedAt);
    scenes.push(({ decided }) => decided?.(decidedOn, command, decidedAt, events));
    const passed: Passed[] = [];
    for (const recorded of chain('r-1', log.at(-1) ?? null, events, now)) {
      const before = state;
      const after = evolve(before, recorded);
      const past = log.length;
      scenes.push((see) => see.recorded?.({ before, recorded, after, command, past: log.slice(0, past) }));
      log.push(recorded);
      passed.push({ event: recorded.event, before, after });
      state = after;
    }
    if (passed.length > 0) scenes.push((see) => see.passed?.({ command: command.type, steps: passed }));
  };
  const { policy, operation } = world;
  carryOut(requestCommand(newLife(), { person: memberAt(now, ASKER), policy, operation }));
  for (const step of path) {
    now += step.wait;
    world = changed(world, step);
    const command = commandOf(step, world, state, now);
    if (command) carryOut(command);
  }
  return { log, state, scenes };
}

type Check = (first: number, path: readonly Step[]) => void;

const RUNS = { seed: 20_261_122, numRuns: 800 };
/** Of requests of every kind (see `beginning`), most of them in a world where anything may come next at any time. */
const freeLife = fc.tuple(fc.nat(5), steps);
/** Much has to go well before the turn of a second call comes, or a remedy has been dealt with. */
const calmLife = fc.tuple(fc.nat(5), steps.map(calmed));
const anyLife = fc.oneof({ weight: 3, arbitrary: freeLife }, { weight: 1, arbitrary: calmLife });
const lives = fc.sample(anyLife, RUNS);

function calmed(path: readonly Step[]): readonly Step[] {
  return path.map((step) => ({ ...step, kind: null, crooked: false, wait: Math.min(step.wait, 1_000) }));
}

/** Fails with the shortest life that fails alike. */
export function everyLife(check: Check, { numRuns = RUNS.numRuns }: { numRuns?: number } = {}): void {
  const failing = lives.slice(0, numRuns).find(([first, path]) => fails(() => check(first, path)));
  if (!failing) return;
  fc.assert(
    fc.property(anyLife, ([first, path]) => check(first, path)),
    RUNS,
  );
  check(failing[0], failing[1]);
}

function fails(check: () => void): boolean {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}
