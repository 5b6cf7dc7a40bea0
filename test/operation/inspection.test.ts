import { describe, expect, it } from 'vitest';
import {
  blocked,
  blockers,
  differences,
  findingKey,
  type Inspection,
  type TargetInspection,
  updated,
} from '../../src/operation/inspection.ts';
import type { PrecheckItem } from '../../src/operation/tenant.ts';
import {
  blocker,
  failoverOf,
  inspectionOf,
  orders,
  ordersMain,
  readingOf,
  START,
  targetOf,
  warning,
} from '../support/request.ts';

const { tenantId } = orders;

function changed(after: Inspection, before: Inspection = inspectionOf(START, {}, [warning])) {
  return differences(failoverOf().targets, before, after);
}

describe('what differs between the approved reading and a later one', () => {
  it('is nothing when only figures, findings that went away or the time of reading moved', () => {
    const moved = inspectionOf(START + 9_000, { status: 'MODIFYING' }, [{ ...warning, text: 'lag is 9999 ms' }]);
    expect(changed(moved)).toEqual([]);
    expect(changed(inspectionOf(START))).toEqual([]);
  });

  it('is a role that is another, or no longer told', () => {
    const kind = 'role_changed';
    expect(changed(inspectionOf(START, { role: 'PRIMARY' }))).toEqual([
      { kind, tenantId, from: 'STANDBY', to: 'PRIMARY' },
    ]);
    expect(changed(inspectionOf(START, { role: null }))).toEqual([{ kind, tenantId, from: 'STANDBY', to: null }]);
  });

  it.each([
    ['another tenant', { ...ordersMain, tenantId: '1002', tenantName: 'orders_new' }],
    ['the same tenant id on another cluster', { ...ordersMain, clusterId: '11', clusterName: 'gz' }],
    ['none', null],
  ])('is a primary that is %s', (_, primary) => {
    expect(changed(inspectionOf(START, { primary }))).toEqual([
      { kind: 'primary_changed', tenantId, from: ordersMain, to: primary },
    ]);
  });

  it('is not the mere renaming of the same primary', () => {
    expect(changed(inspectionOf(START, { primary: { ...ordersMain, tenantName: 'x', clusterName: 'y' } }))).toEqual([]);
  });

  it('is a blocking item, word for word, even if it stood there before', () => {
    const found = [{ kind: 'blocked', tenantId, text: 'the primary still answers', code: 'OBE26107' }];
    expect(changed(inspectionOf(START, {}, [warning, blocker]))).toEqual(found);
    expect(changed(inspectionOf(START, {}, [blocker]), inspectionOf(START, {}, [blocker]))).toEqual(found);
  });

  it('is a bare "no" of OCP', () => {
    const precheck = { ...readingOf().precheck, passed: false };
    expect(changed(inspectionOf(START, { precheck }))).toEqual([{ kind: 'blocked_unexplained', tenantId }]);
  });

  it('is a warning that was not there: another code or other words', () => {
    const fresh = { code: 'OBE26109', text: 'backup runs', blocking: false };
    expect(changed(inspectionOf(START, {}, [warning, fresh]))).toEqual([
      { kind: 'new_warning', tenantId, text: 'backup runs', code: 'OBE26109' },
    ]);
    expect(changed(inspectionOf(START, {}, [{ ...warning, text: 'no lag told' }]))).toHaveLength(1);
  });

  it('is a blocking finding that became a warning: it was never approved as one', () => {
    const softened = { ...blocker, blocking: false };
    expect(changed(inspectionOf(START, {}, [softened]), inspectionOf(START, {}, [blocker]))).toEqual([
      { kind: 'new_warning', tenantId, text: 'the primary still answers', code: 'OBE26107' },
    ]);
  });

  it('is a task that OCP is running on the tenant, unless it is the one that was seen', () => {
    const runningTask = { id: '31', name: 'Backup tenant' };
    const found = [{ kind: 'task_running', tenantId, text: 'Backup tenant', taskId: '31' }];
    expect(changed(inspectionOf(START, { runningTask }))).toEqual(found);
    expect(changed(inspectionOf(START, { runningTask }), inspectionOf(START, { runningTask }))).toEqual([]);
    const before = inspectionOf(START, { runningTask: { id: '30', name: 'Backup tenant' } });
    expect(changed(inspectionOf(START, { runningTask }), before)).toEqual(found);
  });

  it('is a tenant of which OCP no longer tells, in either reading', () => {
    const none: Inspection = { at: START, targets: [] };
    const found = [{ kind: 'untold', tenantId }];
    expect(changed(none)).toEqual(found);
    expect(changed(inspectionOf(START), none)).toEqual(found);
  });

  it('is told for each target by itself, all kinds at once', () => {
    const other = { ...orders, tenantId: '2002', tenantName: 'carts' };
    const operation = failoverOf(targetOf(), targetOf({ tenant: other }));
    const before = { at: START, targets: [readingOf(), readingOf({ tenantId: '2002' })] };
    const after = {
      at: START,
      targets: [
        readingOf({ role: 'PRIMARY' }),
        readingOf({ tenantId: '2002', primary: null, runningTask: { id: '1', name: 'x' } }, [warning, blocker]),
      ],
    };
    expect(
      differences(operation.targets, before, after).map((one) => [one.kind, 'tenantId' in one && one.tenantId]),
    ).toEqual([
      ['role_changed', '2001'],
      ['primary_changed', '2002'],
      ['task_running', '2002'],
      ['blocked', '2002'],
      ['new_warning', '2002'],
    ]);
  });
});

