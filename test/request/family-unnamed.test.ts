/** A call about two tenants of one cluster of which OCP names one task, or tasks without their tenants. */
import { describe, expect, it } from 'vitest';
import { holdsFamilies, promotionsOf } from '../../src/request/family.ts';
import { batchClaimed, carts, failoverOfAll, taskFor } from '../support/batch.ts';
import { type Life, orders, rolesRead } from '../support/request.ts';

const both = failoverOfAll('go_on', orders, carts);
const stages = (life: Life) =>
  promotionsOf(life.state(), life.now).map(({ tenant, stage }) => `${tenant.tenantName} ${stage}`);

describe('a call for two tenants', () => {
  it('a task that OCP’s answer does not name may come: its family is held', () => {
    const life = batchClaimed(both);
    life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'r.', 'RUNNING')], traceId: null });
    life.now += 1_000;
    rolesRead(life);
    // The one that was found is rolled back: nothing but the other is left.
    life.tell({
      type: 'observe',
      call: 0,
      task: taskFor(orders, '..', 'SUCCESSFUL', { operation: 'ROLLBACK' }),
      log: null,
    });
    rolesRead(life);
    expect(stages(life)).toContain('carts unknown');
    expect(holdsFamilies(life.state())).toBe(true);
  });

  it('tasks that do not say whose they are may be anybody’s: nothing is freed, and nothing is called refused', () => {
    const life = batchClaimed(both);
    const nobodys = [orders, carts].map((one) => ({ ...taskFor(one, 'r.', 'RUNNING'), tenantId: null }));
    life.tell({ type: 'accept', call: 0, tasks: nobodys, traceId: null });
    life.now += 5_000;
    rolesRead(life);
    expect(life.state().outcome).toBeNull();
    expect(holdsFamilies(life.state())).toBe(true);
    expect(stages(life)).toEqual(['orders underway', 'carts underway']);
    life.now += 60_000;
    rolesRead(life, 'STANDBY', 60_000);
    expect(life.state().outcome).toBeNull();
    expect(holdsFamilies(life.state())).toBe(true);
  });

  it('once such tasks were rolled back, the roles read a minute later say the rest', () => {
    const life = batchClaimed(both);
    const nobodys = (steps: string, status: 'RUNNING' | 'SUCCESSFUL') =>
      [orders, carts].map((one) => ({ ...taskFor(one, steps, status, { operation: 'ROLLBACK' }), tenantId: null }));
    life.tell({ type: 'accept', call: 0, tasks: nobodys('r.', 'RUNNING'), traceId: null });
    rolesRead(life, 'STANDBY', 60_000);
    for (const task of nobodys('..', 'SUCCESSFUL')) life.tell({ type: 'observe', call: 0, task, log: null });
    // What was read while they ran says nothing any more.
    expect(life.state().readings).toEqual([]);
    rolesRead(life);
    expect(holdsFamilies(life.state())).toBe(true);
    rolesRead(life, 'STANDBY', 60_000);
    expect(holdsFamilies(life.state())).toBe(false);
    expect(stages(life)).toEqual(['orders closed', 'carts closed']);
  });
});
