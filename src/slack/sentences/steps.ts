/** The graph of a task as words, as a `plan` block and as plain sections. */
import type { KnownBlock, PlanBlock, RichTextBlock, TaskCardBlock } from '@slack/types';
import type { SubtaskChange } from '../../task/diff.ts';
import { progress } from '../../task/progress.ts';
import { isFirstRun, runMs } from '../../task/run-time.ts';
import type { Subtask, Task } from '../../task/task.ts';
import { words } from '../../text/words.ts';
import { SECTION_MAX, section } from '../blocks/blocks.ts';
import { safe } from '../blocks/escape.ts';

/** Subtask names get shorter when there are many; the steps themselves are never left out. */
const NAMES_ROOM = 2_400;

export function nameMax(count: number): number {
  return Math.max(12, Math.min(75, Math.floor(NAMES_ROOM / Math.max(1, count))));
}

/** `2/5 Failover to primary tenant`. */
export function stepName(task: Task, subtask: Subtask, max = 75): string {
  return words.steps.step(task.subtasks.indexOf(subtask) + 1, task.subtasks.length, safe(subtask.name, max));
}

/** `2/5`, plain. */
export function stepAt(task: Task, subtask: Subtask): string {
  return `${task.subtasks.indexOf(subtask) + 1}/${task.subtasks.length}`;
}

/** `2/5 Failover to primary tenant: succeeded in 12 s`. */
export function changeLine(change: SubtaskChange): string {
  const state = stateWords(change.to, change.operation, change.from, change.tookMs);
  return words.world.labelled(words.steps.step(change.index, change.of, safe(change.name, 150)), state);
}

/** What a subtask's status and operation mean; `from` is null when only its present state is known. */
function stateWords(
  status: Subtask['status'],
  operation: Subtask['operation'],
  from: Subtask['status'] | null,
  tookMs: number | null,
): string {
  const text = words.steps;
  const took = (said: string) => (tookMs === null ? said : text.took(said, words.time.duration(tookMs)));
  const after = (said: string) => (tookMs === null ? said : text.failedAfter(said, words.time.duration(tookMs)));
  const rollback = operation === 'ROLLBACK';
  switch (status) {
    case 'PENDING':
      if (rollback) return took(text.rolledBack);
      if (operation === 'ROLLBACK_SKIP') return text.rollbackSkipped;
      return from === null || from === 'PENDING' ? text.pending : text.rolledBack;
    case 'READY':
      if (rollback) return text.readyToRollback;
      if (operation === 'RETRY') return text.readyToRetry;
      if (operation === 'SKIP') return text.readyToSkip;
      return operation === 'ROLLBACK_SKIP' ? text.readyToSkipRollback : text.ready;
    case 'RUNNING':
      if (rollback) return text.rollingBack;
      if (operation === 'RETRY') return text.retrying;
      if (operation === 'SKIP') return text.skipping;
      if (operation === 'CANCEL') return text.canceling;
      return operation === 'ROLLBACK_SKIP' ? text.skippingRollback : text.running;
    case 'CANCELING':
      return text.canceling;
    case 'FAILED':
      if (operation === 'CANCEL') return after(text.cancelled);
      return after(rollback ? text.rollbackFailed : text.failed);
    case 'SUCCESSFUL':
      if (operation === 'SKIP') return text.skipped;
      return took(operation === 'RETRY' ? text.succeededOnRetry : text.succeeded);
    default:
      return text.unknown(safe(status.replace(/^unknown:/, ''), 40));
  }
}

/** `running for 40 s of at most 30 min`: the age is by OCP's clock and ours, which may differ a little. */
export function currentWords(subtask: Subtask, now: number): string {
  const state = stateWords(subtask.status, subtask.operation, null, runMs(subtask));
  const age = ageWords(subtask, now);
  if (age === null) return state;
  return isFirstRun(subtask) ? words.steps.stateFor(state, age) : words.world.detailed(state, age);
}

