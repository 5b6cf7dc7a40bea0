/** A call about two tenants of one cluster of which OCP names one task, or tasks without their tenants. */
import { describe, expect, it } from 'vitest';
import { holdsFamilies, promotionsOf } from '../../src/request/family.ts';
import { batchClaimed, carts, failoverOfAll, taskFor } from '../support/batch.ts';
import { type Life, orders, rolesRead } from '../support/request.ts';

const both = failoverOfAll('go_on', orders, carts);
const stages = (life: Life) => promotionsOf(life.state()).map(({ tenant, stage }) => `${tenant.tenantName} ${stage}`);

describe('seconds after the call, while roles cannot be believed yet', () => {
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
    expect(stages(life)).toHaveLength(2);
  });
});
