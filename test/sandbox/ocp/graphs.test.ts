import { describe, expect, it } from 'vitest';
import { defaultWorld, worldOf } from '../../../src/simulators/ocp/world/default-world.ts';
import { ocpJson } from '../../../src/simulators/ocp/http/envelope.ts';
import { submittedTask } from '../../../src/simulators/ocp/tasks/task-views.ts';
import { setRegionAlive, standbysOf } from '../../../src/simulators/ocp/world/world.ts';
import { at, failover, finish, fixture, list, shapeOf, switchover, tenantNamed, testModel, tick } from './support.ts';

/** Names, time-outs and so on of a documented task, in the order of its upstreams. */
function documentedGraph(task: unknown): unknown[][] {
  const left = list(task, 'subtasks').map((subtask) => ({ subtask, up: list(subtask, 'upstreams') }));
  const rows: unknown[][] = [];
  const done = new Set<unknown>();
  while (left.length > 0) {
    const next = left.findIndex(({ up }) => up.every((id) => done.has(id)));
    const found = left.splice(next, 1)[0]?.subtask;
    done.add(at(found, 'id'));
    rows.push(['name', 'timeout', 'prohibitRollback', 'parallelIdx', 'seriesId'].map((key) => at(found, key)));
  }
  return rows;
}

const asSent = (value: ReturnType<typeof submittedTask>): unknown => JSON.parse(ocpJson(value));

describe('the failover graph', () => {
  it('is the documented one, sent in a shuffled order, in the documented form', () => {
    const documented = at(fixture('tenant-failover.response.json'), 'data');
    const sent = asSent(submittedTask(failover(testModel())));
    expect(documentedGraph(sent)).toEqual(documentedGraph(documented));
    expect(shapeOf(sent)).toEqual(shapeOf(documented));
    const names = list(sent, 'subtasks').map((subtask) => at(subtask, 'name'));
    expect(names).not.toEqual(documentedGraph(sent).map(([name]) => name));
  });

  it('makes the standby a primary of its own and clears its service name', () => {
    const model = testModel();
    const task = failover(model);
    finish(model, task);
    expect(task.status).toBe('SUCCESSFUL');
    const tenant = tenantNamed(model.world, 'orders', 'sh-prod');
    expect([tenant.role, tenant.primaryTenantId, tenant.serviceName, tenant.status]).toEqual([
      'PRIMARY',
      null,
      null,
      'NORMAL',
    ]);
    const old = tenantNamed(model.world, 'orders', 'hz-prod');
    expect(standbysOf(model.world, old.id)).toEqual([]);
  });

  it('creates the given service name and marks the same name INVALID in the old group', () => {
    const model = testModel();
    finish(model, failover(model, 'ledger', 'SVC_LEDGER'));
    const names = ['sh-prod', 'hz-prod', 'sh-analytics'].map(
      (cluster) => tenantNamed(model.world, 'ledger', cluster).serviceName?.status,
    );
    expect(names).toEqual(['VALID', 'INVALID', 'INVALID']);
    expect(tenantNamed(model.world, 'orders', 'hz-prod').serviceName?.status).toBe('VALID');
  });

  it('leaves two primaries when the old region returns, and other standbys with the old group', () => {
    const model = testModel();
    finish(model, failover(model, 'ledger'));
    setRegionAlive(model.world, 'hangzhou', true);
    const old = tenantNamed(model.world, 'ledger', 'hz-prod');
    expect([old.role, old.alive]).toEqual(['PRIMARY', true]);
    expect(tenantNamed(model.world, 'ledger', 'sh-prod').role).toBe('PRIMARY');
    expect(standbysOf(model.world, old.id).map((tenant) => tenant.name)).toEqual(['ledger']);
  });
});

describe('the switchover graph', () => {
  it('is the documented one for a single standby', () => {
    const documented = at(fixture('tenant-batch-switchover.response.json'), 'data', 'contents', 0);
    const sent = asSent(submittedTask(switchover(testModel({}, defaultWorld()))));
    expect(documentedGraph(sent)).toEqual(documentedGraph(documented));
    expect(shapeOf(sent)).toEqual(shapeOf(documented));
  });

  it('exchanges the roles and keeps the service name; for some ticks there is no primary', () => {
    const model = testModel({}, defaultWorld());
    const task = switchover(model);
    const old = tenantNamed(model.world, 'orders', 'hz-prod');
    const fresh = tenantNamed(model.world, 'orders', 'sh-prod');
    const roles = new Set<string>();
    while (task.status === 'RUNNING') {
      tick(model, 1);
      roles.add(`${old.role} ${fresh.role}`);
    }
    expect([...roles]).toEqual(['PRIMARY STANDBY', 'STANDBY STANDBY', 'STANDBY PRIMARY']);
    expect([task.status, old.primaryTenantId, fresh.primaryTenantId]).toEqual(['SUCCESSFUL', fresh.id, null]);
    expect([old.serviceName, fresh.serviceName]).toEqual(
      Array.from({ length: 2 }, () => ({ name: 'SVC_ORDERS', status: 'VALID' })),
    );
  });

  it('re-points every other standby by a parallel node', () => {
    const model = testModel({}, defaultWorld());
    const task = switchover(model, 'ledger');
    const nodes = task.subtasks.filter((subtask) => subtask.name === 'Update log restore source');
    expect(nodes.map((node) => node.parallelIdx)).toEqual([0, 1]);
    expect(nodes[0]?.upstreams).toEqual(nodes[1]?.upstreams);
    expect(task.subtasks.find((subtask) => subtask.upstreams.length === 2)?.name).toBe(
      'Restart tenant service name if started',
    );
    finish(model, task);
    const fresh = tenantNamed(model.world, 'ledger', 'sh-prod');
    expect(standbysOf(model.world, fresh.id).map((tenant) => tenant.clusterId)).toEqual([1_000_001, 1_000_003]);
  });

  it('waits for every relation, up to its time-out', () => {
    const model = testModel({}, defaultWorld());
    const second = tenantNamed(model.world, 'ledger', 'sh-analytics');
    second.alive = false;
    const task = switchover(model, 'ledger');
    tick(model, 60);
    expect(task.subtasks[2]?.status).toBe('RUNNING');
    second.alive = true;
    finish(model, task);
    expect(task.status).toBe('SUCCESSFUL');
  });
});

describe('ids', () => {
  it('are the same for the same seed and never repeat', () => {
    const listing = () => {
      const model = testModel({}, worldOf({ standbys: 50, primaryDown: true }));
      const standbys = [...model.world.tenants.values()].filter((tenant) => tenant.role === 'STANDBY');
      const tasks = standbys.map((standby) => model.startFailover({ standby, serviceName: null, creator: 'admin' }));
      return tasks.map((task) => [task.id, ...task.listing.map((subtask) => subtask.id)]);
    };
    const ids = listing();
    expect(ids).toEqual(listing());
    expect(new Set(ids.flatMap(([, ...subtasks]) => subtasks)).size).toBe(250);
  });
});
