/** A task as it goes on, told change by change. */
import type { RequestEvent } from '../../request/events.ts';
import { followedTasks, isUnseen, type RequestState } from '../../request/state.ts';
import { changes, type SubtaskChange } from '../../task/diff.ts';
import { progress } from '../../task/progress.ts';
import type { Task } from '../../task/task.ts';
import { resultOf } from '../../task/result.ts';
import { words } from '../../text/words.ts';
import { safe } from '../blocks/escape.ts';
import { logBlock } from '../blocks/log.ts';
import { failureOf } from '../../view/failure.ts';
import { many } from '../../view/targets.ts';
import { callsForPeople } from '../../view/waits.ts';
import { failureWords, followWords, unclearWords } from '../sentences/failure.ts';
import { inARow, targetById } from '../blocks/names.ts';
import { changeLine, stepName } from '../sentences/steps.ts';

/** `task “Failover tenant” for orders on sh-prod, id 12022226`. */
export function taskLabel(state: RequestState, task: Task): string {
  return words.thread.task(safe(task.name, 75), safe(task.id, 40), targetById(state, task.tenantId));
}

/** A task seen for the first time, in the reply to the call or in OCP's list: everything it has done already is told. */
export function firstSightLines(state: RequestState, task: Task): readonly string[] {
  return ofTenant(state, task, [...stepLines(null, task, changes(null, task)), ...headLines(state, null, task)]);
}

export function taskChangedLines(
  before: RequestState | null,
  event: Extract<RequestEvent, { type: 'task_changed' }>,
  after: RequestState,
): readonly string[] {
  const { task } = event;
  const seen = before?.calls[event.call]?.tasks.find((followed) => followed.task.id === task.id) ?? null;
  const known = seen?.task ?? null;
  const again = seen !== null && isUnseen(seen) ? [words.thread.taskShownAgain] : [];
  const steps = [...again, ...stepLines(known, task, event.changes), ...logLines(event)];
  const heads = headLines(after, known, task);
  // Who is called by it reads first why.
  const lines = callsForPeople(before, after) ? [...heads, ...steps] : [...steps, ...heads];
  return ofTenant(after, task, lines);
}

/** Where several tenants are on their way, each line says whose it is. */
export function ofTenant(state: RequestState, task: Task | null, lines: readonly string[]): readonly string[] {
  if (task === null || !many(state)) return lines;
  return lines.map((line) => words.thread.ofTenant(targetById(state, task.tenantId), line));
}

/** Each subtask's change in graph order; the crossing stands right behind the step that crossed. */
function stepLines(known: Task | null, task: Task, changed: readonly SubtaskChange[]): readonly string[] {
  const crossed = progress(task).pointOfNoReturn.crossed && !(known && progress(known).pointOfNoReturn.crossed);
  const crossing = crossed ? crossingStep(task) : null;
  const ordered = changed.toSorted((one, other) => one.index - other.index);
  const lines = ordered.flatMap((change) => {
    const line = changeLine(change);
    return change.subtaskId === crossing?.id ? [line, words.thread.crossed(safe(crossing.name, 150))] : [line];
  });
  if (!crossed || ordered.some(({ subtaskId }) => subtaskId === crossing?.id)) return lines;
  return [...lines, crossing ? words.thread.crossed(safe(crossing.name, 150)) : words.thread.crossedUnnamed];
}

/** The first step that forbids a rollback and has left PENDING; null when OCP only says that rollback is prohibited. */
function crossingStep(task: Task): Task['subtasks'][number] | null {
  return task.subtasks.find((subtask) => subtask.prohibitRollback && subtask.status !== 'PENDING') ?? null;
}

function logLines(event: Extract<RequestEvent, { type: 'task_changed' }>): readonly string[] {
  const { log, task } = event;
  if (log === null) return [];
  const subtask = task.subtasks.find(({ id }) => id === log.subtaskId);
  const block = logBlock(log.lines);
  if (block === null) return [words.thread.noLog];
  return [`${words.thread.logOf(subtask ? stepName(task, subtask) : safe(log.subtaskId, 40))}\n${block}`];
}

/** What the task as a whole does now, when that is news. */
function headLines(state: RequestState, known: Task | null, task: Task): readonly string[] {
  const now = resultOf(task);
  const was = known ? resultOf(known) : 'running';
  const rollingBack = task.operation === 'ROLLBACK' && known?.operation !== 'ROLLBACK';
  // A rollback that failed between two readings leaves the task failed, as it was.
  if (now === was && !rollingBack) return [];
  const text = words.thread;
  const target = targetById(state, task.tenantId);
  const own = words.operation[state.operation.kind];
  const followed = followedTasks(state).find((one) => one.followed.task.id === task.id)?.followed;
  switch (now) {
    case 'running':
      if (rollingBack) return [text.taskRollsBack];
      return [task.operation === 'RETRY' ? text.taskRetried : text.taskRuns];
    case 'failed': {
      const failure = failureOf(state, task);
      const head = failure.step ? text.taskFailed(stepName(task, failure.step)) : text.taskFailedNoStep;
      return [inARow(head, failureWords(state, failure), followWords(task))];
    }
    case 'succeeded':
      return [own.taskSucceeded(target)];
    case 'rolled_back':
      return [own.taskRolledBack(target)];
    case 'unclear':
      return followed ? [words.card.status.unclear(unclearWords(state.operation.kind, followed))] : [];
  }
}

/** A followed task of the request; null when it is none. */
export function taskById(state: RequestState, id: string): Task | null {
  return followedTasks(state).find(({ followed }) => followed.task.id === id)?.followed.task ?? null;
}