describe('what differs for a pair', () => {
  type Standby = TargetInspection['standby'];
  const seen = (standby: Standby, role: TargetInspection['role'] = 'PRIMARY') =>
    inspectionOf(START, { role, primary: null, standby });
  const before = seen({ role: 'STANDBY', status: 'NORMAL' });

  it('is nothing while both keep their roles, whatever their status', () => {
    expect(changed(before, before)).toEqual([]);
    expect(changed(seen({ role: 'STANDBY', status: 'MODIFYING' }), before)).toEqual([]);
  });

  it.each<[string, Standby, string | null]>([
    ['is primary now', { role: 'PRIMARY', status: 'NORMAL' }, 'PRIMARY'],
    ['has no role told', { role: null, status: 'NORMAL' }, null],
    ['is not told of at all', null, null],
  ])('is a standby that %s', (_, standby, to) => {
    expect(changed(seen(standby), before)).toEqual([
      { kind: 'role_changed', tenantId, from: 'STANDBY', to, side: 'standby' },
    ]);
  });

  it('is both roles when both changed: somebody switched over in between', () => {
    expect(changed(seen({ role: 'PRIMARY', status: 'NORMAL' }, 'STANDBY'), before)).toEqual([
      { kind: 'role_changed', tenantId, from: 'PRIMARY', to: 'STANDBY' },
      { kind: 'role_changed', tenantId, from: 'STANDBY', to: 'PRIMARY', side: 'standby' },
    ]);
  });
});

describe('the targets compared', () => {
  it('are those given and no others: a later call is compared with its own part of what was approved', () => {
    const other = targetOf({ tenant: { ...orders, tenantId: '2002', tenantName: 'carts' } });
    const before = { at: START, targets: [readingOf(), readingOf({ tenantId: '2002' })] };
    const after = { at: START, targets: [readingOf({ tenantId: '2002' })] };
    expect(differences([other], before, after)).toEqual([]);
    expect(differences([targetOf(), other], before, after)).toHaveLength(1);
    expect(differences([], before, { at: START, targets: [] })).toEqual([]);
  });
});

describe('a reading of some targets', () => {
  const of = (id: string, change: Partial<TargetInspection> = {}) => readingOf({ tenantId: id, ...change });

  it('replaces what was known of them and leaves the others as they were', () => {
    const known: Inspection = { at: START, targets: [of('1'), of('2'), of('3')] };
    const fresh: Inspection = { at: START + 9, targets: [of('2', { role: 'PRIMARY' })] };
    const now = updated(known, fresh);
    expect(now.at).toBe(START + 9);
    expect(now.targets).toHaveLength(3);
    for (const one of [of('1'), of('3'), of('2', { role: 'PRIMARY' })]) expect(now.targets).toContainEqual(one);
    expect(known.targets[1]?.role).toBe('STANDBY');
  });

  it('is all there is when nothing was known', () => {
    const fresh: Inspection = { at: START, targets: [of('1')] };
    expect(updated(null, fresh)).toEqual(fresh);
  });
});

describe('what OCP says against it', () => {
  it('blocks only where the precheck did not pass, and lists blocking items alone', () => {
    expect(blocked(inspectionOf(START, {}, [warning]))).toBe(false);
    const inspection = inspectionOf(START, {}, [warning, blocker]);
    expect(blocked(inspection)).toBe(true);
    expect(blockers(readingOf({}, [warning, blocker]).precheck)).toEqual([blocker]);
    expect(blockers(readingOf({}, [warning]).precheck)).toEqual([]);
    expect(blockers({ ...readingOf().precheck, passed: false })).toEqual([null]);
  });

  it.each<[string, PrecheckItem, boolean]>([
    ['other digits', { ...warning, text: 'lag is 7 ms' }, true],
    ['other words', { ...warning, text: 'lag was 12 ms' }, false],
    ['another code', { ...warning, code: 'OBE1' }, false],
    ['another weight', { ...warning, blocking: true }, false],
  ])('is the same finding or not: %s', (_, item, same) => {
    expect(findingKey(item) === findingKey(warning)).toBe(same);
  });
});
