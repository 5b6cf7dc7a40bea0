/** Families of lost primaries as a reading of OCP ranks them. */
import type { Candidate, CandidateFamily } from '../../src/operation/candidates/candidates.ts';
import type { Operation } from '../../src/operation/operation.ts';
import type { TenantRef } from '../../src/operation/tenant.ts';

/** When the lags were measured, and since when OCP's alarms are active. */
const MEASURED = Date.parse('2025-11-22T18:58:10Z');
const NOTICED = MEASURED + 40_000;

export function candidateOf(tenant: TenantRef, change: Partial<Candidate> = {}): Candidate {
  return {
    tenant,
    status: 'NORMAL',
    syncStatus: 'VALID',
    transport: 'NETWORK',
    blocked: null,
    standing: 'even',
    behindMs: 0,
    lag: { at: MEASURED, ms: 310 },
    upTo: null,
    ...change,
  };
}

/** `best` is the first; every other one is 95 s behind it. */
export function rankedFamily(
  primary: TenantRef,
  [best, ...others]: readonly TenantRef[],
  change: Partial<CandidateFamily> = {},
): CandidateFamily {
  const staler = { standing: 'staler', behindMs: 94_690, lag: { at: MEASURED, ms: 95_000 } } as const;
  return {
    primary,
    evidence: [{ type: 'ob_cannot_connected', hosts: 3, since: NOTICED }],
    comparedBy: others.length === 0 ? null : 'lag',
    best: best ?? null,
    decidedBy: others.length === 0 ? 'only' : 'freshness',
    candidates: [...(best ? [candidateOf(best)] : []), ...others.map((tenant) => candidateOf(tenant, staler))],
    ...change,
  };
}

/** Everything that a family may show, one family each. */
export function familiesInEveryState(
  primary: TenantRef,
  standby: TenantRef,
  sibling: TenantRef,
): readonly CandidateFamily[] {
  const other = (change: Partial<Candidate>) => ({ candidates: [candidateOf(standby), candidateOf(sibling, change)] });
  const undecided = { best: null, decidedBy: null } as const;
  const of = (change: Partial<CandidateFamily>) => rankedFamily(primary, [standby, sibling], change);
  const unread = { standing: 'incomparable', lag: null, status: null, syncStatus: null, transport: null } as const;
  return [
    rankedFamily(primary, [standby], { evidence: [] }),
    of({}),
    of({ ...undecided, comparedBy: 'lag', ...other({ lag: { at: MEASURED - 60_000, ms: 12_000 } }) }),
    of({
      ...undecided,
      comparedBy: null,
      ...other(unread),
      evidence: [{ type: 'ob_cannot_connected', hosts: 1, since: null }],
    }),
    of({ ...undecided, candidates: [candidateOf(standby, { standing: 'blocked', blocked: 'locked' })] }),
    of({
      ...undecided,
      candidates: (['precheck', 'unavailable', 'locked', 'upstream'] as const).map((blocked) =>
        candidateOf(sibling, { standing: 'blocked', blocked, status: 'UNAVAILABLE', lag: null }),
      ),
    }),
    of({ decidedBy: 'transport', ...other({ transport: 'LOG_BACKUP', syncStatus: 'DISABLED' }) }),
    of({ decidedBy: 'preference', ...other({ transport: 'RAIL', upTo: MEASURED, lag: null }) }),
    of({ decidedBy: 'only', ...other({ standing: 'elsewhere', tenant: { ...sibling, ocp: '2' } }) }),
    of({ evidence: [{ type: 'ob_cluster_status_check_failed', hosts: 0, since: NOTICED }] }),
    of({ evidence: [{ type: 'ob_cluster_status_check_failed', hosts: 0, since: null }] }),
  ];
}

/** A sibling of an operation's first target, and ahead of it. */
export function fresherBeside({ targets }: Operation): readonly CandidateFamily[] {
  const [target] = targets;
  if (target?.kind !== 'failover') return [];
  const { tenant, primary } = target;
  const sibling = { ...tenant, tenantId: `${tenant.tenantId}9` };
  return [rankedFamily(primary ?? { ...tenant, tenantId: `${tenant.tenantId}8` }, [sibling, tenant])];
}
