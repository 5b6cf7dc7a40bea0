/**
 * What may be so in the world when a task failed or ended unclear, or would be if a step were cut short: by what its steps do
 * and by the roles read (src/task/reach.ts).
 */
import type { OperationKind } from '../../operation/operation.ts';
import { newPrimaryOf, oldPrimaryOf } from '../../operation/operation.ts';
import { type FollowedTask, type RequestState, targetOf } from '../../request/state.ts';
import { type Deed, deedOf } from '../../task/deeds.ts';
import { type Reach, reachOf, reachSeen } from '../../task/reach.ts';
import { remedies, type RemedyKind } from '../../task/remedies.ts';
import type { Subtask, Task } from '../../task/task.ts';
import { notUndone, whyUnclear } from '../../task/verdict.ts';
import type { StepWork } from '../words/en/failure.ts';
import { words } from '../words/words.ts';
import { causeText } from './cause.ts';
import { safe } from './escape.ts';
import { inARow, listed, targetNames, tenantName } from './names.ts';
import { rolesSeen } from './roles.ts';
import { presentStep } from './steps.ts';

/** The demotion is what a switchover has and a failover has not. */
const demotes = { failover: { demotes: false }, switchover: { demotes: true } } as const;

export function failedStep(task: Task): Subtask | null {
  return task.subtasks.find(({ status }) => status === 'FAILED') ?? null;
}

/** One or more sentences, tenants named. `step`: whose work is unfinished. mrkdwn. */
export function failureWords(state: RequestState, task: Task, step = failedStep(task)): string {
  const reach = reachIn(state, task);
  const said = reachWords(state, task, reach, step);
  const final = task.prohibitRollback === true && reach !== 'unknown' && reach !== 'rollback';
  return final ? inARow(said, words.failure.noRollback) : said;
}

function reachIn(state: RequestState, task: Task): Reach {
  const target = targetOf(state, task.tenantId);
  const how = demotes[state.operation.kind];
  const call = state.calls.findIndex(({ tasks }) => tasks.some((followed) => followed.task.id === task.id));
  return reachSeen(reachOf(task, how), how, target && call >= 0 ? rolesSeen(state, call, target) : null);
}

function reachWords(state: RequestState, task: Task, reach: Reach, step: Subtask | null): string {
  const { failover, switchover, unknown, unfinished } = words.failure;
  const target = targetOf(state, task.tenantId);
  const oldRef = target ? oldPrimaryOf(target) : null;
  const became = target ? tenantName(newPrimaryOf(target)) : targetNames(state.operation.targets);
  const old = oldRef ? tenantName(oldRef) : words.card.confirm.oldPrimary;
  if (reach === 'unknown') return unknown;
  if (state.operation.kind === 'failover')
    return reach === 'demoting' || reach === 'between' ? unknown : failover[reach](became);
  if (reach !== 'after') return switchover[reach](became, old);
  const work = step ? workOf(step) : 'other';
  const left =
    work === 'log_source'
      ? unfinished.logSource
      : work === 'service_name'
        ? unfinished.serviceName
        : unfinished.records;
  return switchover.after(became, old, left);
}

/** The same in a few words, by the steps alone: for where the tenant is named already and room is short. */
export function shortWorld(kind: OperationKind, task: Task): string {
  const reach = reachOf(task, demotes[kind]);
  const { short } = words.failure;
  if (reach === 'unknown') return short.unknown;
  if (kind === 'switchover') return short.switchover[reach];
  return reach === 'demoting' || reach === 'between' ? short.unknown : short.failover[reach];
}

const works: Readonly<Record<Deed, StepWork>> = {
  prepares: 'preparation',
  demotes: 'primary_to_standby',
  promotes: 'other',
  log_source: 'log_source',
  data_version: 'data_version',
  service_name: 'service_name',
  records: 'records',
};

/** What a step is for, by its name; `other` where the name is not known. */
export function workOf(step: Subtask): StepWork {
  const deed = deedOf(step);
  return deed === null ? 'other' : works[deed];
}

/** Why the task's end cannot be told, without a word on what happened but where its steps show that something may have. */
export function unclearWords(kind: OperationKind, { task, missing, hidden }: FollowedTask): string {
  const { unclear } = words.failure;
  if (missing) return unclear.missing;
  if (hidden) return unclear.hidden(causeText(hidden, 300));
  switch (whyUnclear(task)) {
    case 'odd_status':
      return unclear.odd_status(safe(task.status.replace(/^unknown:/, ''), 40));
    case 'no_steps':
      return unclear.no_steps;
    case 'left_over': {
      const odd = task.subtasks.filter(({ status }) => status !== 'SUCCESSFUL');
      const shown = odd.length > 0 ? odd : task.subtasks;
      const said = unclear.left_over(
        listed(
          shown.map((step) => presentStep(task, step)),
          3,
        ),
      );
      return reachOf(task, demotes[kind]) === 'before' ? said : inARow(said, shortWorld(kind, task));
    }
  }
}

/** What OCP allows to be done about a failed task, by its last reading. */
export function followWords(task: Task): string {
  const { allowed, allows, allowsNothing } = words.remedy;
  const kinds = new Set<RemedyKind>(remedies(task).map(({ kind }) => kind));
  // Retrying the one step that failed is what a retry of the task does.
  if (kinds.has('retry') && task.subtasks.filter(({ status }) => status === 'FAILED').length < 2)
    kinds.delete('retry_subtask');
  return kinds.size === 0 ? allowsNothing : allows([...kinds].map((kind) => allowed[kind]).join(words.world.comma));
}

/** What a rollback has left as it was; empty when nothing. */
export function notUndoneLines(task: Task): readonly string[] {
  const steps = notUndone(task).map(({ name }) => safe(name, 60));
  return steps.length === 0 ? [] : [words.failure.notUndone(listed(steps, 6))];
}
