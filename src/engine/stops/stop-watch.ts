import type { Clock } from '../../lib/clock.ts';
import type { Policy } from '../../policy/policy.ts';
import { type StopFacts, stopFacts } from '../../stop/hold.ts';
import { stopsInForce } from '../../stop/in-force.ts';
import type { Stops } from './stops.ts';
import { eachOf, type Worker } from '../leadership/worker.ts';
import type { BusinessLog, Policies } from '../ports.ts';
import type { Requests } from '../requests.ts';

export interface StopWatchDeps {
  readonly requests: Requests;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly policies: Policies;
  readonly stops: Pick<Stops, 'load'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/**
 * Puts on each open request's record when a stop or a freeze begins to hold it and when that ends. Whether anything has
 * changed is decided from the log; what is remembered here only spares reading logs for which nothing can have changed.
 */
export function createStopWatch({ requests, open, policies, stops, clock, business }: StopWatchDeps): Worker {
  const noted = new Map<string, string>();
  let look: { readonly policy: Policy; readonly stop: StopFacts; readonly picture: string } | null = null;

  async function list(): Promise<readonly { id: string }[]> {
    const policy = await policies.read();
    const state = await stops.load();
    const picture = JSON.stringify([policy.version, stopsInForce(policy, state, clock.now()).map(({ stop }) => stop)]);
    look = { policy, stop: stopFacts(state), picture };
    const ids = await open();
    for (const id of noted.keys()) if (!ids.some((one) => one.id === id)) noted.delete(id);
    return ids.filter(({ id }) => noted.get(id) !== picture);
  }

  async function step(id: string): Promise<void> {
    if (look === null) return;
    const { policy, stop, picture } = look;
    await requests.execute(id, { type: 'note_stops', policy, stop });
    noted.set(id, picture);
  }

  return eachOf({ name: 'stop watch', list, step, business });
}
