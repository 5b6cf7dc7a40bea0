/** Which roles are read, and how often. */
import { describe, expect, it } from 'vitest';
import { rolesToRead } from '../../src/engine/roles-to-read.ts';
import { RECORD_AGE_MS } from '../../src/request/roles.ts';
import { batchClaimed, carts, failoverOfAll, taskFor } from '../support/batch.ts';
import { observed, orders, rolesRead, running, taskOf } from '../support/request.ts';

describe('a success that OCP bears out with no subtasks', () => {
  it('is read on for as long as the wanted role may still come, more seldom once the record is fresh', () => {
    const life = observed(running(), taskOf('', 'SUCCESSFUL'));
    rolesRead(life, 'STANDBY');
    expect(rolesToRead(life.state())).toMatchObject([{ everyMs: 5_000 }]);
    rolesRead(life, 'STANDBY', RECORD_AGE_MS);
    expect(life.state().readings).toMatchObject([{ settled: true }]);
    expect(rolesToRead(life.state())).toMatchObject([{ everyMs: 30_000 }]);
    const { call, target, changedAt } = rolesToRead(life.state())[0] ?? expect.fail('nothing is read');
    const { tenantId } = target.tenant;
    const roles = [{ tenantId, role: 'PRIMARY' }];
    const since = changedAt === undefined ? {} : { changedAt };
    life.tell({ type: 'read_roles', call, tenantId, roles, readAt: life.now, waitedMs: RECORD_AGE_MS, ...since });
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'succeeded' });
    expect(rolesToRead(life.state())).toEqual([]);
  });

  it('of a task with subtasks that disagree is not: no role would prove it', () => {
    const life = observed(running(), taskOf('SF', 'SUCCESSFUL'));
    rolesRead(life, 'STANDBY', RECORD_AGE_MS);
    expect(rolesToRead(life.state())).toEqual([]);
  });

  it('in a batch is each tenant’s own', () => {
    const life = batchClaimed(failoverOfAll('go_on', orders, carts));
    const tasks = [orders, carts].map((tenant) => taskFor(tenant, '', 'SUCCESSFUL'));
    life.tell({ type: 'accept', call: 0, tasks, traceId: null });
    const read = ({ tenantId }: typeof orders, role: string) =>
      life.tell({ type: 'read_roles', call: 0, tenantId, roles: [{ tenantId, role }], readAt: life.now, waitedMs: 0 });
    read(orders, 'PRIMARY');
    read(carts, 'STANDBY');
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    read(carts, 'PRIMARY');
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'succeeded' });
  });
});
