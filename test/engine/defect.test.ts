import { standbyTenant, tenantOf } from '../support/tenant.ts';
import { createFamilies } from '../../src/engine/reads/families.ts';
/** A call that ends in a defect of ours or of a library: people learn that something unexpected happened, the log what. */
import { createDoor } from '../../src/engine/leadership/closing.ts';
import { NEVER_STOPPED } from '../../src/stop/state.ts';
import { expect, it } from 'vitest';
import { createCandidates } from '../../src/engine/reads/candidates.ts';
import { createExecutor } from '../../src/engine/executor.ts';
import type { OcpCalls, OcpReads } from '../../src/engine/ports.ts';
import { createRequests } from '../../src/engine/requests.ts';
import { createBlockedReports } from '../../src/engine/blocked.ts';
import type { Recorded } from '../../src/request/events.ts';
import { manualClock } from '../support/clock.ts';
import { noRows } from '../support/family.ts';
import { approved, memberAt, orders, ordersMain, policyOf, readingOf } from '../support/request.ts';

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
  const nothing = () => Promise.reject(new Error('nobody asks for this'));
  const lost = tenantOf(ordersMain.tenantId, { ...ordersMain, status: 'UNAVAILABLE' });
  const tenant = standbyTenant(orders.tenantId, lost, orders);
  const ocp: OcpReads & OcpCalls = {
    tenants: () => Promise.resolve([tenant, lost]),
    clusters: () => Promise.resolve([]),
    alarms: () => Promise.resolve([]),
    standbyLags: () => Promise.resolve([]),
    tenant: () => Promise.resolve(tenant),
    failoverPrecheck: () => Promise.resolve(readingOf().precheck),
    switchoverPrecheck: nothing,
    tasks: () => Promise.resolve([]),
    taskEntries: () => Promise.resolve([]),
    tasksByIds: nothing,
    task: nothing,
    subtaskLog: nothing,
    failover: () => Promise.reject(new TypeError('reply.tasks is not iterable')),
    failoverMany: nothing,
    switchover: nothing,
    switchoverMany: nothing,
    retryTask: nothing,
    rollbackTask: nothing,
    retrySubtask: nothing,
    skipSubtask: nothing,
    cancelSubtask: nothing,
  };
  const executor = createExecutor({
    candidates: createCandidates(clock),
    requests,
    trouble: createBlockedReports({ requests, clock }),
    families: createFamilies({ families: noRows, requests, clock }),
    open: () => Promise.resolve([{ id: 'r-1' }]),
    ocp: { ...ocp, in: () => ocp, ocpNow: () => clock.now() },
    people: {
      read: (ids) => Promise.resolve(ids.map((id) => memberAt(clock.now(), id))),
      languageOf: () => Promise.resolve('en'),
    },
    channels: { audience: () => Promise.resolve('own') },
    policies: { fresh: () => Promise.resolve(policyOf()) },
    stops: { load: () => Promise.resolve(NEVER_STOPPED) },
    roster: () => Promise.resolve(null),
    door: createDoor(),
    messages: { tell: nothing },
    renderer: { endedEarly: () => '' },
    clock,
    business,
  });
  await executor.begin();
  await executor.settle();

  const why = { kind: 'unexpected', name: 'TypeError' };
  expect(log.at(-1)?.event).toEqual({ type: 'call_unknown', call: 0, doubt: 'no_answer', why });
  const code = 'unexpected';
  const line = { event: 'call_failed', request: 'r-1', call: 0, code, message: 'reply.tasks is not iterable' };
  expect(lines).toContainEqual(line);
});