/** `for 40 s of at most 30 min`; null for a step that is not at work. */
function ageWords(subtask: Subtask, now: number): string | null {
  const { startedAt, timeoutSeconds } = subtask;
  if (startedAt === null || (subtask.status !== 'RUNNING' && subtask.status !== 'CANCELING')) return null;
  const age = words.time.duration(now - startedAt);
  if (!isFirstRun(subtask)) return words.steps.firstStarted(age);
  return timeoutSeconds === null
    ? words.steps.ageOnly(age)
    : words.steps.age(age, words.time.duration(timeoutSeconds * 1_000));
}

/** `3/10 Wait all relation tenants accessible: failed`. */
export function presentStep(task: Task, subtask: Subtask, max = 75): string {
  return stepLine(task, subtask, max);
}

function stepLine(task: Task, subtask: Subtask, max: number): string {
  const state = stateWords(subtask.status, subtask.operation, null, runMs(subtask));
  return words.world.labelled(stepName(task, subtask, max), state);
}

interface GraphOptions {
  readonly now: number;
  /** False: sections of lines, for where Slack knows no `plan` block. */
  readonly plan: boolean;
  /** At most so many characters of a step's name. */
  readonly names: number;
  /** At most so many steps, around the one that runs. */
  readonly steps: number;
}

/** The graph in execution order, each step with its state in words. */
export function graph(task: Task, options: GraphOptions): readonly KnownBlock[] {
  const { done, total } = progress(task);
  const title = words.steps.title(safe(task.name, 75), done, total);
  const shown = shownSteps(task, options.steps);
  const left = task.subtasks.length - shown.length;
  const rest = left > 0 ? [words.world.more(left)] : [];
  if (options.plan) return [planBlock(task, title, shown, options), ...rest.map(section)];
  const lines = shown.map((subtask) => `${stepLine(task, subtask, options.names)}${noReturnMark(task, subtask)}`);
  return sections([`*${title}*`, ...(lines.length > 0 ? lines : [words.steps.noSteps]), ...rest]);
}

function shownSteps(task: Task, max: number): Task['subtasks'] {
  if (task.subtasks.length <= max) return task.subtasks;
  const { current } = progress(task);
  const at = current ? task.subtasks.indexOf(current) : 0;
  const from = Math.max(0, Math.min(at - Math.floor(max / 2), task.subtasks.length - max));
  return task.subtasks.slice(from, from + max);
}

function planBlock(task: Task, title: string, shown: Task['subtasks'], options: GraphOptions): PlanBlock {
  const { current } = progress(task);
  const tasks = shown.map((subtask, at): TaskCardBlock => {
    // Only a string, never marked as plain text: escaped in case it is read as mrkdwn.
    const card: TaskCardBlock = {
      type: 'task_card',
      task_id: `${at + 1}`,
      title: `${stepLine(task, subtask, options.names)}${noReturnMark(task, subtask)}`,
      status: cardStatus(subtask),
    };
    const age = subtask === current ? ageWords(subtask, options.now) : null;
    return age === null ? card : { ...card, details: richText(age) };
  });
  return { type: 'plan', title, tasks };
}

function cardStatus(subtask: Subtask): TaskCardBlock['status'] {
  if (subtask.status === 'RUNNING' || subtask.status === 'CANCELING') return 'in_progress';
  if (subtask.status === 'SUCCESSFUL') return 'complete';
  return subtask.status === 'FAILED' ? 'error' : 'pending';
}

function noReturnMark(task: Task, subtask: Subtask): string {
  const first = task.subtasks.find((one) => one.prohibitRollback);
  return subtask === first ? words.world.inBrackets(words.steps.noReturnMark) : '';
}

function richText(text: string): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] };
}

/** Lines joined into as few sections as hold them. No single line may be longer than SECTION_MAX. */
export function sections(lines: readonly string[]): KnownBlock[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= SECTION_MAX)
      joined[joined.length - 1] = `${last}\n${line}`;
    else joined.push(line);
  }
  return joined.map(section);
}
