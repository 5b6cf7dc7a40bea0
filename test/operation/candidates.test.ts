/** Which standby is ahead, by readings that can be compared and by readings that cannot. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  type CandidateFamily,
  freshestOf,
  lostFamilies,
  NO_SIGNALS,
  ranked,
  type Ranking,
  type Signals,
  stalerChoices,
} from '../../src/operation/candidates/candidates.ts';
import { memberKey } from '../../src/operation/family.ts';
import { SAMPLING_MS, timeOfScn } from '../../src/operation/candidates/loss.ts';
import type { ActiveAlarm, LagSample } from '../../src/operation/ocp.ts';
import { refOf } from '../../src/operation/ocp-clusters.ts';
import type { FailoverTarget } from '../../src/operation/operation.ts';
import type { Precheck, Tenant } from '../../src/operation/tenant.ts';
import { beside, standbyTenant, tenantOf } from '../support/tenant.ts';

/** When the primary was lost. */
const LOST = Date.parse('2026-03-02T02:58:40Z');
const second = 1_000;

const a = tenantOf('1', { status: 'UNAVAILABLE' });
const standby = (id: string, change: Partial<Tenant> = {}) =>
  standbyTenant(id, a, { transportMode: 'NETWORK', syncStatus: 'VALID', ...change });
const [b, c, d] = [standby('2'), standby('3'), standby('4')];

const targetOf = (tenant: Tenant): FailoverTarget => ({
  kind: 'failover',
  tenant: refOf(tenant),
  primary: refOf(a),
  serviceName: null,
});

/** The cluster of the primary, as OCP's alarm says it is lost. */
const lost = (since = LOST, change: Partial<ActiveAlarm> = {}): ActiveAlarm => ({
  type: 'ob_cluster_status_check_failed',
  clusters: [a.clusterId],
  tenants: [],
  clusterName: a.clusterName,
  tenantName: null,
  hosts: [],
  since,
  ...change,
});

const precheck = (change: Partial<Precheck> = {}): Precheck => ({
  passed: true,
  items: [],
  syncScn: null,
  primaryServiceName: null,
  readAt: LOST,
  ...change,
});

/** What OCP collects of a standby that lags by so much: each 30 s, until long after the loss. */
function samples(lagMs: number, { until = LOST + 300 * second, lostAt = LOST } = {}): readonly LagSample[] {
  const first = Math.floor((LOST - 600 * second) / SAMPLING_MS) * SAMPLING_MS;
  const count = Math.floor((until - first) / SAMPLING_MS) + 1;
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * SAMPLING_MS;
    return { at, ms: lagMs + Math.max(0, at - lostAt) };
  });
}

function signals(lags: readonly (readonly [Tenant, readonly LagSample[]])[], alarms = [lost()]): Signals {
  return { alarms, lags: new Map(lags.map(([tenant, series]) => [memberKey(refOf(tenant)), series])) };
}

function rank(standbys: readonly Tenant[], change: Partial<Ranking> = {}): CandidateFamily {
  const tenants = [a, ...standbys];
  const [first] = standbys;
  const [family] = first ? lostFamilies([targetOf(first)], tenants) : [];
  if (!family) throw new Error('no family');
  return ranked(family, { tenants, signals: NO_SIGNALS, prechecks: new Map(), ...change });
}

function by(scns: readonly (readonly [Tenant, string | null, boolean?])[]): Ranking['prechecks'] {
  return new Map(
    scns.map(([tenant, syncScn, passed = true]) => [memberKey(refOf(tenant)), precheck({ syncScn, passed })]),
  );
}

const scnAt = (ms: number) => `${BigInt(ms) * 1_000_000n}`;
const named = ({ tenant, standing }: Candidate) => `${tenant.tenantId} ${standing}`;
const bestId = ({ best }: CandidateFamily) => best?.tenantId ?? null;

