import { describe, expect, it } from 'vitest';
import { decodeInstant, decodeTask, decodeTaskList, TaskDecodeError } from '../../src/task/decode.ts';
import { dataOf } from './fixture.ts';

describe('the documented replies', () => {
  it('the failover reply: numbers as ids, a creator in plain text, subtasks in execution order', () => {
    const task = decodeTask(dataOf('tenant-failover.response'));
    expect(task).toMatchObject({
      name: 'Failover tenant',
      status: 'RUNNING',
      operation: 'EXECUTE',
      prohibitRollback: false,
      clusterId: '3000010',
      tenantId: '2000025',
      creator: 'admin',
      finishedAt: null,
    });
    expect(task.subtasks.map((one) => [one.name, one.status, one.prohibitRollback])).toEqual([
      ['Reset log restore source', 'READY', false],
      ['Failover to primary tenant', 'PENDING', true],
      ['Upgrade tenant data version', 'PENDING', false],
      ['Create tenant service name', 'PENDING', false],
      ['Update primary tenant info task', 'PENDING', true],
    ]);
  });

  it('the batch switchover reply: contents without a page', () => {
    const [task, ...others] = decodeTaskList(dataOf('tenant-batch-switchover.response'));
    expect(others).toEqual([]);
    expect(task?.startedAt).toBe(Date.parse('2024-07-23T17:38:33.977+08:00'));
    expect(task?.subtasks.map((one) => [one.name, one.timeoutSeconds])).toEqual([
      ['Prepare switchover tenant', 60],
      ['Create standby tenant read only user', 1800],
      ['Wait all relation tenants accessible', 3600],
      ['Switch primary tenant to standby', 1800],
      ['Switchover standby tenant to primary', 1800],
      ['Reset log restore source', 1800],
      ['Update log restore source', 900],
      ['Restart tenant service name if started', 600],
      ['Update tenant role in meta', 120],
      ['Reset switchover tenant info', 120],
    ]);
  });

  it('the details: creator as an object, times, no cluster and no tenant', () => {
    const task = decodeTask(dataOf('task-details.response-v422'));
    expect(task).toMatchObject({ creator: 'admin', clusterId: null, tenantId: null, status: 'SUCCESSFUL' });
    expect(task.subtasks.map((one) => one.id)).toEqual(['13000335', '13000333', '13000336', '13000334']);
    expect(task.subtasks[0]?.finishedAt).toBe(Date.parse('2021-08-25T15:09:33.082+08:00'));
  });

  it('the task list of 4.2.2: no operation, brief subtasks', () => {
    const [prepare] = decodeTaskList(dataOf('task-list.response-v422'));
    expect(prepare).toMatchObject({
      id: '6202983',
      operation: null,
      prohibitRollback: null,
      clusterId: '1',
      tenantId: '169',
    });
    expect(prepare?.subtasks[2]).toMatchObject({
      status: 'PENDING',
      operation: 'ROLLBACK',
      timeoutSeconds: null,
      runTime: null,
    });
  });
});

describe('what versions do differently', () => {
  const base = { id: 1, name: 'Failover tenant', status: 'RUNNING' };
  const step = { id: 11, name: 'one', status: 'READY', operation: 'EXECUTE' };

  it.each([
    ['4.3.5 prints the operation in lower case', { operation: 'execute' }, { operation: 'EXECUTE' }],
    ['an id beyond 2^53 is text', { id: '9223372036854775807' }, { id: '9223372036854775807' }],
    ['a value of a later version is kept and marked', { status: 'PAUSED' }, { status: 'unknown:PAUSED' }],
    ['an operation of a later version too', { operation: 'Pause' }, { operation: 'unknown:PAUSE' }],
    ['null is absent', { operation: null, cluster: null, subtasks: null }, { operation: null, clusterId: null }],
    ['ids in objects', { cluster: { id: 7 }, tenant: { id: '8' } }, { clusterId: '7', tenantId: '8' }],
    ['the flat id wins', { clusterId: 6, cluster: { id: 7 } }, { clusterId: '6' }],
    ['the misprint clusterld', { clusterld: 6 }, { clusterId: '6' }],
    ['Express: tenantInfo without an OCP id', { tenantInfo: { obTenantId: 5, name: 't' } }, { tenantId: null }],
    ['Express: a creator with a name only', { creator: { name: 'admin' } }, { creator: 'admin' }],
    [
      'a date that cannot be read hides nothing else',
      { startTime: 'yesterday' },
      { startedAt: null, status: 'RUNNING' },
    ],
  ])('%s', (_, change, expected) => {
    expect(decodeTask({ ...base, ...change })).toMatchObject(expected);
  });

  it('3.x keeps its subtasks under `tasks`', () => {
    expect(decodeTask({ ...base, tasks: [step] }).subtasks).toHaveLength(1);
  });

  it('the misprint `downstream` alone still tells the order', () => {
    const steps = [
      { ...step, id: 12, name: 'two' },
      { ...step, downstream: [12] },
    ];
    expect(decodeTask({ ...base, subtasks: steps }).subtasks.map((one) => one.name)).toEqual(['one', 'two']);
  });

  it.each([
    ['2024-07-23T17:20:55.98+08:00', Date.UTC(2024, 6, 23, 9, 20, 55, 980)],
    ['2020-11-29T22:23:12+08:00', Date.UTC(2020, 10, 29, 14, 23, 12)],
    ['2024-07-23T17:20:55.643066258Z', Date.UTC(2024, 6, 23, 17, 20, 55, 643)],
    ['2024-07-23T17:20+08:00', Date.UTC(2024, 6, 23, 9, 20)],
    ['2024-07-23', null],
    ['2024-13-23T17:20:55Z', null],
  ])('reads the instant %s', (text, ms) => {
    expect(decodeInstant(text)).toBe(ms);
  });
});

describe('what is not a task', () => {
  it.each([
    [null, ''],
    [{ name: 'x', status: 'RUNNING' }, 'id'],
    [{ id: 2 ** 60, name: 'x', status: 'RUNNING' }, 'id'],
    [{ id: 1, name: 'x' }, 'status'],
    [{ id: 1, name: 'x', status: 'RUNNING', subtasks: [{ id: 2, name: 'y' }] }, 'subtasks.0.status'],
  ])('%j is refused at "%s"', (json, path) => {
    expect(() => decodeTask(json)).toThrow(expect.objectContaining({ code: 'task_malformed', path }));
    expect(() => decodeTask(json)).toThrow(TaskDecodeError);
  });

  it('one bad item refuses the whole list: a task that is overlooked might be ours', () => {
    expect(() => decodeTaskList({ contents: [{ id: 1 }] })).toThrow(TaskDecodeError);
    expect(() => decodeTaskList({ rows: [] })).toThrow(TaskDecodeError);
  });
});
