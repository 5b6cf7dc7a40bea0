/** A call that ends in a defect of ours or of a library: people learn that something unexpected happened, the log what. */
import { expect, it } from 'vitest';
import { createRequests } from '../../src/engine/requests.ts';
import type { Recorded } from '../../src/request/events.ts';
import { turnOf } from '../support/executor.ts';
import { manualClock } from '../support/clock.ts';
import { approved } from '../support/request.ts';

it('is recorded as a fact without its message, which is in the log', async () => {
  const life = approved();
  const log: Recorded[] = [...life.log];
  const lines: Readonly<Record<string, unknown>>[] = [];
  const clock = manualClock(life.now);
  const business = (event: string, fields: Readonly<Record<string, unknown>>) => void lines.push({ ...fields, event });
  const requests = createRequests({
    log: {
      load: () => Promise.resolve([...log]),
      append: (_, events) => Promise.resolve(log.push(...events) > 0),
    },
    clock,
    business,
    changed: () => undefined,
  });
  const failover = () => Promise.reject(new TypeError('reply.tasks is not iterable'));
  await turnOf({ requests, clock, business, ocp: { failover } });

  const why = { kind: 'unexpected', name: 'TypeError' };
  expect(log.at(-1)?.event).toEqual({ type: 'call_unknown', call: 0, doubt: 'no_answer', why });
  const code = 'unexpected';
  const line = { event: 'call_failed', request: 'r-1', call: 0, code, message: 'reply.tasks is not iterable' };
  expect(lines).toContainEqual(line);
});
