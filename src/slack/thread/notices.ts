/** Lines of the thread that are there because time went by. */
import type { Recorded, RequestEvent } from '../../request/events.ts';
import type { RequestState } from '../../request/state.ts';
import { progress } from '../../task/progress.ts';
import { words } from '../../text/words.ts';
import { approversText } from '../sentences/approvers.ts';
import { followWords } from '../sentences/failure.ts';
import { inARow } from '../blocks/names.ts';
import { currentWords, stepName } from '../sentences/steps.ts';

/** Mentions those who can still agree. */
export function remindedLine(state: RequestState): string {
  const { approvals, rule, expiresAt } = state;
  return words.notices.reminded(approvals.length, rule.approvals, words.time.when(expiresAt), approversText(state));
}

/** `Still in 2/5 Failover to primary tenant: running, 8 min of at most 30 min a run. OCP allows no rollback from here.` */
export function heartbeatLines(
  state: RequestState,
  event: Extract<RequestEvent, { type: 'heartbeat' | 'step_overdue' }>,
  { at }: Recorded,
): readonly string[] {
  const task = state.calls[event.call]?.tasks.find((followed) => followed.task.id === event.taskId)?.task;
  const subtask = task?.subtasks.find(({ id }) => id === event.subtaskId);
  if (!task || !subtask) return [];
  const say = event.type === 'heartbeat' ? words.notices.silent : words.notices.overdue;
  const said = say(stepName(task, subtask), currentWords(subtask, at));
  const line = event.type === 'heartbeat' ? said : inARow(said, followWords(task));
  return [progress(task).pointOfNoReturn.crossed ? inARow(line, words.notices.noRollback) : line];
}