describe('the freshest standby', () => {
  it('is the one whose syncScn is highest, to the nanosecond', () => {
    const family = rank([b, c], {
      prechecks: by([
        [b, scnAt(LOST)],
        [c, `${BigInt(scnAt(LOST)) + 1n}`],
      ]),
    });
    expect(family).toMatchObject({ comparedBy: 'scn', decidedBy: 'freshness' });
    expect(family.candidates.map(named)).toEqual(['3 even', '2 staler']);
    expect(bestId(family)).toBe('3');
  });

  it('by lag is the one that was least behind at the last time before the loss at which all were measured', () => {
    const late = samples(100, { until: LOST - 120 * second });
    const family = rank([b, c], {
      signals: signals([
        [b, late],
        [c, samples(95_000)],
      ]),
    });
    expect(family).toMatchObject({ comparedBy: 'lag', decidedBy: 'freshness' });
    expect(bestId(family)).toBe('2');
    // Both as they were at the time that they have in common.
    const [best, other] = family.candidates;
    expect(best?.lag?.at).toBe(late.at(-1)?.at);
    expect(other).toMatchObject({ standing: 'staler', behindMs: 94_900, lag: { at: best?.lag?.at, ms: 95_000 } });
  });

  it('goes by syncScn where all have one, whatever their lags say', () => {
    const family = rank([b, c], {
      prechecks: by([
        [b, scnAt(LOST - 90_000)],
        [c, scnAt(LOST - 100)],
      ]),
      signals: signals([
        [b, samples(100)],
        [c, samples(95_000)],
      ]),
    });
    expect([family.comparedBy, bestId(family)]).toEqual(['scn', '3']);
  });

  it.each([
    ['only some give a syncScn', [scnAt(LOST - 100), null]],
    ['a syncScn is no time', [scnAt(LOST - 100), '99999999999999999']],
  ])('goes by lag where %s', (_, [one = null, other = null]) => {
    const family = rank([b, c], {
      prechecks: by([
        [b, one],
        [c, other],
      ]),
      signals: signals([
        [b, samples(95_000)],
        [c, samples(100)],
      ]),
    });
    expect([family.comparedBy, bestId(family)]).toEqual(['lag', '3']);
  });

  it('is never one that is blocked, however fresh: by its precheck, a lock, its status, or a standby above it that is there', () => {
    const below = standbyTenant('5', b, { transportMode: 'NETWORK' });
    for (const [fresh, prechecks] of [
      [c, by([[c, null, false]])],
      [{ ...c, locked: true }, new Map()],
      [{ ...c, status: 'UNAVAILABLE' }, new Map()],
      [below, new Map()],
    ] as const) {
      const family = rank([b, fresh], {
        prechecks,
        signals: signals([
          [b, samples(95_000)],
          [fresh, samples(100)],
        ]),
      });
      expect([bestId(family), family.decidedBy]).toEqual(['2', 'only']);
      expect(family.candidates.map(named)).toEqual(['2 even', `${fresh.tenantId} blocked`]);
    }
  });

  it('is none under another OCP: nothing is read there', () => {
    const away = { ...beside(standby('7')), ocpClusterId: '2', ocpClusterName: 'ocp-gz', role: 'STANDBY' } as const;
    const primary = tenantOf('1', { ocpClusterId: '1', standbys: [away] });
    const here = { ...b, ocpClusterId: '1', primary: { ...beside(primary), ocpClusterId: '1' } };
    const [family] = lostFamilies([targetOf(here)], [primary, here]);
    const found = family && ranked(family, { tenants: [primary, here], signals: NO_SIGNALS, prechecks: new Map() });
    expect(found?.candidates.map(named)).toEqual(['2 even', '7 elsewhere']);
  });
});

