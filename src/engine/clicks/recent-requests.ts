import type { Clock } from '../../lib/clock.ts';
import type { Recorded, RequestEvent } from '../../request/events.ts';
import { foldIfKnown } from '../../request/evolve.ts';
import { HOUR_MS, type Past, rejectionOf, SHOWN_MS } from '../../request/guardrails.ts';

interface Log {
  recorded(type: RequestEvent['type'], since: number, limit: number): Promise<readonly Recorded[]>;
  load(requestId: string): Promise<readonly Recorded[]>;
}

const ASKED_MAX = 1_000;
/** Each of them is read whole, while somebody waits for the form to close. */
const REJECTED_MAX = 50;

/** Reads what was asked for and rejected lately. Rejects when the store does not answer. */
export function createRecentRequests({
  log,
  clock,
}: {
  readonly log: Log;
  readonly clock: Clock;
}): () => Promise<Past> {
  return async () => {
    const now = clock.now();
    const asked = await log.recorded('requested', now - HOUR_MS, ASKED_MAX);
    const rejected = await log.recorded('rejected', now - SHOWN_MS, REJECTED_MAX);
    const states = await Promise.all(rejected.map(async ({ requestId }) => foldIfKnown(await log.load(requestId))));
    return {
      asked: asked.flatMap(({ at, event }) => (event.type === 'requested' ? [{ by: event.by, at }] : [])),
      rejected: states.flatMap((state) => (state && rejectionOf(state)) ?? []),
    };
  };
}
