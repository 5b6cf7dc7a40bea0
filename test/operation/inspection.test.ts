import { describe, expect, it } from 'vitest';
import { blocked, blockers, differences, findingKey, type Inspection } from '../../src/operation/inspection.ts';
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
  return differences(failoverOf(), before, after);
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
    expect(changed(inspectionOf(START, { role: null }))).toEqual([{ kind, tenantId, from: 'STANDBY', to: 'not told' }]);
  });

  it.each([
    ['another tenant', { ...ordersMain, tenantId: '1002', tenantName: 'orders_new' }, 'orders_new on bj-prod'],
    [
      'the same tenant id on another cluster',
      { ...ordersMain, clusterId: '11', clusterName: 'gz' },
      'orders_main on gz',
    ],
    ['none', null, 'none'],
  ])('is a primary that is %s', (_, primary, to) => {
    expect(changed(inspectionOf(START, { primary }))).toEqual([
      { kind: 'primary_changed', tenantId, from: 'orders_main on bj-prod', to },
    ]);
  });

  it('is not the mere renaming of the same primary', () => {
    expect(changed(inspectionOf(START, { primary: { ...ordersMain, tenantName: 'x', clusterName: 'y' } }))).toEqual([]);
  });

  it('is a blocking item, word for word, even if it stood there before', () => {
    const found = [{ kind: 'blocked', tenantId, text: 'the primary still answers (OBE26107)' }];
    expect(changed(inspectionOf(START, {}, [warning, blocker]))).toEqual(found);
    expect(changed(inspectionOf(START, {}, [blocker]), inspectionOf(START, {}, [blocker]))).toEqual(found);
  });

  it('is a bare "no" of OCP', () => {
    const precheck = { ...readingOf().precheck, passed: false };
    expect(changed(inspectionOf(START, { precheck }))).toEqual([
      { kind: 'blocked', tenantId, text: 'OCP answered valid: false' },
    ]);
  });

  it('is a warning that was not there: another code or other words', () => {
    const fresh = { code: 'OBE26109', text: 'backup runs', blocking: false };
    expect(changed(inspectionOf(START, {}, [warning, fresh]))).toEqual([
      { kind: 'new_warning', tenantId, text: 'backup runs (OBE26109)' },
    ]);
    expect(changed(inspectionOf(START, {}, [{ ...warning, text: 'no lag told' }]))).toHaveLength(1);
  });

  it('is a blocking finding that became a warning: it was never approved as one', () => {
    const softened = { ...blocker, blocking: false };
    expect(changed(inspectionOf(START, {}, [softened]), inspectionOf(START, {}, [blocker]))).toEqual([
      { kind: 'new_warning', tenantId, text: 'the primary still answers (OBE26107)' },
    ]);
  });

  it('is a task that OCP is running on the tenant, unless it is the one that was seen', () => {
    const runningTask = { id: '31', name: 'Backup tenant' };
    const found = [{ kind: 'task_running', tenantId, text: 'Backup tenant (task 31)' }];
    expect(changed(inspectionOf(START, { runningTask }))).toEqual(found);
    expect(changed(inspectionOf(START, { runningTask }), inspectionOf(START, { runningTask }))).toEqual([]);
    const before = inspectionOf(START, { runningTask: { id: '30', name: 'Backup tenant' } });
    expect(changed(inspectionOf(START, { runningTask }), before)).toEqual(found);
  });

  it('is a tenant of which OCP no longer tells, in either reading', () => {
    const none: Inspection = { at: START, targets: [] };
    const found = [{ kind: 'blocked', tenantId, text: 'OCP did not tell about this tenant' }];
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
    expect(differences(operation, before, after).map((one) => [one.kind, 'tenantId' in one && one.tenantId])).toEqual([
      ['role_changed', '2001'],
      ['primary_changed', '2002'],
      ['task_running', '2002'],
      ['blocked', '2002'],
      ['new_warning', '2002'],
    ]);
  });
});

describe('what OCP says against it', () => {
  it('blocks only where the precheck did not pass, and lists blocking items alone', () => {
    expect(blocked(inspectionOf(START, {}, [warning]))).toBe(false);
    const inspection = inspectionOf(START, {}, [warning, blocker]);
    expect(blocked(inspection)).toBe(true);
    expect(blockers(inspection)).toEqual([{ tenantId, text: 'the primary still answers (OBE26107)' }]);
    expect(blockers(inspectionOf(START, {}, [warning]))).toEqual([]);
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
