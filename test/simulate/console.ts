/** Somebody at OCP's own console: what they do there, the bot only finds out. */
import { OcpRefusal } from '../../src/simulators/ocp/world/refusal.ts';
import { retryTask } from '../../src/simulators/ocp/tasks/remedies.ts';
import type { Task } from '../../src/simulators/ocp/tasks/task-model.ts';
import { FAMILY } from './cast.ts';
import type { FamilyCounts } from './family-counts.ts';
import type { FamilyWatch } from './watch-families.ts';
import type { World } from './world.ts';

/** How often the console's page is looked at, and for how long. */
const LOOK_MS = 500;
const LOOKS = 150;

export interface Console {
  failOver(name: string): Promise<void>;
  abandon(after: number): Promise<void>;
  retry(after: number): Promise<void>;
}

export function createConsole(
  world: World,
  deps: {
    readonly watch: FamilyWatch;
    readonly counts: FamilyCounts;
    readonly over: () => boolean;
    readonly trace: (line: string) => void;
  },
): Console {
  const { ocp, scheduler } = world;
  const { watch, counts, over, trace } = deps;
  const rest = (ms: number) => scheduler.clockOf(scheduler.world).sleep(ms);

  /** OCP may refuse what is pressed at its console, as it refuses the bot. */
  function pressed(press: () => Task): Task | null {
    world.advanceOcp();
    watch.look();
    try {
      return press();
    } catch (error) {
      if (error instanceof OcpRefusal) return null;
      throw error;
    }
  }

  const failed = () => {
    world.advanceOcp();
    return ocp.tasks.find(({ status, tenantId }) => status === 'FAILED' && nameOf(tenantId) === FAMILY) ?? null;
  };
  const nameOf = (id: number) => ocp.world.tenants.get(id)?.name;

  /** What it waits for comes, or does not. */
  async function seen(what: () => Task | null): Promise<Task | null> {
    for (let looked = 0; looked < LOOKS && !over(); looked += 1) {
      const found = what();
      if (found) return found;
      await rest(LOOK_MS);
    }
    return null;
  }

  function hasSibling({ tenantId }: Task): boolean {
    return ocp.tasks.some(
      (other) =>
        other.tenantId !== tenantId &&
        other.status === 'SUCCESSFUL' &&
        other.operation !== 'ROLLBACK' &&
        nameOf(other.tenantId) === FAMILY &&
        ocp.world.tenants.get(other.tenantId)?.role === 'PRIMARY',
    );
  }

  return {
    async failOver(name) {
      const standby = [...ocp.world.tenants.values()].find((one) => one.name === name && one.role === 'STANDBY');
      if (!standby) return;
      const task = pressed(() => ocp.startFailover({ standby, serviceName: null, creator: 'somebody' }));
      if (task) watch.byConsole(task.id);
    },
    async abandon(after) {
      const task = await seen(failed);
      if (!task) return;
      await rest(after);
      if (!pressed(() => ocp.abandonTask(task.id))) return;
      trace(`the console abandons task ${task.id}`);
      counts.happened('abandoned by a console');
    },
    async retry(after) {
      const task = await seen(() => {
        const one = failed();
        return one && hasSibling(one) ? one : null;
      });
      if (!task) return;
      await rest(after);
      const isRetried = pressed(() => {
        retryTask(task, ocp.settings().retryAfterRollback);
        return task;
      });
      if (!isRetried) return;
      watch.byConsole(task.id);
      trace(`the console retries task ${task.id}`);
      counts.happened('retried by a console after a sibling’s success');
    },
  };
}
