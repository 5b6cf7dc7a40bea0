/** A switchover whose new primary is under another OCP: what proves it, and what is not waited for. */
import { alone } from '../support/family.ts';
import { describe, expect, it } from 'vitest';
import type { StandbyInspection } from '../../src/operation/inspection.ts';
import type { Operation } from '../../src/operation/operation.ts';
import type { RoleRead } from '../../src/request/events.ts';
import type { Task } from '../../src/task/task.ts';
import { ROLE_PATIENCE_MS } from '../../src/request/roles.ts';
import {
  BEN,
  type Life,
  newLife,
  observed,
  orders,
  ordersMain,
  policyOf,
  readingOf,
  requestCommand,
  taskOf,
} from '../support/request.ts';

/** Under another OCP its id may be that of the primary here. */
const there = { ...orders, tenantId: ordersMain.tenantId };
const operation: Operation = {
  kind: 'switchover',
  targets: [{ kind: 'switchover', tenant: ordersMain, standby: there, standbyOcpClusterId: '100002' }],
  stopRule: 'stop_at_failure',
};
const elsewhere = { id: '100002', name: 'ocp-gz' };
const { tenantId } = ordersMain;

function proving(standby: StandbyInspection, done: Partial<Task> = {}): Life {
  const life = newLife();
  const reading = () => ({
    at: life.now,
    targets: [readingOf({ tenantId, role: 'PRIMARY', primary: null, primaryRole: null, primaryStatus: null, standby })],
  });
  life.tell(requestCommand(life, { operation, policy: policyOf({ operations: ['failover', 'switchover'] }) }));
  life.tell({ type: 'inspect', family: alone, inspection: reading() }).tell(life.click('approve', BEN));
  life.tell(life.claim({ inspection: reading() }));
  const task = { tenantId, clusterId: ordersMain.clusterId };
  life.tell({ type: 'accept', call: 0, tasks: [taskOf('r.', 'RUNNING', task)], traceId: null });
  return observed(life, taskOf('SS', 'SUCCESSFUL', { ...task, ...done }));
}

const away = () => proving({ role: 'STANDBY', status: 'NORMAL', elsewhere });
const read = (life: Life, ...roles: readonly RoleRead[]) =>
  life
    .ask({ type: 'read_roles', call: 0, tenantId, roles, readAt: life.now, waitedMs: 0 })
    .events.map(({ type }) => type);

const old: RoleRead = { tenantId, role: 'STANDBY' };
const told = (role: string | null): RoleRead => ({ tenantId, role, elsewhere: true });

describe('a new primary under another OCP', () => {
  it('is not waited for where this OCP tells nothing of it: the old one as a standby is what can be proven', () => {
    expect(read(away(), old, told(null))).toEqual(['role_proven', 'ended']);
    expect(read(away(), { tenantId, role: 'PRIMARY' }, told(null))).toEqual([]);
  });

  it('is proven no further by what this OCP’s record says of it, but not against it either', () => {
    expect(read(away(), old, told('PRIMARY'))).toEqual(['role_proven', 'ended']);
    const life = away();
    expect(read(life, old, told('STANDBY'))).toEqual([]);
    life.now += ROLE_PATIENCE_MS + 1;
    expect(read(life, old, told('STANDBY'))).toEqual(['role_doubted']);
  });

  it('is not what somebody else here shows whose id it carries there', () => {
    expect(read(away(), old, { tenantId, role: 'PRIMARY' })).toEqual([]);
    expect(read(away(), told('PRIMARY'), told('STANDBY'))).toEqual([]);
  });
});

it('a new primary here has to be read: what is only told proves nothing', () => {
  const here = () => proving({ role: 'STANDBY', status: 'NORMAL' });
  expect(read(here(), old, told('PRIMARY'))).toEqual([]);
  expect(read(here(), old, { tenantId: there.tenantId, role: 'PRIMARY' })).toEqual(['role_proven', 'ended']);
});

it('SUCCESSFUL without subtasks is unclear, and a success only once both roles were read', () => {
  const bare = () => proving({ role: 'STANDBY', status: 'NORMAL' }, { subtasks: [] });
  expect(bare().state()).toMatchObject({ phase: 'executing', calls: [{ tasks: [{ stage: 'unclear' }] }] });
  const became: RoleRead = { tenantId: there.tenantId, role: 'PRIMARY' };
  expect(read(bare(), old)).not.toContain('ended');
  expect(read(bare(), became)).not.toContain('ended');
  expect(read(bare(), old, became)).toEqual(['role_proven', 'ended']);
});

it('an approval is for what was read, and for where it could be read', () => {
  const digest = (standby: StandbyInspection) => proving(standby).state().approvals[0]?.digest;
  const well = { role: 'STANDBY', status: 'NORMAL' } as const;
  expect(digest({ ...well, elsewhere })).not.toBe(digest(well));
  expect(digest({ ...well, elsewhere })).toBe(digest({ ...well, elsewhere: { ...elsewhere, name: null } }));
});
