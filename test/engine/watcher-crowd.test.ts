/** Many tasks of one request that move in the same tick. */
import { expect, it } from 'vitest';
import { createBlockedReports } from '../../src/engine/blocked.ts';
import type { OcpReads } from '../../src/engine/ports.ts';
import { createRequests } from '../../src/engine/requests.ts';
import { createWatcher } from '../../src/engine/watcher.ts';
import type { Recorded } from '../../src/request/events.ts';
import type { Task } from '../../src/task/task.ts';
import { accept, batchClaimed, failoverOfAll, taskFor } from '../support/batch.ts';
import { manualClock } from '../support/clock.ts';
import { nothing } from '../support/executor.ts';
import { orders } from '../support/request.ts';

const tenants = Array.from({ length: 20 }, (_, at) => ({ ...orders, tenantId: `${7_000 + at}`, tenantName: `t${at}` }));

/** One look at twenty tasks; `now`: how OCP's list shows them. What was appended, and which tasks were asked for by themselves. */
async function looked(now: (at: number) => Task) {
  const life = accept(batchClaimed(failoverOfAll('go_on', ...tenants)), 0, 'r.');
  const clock = manualClock();
  const log: Recorded[] = [...life.log];
  const appends: (readonly Recorded[])[] = [];
  const asked: string[] = [];
  const business = () => undefined;
  const requests = createRequests({
    log: {
      load: () => Promise.resolve(log),
      append(_expected, events) {
        appends.push(events);
        log.push(...events);
        return Promise.resolve(true);
      },
    },
    clock,
    business,
    changed: business,
  });
  const tasks = tenants.map((_, at) => now(at));
  const reads: Pick<OcpReads, 'tasksByIds' | 'task' | 'subtaskLog' | 'tenant' | 'clusters'> = {
    tasksByIds: () => Promise.resolve(tasks),
    task(id) {
      asked.push(id);
      const task = tasks.find((one) => one.id === id);
      return task ? Promise.resolve(task) : nothing();
    },
    subtaskLog: () => Promise.resolve('it broke'),
    tenant: nothing,
    clusters: nothing,
  };
  const watcher = createWatcher({
    requests,
    trouble: createBlockedReports({ requests, clock }),
    open: () => Promise.resolve([{ id: 'r-1' }]),
    endedSince: () => Promise.resolve([]),
    held: () => Promise.resolve([]),
    ocp: { in: () => reads },
    clock,
    business,
  });
  await watcher.begin();
  await watcher.settle();
  return { appends, asked };
}

const goesOn = (at: number) => taskFor(tenants[at] ?? orders, 'Sr', 'RUNNING');

it('that go on as they should are told from the list, in one append', async () => {
  const { appends, asked } = await looked(goesOn);
  expect(asked).toEqual([]);
  expect(appends.map((events) => events.length)).toEqual([20]);
});

it('are looked at in full where one failed or ended', async () => {
  const { appends, asked } = await looked((at) => {
    if (at === 3) return taskFor(tenants[at] ?? orders, 'SF', 'FAILED');
    return at === 5 ? taskFor(tenants[at] ?? orders, 'SS', 'SUCCESSFUL') : goesOn(at);
  });
  expect(asked.toSorted()).toEqual(['97003', '97005']);
  expect(appends).toHaveLength(1);
  const failed = appends.flat().find(({ event }) => event.type === 'task_changed' && event.log !== null);
  expect(failed?.event).toMatchObject({ task: { id: '97003' }, log: { lines: ['it broke'] } });
});
