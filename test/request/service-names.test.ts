/** What becomes of the service names: approved with the request, and read again before the call. */
import { describe, expect, it } from 'vitest';
import type { NameDecision, RootName, ServiceNames } from '../../src/operation/service-name.ts';
import { serviceNameOf, type Target, withServiceNames } from '../../src/operation/operation.ts';
import { toDosOf } from '../../src/request/to-dos/to-dos.ts';
import { carts, failoverOfAll, prove, readingOfAll, taskFor } from '../support/batch.ts';
import { alone } from '../support/family.ts';
import { BEN, type Life, MINUTE, newLife, orders, ordersMain, requestCommand } from '../support/request.ts';

const root = (tenantId: string, name: string | null, status: string | null = 'VALID'): RootName => ({
  tenantId,
  root: ordersMain,
  name,
  status,
});
const roots = [root(orders.tenantId, 'SVC_ORDERS'), root(carts.tenantId, null)];

/** As the form writes it: with `keep` the targets bear the names of their roots. */
function asked(decision: NameDecision | null, leaveOut = false): Life {
  const nameOf = (tenantId: string) =>
    decision === 'keep' ? (roots.find((one) => one.tenantId === tenantId)?.name ?? null) : null;
  const operation = withServiceNames(failoverOfAll('go_on', orders, carts), nameOf);
  const serviceNames: ServiceNames | null = decision && { decision, roots };
  const life = newLife();
  life.tell(
    requestCommand(life, {
      operation,
      ...(serviceNames && { serviceNames }),
      ...(leaveOut && { dispatch: { waves: [[orders.clusterId]], onChange: 'leave_out' } }),
    }),
  );
  return life;
}

function approved(decision: NameDecision | null, leaveOut = false): Life {
  const life = asked(decision, leaveOut);
  life.tell({ type: 'inspect', family: alone, inspection: readingOfAll(life.now, life.state().operation), roots });
  life.now += MINUTE;
  life.tell(life.click('approve', BEN));
  life.now += 2_000;
  return life;
}

const types = (life: Life) => life.log.map(({ event }) => event.type);
const claim = (life: Life, read: readonly RootName[]) => life.tell(life.claim({ roots: read }));

function namesOf(life: Life): readonly (string | null)[] {
  const targets: readonly Target[] = life.state().calls[0]?.targets ?? [];
  return targets.map(serviceNameOf);
}

describe('the decision', () => {
  it('is an event of its own, right behind the request: an older version leaves the request alone', () => {
    for (const decision of ['keep', 'each', 'none'] as const)
      expect(types(asked(decision)).slice(0, 2)).toEqual(['requested', 'service_names_decided']);
    expect(types(asked(null))).not.toContain('service_names_decided');
  });

  it('is what people approve: each has a digest of its own', () => {
    const digests = ([null, 'keep', 'each', 'none'] as const).map(
      (decision) => approved(decision).state().approvals[0]?.digest,
    );
    expect(new Set(digests).size).toBe(4);
  });

  it('names changed between form and first reading are the ones that people approve', () => {
    const life = asked('keep');
    const now = [root(orders.tenantId, 'SVC_NEXT'), root(carts.tenantId, 'SVC_CARTS')];
    life.tell({
      type: 'inspect',
      family: alone,
      inspection: readingOfAll(life.now, life.state().operation),
      roots: now,
    });
    expect(namesOf(life)).toEqual(['SVC_NEXT', 'SVC_CARTS']);
    expect(life.state().operation.targets.map(serviceNameOf)).toEqual(['SVC_NEXT', 'SVC_CARTS']);
    life.now += MINUTE;
    life.tell(life.click('approve', BEN));
    claim(life, now);
    expect(types(life).at(-1)).toBe('call_claimed');
  });
});

describe('at the claim', () => {
  it('the same names go, however OCP rates them by then', () => {
    const life = approved('keep');
    claim(life, [root(orders.tenantId, 'SVC_ORDERS', 'INVALID'), root(carts.tenantId, null)]);
    expect(types(life).at(-1)).toBe('call_claimed');
    expect(namesOf(life)).toEqual(['SVC_ORDERS', null]);
  });

  it.each(['keep', 'each', 'none'] as const)('another name is put to the approvers again: %s', (decision) => {
    const life = approved(decision);
    const now = [root(orders.tenantId, 'SVC_NEXT'), root(carts.tenantId, null)];
    claim(life, now);
    expect(types(life).slice(-2)).toEqual(['returned', 'service_names_decided']);
    expect(life.state().differences).toEqual([
      { kind: 'service_name_changed', tenantId: orders.tenantId, from: 'SVC_ORDERS', to: 'SVC_NEXT' },
    ]);
    expect(namesOf(life)).toEqual(decision === 'keep' ? ['SVC_NEXT', null] : [null, null]);
    // Approved once more, the next claim finds nothing new.
    life.now += MINUTE;
    life.tell(life.click('approve', BEN));
    claim(life, now);
    expect(types(life).at(-1)).toBe('call_claimed');
  });

  it('it is never dropped, also where the approvers agreed that changed tenants are left out', () => {
    const life = approved('keep', true);
    claim(life, [root(orders.tenantId, null), root(carts.tenantId, null)]);
    expect(types(life)).not.toContain('targets_left_out');
    expect(types(life)).toContain('returned');
    expect(namesOf(life)).toEqual([null, null]);
  });

  it('a root that OCP does not list then says nothing about its name', () => {
    const life = approved('keep');
    claim(life, [{ ...root(orders.tenantId, null, null), root: null }, root(carts.tenantId, null)]);
    expect(types(life).at(-1)).toBe('call_claimed');
    expect(namesOf(life)).toEqual(['SVC_ORDERS', null]);
  });
});

describe('after the end', () => {
  function ended(decision: NameDecision, status = 'VALID', isUnrouted = false): readonly string[] {
    const life = asked(decision);
    const { operation } = life.state();
    const reading = readingOfAll(life.now, operation);
    const items = isUnrouted ? [{ code: 'OBE26107', text: 'no common OBProxy', blocking: false }] : [];
    const targets = reading.targets.map((one) => ({ ...one, precheck: { ...one.precheck, items } }));
    const read = [root(orders.tenantId, 'SVC_ORDERS', status), root(carts.tenantId, null)];
    life.tell({ type: 'inspect', family: alone, inspection: { ...reading, targets }, roots: read });
    life.now += MINUTE;
    life.tell(life.click('approve', BEN));
    life.now += 2_000;
    life.tell(life.claim({ roots: read, inspection: { at: life.now, targets } }));
    const tasks = [orders, carts].map((tenant) => taskFor(tenant, 'r.', 'RUNNING'));
    life.tell({ type: 'accept', call: 0, tasks, traceId: null });
    prove(life, 0);
    return toDosOf(life.state()).flatMap((one) => ('tenant' in one ? [`${one.kind} ${one.tenant.tenantName}`] : []));
  }

  it('what clients have to do follows the decision', () => {
    expect(ended('keep')).toContain('check_lost_writes orders');
    expect(ended('keep')).toContain('point carts');
    expect(ended('none')).toContain('repoint orders');
  });

  it('nobody is said to follow a name that OCP does not route, or lists as INVALID', () => {
    for (const toDos of [ended('keep', 'VALID', true), ended('keep', 'INVALID')]) {
      expect(toDos).toContain('repoint_unrouted orders');
      expect(toDos.join()).not.toContain('check_lost_writes');
    }
  });
});
