import { describe, expect, it } from 'vitest';
import {
  type FamilyWorld,
  findingsOf,
  isRefusing,
  membersOf,
  type Promotion,
} from '../../src/operation/family-findings.ts';
import { choicesOf } from '../../src/operation/choices.ts';
import { refOf } from '../../src/operation/ocp-clusters.ts';
import type { FailoverTarget, Target } from '../../src/operation/operation.ts';
import type { Tenant } from '../../src/operation/tenant.ts';
import { beside, standbyTenant, tenantOf } from '../support/tenant.ts';

/** A is lost; B and D follow it, and C follows B. */
const away = { status: 'UNAVAILABLE' } as const;
const a = tenantOf('1', away);
const b = standbyTenant('2', a);
const c = standbyTenant('3', b);
const d = standbyTenant('4', a);
const other = tenantOf('9', { serviceName: 'SVC_OTHER', serviceNameStatus: 'VALID' });
const all = [a, b, c, d, other];

function failover(of: Tenant, tenants: readonly Tenant[], serviceName: string | null = null): FailoverTarget {
  const choice = choicesOf('failover', tenants).find(({ tenant }) => tenant.tenantId === of.tenantId);
  if (choice?.kind !== 'failover') throw new Error(`${of.tenantId} is no standby`);
  return { ...choice.target, serviceName };
}

function switchover(primary: Tenant, standby: Tenant): Target {
  return { kind: 'switchover', tenant: refOf(primary), standby: refOf(standby), standbyOcpClusterId: null };
}

function worldOf(tenants: readonly Tenant[], change: Partial<FamilyWorld> = {}): FamilyWorld {
  return { tenants, lostClusters: [], promotions: [], ...change };
}

function kinds(targets: readonly Target[], world: FamilyWorld, of: readonly Target[] = targets) {
  return findingsOf(of, targets, world).map(({ kind }) => kind);
}

const promoted = (change: Partial<Promotion> = {}): Promotion => ({
  request: 'R-1',
  tenant: refOf(b),
  lost: [refOf(a)],
  stage: 'primary',
  task: { id: '77', name: 'Failover tenant' },
  ...change,
});
/** After B's failover: C goes on following it, D still names the lost A. */
const after = [a, { ...b, role: 'PRIMARY', primary: null } as const, c, d, other];

it('a standby whose family is lost but for it finds nothing against it', () => {
  expect(kinds([failover(d, all)], worldOf(all))).toEqual([]);
});

describe('two targets of one request', () => {
  it.each<[string, readonly Tenant[]]>([
    ['siblings', [b, d]],
    ['head and tail of a chain', [b, c]],
    ['cousins', [c, d]],
  ])('that are %s are refused, the second names the first', (_what, [one = a, two = a]) => {
    const lost = [a, { ...b, ...away }, c, d, other];
    const tenants = one === c || two === c ? lost : all;
    const targets = [failover(one, tenants), failover(two, tenants)];
    const found = findingsOf(targets, targets, worldOf(tenants));
    expect(found).toContainEqual({ kind: 'two_targets', tenantId: two.tenantId, other: refOf(one) });
    expect(found.filter(({ kind }) => kind === 'two_targets')).toHaveLength(1);
  });

  it('are refused for two switchovers of one family, and one of each', () => {
    expect(kinds([switchover(a, b), switchover(a, d)], worldOf(all))).toContain('two_targets');
  });

  it('of two families are not', () => {
    const standby = standbyTenant('8', other);
    expect(kinds([failover(b, all), failover(standby, [...all, standby])], worldOf([...all, standby]))).toEqual([]);
  });
});

