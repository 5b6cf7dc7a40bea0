/** What is to be done about the others of a replication family, as OCP listed them after the end. */
import { describe, expect, it } from 'vitest';
import { type FamilyMember } from '../../src/operation/family.ts';
import { familyAfter } from '../../src/request/to-dos/family-after.ts';
import { refOf } from '../../src/operation/ocp-clusters.ts';
import type { FailoverTarget } from '../../src/operation/operation.ts';
import { newPrimaryOf, sidesOf } from '../../src/operation/operation.ts';
import type { Tenant } from '../../src/operation/tenant.ts';
import { type ToDo, toDosOf } from '../../src/request/to-dos/to-dos.ts';
import { movedTargets } from '../../src/request/targets.ts';
import { noted } from '../../src/request/family.ts';
import { pair, proven, running, observe, prove, type Story, switchover, switchTask } from '../slack/render/story.ts';
import { standbyTenant, tenantOf } from '../support/tenant.ts';

/** The family of OCP's documents: A, its standbys B, D and E, and C behind B. */
const a = tenantOf('1', { status: 'UNAVAILABLE', serviceName: 'SVC', serviceNameStatus: 'INVALID' });
const b = tenantOf('2', { role: 'PRIMARY', serviceName: 'SVC', serviceNameStatus: 'VALID', version: '4.4.2.1' });
const c = standbyTenant('3', b, { serviceName: 'SVC', serviceNameStatus: 'VALID' });
const d = standbyTenant('4', a, { serviceName: 'SVC', serviceNameStatus: 'INVALID' });
const e = standbyTenant('5', a, { serviceName: 'SVC', serviceNameStatus: 'INVALID' });
const family = [a, b, c, d, e].map(refOf);

function failedOver(target: Partial<FailoverTarget>, primaryRole: 'PRIMARY' | 'STANDBY' = 'PRIMARY'): Story {
  return proven({ target: { serviceName: 'SVC', ...target }, reading: { primaryRole }, serviceName: 'SVC' });
}

function toDos(told: Story, tenants: readonly Tenant[], known: readonly FamilyMember[] = []): readonly ToDo[] {
  const sides = movedTargets(told.state()).flatMap(sidesOf);
  return toDosOf(told.state(), familyAfter([...sides, ...known], tenants, told.now));
}

/** `kind tenant`, in order. */
function brief(items: readonly ToDo[]): readonly string[] {
  return items.map((one) => ('tenant' in one ? `${one.kind} ${one.tenant.tenantName}` : one.kind));
}

/** The tenants of the story have ids of their own: OCP's list with the new primary in place of B, or C. */
const bOf = (told: Story, change: Partial<Tenant> = {}) => ({ ...b, ...primaryOf(told), ...change });
const primaryOf = (told: Story) => newPrimaryOf(movedTargets(told.state())[0] ?? pair);

describe('a family of four and one behind: A is lost, B takes over', () => {
  const told = failedOver({ primary: refOf(a) });
  const now = bOf(told);
  const along = standbyTenant('3', now, { serviceName: 'SVC', serviceNameStatus: 'VALID' });

  it('A alone is fenced; D and E are stranded by name, C went along, and B needs no new standby', () => {
    expect(brief(toDos(told, [a, now, along, d, e]))).toEqual([
      'fence t1',
      'check_lost_writes orders',
      'repoint_readers t4',
      'repoint_readers t5',
      'rebuild_stranded t4',
      'rebuild_stranded t5',
      'check_along t3',
      'set_protection orders',
      'back_up orders',
    ]);
  });

  it('the stranded ones are said to follow the lost primary, which is none of them', () => {
    const stranded = toDos(told, [a, now, along, d, e]).filter(({ kind }) => kind === 'rebuild_stranded');
    expect(stranded).toMatchObject([
      { tenant: refOf(d), root: refOf(a) },
      { tenant: refOf(e), root: refOf(a) },
    ]);
  });

  it('without C the new primary has none', () => {
    expect(brief(toDos(told, [a, now, d, e]))).toContain('rebuild orders');
  });

  it('what was skipped comes before everything but the fence, then the lock, then the name that leads nowhere', () => {
    const locked = { ...now, locked: true, serviceNameStatus: 'INVALID' };
    expect(brief(toDos(told, [a, locked, along, d, e])).slice(0, 4)).toEqual([
      'fence t1',
      'unlock orders',
      'revalidate_name orders',
      'repoint_readers t4',
    ]);
  });

  it('before OceanBase 4.4.2 there are no protection modes', () => {
    expect(brief(toDos(told, [a, { ...now, version: '4.3.5.2' }, along]))).not.toContain('set_protection orders');
    expect(brief(toDos(told, [a, { ...now, version: '4.10.0.0' }, along]))).toContain('set_protection orders');
    expect(brief(toDos(told, [a, { ...now, version: null }, along]))).not.toContain('set_protection orders');
  });

  it('a standby that OCP does not list is not said to follow anybody', () => {
    const items = toDos(told, [a, now, along, d], [refOf(e)]);
    expect(items.filter(({ kind }) => kind === 'check_standbys')).toMatchObject([{ tenants: [refOf(e)] }]);
    expect(brief(items)).not.toContain('rebuild_stranded t5');
  });

  it('an old primary that was rebuilt as a standby of the new one is not fenced', () => {
    const rebuilt = standbyTenant('1', now);
    const items = brief(toDos(told, [rebuilt, now]));
    expect(items).not.toContain('fence t1');
    expect(items).not.toContain('rebuild orders');
  });
});

