/**
 * The world's time and everything that is to happen in it. One thing happens at a time; what it set off by promises is
 * finished before the next begins, so a run is the same every time it is run.
 */
import type { Clock } from '../../src/lib/clock.ts';
import type { Rolls } from './rolls.ts';

/** Whose doing something is. What a dead one still had to do never happens. */
export interface Life {
  readonly name: string;
  alive: boolean;
  /** Until when it stands still, true time: what it was to do is done then. */
  frozenUntil: number;
  /** Its own clock, ms since the epoch. */
  now(): number;
}

export interface Scheduler {
  /** The true time, ms since the epoch. */
  now(): number;
  /** The world outside the bot: it never dies, and its clock is right. */
  readonly world: Life;
  /** Whose doing the present moment is. */
  current(): Life;
  /** Runs `work` `ms` from now, on behalf of `life`. Returns what calls it off. */
  after(ms: number, life: Life, work: () => void): () => void;
  /** The clock of somebody, for whatever takes one. Whoever is dead sleeps for ever. */
  clockOf(life: Life): Clock;
  /** Lets things happen until then, or until `over` (asked after each) says so. */
  runUntil(time: number, over: () => boolean): Promise<void>;
  /** How many things have happened. */
  happened(): number;
}

interface Entry {
  at: number;
  /** Decides between things of the same moment. */
  readonly tie: number;
  readonly order: number;
  readonly life: Life;
  work: (() => void) | null;
}

/** Taken before anybody replaces it: see globals.ts. */
const { setImmediate: turn } = globalThis;

export function createScheduler(start: number, rolls: Rolls): Scheduler {
  const heap: Entry[] = [];
  let now = start;
  let order = 0;
  let happened = 0;
  const world: Life = { name: 'world', alive: true, frozenUntil: 0, now: () => now };
  let current = world;

  function after(ms: number, life: Life, work: () => void): () => void {
    order += 1;
    const tie = rolls.value(`tie${order}`);
    const entry: Entry = { at: now + Math.max(0, ms), tie, order, life, work };
    push(heap, entry);
    return () => {
      entry.work = null;
    };
  }

  return {
    now: () => now,
    world,
    current: () => current,
    happened: () => happened,
    after,
    clockOf: (life) => ({
      now: life.now,
      elapsed: () => now,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (!life.alive) return;
          if (signal?.aborted) return resolve();
          const cancel = after(ms, life, wake);
          function wake() {
            cancel();
            signal?.removeEventListener('abort', wake);
            resolve();
          }
          signal?.addEventListener('abort', wake, { once: true });
        }),
    }),
    async runUntil(time, over) {
      for (let next = heap[0]; next && next.at <= time && !over(); next = heap[0]) {
        pop(heap);
        const { work, life, at } = next;
        if (work === null || !life.alive) continue;
        if (life.frozenUntil > at) {
          next.at = life.frozenUntil;
          push(heap, next);
          continue;
        }
        now = at;
        happened += 1;
        current = life;
        work();
        // The machine's own next turn comes when no promise is left to be followed.
        await new Promise<void>((resolve) => void turn(resolve));
        current = world;
      }
      now = Math.max(now, over() ? now : time);
    },
  };
}

function before(a: Entry, b: Entry): boolean {
  if (a.at !== b.at) return a.at < b.at;
  return a.tie === b.tie ? a.order < b.order : a.tie < b.tie;
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || before(above, entry)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    if (left === undefined) break;
    const useRight = right !== undefined && before(right, left);
    const child = useRight ? right : left;
    if (before(last, child)) break;
    heap[at] = child;
    at = 2 * at + (useRight ? 2 : 1);
  }
  heap[at] = last;
}
