import type { Operation } from '../operation/operation.ts';
import type { Recorded, RequestEvent } from '../request/events.ts';

/**
 * `approval`: from a question to the approval that completed it. `call`: from there to the first call on its way to OCP.
 * `role`: from a call to the proof of its tenant's new role. `whole`: from the request to its good end.
 */
export const stages = ['approval', 'call', 'role', 'whole'] as const;

export interface Passed {
  readonly stage: (typeof stages)[number];
  readonly operation: Operation['kind'];
  readonly ms: number;
}

const questions: readonly RequestEvent['type'][] = [
  'requested',
  'returned',
  'resend_proposed',
  'remedy_proposed',
  'remedies_proposed',
];

/** Which stages of a request's life were passed by the last `fresh` events of its log, and how long they took. */
export function passed(log: readonly Recorded[], fresh: number): readonly Passed[] {
  const first = log[0]?.event;
  if (first?.type !== 'requested') return [];
  const operation = first.operation.kind;
  return log.flatMap((recorded, index) => {
    if (index < log.length - fresh) return [];
    const found = begun(recorded.event, log.slice(0, index));
    return found ? [{ stage: found.stage, operation, ms: recorded.at - found.since.at }] : [];
  });
}

function begun(event: RequestEvent, before: readonly Recorded[]): { stage: Passed['stage']; since: Recorded } | null {
  const last = (is: (one: RequestEvent) => boolean) => before.findLast((one) => is(one.event));
  const of = (stage: Passed['stage'], since: Recorded | undefined) => (since ? { stage, since } : null);
  switch (event.type) {
    case 'approved':
      return event.startBy === null
        ? null
        : of(
            'approval',
            last(({ type }) => questions.includes(type)),
          );
    case 'call_claimed': {
      // Of several calls under one approval, the later ones wait for the earlier ones.
      const since = last((one) => one.type === 'call_claimed' || (one.type === 'approved' && one.startBy !== null));
      return since?.event.type === 'approved' ? of('call', since) : null;
    }
    case 'role_proven': {
      // With a remedy in between, most of the time is that of people.
      const since = last(
        (one) => (one.type === 'call_claimed' || one.type === 'remedy_claimed') && one.call === event.call,
      );
      return since?.event.type === 'call_claimed' ? of('role', since) : null;
    }
    case 'ended':
      return event.outcome === 'succeeded' ? of('whole', before[0]) : null;
    default:
      return null;
  }
}
