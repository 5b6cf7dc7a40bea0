/** Which task in OCP's list came of a call whose answer was lost. */
import { describe, expect, it } from 'vitest';
import { findOurs } from '../../src/engine/reads/find-lost-call.ts';
import type { Call } from '../../src/request/state.ts';
import type { Task } from '../../src/task/task.ts';
import { orders, START, taskOf, unknown } from '../support/request.ts';

const silent = () => undefined;
const MINUTE = 60_000;

/** Claimed at `START` by OCP's clock, when OCP knew tasks 7 and 8. */
function call(): Call {
  const [only] = unknown().state().calls;
  if (!only) throw new Error('no call');
  return { ...only, ocpTime: START, baseline: ['7', '8'] };
}

/** The ids of what is found among these, OCP's newest first. */
async function found(...listed: readonly Task[]): Promise<readonly string[]> {
  const task = (id: string) => {
    const one = listed.find((known) => known.id === id);
    return one ? Promise.resolve(one) : Promise.reject(new Error('no task'));
  };
  return (await findOurs({ taskEntries: () => Promise.resolve(listed), task }, call(), silent)).map(({ id }) => id);
}

const ours = (change: Partial<Task> = {}) => taskOf('r.', 'RUNNING', change);

describe('a task', () => {
  it('of this kind, on this tenant, since the call, is ours, whatever OCP calls it besides', async () => {
    expect(await found(ours())).toEqual(['900']);
    expect(await found(ours({ name: 'Tenant FAILOVER (v2)' }))).toEqual(['900']);
    expect(await found(ours({ startedAt: null, tenantId: null }))).toEqual(['900']);
  });

  it.each<[string, Partial<Task>]>([
    ['that OCP knew before the call', { id: '7' }],
    ['of another kind', { name: 'Switchover ob tenant for network mode' }],
    ['of another tenant', { tenantId: '9999' }],
    ['that started before the call', { startedAt: START - MINUTE - 1 }],
  ])('%s is not', async (_, change) => {
    expect(await found(ours(change))).toEqual([]);
    expect(await found(ours(change), ours({ id: '901' }))).toEqual(['901']);
  });

  it('is the oldest of several, with what OCP’s list leaves out filled in', async () => {
    expect(await found(ours({ id: '902' }), ours({ id: '901' }))).toEqual(['901']);
    const [one] = await findOurs(
      { taskEntries: () => Promise.resolve([ours()]), task: () => Promise.resolve(ours({ tenantId: null })) },
      call(),
      silent,
    );
    expect(one).toMatchObject({ tenantId: orders.tenantId, clusterId: orders.clusterId });
  });
});