describe('a chain A, B, C: A and B are lost, C takes over', () => {
  const told = failedOver({ primary: refOf(b), upstreams: [refOf(a)] }, 'STANDBY');
  const now = bOf(told);
  const middle = standbyTenant('2', a, { status: 'UNAVAILABLE', serviceName: 'SVC', serviceNameStatus: 'INVALID' });

  it('the root is fenced, never the standby between; that one is stranded with its other standbys', () => {
    const behind = standbyTenant('6', middle);
    expect(brief(toDos(told, [a, middle, now, behind]))).toEqual([
      'fence t1',
      'check_lost_writes orders',
      'repoint_readers t2',
      'rebuild_stranded t2',
      'rebuild_stranded t6',
      'rebuild orders',
      'set_protection orders',
      'back_up orders',
    ]);
  });

  it('where OCP names nothing above the standby, nobody is told to fence a standby', () => {
    const unnamed = failedOver({ primary: refOf(b) }, 'STANDBY');
    expect(brief(toDosOf(unnamed.state()))[0]).toBe('fence_unnamed orders');
  });

  it('what OCP shows above it after the end counts', () => {
    const unnamed = failedOver({ primary: refOf(b) }, 'STANDBY');
    expect(brief(toDos(unnamed, [a, middle, bOf(unnamed)]))[0]).toBe('fence t1');
  });
});

describe('while the families were not read after the end', () => {
  const told = failedOver({ primary: refOf(a) });
  const others = noted(told.state().operation.targets, null, { members: family, findings: [] });

  it('nothing is said of who follows whom, nor that the new primary has no standby', () => {
    const [event] = others;
    const state = { ...told.state(), family: event ?? null };
    expect(brief(toDosOf(state))).toEqual(['fence t1', 'check_lost_writes orders', 'check_standbys', 'back_up orders']);
    const [check] = toDosOf(state).filter(({ kind }) => kind === 'check_standbys');
    expect(check).toMatchObject({ tenants: [b, c, d, e].map(refOf) });
  });

  it('a family that was read before the call to be no more than the pair has no other standby', () => {
    expect(brief(toDosOf(told.state()))).toContain('rebuild orders');
  });
});

describe('after a switchover', () => {
  const told = prove(
    observe(running(switchover, switchTask('R')), switchTask('S'.repeat(10), { status: 'SUCCESSFUL' })),
  );
  const now = tenantOf('9', pair.standby);
  const old = standbyTenant('8', now, pair.tenant);

  it('siblings that OCP re-pointed are named, and there is nothing else to check about them', () => {
    const sibling = standbyTenant('7', now);
    const items = brief(toDos(told, [now, old, sibling]));
    expect(items).toEqual(['check_sync orders', 'check_followed orders', 'check_along t7', 'switch_back']);
  });

  it('a pair has no siblings to look after', () => {
    expect(brief(toDos(told, [now, old]))).toEqual(['check_sync orders', 'check_followed orders', 'switch_back']);
  });
});
