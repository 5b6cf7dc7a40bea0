/** What can be done about a failed or hanging task, in words: buttons, proposals, and what came of the last one. */
import { followedTasks, type RequestState } from '../../request/state.ts';
import { type Remedy, type RemedyKind, remedyOf, subtaskOf } from '../../task/remedies.ts';
import type { Subtask, Task } from '../../task/task.ts';
import { words } from '../words/words.ts';
import { detailText } from './cause.ts';
import { safe } from './escape.ts';
import { failedStep, failureWords, shortWorld, workOf } from './failure.ts';
import { targetById } from './names.ts';
import { stepAt, stepName } from './steps.ts';

/** A remedy with the task it is meant for. */
export interface Meant {
  readonly task: Task;
  readonly remedy: Remedy;
}

const kinds = ['retry', 'retry_subtask', 'skip', 'rollback', 'cancel'] as const satisfies readonly RemedyKind[];

/** A running step is not cancelled on a whim: only after this part of its timeout. */
const CANCEL_AFTER = 0.25;

/**
 * What the buttons of a card offer: for each kind the first task, in card order, for which OCP would take it, which is the
 * task that a click is about. Nothing while a remedy is on its way. `now`: ms since the epoch.
 */
export function offeredRemedies(state: RequestState, now: number): readonly Meant[] {
  if (state.phase !== 'executing' || state.remedy?.status === 'claimed') return [];
  return kinds.flatMap((kind) => {
    for (const { followed } of followedTasks(state)) {
      const remedy = remedyOf(followed.task, kind);
      if (remedy) return worthIt(followed.task, remedy, now) ? [{ task: followed.task, remedy }] : [];
    }
    return [];
  });
}

function worthIt(task: Task, remedy: Remedy, now: number): boolean {
  if (remedy.kind === 'retry_subtask') {
    const failed = task.subtasks.filter(({ status }) => status === 'FAILED').length;
    return failed > 1 || remedyOf(task, 'retry') === null;
  }
  if (remedy.kind !== 'cancel') return true;
  const step = stepOf(task, remedy);
  if (step?.startedAt == null || step.timeoutSeconds === null) return false;
  return now - step.startedAt > step.timeoutSeconds * 1_000 * CANCEL_AFTER;
}

/** The task and remedy of a proposal or of what was sent; null when the state holds no such task. */
export function meant(state: RequestState, about: { taskId: string; remedy: Remedy } | null): Meant | null {
  if (about === null) return null;
  const found = followedTasks(state).find(({ followed }) => followed.task.id === about.taskId);
  return found ? { task: found.followed.task, remedy: about.remedy } : null;
}

/** The step it is about: the named one, or the one that failed; null for the whole task. */
function stepOf(task: Task, remedy: Remedy): Subtask | null {
  const id = subtaskOf(remedy);
  if (id !== null) return task.subtasks.find((subtask) => subtask.id === id) ?? null;
  return remedy.kind === 'retry' ? failedStep(task) : null;
}

/** `retry of 2/5 Failover to primary tenant for orders on sh-prod`, escaped. */
export function remedyNoun(state: RequestState, { task, remedy }: Meant, names = 64): string {
  const { noun } = words.remedy;
  const target = targetById(state, task.tenantId, names);
  const step = stepOf(task, remedy);
  if (remedy.kind === 'rollback') return noun.rollback(target);
  if (step === null && remedy.kind === 'retry') return noun.retryTask(target);
  const name = step ? stepName(task, step, names) : safe(subtaskOf(remedy) ?? '', 40);
  return noun[remedy.kind === 'skip' && task.operation === 'ROLLBACK' ? 'skipRollback' : remedy.kind](name, target);
}

/** What OCP does about it, and what a skipped step leaves undone. */
export function remedyDoes(state: RequestState, { task, remedy }: Meant, names = 64): string {
  const { does } = words.remedy;
  const step = stepOf(task, remedy);
  if (remedy.kind === 'rollback') return does.rollback;
  if (step === null) return does.retryTask;
  const name = stepName(task, step, names);
  if (remedy.kind !== 'skip') return does[remedy.kind](name);
  if (task.operation === 'ROLLBACK') return does.skipRollback(name);
  return does.skip(name, words.failure.skipLeaves[workOf(state.operation.kind, task, step)]);
}

/** `Skip step 4/5`, plain. */
export function remedyLabel({ task, remedy }: Meant): string {
  const { label } = words.remedy;
  const step = stepOf(task, remedy);
  if (remedy.kind === 'retry' || remedy.kind === 'rollback') return label[remedy.kind];
  const at = step ? stepAt(task, step) : '';
  return label[remedy.kind === 'skip' && task.operation === 'ROLLBACK' ? 'skipRollback' : remedy.kind](at);
}

/** What remains true in the world, seen from the step that the remedy is about. */
export function remedyWorld(state: RequestState, { task, remedy }: Meant, length: 'short' | 'long'): string {
  const step = remedy.kind === 'cancel' ? stepOf(task, remedy) : failedStep(task);
  return length === 'long' ? failureWords(state, task, step) : shortWorld(state.operation.kind, task, step);
}

/** The remedy that was sent last, as long as the request goes on. */
export function sentRemedyLines(state: RequestState): readonly string[] {
  const sent = state.remedy;
  const about = meant(state, sent);
  if (sent === null || about === null || state.phase === 'ended') return [];
  const text = words.remedy.state;
  const noun = remedyNoun(state, about);
  const at = words.time.when(sent.at);
  switch (sent.status) {
    case 'claimed':
      return [text.claimed(noun, at)];
    case 'accepted':
      return [text.accepted(noun, at)];
    case 'refused':
      return [text.refused(noun, detailText(sent.why, 400))];
    case 'unknown':
      return [text.unknown(noun)];
  }
}
