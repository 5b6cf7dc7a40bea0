/** Whose an unreadable entry of OCP's task list is: only what is surely somebody else's is passed over. */
import { describe, expect, it } from 'vitest';
import { tenantTasks } from '../../src/engine/reads/tenant-tasks.ts';
import { decodeTaskEntries } from '../../src/task/decode.ts';

describe('an unreadable entry', () => {
  const place = { clusterId: '1', tenantId: '10' };
  const broken = (change: object) => ({ id: 5, name: 'Failover tenant', tenantId: 10, ...change });

  async function look(entry: object): Promise<{ asked: string[]; skipped: number; unread: number }> {
    const asked: string[] = [];
    let skipped = 0;
    const ocp = {
      taskEntries: () => Promise.resolve(decodeTaskEntries([entry])),
      task: (id: string) => {
        asked.push(id);
        return Promise.reject(Object.assign(new Error('no'), { code: 'ocp_forbidden' }));
      },
    };
    const known = { ours: ['10', '11'], baseline: ['7'], business: () => void (skipped += 1) };
    const { unread } = await tenantTasks(ocp, place, known);
    return { asked, skipped, unread: unread.length };
  }

  it.each<[string, object]>([
    ['of a tenant that is not one of ours', { tenantId: 99 }],
    ['that OCP knew before the call', { id: 7 }],
    ['that OCP knew before the call, of no tenant', { id: 7, tenantId: null }],
  ])('%s is skipped and logged', async (_, change) => {
    expect(await look(broken(change))).toEqual({ asked: [], skipped: 1, unread: 0 });
  });

  it.each<[string, object, string[]]>([
    ['of ours', {}, ['5']],
    ['of the other tenant of ours', { tenantId: 11 }, ['5']],
    ['of a tenant that cannot be read', { tenantId: null }, ['5']],
    ['whose id cannot be read', { id: null }, []],
    ['of which nothing can be read', { id: null, tenantId: {} }, []],
  ])('%s is not', async (_, change, asked) => {
    expect(await look(broken(change))).toEqual({ asked, skipped: 0, unread: 1 });
  });
});
