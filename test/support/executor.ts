/** One turn of the executor, against an OCP of which a test declares what it asks for. */
import { createBlockedReports } from '../../src/engine/blocked.ts';
import { createExecutor } from '../../src/engine/executor.ts';
import { createDoor } from '../../src/engine/leadership/closing.ts';
import type { OcpCalls, OcpReads } from '../../src/engine/ports.ts';
import { createCandidates } from '../../src/engine/reads/candidates.ts';
import { createFamilies } from '../../src/engine/reads/families.ts';
import type { Requests } from '../../src/engine/requests.ts';
import { NEVER_STOPPED } from '../../src/stop/state.ts';
import type { ManualClock } from './clock.ts';
import { noRows } from './family.ts';
import { memberAt, orders, ordersMain, policyOf, readingOf } from './request.ts';
import { standbyTenant, tenantOf } from './tenant.ts';

export const nothing = () => Promise.reject(new Error('nobody asks for this'));

export const lostPrimary = tenantOf(ordersMain.tenantId, { ...ordersMain, status: 'UNAVAILABLE' });
export const standby = standbyTenant(orders.tenantId, lostPrimary, orders);

const ready: OcpReads & OcpCalls = {
  tenants: () => Promise.resolve([standby, lostPrimary]),
  clusters: () => Promise.resolve([]),
  alarms: () => Promise.resolve([]),
  standbyLags: () => Promise.resolve([]),
  tenant: () => Promise.resolve(standby),
  failoverPrecheck: () => Promise.resolve(readingOf().precheck),
  switchoverPrecheck: nothing,
  failoverPrechecks: nothing,
  switchoverPrechecks: nothing,
  tasks: () => Promise.resolve([]),
  taskEntries: () => Promise.resolve([]),
  tasksByIds: nothing,
  task: nothing,
  subtaskLog: nothing,
  failover: nothing,
  failoverMany: nothing,
  switchover: nothing,
  switchoverMany: nothing,
  retryTask: nothing,
  rollbackTask: nothing,
  retrySubtask: nothing,
  skipSubtask: nothing,
  cancelSubtask: nothing,
};

type ExecutorDeps = Parameters<typeof createExecutor>[0];

export interface Turn extends Partial<Omit<ExecutorDeps, 'ocp' | 'families' | 'people'>> {
  readonly requests: Requests;
  readonly clock: ManualClock;
  readonly ocp: Partial<OcpReads & OcpCalls>;
  readonly rows?: Parameters<typeof createFamilies>[0]['families'];
  /** Happens while Slack is waited for. */
  readonly asked?: () => Promise<void>;
}

/** Carries out what is due for request `r-1`, as the engine does, once. */
export async function turnOf({ rows = noRows, asked, ...given }: Turn): Promise<void> {
  const { requests, clock } = given;
  const ocp = { ...ready, ...given.ocp };
  const executor = createExecutor({
    trouble: createBlockedReports({ requests, clock }),
    families: createFamilies({ families: rows, requests, clock }),
    candidates: createCandidates(clock),
    open: () => Promise.resolve([{ id: 'r-1' }]),
    people: {
      async read(ids) {
        const read = ids.map((id) => memberAt(clock.now(), id));
        await asked?.();
        return read;
      },
      languageOf: () => Promise.resolve('en'),
    },
    channels: { audience: () => Promise.resolve('own') },
    policies: { fresh: () => Promise.resolve(policyOf()) },
    stops: { load: () => Promise.resolve(NEVER_STOPPED) },
    roster: () => Promise.resolve(null),
    door: createDoor(),
    messages: { tell: nothing },
    renderer: { endedEarly: () => '' },
    business: () => undefined,
    ...given,
    ocp: { ...ocp, in: () => ocp, ocpNow: () => clock.now() },
  });
  await executor.begin();
  await executor.settle();
}
