/** The state of the calls of a request for one tenant: sent, lost, running, failed. */
import type { KnownBlock } from '@slack/types';
import type { Cause } from '../../lib/cause.ts';
import { type Call, elsewhereOf, type FollowedTask, type RequestState, targetOf } from '../../request/state.ts';
import { remedyProposal } from '../../request/remedies/pairs.ts';
import { searchMs } from '../../request/search.ts';
import { progress } from '../../task/progress.ts';
import { words } from '../../text/words.ts';
import { context, section } from '../blocks/blocks.ts';
import { detailText } from '../sentences/cause.ts';
import { safe } from '../blocks/escape.ts';
import { failureOf } from '../../view/failure.ts';
import { mismatchOf } from '../../view/outcomes.ts';
import { targetsOf } from '../../view/targets.ts';
import { failureWords, followWords, notUndoneLines, unclearWords } from '../sentences/failure.ts';
import { inARow, listed, ocpName, targetById, targetName } from '../blocks/names.ts';
import { sides } from '../sentences/outcome.ts';
import { sentRemedyLines } from '../sentences/remedies.ts';
import { rolesOf } from '../sentences/roles.ts';
import { currentWords, graph, nameMax, stepName } from '../sentences/steps.ts';

export interface CallOptions {
  readonly now: number;
  readonly plan: boolean;
  /** The maximum length of a step's name. */
  readonly names: number;
  /** The maximum number of steps, around the running one. */
  readonly steps: number;
}

export function calls(state: RequestState, options: CallOptions): readonly KnownBlock[] {
  // At the end there is no search and no call any more; only OCP's answers remain to be shown.
  const shown = state.calls.filter(
    ({ status }) => state.phase !== 'ended' || status === 'accepted' || status === 'refused',
  );
  return shown.flatMap((call) => callBlocks(state, call, options));
}

function callBlocks(state: RequestState, call: Call, options: CallOptions): readonly KnownBlock[] {
  const { status } = words.card;
  switch (call.status) {
    case 'waiting':
      return state.calls.length > 1 ? [section(status.callWaiting)] : [];
    case 'stopped':
      return [section(status.callStopped)];
    case 'claimed':
      return [section(status.claimed(words.time.when(call.claimedAt ?? options.now)))];
    case 'unknown':
      if (call.hidden !== null) return [section([hiddenCall(call.hidden), ...targetRoles(state, call)].join('\n'))];
      return [section(status.unknown(words.time.when((call.claimedAt ?? options.now) + searchMs(call))))];
    case 'lost':
      return [
        section(
          [status.lost, ...targetRoles(state, call), words.operation[state.operation.kind].lostAdvice].join('\n'),
        ),
      ];
    case 'refused':
      return [section(status.callRefused(detailText(call.refusal?.why ?? null, 600))), ...traceBlock(call)];
    case 'accepted':
      return [
        ...mismatchLines(state, call).map(section),
        ...(call.tasks.length === 0 && state.phase !== 'ended' ? targetRoles(state, call).map(section) : []),
        ...call.tasks.flatMap((followed) => taskBlocks(state, call, followed, options)),
      ];
  }
}

/** The same text on the card and in the thread. */
export function hiddenCall(why: Cause): string {
  return words.card.status.callHidden(detailText(why, 600));
}

function targetRoles(state: RequestState, call: Call): readonly string[] {
  return targetsOf(call).flatMap(({ tenant }) => rolesOf(state, state.calls.indexOf(call), tenant.tenantId));
}

/** Says that OCP's answer does not match the call. */
export function mismatchLines(state: RequestState, call: Call, names = 64): readonly string[] {
  const { batch } = words;
  const mismatch = mismatchOf(state, call);
  const strange = mismatch.strange.map(({ task }) =>
    batch.strangeTask(safe(task.id, 40), safe(task.tenantId ?? words.world.notTold, 40)),
  );
  const none = mismatch.missing.map((target) => targetName(target, names));
  return [
    ...(none.length > 0
      ? [batch.missingTasks(call.targets.length - none.length, call.targets.length, listed(none, 10))]
      : []),
    ...(strange.length > 0 ? [batch.strangeTasks(listed(strange, 5))] : []),
  ];
}

