/** The hash chain: each event carries the hash of the one before, so that nothing can be changed or taken out unseen. */
import { canonical, sha256 } from '../../operation/digest.ts';
import type { Recorded } from '../events.ts';

/** Numbers, times and chains new events behind `previous`, the last event on record; null for the first of a log. */
export function chain<const Event>(
  requestId: string,
  previous: Pick<Recorded, 'version' | 'hash'> | null,
  events: readonly Event[],
  at: number,
): readonly Recorded<Event>[] {
  const chained: Recorded<Event>[] = [];
  let last = previous ?? { version: 0, hash: '' };
  for (const event of events) {
    const body = { requestId, version: last.version + 1, at, event, previousHash: last.hash };
    const recorded = { ...body, hash: hashOf(body) };
    chained.push(recorded);
    last = recorded;
  }
  return chained;
}

/** Null when the log is whole, otherwise the version at which it is broken. */
export function brokenAt(log: readonly Recorded<unknown>[]): number | null {
  let previousHash = '';
  for (const [index, recorded] of log.entries()) {
    const { hash, ...body } = recorded;
    const whole = body.version === index + 1 && body.previousHash === previousHash && hash === hashOf(body);
    if (!whole) return index + 1;
    previousHash = hash;
  }
  return null;
}

function hashOf(body: Omit<Recorded<unknown>, 'hash'>): string {
  return sha256(canonical(body));
}
