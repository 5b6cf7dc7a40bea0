/** What can be done about a failed or hanging task, in words: buttons, proposals, and what came of the last one. */
import { followedTasks, type RequestState } from '../../request/state.ts';
import { type Remedy, type StepRef, subtaskOf } from '../../task/remedies.ts';
import type { Subtask, Task } from '../../task/task.ts';
import { words } from '../../text/words.ts';
import { causeText, detailText } from './cause.ts';
import { safe } from '../blocks/escape.ts';
import { failedStep, failureOf, workOf } from '../../view/failure.ts';
import { failureWords, shortWorld } from './failure.ts';
import { listed, targetById } from '../blocks/names.ts';
import { stepAt, stepName } from './steps.ts';

/** A remedy with the task it is meant for. */
export interface RemedyOffer {
  readonly task: Task;
  readonly remedy: Remedy;
  /** What had failed when it was proposed, or the step it is about; undefined where that is not on record. */
  readonly steps?: readonly StepRef[] | undefined;
}

/** The task and remedy of a proposal or of what was sent; null when the state holds no such task. */
export function meant(
  state: RequestState,
  about: { taskId: string; remedy: Remedy; steps?: readonly StepRef[] } | null,
): RemedyOffer | null {
  if (about === null) return null;
  const found = followedTasks(state).find(({ followed }) => followed.task.id === about.taskId);
  return found ? { task: found.followed.task, remedy: about.remedy, steps: about.steps } : null;
}

/**
 * The step it is about: the named one, or the one that had failed when it was proposed, however the task has gone on; null
 * for the whole task.
 */
function stepOf({ task, remedy, steps }: RemedyOffer): Subtask | null {
  const id = subtaskOf(remedy);
  if (id !== null) return stepById(task, id);
  return remedy.kind === 'retry' ? recordedStep(task, steps) : null;
}

function recordedStep(task: Task, steps: RemedyOffer['steps']): Subtask | null {
  if (steps === undefined) return failedStep(task);
  const [first] = steps;
  return first ? stepById(task, first.id) : null;
}

function stepById(task: Task, id: string): Subtask | null {
  return task.subtasks.find((subtask) => subtask.id === id) ?? null;
}

/** Steps as they stand on record, `2/5 Failover to primary tenant`, escaped. */
export function stepNames(task: Task, steps: readonly StepRef[]): string {
  const names = steps.map(({ id, name }) => {
    const step = stepById(task, id);
    return step ? stepName(task, step) : safe(name, 75);
  });
  return listed(names, 3);
}

/** `retry of 2/5 Failover to primary tenant for orders on sh-prod`, escaped. */
export function remedyNoun(state: RequestState, about: RemedyOffer, names = 64): string {
  const { task, remedy } = about;
  const { noun } = words.remedy;
  const target = targetById(state, task.tenantId, names);
  const step = stepOf(about);
  if (remedy.kind === 'rollback') return noun.rollback(target);
  if (step === null && remedy.kind === 'retry') return noun.retryTask(target);
  const name = step ? stepName(task, step, names) : safe(subtaskOf(remedy) ?? '', 40);
  return noun[remedy.kind === 'skip' && task.operation === 'ROLLBACK' ? 'skipRollback' : remedy.kind](name, target);
}

/** What OCP does about it, and what a skipped step leaves undone. */
export function remedyDoes(about: RemedyOffer, names = 64): string {
  const { task, remedy } = about;
  const { does } = words.remedy;
  const step = stepOf(about);
  if (remedy.kind === 'rollback') return does.rollback;
  if (step === null) return does.retryTask;
  const name = stepName(task, step, names);
  if (remedy.kind !== 'skip') return does[remedy.kind](name);
  if (task.operation === 'ROLLBACK') return does.skipRollback(name);
  return does.skipStep(name, words.failure.skipLeaves[workOf(step)]);
}

/** `Skip step 4/5`, plain. */
export function remedyLabel(about: RemedyOffer): string {
  const { task, remedy } = about;
  const { label } = words.remedy;
  const step = stepOf(about);
  if (remedy.kind === 'retry' || remedy.kind === 'rollback') return label[remedy.kind];
  const at = step ? stepAt(task, step) : '';
  return label[remedy.kind === 'skip' && task.operation === 'ROLLBACK' ? 'skipRollback' : remedy.kind](at);
}

/** What remains true in the world, seen from the step that the remedy is about. */
export function remedyWorld(state: RequestState, about: RemedyOffer, length: 'short' | 'long'): string {
  const { task, remedy } = about;
  const step = remedy.kind === 'cancel' ? stepOf(about) : recordedStep(task, about.steps);
  return length === 'long' ? failureWords(state, failureOf(state, task, step)) : shortWorld(state.operation.kind, task);
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
    case 'not_sent':
      return [text.notSent(noun, sent.why === null ? '' : causeText(sent.why, 400))];
    case 'accepted':
      return [text.accepted(noun, at)];
    case 'refused':
      return [text.refused(noun, detailText(sent.why, 400))];
    case 'unknown':
      return [text.unknown(noun)];
    case 'found':
      return [text.found(noun, at)];
    case 'lost':
      return [text.lost(noun, at)];
  }
}
