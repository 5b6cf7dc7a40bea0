/** What a failed or unclear task means for the world, in words: the facts stand in src/view/failure.ts. */
import type { OperationKind } from '../../operation/operation.ts';
import { newPrimaryOf, oldPrimaryOf } from '../../operation/operation.ts';
import type { FollowedTask, RequestState } from '../../request/state.ts';
import type { Reach } from '../../task/reach.ts';
import { notUndone } from '../../task/result.ts';
import type { Task } from '../../task/task.ts';
import { words } from '../../text/words.ts';
import { doubtOf, type Failure, type StepWork } from '../../view/failure.ts';
import { helpfulKinds } from '../../view/offers.ts';
import { causeText } from './cause.ts';
import { safe } from '../blocks/escape.ts';
import { inARow, listed, targetNames, tenantName } from '../blocks/names.ts';
import { presentStep } from './steps.ts';

/** One or more sentences, tenants named. mrkdwn. */
export function failureWords(state: RequestState, failure: Failure): string {
  const { reach, isFinal } = failure;
  const said = reachWords(state, failure);
  return isFinal && reach !== 'unknown' && reach !== 'rollback' ? inARow(said, words.failure.noRollback) : said;
}

function reachWords(state: RequestState, { target, reach, work }: Failure): string {
  const oldRef = target ? oldPrimaryOf(target) : null;
  const became = target ? tenantName(newPrimaryOf(target)) : targetNames(state.operation.targets);
  const old = oldRef ? tenantName(oldRef) : words.card.confirm.oldPrimary;
  return reach === 'unknown' ? words.failure.unknown : worlds[state.operation.kind].told(reach, { became, old, work });
}

type Known = Exclude<Reach, 'unknown'>;

interface World {
  readonly told: (
    reach: Known,
    about: { readonly became: string; readonly old: string; readonly work: StepWork },
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
    told: (reach, { became, old, work }) =>
      reach === 'after'
        ? words.failure.switchover.after(became, old, unfinishedBy(work))
        : words.failure.switchover[reach](became, old),
    short: (reach) => words.failure.short.switchover[reach],
  },
};

function unfinishedBy(work: StepWork): string {
  const { unfinished } = words.failure;
  if (work === 'log_source') return unfinished.logSource;
  return work === 'service_name' ? unfinished.serviceName : unfinished.records;
}

/** The same in a few words: for where the tenant is named already and room is short. */
export function shortWorld(kind: OperationKind, reach: Reach): string {
  return reach === 'unknown' ? words.failure.short.unknown : worlds[kind].short(reach);
}

/** Why the task's end cannot be told, without a word on what happened but where its steps show that something may have. */
export function unclearWords(kind: OperationKind, followed: FollowedTask): string {
  const { unclear } = words.failure;
  const doubt = doubtOf(kind, followed);
  switch (doubt.kind) {
    case 'missing':
    case 'no_steps':
      return unclear[doubt.kind];
    case 'hidden':
      return unclear.hidden(causeText(doubt.why, 300));
    case 'odd_status':
      return unclear.odd_status(safe(doubt.status, 40));
    case 'left_over': {
      const steps = doubt.steps.map((step) => presentStep(followed.task, step));
      const said = unclear.left_over(listed(steps, 3));
      return doubt.reach === 'before' ? said : inARow(said, shortWorld(kind, doubt.reach));
    }
  }
}

/** What OCP allows to be done about a failed task, by its last reading. */
export function followWords(task: Task): string {
  const { allowed, allows, allowsNothing } = words.remedy;
  const kinds = helpfulKinds(task);
  return kinds.length === 0 ? allowsNothing : allows(kinds.map((kind) => allowed[kind]).join(words.world.comma));
}

/** What a rollback has left as it was; empty when nothing. */
export function notUndoneLines(task: Task): readonly string[] {
  const steps = notUndone(task).map(({ name }) => safe(name, 60));
  return steps.length === 0 ? [] : [words.failure.notUndone(listed(steps, 6))];
}