describe('where freshness does not decide', () => {
  it('what differs by less than the sampling interval is equal, and nothing is chosen', () => {
    const family = rank([b, c], {
      signals: signals([
        [b, samples(100)],
        [c, samples(100 + SAMPLING_MS - 1)],
      ]),
    });
    expect(family.candidates.map(({ standing }) => standing)).toEqual(['even', 'even']);
    expect([family.best, family.decidedBy]).toEqual([null, null]);
    const further = rank([b, c], {
      signals: signals([
        [b, samples(100)],
        [c, samples(100 + SAMPLING_MS)],
      ]),
    });
    expect(bestId(further)).toBe('2');
  });

  it('readings of different times are not comparable', () => {
    const odd = samples(100).map(({ at, ms }) => ({ at: at + 7_000, ms }));
    const family = rank([b, c], {
      signals: signals([
        [b, samples(95_000)],
        [c, odd],
      ]),
    });
    expect(family.comparedBy).toBe(null);
    expect(family.candidates.map(({ standing }) => standing)).toEqual(['incomparable', 'incomparable']);
    expect(family.best).toBe(null);
  });

  it('the preferred cluster decides, and then a network standby goes before one that is fed from an archive', () => {
    const archive = standby('3', { transportMode: 'LOG_BACKUP' });
    expect(rank([b, archive])).toMatchObject({ decidedBy: 'transport', best: { tenantId: '2' } });
    expect(rank([b, archive], { preferred: 'c3' })).toMatchObject({ decidedBy: 'preference', best: { tenantId: '3' } });
    expect(rank([b, c, d], { preferred: 'elsewhere' }).best).toBe(null);
  });

  it('neither helps one that is known to be staler', () => {
    const family = rank([b, c], {
      preferred: 'c3',
      signals: signals([
        [b, samples(100)],
        [c, samples(95_000)],
      ]),
    });
    expect(bestId(family)).toBe('2');
  });

  it('one that cannot be compared keeps the others from being the best, and their order is told all the same', () => {
    const family = rank([b, c, d], {
      signals: signals([
        [b, samples(100)],
        [c, samples(95_000)],
      ]),
    });
    expect(family.best).toBe(null);
    expect(family.candidates.map(named)).toEqual(['2 even', '4 incomparable', '3 staler']);
    expect(stalerChoices([targetOf(c), targetOf(d)], [family])).toEqual([
      { tenantId: '3', sibling: refOf(b), behindMs: 94_900 },
    ]);
  });
});

describe('the lag before the loss', () => {
  const lagOf = (family: CandidateFamily) => family.candidates[0]?.lag ?? null;

  it('is no figure that grew after it, also when OCP noticed the loss minutes later', () => {
    for (const lateMs of [0, 20, 65, 240].map((seconds) => seconds * second)) {
      const family = rank([b], { signals: signals([[b, samples(310)]], [lost(LOST + lateMs)]) });
      expect(lagOf(family)?.ms).toBe(310);
      expect(lagOf(family)?.at).toBeLessThanOrEqual(LOST);
    }
  });

  it('is none of after the loss where that is too near to be seen by its growth', () => {
    const family = rank([b], { signals: signals([[b, samples(310, { until: LOST + 30 * second })]]) });
    expect(lagOf(family)?.ms).toBe(310);
  });

  it('is what was measured, where the standby had stood still for long before', () => {
    const stuck = LOST - 500 * second;
    const family = rank([b], { signals: signals([[b, samples(310, { lostAt: stuck })]]) });
    expect(lagOf(family)?.ms).toBeGreaterThan(400 * second);
  });

  it('is unknown without a time of the loss: instead, until when changes are on the standby, which does not grow', () => {
    const at = (until: number) => rank([b], { signals: signals([[b, samples(310, { until })]], []) }).candidates[0];
    expect(at(LOST + 60 * second)).toMatchObject({ lag: null, upTo: LOST - 310 });
    expect(at(LOST + 280 * second)?.upTo).toBe(at(LOST + 60 * second)?.upTo);
  });

  it('is not that of an alarm which the standby outlived: one host may have been away for days', () => {
    const alarms = [lost(LOST - 500 * second, { type: 'ob_cannot_connected', hosts: ['10.0.0.1'] })];
    const family = rank([b], { signals: signals([[b, samples(310)]], alarms) });
    expect(family.candidates[0]).toMatchObject({ lag: null, upTo: LOST - 310 });
    expect(family.evidence).toEqual([{ type: 'ob_cannot_connected', hosts: 1, since: LOST - 500 * second }]);
  });
});