describe('a sibling that was failed over before', () => {
  it.each(['primary', 'underway', 'failed', 'unknown'] as const)('and is %s refuses', (stage) => {
    const world = worldOf(stage === 'primary' ? after : all, { promotions: [promoted({ stage })] });
    const [found] = findingsOf([failover(d, world.tenants)], [failover(d, world.tenants)], world);
    expect(found).toMatchObject({ kind: 'second_primary', by: { request: 'R-1', stage } });
    expect(found && isRefusing(found)).toBe(true);
  });

  it('and that OCP does not list any more is for the approvers to see', () => {
    const tenants = after.filter((one) => one.tenantId !== '2' && one.tenantId !== '3');
    expect(kinds([failover(d, tenants)], worldOf(tenants, { promotions: [promoted()] }))).toEqual(['promoted_unseen']);
  });

  it('and handed over to another since refuses, and names who serves', () => {
    const handed = [a, standbyTenant('2', c), { ...c, role: 'PRIMARY', primary: null } as const, d];
    const world = worldOf(handed, { promotions: [promoted()] });
    const [found] = findingsOf([failover(d, handed)], [failover(d, handed)], world);
    expect(found).toMatchObject({ kind: 'second_primary', primary: { tenantId: '3' } });
  });

  it('and was lost, with a standby of its own made primary since, refuses for that one', () => {
    const further = [
      a,
      { ...b, ...away, role: 'PRIMARY', primary: null } as const,
      { ...c, role: 'PRIMARY', primary: null } as const,
      d,
    ];
    const second = promoted({ request: 'R-2', tenant: refOf(c), lost: [refOf(b)] });
    expect(kinds([failover(d, further)], worldOf(further, { promotions: [promoted(), second] }))).toEqual([
      'lost_again',
      'second_primary',
    ]);
  });

  it('and was closed without a result counts for what OCP shows of it', () => {
    const closed = promoted({ stage: 'closed' });
    expect(kinds([failover(d, all)], worldOf(all, { promotions: [closed] }))).toEqual([]);
    expect(kinds([failover(d, after)], worldOf(after, { promotions: [closed] }))).toEqual(['second_primary']);
  });

  it('and is lost again is for the approvers to see', () => {
    const tenants = [a, { ...b, ...away, role: 'PRIMARY', primary: null } as const, d];
    const found = findingsOf(
      [failover(d, tenants)],
      [failover(d, tenants)],
      worldOf(tenants, { promotions: [promoted()] }),
    );
    expect(found.map(({ kind }) => kind)).toEqual(['lost_again']);
    expect(found.some(isRefusing)).toBe(false);
  });

  it('counts no more once the lost primary was rebuilt as a standby, or the promoted one follows another', () => {
    const rebuilt = [standbyTenant('1', b), { ...b, role: 'PRIMARY', primary: null } as const, d];
    const world = worldOf(rebuilt, { promotions: [promoted()] });
    expect(kinds([{ ...failover(d, all) }], world)).toEqual(['root_alive']);
    const elsewhere = [standbyTenant('1', other), { ...b, role: 'PRIMARY', primary: null } as const, d, other];
    const others = worldOf(elsewhere, { promotions: [promoted()] });
    expect(kinds([{ ...failover(d, all) }], others)).toEqual(['root_alive']);
    const back = [a, b, d];
    expect(kinds([failover(d, back)], worldOf(back, { promotions: [promoted()] }))).toEqual([]);
  });

  it('concerns neither itself nor its own standbys', () => {
    const lost = [a, { ...b, ...away, role: 'PRIMARY', primary: null } as const, c, d];
    expect(kinds([failover(c, lost)], worldOf(lost, { promotions: [promoted()] }))).toEqual([]);
    expect(kinds([failover(b, all)], worldOf(all, { promotions: [promoted({ stage: 'failed' })] }))).toEqual([]);
  });

  it('that was the tail of the chain refuses its head', () => {
    const tail = promoted({ tenant: refOf(c), lost: [refOf(b), refOf(a)], stage: 'failed' });
    expect(kinds([failover(b, all)], worldOf(all, { promotions: [tail] }))).toEqual(['second_primary']);
  });
});

