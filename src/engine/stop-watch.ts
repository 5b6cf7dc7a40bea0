import type { Clock } from '../clock.ts';
import type { Policy } from '../request/policy.ts';
import { stopsInForce } from '../request/stops.ts';
import { eachOf, type Part } from './part.ts';
import type { BusinessLog, Policies } from './ports.ts';
import type { Requests } from './requests.ts';

export interface StopWatchDeps {
  readonly requests: Requests;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly policies: Policies;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/**
 * Puts on each open request's record when a stop or a freeze begins to hold it and when that ends. Whether anything has
 * changed is decided from the log; what is remembered here only spares reading logs for which nothing can have changed.
 */
export function createStopWatch({ requests, open, policies, clock, business }: StopWatchDeps): Part {
  const noted = new Map<string, string>();
  let look: { readonly policy: Policy; readonly picture: string } | null = null;

  async function list(): Promise<readonly { id: string }[]> {
    const policy = await policies.read();
    const picture = JSON.stringify([policy.version, stopsInForce(policy, clock.now())]);
    look = { policy, picture };
    const ids = await open();
    for (const id of noted.keys()) if (!ids.some((one) => one.id === id)) noted.delete(id);
    return ids.filter(({ id }) => noted.get(id) !== picture);
  }

  async function step(id: string): Promise<void> {
    if (look === null) return;
    const { policy, picture } = look;
    await requests.execute(id, { type: 'note_stops', policy });
    noted.set(id, picture);
  }

  return eachOf({ name: 'stop watch', list, step, business });
}
