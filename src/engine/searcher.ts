import type { Clock } from '../clock.ts';
import type { Call, RequestState } from '../request/state.ts';
import type { Task } from '../task/task.ts';
import { failureOf } from './failures.ts';
import { eachOf, type Part } from './part.ts';
import { createPatience } from './patience.ts';
import type { BusinessLog, OcpReads } from './ports.ts';
import type { Requests } from './requests.ts';
import { createTrouble } from './trouble.ts';

/**
 * How long after the claim a task may still appear: the call's own time-out (30 s), and a minute for OCP to show it.
 * People are asked only after a search that was made later than this.
 */
export const SEARCH_MS = 90_000;

/** OCP's clock is known only as well as a reply's timestamp tells; tasks known before the call are excluded by id anyway. */
const CLOCK_TOLERANCE_MS = 60_000;

/** OCP's names for these tasks hold the word, whatever a later version puts around it. */
const TASK_NAME = { failover: /failover/i, switchover: /switchover/i } as const;

export interface SearcherDeps {
  readonly requests: Requests;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly ocp: Pick<OcpReads, 'tasks' | 'task'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/** Looks in OCP's task list for the tasks of calls whose answer was lost. It never sends anything. */
export function createSearcher(deps: SearcherDeps): Part {
  const { requests, ocp, clock, business } = deps;
  const patience = createPatience(clock, { firstMs: 2_000, maxMs: 15_000 });
  const trouble = createTrouble({ requests, clock });

  async function step(id: string): Promise<void> {
    const state = await requests.load(id);
    if (!state || state.phase === 'ended') return;
    for (const [index, call] of state.calls.entries()) {
      const key = `${id}:${index}`;
      if (!sought(state, index, call) || !patience.ready(key)) continue;
      try {
        await search(id, index, call);
        await trouble.over(id, state.heldUp !== null);
        patience.later(key, call.status === 'unknown' ? 2_000 : 10_000);
      } catch (error) {
        patience.failed(key, error);
        await trouble.note(id, failureOf(error));
        business('search_waits', { request: id, call: index, code: failureOf(error).code });
      }
    }
  }

  async function search(id: string, index: number, call: Call): Promise<void> {
    const begun = clock.now();
    const found: Task[] = [];
    for (const { tenant } of call.targets) {
      const { clusterId, tenantId } = tenant;
      const tasks = await ocp.tasks({ clusterId, tenantId, page: 1, size: 100 });
      const ours = tasks.filter((task) => isOurs(task, tenantId, call)).at(-1);
      if (ours) found.push({ ...(await ocp.task(ours.id)), clusterId, tenantId });
    }
    const late = begun > (call.claimedAt ?? 0) + SEARCH_MS;
    if (found.length === call.targets.length || (found.length > 0 && late)) {
      await requests.execute(id, { type: 'find', call: index, tasks: found });
    } else if (late && call.status === 'unknown') {
      await requests.execute(id, { type: 'lose', call: index, searchedUntil: begun });
    }
  }

  return eachOf({ name: 'searcher', list: deps.open, step, business });
}

/** A call whose fate is open: unknown, lost, or about to be sent again if people agree. */
function sought(state: RequestState, index: number, call: Call): boolean {
  if (call.status === 'unknown' || call.status === 'lost') return true;
  return state.proposal?.kind === 'resend' && state.proposal.call === index && call.status === 'waiting';
}

function isOurs(task: Task, tenantId: string, call: Call): boolean {
  if (call.baseline.includes(task.id) || !TASK_NAME[call.kind].test(task.name)) return false;
  if (task.tenantId !== null && task.tenantId !== tenantId) return false;
  return task.startedAt === null || task.startedAt >= (call.ocpTime ?? 0) - CLOCK_TOLERANCE_MS;
}
