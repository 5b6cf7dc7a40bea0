/** What became of the calls: sent, lost, running, failed. */
import type { KnownBlock } from '@slack/types';
import type { Call, FollowedTask, RequestState } from '../../request/state.ts';
import { progress } from '../../task/progress.ts';
import { words } from '../words/words.ts';
import { context, section } from './blocks.ts';
import { safe } from './escape.ts';
import { tenantById } from './names.ts';
import { failureWords, followWords } from './outcome.ts';
import { currentWords, graph, nameMax, stepName } from './steps.ts';

export interface CallOptions {
  readonly now: number;
  readonly plan: boolean;
  /** At most so many characters of a step's name. */
  readonly names: number;
  /** At most so many steps, around the one that runs. */
  readonly steps: number;
}

export function calls(state: RequestState, options: CallOptions): readonly KnownBlock[] {
  // At the end nothing is searched or sent any more; only what OCP answered remains to be shown.
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
    case 'claimed':
      return [section(status.claimed(words.time.when(call.claimedAt ?? options.now)))];
    case 'unknown':
      return [section(status.unknown)];
    case 'lost':
      return [section(`${status.lost}\n${words.card.lostAdvice}`)];
    case 'refused':
      return [
        section(status.callRefused(safe(call.refusal?.code ?? '', 40), safe(call.refusal?.message ?? '', 600))),
        ...traceBlock(call),
      ];
    case 'accepted':
      return call.tasks.flatMap((followed) => taskBlocks(state, call, followed, options));
  }
}

function taskBlocks(
  state: RequestState,
  call: Call,
  followed: FollowedTask,
  options: CallOptions,
): readonly KnownBlock[] {
  const { task } = followed;
  const { card } = words;
  const ids = [card.task(safe(task.name, 75), safe(task.id, 40))];
  if (call.traceId !== null) ids.push(card.trace(safe(call.traceId, 64)));
  const names = Math.min(options.names, nameMax(task.subtasks.length));
  return [
    section([...stageLines(state, call, followed, options.now), ...noReturnLines(followed)].join('\n')),
    ...graph(task, { ...options, names }),
    context(ids.join(' · ')),
  ];
}

function traceBlock(call: Call): readonly KnownBlock[] {
  return call.traceId === null ? [] : [context(words.card.trace(safe(call.traceId, 64)))];
}

function stageLines(state: RequestState, call: Call, followed: FollowedTask, now: number): readonly string[] {
  const { task, stage } = followed;
  const { status } = words.card;
  const tenant = tenantById(state, task.tenantId);
  const elapsed = words.time.duration((state.endedAt ?? now) - (call.claimedAt ?? followed.since));
  switch (stage) {
    case 'running': {
      if (task.operation === 'ROLLBACK') return [status.rollingBack(elapsed)];
      const { current } = progress(task);
      if (current === null) return [status.runningNoStep(elapsed)];
      return [status.running(`${stepName(task, current)}, ${currentWords(current, now)}`, elapsed)];
    }
    case 'failed': {
      const failed = task.subtasks.find((subtask) => subtask.status === 'FAILED');
      const step = failed ? stepName(task, failed) : safe(task.name, 75);
      return state.phase === 'ended'
        ? [status.failed(step)]
        : [status.failed(step), failureWords(state, task), followWords(task)];
    }
    case 'unclear':
      return [status.unclear(safe(task.status.replace(/^unknown:/, ''), 40))];
    case 'proving':
      return [status.proving];
    case 'doubted':
      return [status.doubted(tenant)];
    case 'succeeded':
      return [status.succeeded(tenant)];
    case 'rolled_back':
      return [status.rolledBack(tenant)];
  }
}

/** Named before it is crossed and told when it is; at the end only the result counts. */
function noReturnLines({ task, stage }: FollowedTask): readonly string[] {
  if (stage === 'succeeded' || stage === 'rolled_back') return [];
  const text = words.card;
  const { subtasks, crossed } = progress(task).pointOfNoReturn;
  const first = subtasks[0];
  if (first === undefined) return [crossed ? text.noReturnCrossedUnnamed : text.noReturnNone];
  return [crossed ? text.noReturnCrossed(safe(first, 75)) : text.noReturnAhead(safe(first, 75))];
}
