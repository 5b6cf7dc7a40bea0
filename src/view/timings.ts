/** How long a request took, phase by phase, tenant by tenant and step by step. Milliseconds; times since the epoch. Pure. */
import type { Target } from '../operation/operation.ts';
import type { RequestState } from '../request/state.ts';
import { runMs } from '../task/run-time.ts';
import { resultsOf, type TargetResult } from './outcomes.ts';

/** Our clock. Null: it did not come so far. */
export interface Timings {
  readonly requestedAt: number;
  /** When the approval was complete under which the first call was claimed. */
  readonly approvedAt: number | null;
  readonly claimedAt: number | null;
  readonly endedAt: number | null;
  /** Of each target that a call was claimed for. */
  readonly targets: readonly TargetTimings[];
}

export interface TargetTimings {
  readonly target: Target;
  readonly claimedAt: number;
  /** When OCP's task for it was known. */
  readonly taskAt: number | null;
  /** When the task's own work was seen to have ended well. */
  readonly finishedAt: number | null;
  /** When the new roles were read back. */
  readonly verifiedAt: number | null;
  readonly steps: readonly StepTiming[];
}

/** OCP's clock. */
export interface StepTiming {
  readonly id: string;
  readonly name: string;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Null where OCP's times do not tell it: the step is under way, or it ran more than once. */
  readonly ranMs: number | null;
}

export function timingsOf(state: RequestState): Timings {
  const { requestedAt, endedAt } = state;
  const claims = state.calls.flatMap(({ claimedAt }) => claimedAt ?? []);
  const claimedAt = claims.length === 0 ? null : Math.min(...claims);
  // Remedies were approved after the call.
  const before = claimedAt === null ? [] : state.agreed.flatMap(({ at }) => (at <= claimedAt ? [at] : []));
  const approvedAt = before.length === 0 ? null : Math.max(...before);
  return { requestedAt, approvedAt, claimedAt, endedAt, targets: resultsOf(state).flatMap(ofTarget) };
}

function ofTarget({ target, call, followed, outcome }: TargetResult): readonly TargetTimings[] {
  if (call.claimedAt === null) return [];
  const steps = followed?.task.subtasks ?? [];
  return [
    {
      target,
      claimedAt: call.claimedAt,
      taskAt: followed && call.answeredAt,
      finishedAt: followed?.provenAt ?? null,
      verifiedAt: followed && outcome === 'succeeded' ? followed.since : null,
      steps: steps.map((step) => {
        const { id, name, startedAt, finishedAt } = step;
        return { id, name, startedAt, finishedAt, ranMs: runMs(step) };
      }),
    },
  ];
}

/** For how long it was not known what OCP made of a call, the longest of several; null when every call was answered. */
export function unansweredMs({ calls, endedAt }: RequestState): number | null {
  const all = calls.flatMap(({ unansweredSince: since, answeredAt }) => {
    const until = answeredAt ?? endedAt;
    return since === null || until === null ? [] : [until - since];
  });
  return all.length === 0 ? null : Math.max(...all);
}

/** The way of a request that has ended, in three stretches. */
export interface Stretches {
  readonly toApprovalMs: number;
  readonly toCallMs: number;
  readonly toEndMs: number;
  readonly totalMs: number;
}

/** Null when no call was sent, or nothing has ended yet. */
export function stretchesOf({ requestedAt, approvedAt, claimedAt, endedAt }: Timings): Stretches | null {
  if (approvedAt === null || claimedAt === null || endedAt === null) return null;
  return {
    toApprovalMs: approvedAt - requestedAt,
    toCallMs: claimedAt - approvedAt,
    toEndMs: endedAt - claimedAt,
    totalMs: endedAt - requestedAt,
  };
}
