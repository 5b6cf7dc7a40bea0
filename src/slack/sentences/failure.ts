/**
 * What may be so in the world when a task failed or ended unclear, or would be if a step were cut short: by what its steps do
 * and by the roles read (src/task/reach.ts).
 */
import { kinds } from '../../operation/kinds/index.ts';
import type { OperationKind } from '../../operation/operation.ts';
import { newPrimaryOf, oldPrimaryOf } from '../../operation/operation.ts';
import { type FollowedTask, type RequestState, targetOf } from '../../request/state.ts';
import { type Deed, deedOf } from '../../task/step-effects.ts';
import { type Reach, reachOf, reachSeen } from '../../task/reach.ts';
import { remedies } from '../../task/remedies.ts';
import { remedyKind, type RemedyKind } from '../../task/remedy-kinds.ts';
import type { Subtask, Task } from '../../task/task.ts';
import { notUndone, whyUnclear } from '../../task/result.ts';
import type { StepWork } from '../../text/en/failure.ts';
import { words } from '../../text/words.ts';
import { causeText } from './cause.ts';
import { safe } from '../blocks/escape.ts';
import { inARow, listed, targetNames, tenantName } from '../blocks/names.ts';
import { rolesSeen } from './roles.ts';
import { presentStep } from './steps.ts';

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
  const how = kinds[state.operation.kind];
  const call = state.calls.findIndex(({ tasks }) => tasks.some((followed) => followed.task.id === task.id));
  return reachSeen(reachOf(task, how), how, target && call >= 0 ? rolesSeen(state, call, target) : null);
}

function reachWords(state: RequestState, task: Task, reach: Reach, step: Subtask | null): string {
  const target = targetOf(state, task.tenantId);
  const oldRef = target ? oldPrimaryOf(target) : null;
  const became = target ? tenantName(newPrimaryOf(target)) : targetNames(state.operation.targets);
  const old = oldRef ? tenantName(oldRef) : words.card.confirm.oldPrimary;
  return reach === 'unknown' ? words.failure.unknown : worlds[state.operation.kind].told(reach, { became, old, step });
}

type Known = Exclude<Reach, 'unknown'>;

interface World {
  readonly told: (
    reach: Known,
    names: { readonly became: string; readonly old: string; readonly step: Subtask | null },
  ) => string;
  /** In a few words. */
  readonly short: (reach: Known) => string;
}

/** What a failed task leaves behind differs by what the operation does to the old primary. */
const worlds: Readonly<Record<OperationKind, World>> = {
  failover: {
    told: (reach, { became }) =>
      reach === 'demoting' || reach === 'between' ? words.failure.unknown : words.failure.failover[reach](became),
    short: (reach) =>
      reach === 'demoting' || reach === 'between' ? words.failure.short.unknown : words.failure.short.failover[reach],
  },
  switchover: {
    told: (reach, { became, old, step }) =>
      reach === 'after'
        ? words.failure.switchover.after(became, old, unfinishedBy(step))
        : words.failure.switchover[reach](became, old),
    short: (reach) => words.failure.short.switchover[reach],
  },
};

function unfinishedBy(step: Subtask | null): string {
  const { unfinished } = words.failure;
  const work = step ? workOf(step) : 'other';
  if (work === 'log_source') return unfinished.logSource;
  return work === 'service_name' ? unfinished.serviceName : unfinished.records;
}

/** The same in a few words, by the steps alone: for where the tenant is named already and room is short. */
export function shortWorld(kind: OperationKind, task: Task): string {
  const reach = reachOf(task, kinds[kind]);
  return reach === 'unknown' ? words.failure.short.unknown : worlds[kind].short(reach);
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
      return reachOf(task, kinds[kind]) === 'before' ? said : inARow(said, shortWorld(kind, task));
    }
  }
}

/** What OCP allows to be done about a failed task, by its last reading. */
export function followWords(task: Task): string {
  const { allowed, allows, allowsNothing } = words.remedy;
  const found = new Set<RemedyKind>(remedies(task).map(({ kind }) => kind));
  const kinds = [...found].filter((kind) => remedyKind(kind).helps?.(task) ?? true);
  return kinds.length === 0 ? allowsNothing : allows(kinds.map((kind) => allowed[kind]).join(words.world.comma));
}

/** What a rollback has left as it was; empty when nothing. */
export function notUndoneLines(task: Task): readonly string[] {
  const steps = notUndone(task).map(({ name }) => safe(name, 60));
  return steps.length === 0 ? [] : [words.failure.notUndone(listed(steps, 6))];
}
