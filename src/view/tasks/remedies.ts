/** A remedy as people see it: what it does to which step of which tenant's task, and what is true beside it. Pure. */
import type { Target } from '../../operation/operation.ts';
import type { Alike } from '../../request/remedies/events.ts';
import { type Pair, pendingPairs } from '../../request/remedies/pairs.ts';
import { followedTasks, type RequestState, type SentRemedy, targetOf } from '../../request/state.ts';
import { type Remedy, type StepRef, subtaskOf } from '../../task/remedies.ts';
import type { RemedyKind } from '../../task/remedy-kinds.ts';
import type { Subtask, Task } from '../../task/task.ts';
import { type Failure, failedStep, failureOf, type StepWork, workOf } from '../failure.ts';

/** `retryTask`: of whatever failed, as of no one step. `skipRollback`: the step counts as rolled back. */
export type RemedyEffect = RemedyKind | 'retryTask' | 'skipRollback';

export interface RemedyFacts {
  readonly remedy: Remedy;
  readonly task: Task;
  /** Null where the task is not known to be about one of the request's tenants. */
  readonly target: Target | null;
  readonly effect: RemedyEffect;
  /** The step it is about, however the task has gone on; null for the whole task, and for a step that OCP lists no more. */
  readonly step: Subtask | null;
  /** What stays undone when the step is left out. */
  readonly leaves: StepWork;
  /** What is true while it is decided on. */
  readonly failure: Failure;
}

/** Of which task, with what had failed when it was proposed; undefined where that is not on record. */
interface About {
  readonly remedy: Remedy;
  readonly steps?: readonly StepRef[] | undefined;
}

/** Of a proposal or of what was sent; null when the state holds no such task. */
export function remedyOn(state: RequestState, about: (About & { readonly taskId: string }) | null): RemedyFacts | null {
  const found = about && followedTasks(state).find(({ followed }) => followed.task.id === about.taskId);
  return found ? remedyOf(state, found.followed.task, about) : null;
}

export function remedyOf(state: RequestState, task: Task, { remedy, steps }: About): RemedyFacts {
  const recorded = recordedStep(task, steps);
  const id = subtaskOf(remedy);
  const own = id === null ? null : stepById(task, id);
  const step = remedy.kind === 'retry' ? recorded : own;
  return {
    remedy,
    task,
    target: targetOf(state, task.tenantId),
    effect: effectOf(remedy, task, step),
    step,
    leaves: step ? workOf(step) : 'other',
    failure: failureOf(state, task, remedy.kind === 'cancel' ? own : recorded),
  };
}

function effectOf({ kind }: Remedy, task: Task, step: Subtask | null): RemedyEffect {
  if (kind === 'retry') return step ? kind : 'retryTask';
  return kind === 'skip' && task.operation === 'ROLLBACK' ? 'skipRollback' : kind;
}

/** The first that had failed when it was proposed. */
function recordedStep(task: Task, steps: About['steps']): Subtask | null {
  if (steps === undefined) return failedStep(task);
  const [first] = steps;
  return first ? stepById(task, first.id) : null;
}

export function stepById(task: Task, id: string): Subtask | null {
  return task.subtasks.find((subtask) => subtask.id === id) ?? null;
}

/** What is proposed and not decided; null where nothing is, where several are, or no task of it is known any more. */
export function proposedRemedy(state: RequestState): RemedyFacts | null {
  const { proposal } = state;
  return proposal?.kind === 'remedy' ? remedyOn(state, proposal) : null;
}

/** One question about several tasks that failed alike. */
export interface ManyRemedies {
  /** What is proposed for each, seen from one of them. */
  readonly example: RemedyFacts;
  readonly alike: Alike;
  /** Those that the question is about, or that have still to be sent. */
  readonly going: readonly RemedyFacts[];
  /** Those that are not sent, because their tasks have moved. */
  readonly dropped: readonly RemedyFacts[];
}

export function proposedMany(state: RequestState): ManyRemedies | null {
  const { proposal, dropped } = state;
  if (proposal?.kind !== 'remedies') return null;
  const facts = (pairs: readonly Pair[]) => pairs.flatMap((pair) => remedyOn(state, pair) ?? []);
  const going = facts(pendingPairs(state));
  const [example] = going.length > 0 ? going : facts(proposal.pairs);
  return example ? { example, alike: proposal.alike, going, dropped: facts(dropped) } : null;
}

export type SentFacts = RemedyFacts & { readonly sent: SentRemedy };

/** The remedies that were sent last, and what became of each, as long as the request goes on. */
export function sentRemedies(state: RequestState): readonly SentFacts[] {
  if (state.phase === 'ended') return [];
  return state.remedies.flatMap((sent) => {
    const facts = remedyOn(state, sent);
    return facts ? [{ ...facts, sent }] : [];
  });
}

/** Whether what is approved was claimed before under this approval, and did not leave. */
export function isSentAgain({ proposal, remedies, pending }: RequestState): boolean {
  return remedies.some(
    ({ status, claimedFor, taskId }) =>
      status === 'not_sent' &&
      claimedFor?.at === proposal?.at &&
      (proposal?.kind !== 'remedies' || pending.includes(taskId)),
  );
}
