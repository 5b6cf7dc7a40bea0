import type { Clock } from '../lib/clock.ts';
import { searchMs } from '../request/search.ts';
import { type Call, isHidden, isRemedyHidden, type RequestState, type SentRemedy } from '../request/state.ts';
import { type Failure, failureOf } from './reads/failures.ts';
import { findOurs } from './reads/find-lost-call.ts';
import { eachOf, type Worker } from './leadership/worker.ts';
import { createBackoff } from './backoff.ts';
import type { BusinessLog, Ocp, SpokenOcp } from './ports.ts';
import type { Requests } from './requests.ts';
import { isOfOne } from './reads/roles.ts';
import type { BlockedReports } from './blocked.ts';

export interface SearcherDeps {
  readonly requests: Requests;
  readonly trouble: BlockedReports;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly ocp: SpokenOcp<'taskEntries' | 'task' | 'clusters'> & Pick<Ocp, 'ocpNow'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/**
 * Searches OCP's task list for the tasks of calls without a response, and a task for the remedy without one. It never
 * sends anything that changes OCP.
 */
export function createSearcher(deps: SearcherDeps): Worker {
  const { requests, trouble, ocp, clock, business } = deps;
  const patience = createBackoff(clock, { firstMs: 2_000, maxMs: 15_000 });
  /** Since when OCP has not let each of these be searched, by `clock.elapsed`. */
  const unseenSince = new Map<string, number>();

  async function step(id: string): Promise<void> {
    const state = await requests.load(id);
    if (!state || state.phase === 'ended') return;
    for (const [index, call] of state.calls.entries()) {
      if (!sought(state, index, call)) continue;
      const againMs = call.status === 'unknown' ? 2_000 : 10_000;
      const key = `${id}:${index}`;
      await attempt(
        { state, key, againMs },
        () => search(state, index, call),
        (failure) => hide(state, key, index, failure),
      );
    }
    for (const sent of state.remedies) {
      if (sent.status !== 'unknown') continue;
      await attempt(
        { state, key: `${id}:remedy:${sent.taskId}`, againMs: 2_000 },
        () => account(state, sent),
        // The card then says that OCP does not show the task.
        () => Promise.resolve(isRemedyHidden(state, sent)),
      );
    }
  }

  /** `hide` says whether people already know of the failure. */
  async function attempt(
    { state, key, againMs }: { readonly state: RequestState; readonly key: string; readonly againMs: number },
    work: () => Promise<void>,
    hide: (failure: Failure) => Promise<boolean>,
  ): Promise<void> {
    if (!patience.ready(key)) return;
    try {
      await work();
      unseenSince.delete(key);
      await trouble.over(state.id, state.heldUp !== null, key);
      patience.later(key, againMs);
    } catch (error) {
      patience.failed(key, error);
      const failure = failureOf(error);
      if (await hide(failure)) trouble.drop(state.id, key);
      else await trouble.note(state.id, failure, key);
      business('search_waits', { request: state.id, work: key, code: failure.code });
    }
  }

  /** A call that could not be searched for so long that its outcome is no longer waited for. True when people know. */
  async function hide(
    { id, language }: RequestState,
    key: string,
    index: number,
    { code, why }: Failure,
  ): Promise<boolean> {
    if (!(await isOfOne(code, ocp.in(language)))) return false;
    const since = unseenSince.get(key) ?? clock.elapsed();
    unseenSince.set(key, since);
    const command = { type: 'hide_call', call: index, code, why, unseenMs: clock.elapsed() - since } as const;
    const { state } = await requests.execute(id, command);
    const call = state?.calls[index];
    return call !== undefined && isHidden(call);
  }

  async function account({ id, language }: RequestState, { taskId }: SentRemedy): Promise<void> {
    const begun = clock.now();
    await requests.execute(id, { type: 'account_remedy', task: await ocp.in(language).task(taskId), begun });
  }

  async function search({ id, language }: RequestState, index: number, call: Call): Promise<void> {
    const searchedUntil = clock.now();
    const asked = clock.elapsed();
    const found = await findOurs(ocp.in(language), call, business);
    // Use OCP's clock, from its responses: ours may have been set forward since the claim, or be another machine's.
    const begun = ocp.ocpNow() - (clock.elapsed() - asked);
    // People decide only after a search that began later than a task can still appear.
    const late = begun > (call.claimedOcpTime ?? 0) + searchMs(call);
    if (found.length === call.targets.length || (found.length > 0 && late)) {
      await requests.execute(id, { type: 'find', call: index, tasks: found });
    } else if (late && call.status === 'unknown') {
      await requests.execute(id, { type: 'lose', call: index, searchedUntil });
    }
  }

  return eachOf({ name: 'searcher', list: deps.open, step, business });
}

/** A call whose outcome is open: unknown, lost, or to be sent again if people approve. */
function sought(state: RequestState, index: number, call: Call): boolean {
  if (call.status === 'unknown' || call.status === 'lost') return true;
  return state.proposal?.kind === 'resend' && state.proposal.call === index && call.status === 'waiting';
}
