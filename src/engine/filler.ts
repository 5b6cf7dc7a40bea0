import { othersFirst } from '../lib/others-first.ts';
import { type Worker, whole } from './leadership/worker.ts';
import type { BusinessLog } from './ports.ts';

export interface FillerDeps {
  /** Brings at most `limit` requests up to date; fewer than `limit` means that none is left. */
  readonly filling: { fill(limit: number): Promise<number> };
  readonly business: BusinessLog;
}

/** One step keeps everybody else waiting for some milliseconds. */
const STEP = 25;
/** So many steps a turn: twenty thousand requests take less than a minute, and most of that time is others'. */
const STEPS = 20;

/** Brings what requests are found by up to date, where a version of the bot that keeps no index has written. */
export function createFiller({ filling, business }: FillerDeps): Worker {
  async function work(): Promise<void> {
    let filled = 0;
    for (let step = 0; step < STEPS; step += 1) {
      const count = await filling.fill(STEP);
      filled += count;
      if (count < STEP) break;
      await othersFirst();
    }
    if (filled > 0) business('index_filled', { requests: filled });
  }
  return whole('filler', work, business);
}