export function taskBlocks(
  state: RequestState,
  call: Call,
  followed: FollowedTask,
  options: CallOptions,
): readonly KnownBlock[] {
  // At the end they are above, with what is true.
  const roles = state.phase === 'ended' ? [] : rolesOf(state, state.calls.indexOf(call), followed.task.tenantId);
  const lines = [...stageLines(state, call, followed, options.now), ...roles, ...noReturnLines(state, followed)];
  return [section([...lines, ...sentRemedyLines(state)].join('\n')), ...graphBlocks(call, followed, options)];
}

/** The steps, and OCP's name of the task. */
export function graphBlocks(call: Call, { task }: FollowedTask, options: CallOptions): readonly KnownBlock[] {
  const { card } = words;
  const ids = [card.task(safe(task.name, 75), safe(task.id, 40))];
  if (call.traceId !== null) ids.push(card.trace(safe(call.traceId, 64)));
  const names = Math.min(options.names, nameMax(task.subtasks.length));
  return [...graph(task, { ...options, names }), context(ids.join(' · '))];
}

function traceBlock(call: Call): readonly KnownBlock[] {
  return call.traceId === null ? [] : [context(words.card.trace(safe(call.traceId, 64)))];
}

function stageLines(state: RequestState, call: Call, followed: FollowedTask, now: number): readonly string[] {
  const { task, stage } = followed;
  const { status } = words.card;
  const own = words.operation[state.operation.kind];
  const target = targetOf(state, task.tenantId);
  const named = targetById(state, task.tenantId);
  const [became, old] = target ? sides(target) : [named, words.card.confirm.oldPrimary];
  const ocp = target ? elsewhereOf(state, target) : null;
  const elapsed = words.time.duration((state.endedAt ?? now) - (call.claimedAt ?? followed.since));
  switch (stage) {
    case 'running': {
      if (task.operation === 'ROLLBACK') return [status.rollingBack(elapsed)];
      const { current } = progress(task);
      if (current === null) return [status.runningNoStep(elapsed)];
      const since = unreadSince(state);
      if (since !== null)
        return [
          status.lastSeen(
            words.world.detailed(stepName(task, current), currentWords(current, since)),
            words.time.when(since),
          ),
        ];
      const running = status.running(
        words.world.detailed(stepName(task, current), currentWords(current, now)),
        elapsed,
      );
      const late = task.subtasks.filter(({ id }) => followed.overdue.includes(id));
      const [step] = late;
      return step ? [running, words.notices.overdue(stepName(task, step), currentWords(step, now))] : [running];
    }
    case 'failed': {
      const failure = failureOf(state, task);
      const step = failure.step ? stepName(task, failure.step) : safe(task.name, 75);
      // A proposal itself says what is true and what it does about it.
      return state.phase === 'ended' || remedyProposal(state)
        ? [status.failed(step)]
        : [status.failed(step), failureWords(state, failure), followWords(task)];
    }
    case 'unclear':
      return [status.unclear(unclearWords(state.operation.kind, followed))];
    case 'proving':
      return [ocp ? words.elsewhere.proving : own.proving];
    case 'doubted':
      return [own.doubted(became, old)];
    case 'succeeded':
      return [ocp ? words.elsewhere.proven(became, old, ocpName(ocp)) : own.proven(became, old)];
    case 'rolled_back':
      return [inARow(own.rolledBack(named), ...(state.phase === 'ended' ? [] : notUndoneLines(task)))];
  }
}

/** Since when OCP cannot be read for this request, ms; null while it can. */
function unreadSince({ heldUp }: RequestState): number | null {
  return heldUp?.code.startsWith('ocp_') ? heldUp.at : null;
}

/**
 * Announced before it is crossed and reported when it is. A failure has its own words for it, and at the end only the
 * result counts.
 */
function noReturnLines(state: RequestState, { task, stage }: FollowedTask): readonly string[] {
  if (stage === 'failed' || stage === 'unclear' || stage === 'succeeded' || stage === 'rolled_back') return [];
  const text = words.card;
  const { subtasks, crossed } = progress(task).pointOfNoReturn;
  const first = subtasks[0];
  // While OCP cannot be read, what lies ahead is unknown.
  if (!crossed && unreadSince(state) !== null) return [];
  if (first === undefined) return [crossed ? text.noReturnCrossedUnnamed : text.noReturnNone];
  return [crossed ? text.noReturnCrossed(safe(first, 75)) : text.noReturnAhead(safe(first, 75))];
}