describe('the root of a chain', () => {
  const alive = [{ ...a, status: 'NORMAL' }, { ...b, ...away }, c];

  it('that serves refuses a failover of the tail, which OCP’s precheck lets pass', () => {
    expect(findingsOf([failover(c, alive)], [failover(c, alive)], worldOf(alive))).toEqual([
      { kind: 'root_alive', tenantId: '3', root: refOf(a) },
    ]);
  });

  it('that OCP lists as running in a lost cluster is for the approvers to see', () => {
    expect(kinds([failover(c, alive)], worldOf(alive, { lostClusters: [a.clusterId] }))).toEqual(['root_lost']);
  });

  it('that cannot be reached says nothing', () => {
    const lost = [a, { ...b, ...away }, c];
    expect(kinds([failover(c, lost)], worldOf(lost))).toEqual([]);
  });
});

describe('a service name', () => {
  const named = (status: string | null) => [...all, tenantOf('8', { serviceName: 'SVC_X', serviceNameStatus: status })];

  it('that leads to another family is refused; one that is INVALID there, or of this family, is not', () => {
    expect(kinds([failover(d, named('VALID'), 'SVC_X')], worldOf(named('VALID')))).toEqual(['name_taken']);
    // OceanBase takes no account of letter case in these names.
    expect(kinds([failover(d, named('VALID'), 'svc_x')], worldOf(named('VALID')))).toEqual(['name_taken']);
    expect(kinds([failover(d, named('INVALID'), 'SVC_X')], worldOf(named('INVALID')))).toEqual([]);
    const own = [{ ...a, serviceName: 'SVC_X', serviceNameStatus: 'VALID' }, b, c, d];
    expect(kinds([failover(d, own, 'SVC_X')], worldOf(own))).toEqual([]);
  });

  it('with a conflict is refused', () => {
    const torn = [a, { ...b, conflictTenant: 'billing' }];
    expect(findingsOf([failover(b, torn, 'SVC_B')], [failover(b, torn, 'SVC_B')], worldOf(torn))).toEqual([
      { kind: 'name_conflict', tenantId: '2', name: 'SVC_B', by: 'billing' },
    ]);
  });
});

describe('a lock', () => {
  it('on the tenant that is to be primary refuses', () => {
    const tenants = [a, { ...b, locked: true }, d];
    expect(kinds([failover(b, tenants)], worldOf(tenants))).toEqual(['locked']);
    expect(kinds([switchover(a, b)], worldOf(tenants))).toEqual(['locked']);
  });

  it('on the primary refuses a switchover, and is a warning about a lost one', () => {
    const tenants = [{ ...a, locked: true }, b, d];
    expect(kinds([switchover(a, b)], worldOf(tenants))).toEqual(['primary_locked']);
    const found = findingsOf([failover(b, tenants)], [failover(b, tenants)], worldOf(tenants));
    expect(found.map(({ kind }) => kind)).toEqual(['lost_locked']);
    expect(found.some(isRefusing)).toBe(false);
  });
});

describe('what nobody can know', () => {
  it('a living primary of the same name outside the family is for the approvers to see', () => {
    const tenants = [...all, tenantOf('8', { tenantName: d.tenantName })];
    expect(kinds([failover(d, tenants)], worldOf(tenants))).toEqual(['namesake']);
  });

  it('a primary that OCP does not list hides the siblings', () => {
    expect(kinds([failover(d, [d])], worldOf([d]))).toEqual(['unseen']);
  });
});

it('a tenant that is primary already is made none: its task may go on, whatever became primary besides', () => {
  const world = worldOf([a, { ...d, role: 'PRIMARY' } as const], { promotions: [promoted()] });
  expect(kinds([failover(d, all)], world)).toEqual([]);
});

it('all members are claimed: those that OCP lists, the sides that the request names, and whatever was taken out of the family', () => {
  const ids = membersOf([failover(d, after)], worldOf(after, { promotions: [promoted()] })).map(
    ({ tenantId }) => tenantId,
  );
  expect(ids.toSorted()).toEqual(['1', '2', '3', '4']);
  const hidden = { ...a, standbys: [beside(b)] };
  expect(membersOf([failover(d, [hidden, d])], worldOf([hidden, d])).map(({ tenantId }) => tenantId)).toContain('2');
});