describe('evidence', () => {
  it('counts hosts, and tells since when it holds of all of them; alarms of others are none', () => {
    const host = (ip: string, since: number) => lost(since, { type: 'ob_cannot_connected', hosts: [ip] });
    const others = [
      lost(LOST, { clusters: [b.clusterId] }),
      lost(LOST, { tenants: ['99'], type: 'ob_tenant_partition_leader_absent' }),
      lost(LOST, { type: 'ob_disk_full' }),
    ];
    const alarms = [host('10.0.0.1', LOST), host('10.0.0.2', LOST + 9_000), ...others];
    expect(rank([b], { signals: signals([], alarms) }).evidence).toEqual([
      { type: 'ob_cannot_connected', hosts: 2, since: LOST + 9_000 },
    ]);
  });

  it('goes by names where OCP lists no ids', () => {
    const old = { clusters: [], tenants: [] };
    const alarms = [
      lost(LOST, old),
      lost(LOST, { ...old, clusterName: 'c2' }),
      lost(LOST, { ...old, tenantName: 'x' }),
    ];
    expect(rank([b], { signals: signals([], alarms) }).evidence).toHaveLength(1);
  });
});

describe('whatever OCP tells', () => {
  const reading = fc.record({
    lag: fc.option(fc.integer({ min: 0, max: 300_000 })),
    offset: fc.constantFrom(0, 0, 0, 7_000),
    scn: fc.option(fc.integer({ min: 0, max: 300_000 })),
    passed: fc.constantFrom(true, true, true, false, null),
    change: fc.constantFrom({}, {}, { locked: true }, { status: 'UNAVAILABLE' }, { transportMode: 'LOG_BACKUP' }),
  });
  const families = fc.record({
    readings: fc.array(reading, { minLength: 1, maxLength: 5 }),
    preferred: fc.option(fc.constantFrom('c2', 'c3', 'c4'), { nil: undefined }),
    noticed: fc.option(fc.integer({ min: 0, max: 200_000 })),
  });

  it('the best can take over, none that can is known to be fresher, and no lag is of after the loss', () => {
    let marked = 0;
    fc.assert(
      fc.property(families, ({ readings, preferred, noticed }) => {
        const tenants = readings.map(({ change }, index) => standby(`${index + 2}`, change));
        const lags = readings.flatMap(({ lag, offset }, index): [Tenant, readonly LagSample[]][] => {
          const tenant = tenants[index];
          if (lag === null || !tenant) return [];
          return [[tenant, samples(lag).map(({ at, ms }) => ({ at: at + offset, ms }))]];
        });
        const prechecks = readings.flatMap(({ scn, passed }, index): [Tenant, string | null, boolean][] => {
          const tenant = tenants[index];
          return passed === null || !tenant ? [] : [[tenant, scn === null ? null : scnAt(LOST - scn), passed]];
        });
        const alarms = noticed === null ? [] : [lost(LOST + noticed)];
        const family = rank(tenants, {
          prechecks: by(prechecks),
          signals: signals(lags, alarms),
          ...(preferred !== undefined && { preferred }),
        });
        expect(family.candidates).toHaveLength(tenants.length);
        const best = family.candidates.find(({ tenant }) => tenant.tenantId === bestId(family));
        if (best) {
          expect(best.blocked).toBe(null);
          expect(['even', 'incomparable']).toContain(best.standing);
          expect(family.candidates[0]).toBe(best);
        }
        expect(best === undefined).toBe(family.decidedBy === null);
        for (const one of family.candidates) {
          if (one.standing === 'staler') {
            const ahead = freshestOf(family);
            expect(ahead?.blocked).toBe(null);
            marked += 1;
            if (family.comparedBy === 'lag') expect(one.behindMs).toBeGreaterThanOrEqual(SAMPLING_MS);
          } else expect(one.behindMs).toBe(0);
          const lag = readings[Number(one.tenant.tenantId) - 2]?.lag ?? null;
          if (one.lag) expect(one.lag.ms).toBe(lag);
        }
      }),
    );
    // The property would be hollow if samples could hardly ever be compared.
    expect(marked).toBeGreaterThan(20);
  });

  it('a syncScn is a time from 1e17 on, and nothing else is', () => {
    expect(timeOfScn(scnAt(LOST))).toBe(LOST);
    for (const none of [null, '', '12', '99999999999999999', '-1', '1e18', 'abc']) expect(timeOfScn(none)).toBe(null);
  });
});
