/** A request as its events tell it. `evolve` is the only thing that makes one. */
import type { Difference, Inspection } from '../operation/inspection.ts';
import type { CallPlan, Operation } from '../operation/operation.ts';
import type { Task } from '../task/task.ts';
import type { Outcome } from './events.ts';
import type { Rule } from './policy.ts';

/**
 * checking: written down, OCP not yet asked. waiting: for approvals. approved: to be read once more and sent.
 * executing: at least one call was claimed. ended: nothing more will be sent or followed.
 */
export type Phase = 'checking' | 'waiting' | 'approved' | 'executing' | 'ended';

export type CallStatus = 'waiting' | 'claimed' | 'unknown' | 'lost' | 'accepted' | 'refused';

export type TaskStage = 'running' | 'failed' | 'unclear' | 'proving' | 'doubted' | 'succeeded' | 'rolled_back';

export interface FollowedTask {
  readonly task: Task;
  readonly stage: TaskStage;
  /** When the task was first seen in this stage, our clock. */
  readonly since: number;
  /** When the task's own work was first seen to have ended well, our clock: the role is read back from here. */
  readonly provenAt: number | null;
}

export interface Call extends CallPlan {
  readonly status: CallStatus;
  /** How many times it was claimed. */
  readonly attempt: number;
  /** How many of those certainly never left: the approval of such a claim is not spent. */
  readonly unsent: number;
  /** The proposal under which it was last claimed; null when that was the request itself. */
  readonly claimedFor: Proposal | null;
  readonly claimedAt: number | null;
  readonly ocpTime: number | null;
  readonly baseline: readonly string[];
  readonly answeredAt: number | null;
  readonly traceId: string | null;
  readonly refusal: { readonly code: string; readonly message: string } | null;
  readonly tasks: readonly FollowedTask[];
}

export interface Approval {
  readonly by: string;
  readonly at: number;
  readonly digest: string;
}

export interface Proposal {
  readonly kind: 'resend';
  readonly call: number;
  readonly by: string;
  readonly at: number;
}

export interface RequestState {
  readonly id: string;
  readonly version: number;
  readonly phase: Phase;
  readonly outcome: Outcome | null;
  readonly requester: string;
  readonly team: string;
  readonly channel: string;
  readonly typedIn: string;
  readonly operation: Operation;
  readonly reason: string;
  readonly rule: Rule;
  readonly policyVersion: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly startBy: number | null;
  /** Counts what approvers are asked: 1, and one more each time the question changes. */
  readonly round: number;
  readonly inspection: Inspection | null;
  readonly differences: readonly Difference[];
  readonly approvals: readonly Approval[];
  /** When the last needed approval of the newest round came. */
  readonly approvedAt: number | null;
  readonly calls: readonly Call[];
  readonly proposal: Proposal | null;
  readonly closed: { readonly by: string | null; readonly at: number; readonly reason: string | null } | null;
  readonly notes: readonly { readonly by: string; readonly reason: string; readonly at: number }[];
  readonly endedAt: number | null;
  /** Why what comes next cannot be asked for now; null when nothing stands in the way. */
  readonly heldUp: { readonly code: string; readonly message: string; readonly at: number } | null;
}

/** Who asked for what is now being decided: the proposer of a resend, otherwise the requester. */
export function askerOf(state: RequestState): string {
  return state.proposal?.by ?? state.requester;
}

/** The call that would be sent next, with its index; null when none is waiting. */
export function nextCall(state: RequestState): { readonly index: number; readonly call: Call } | null {
  const index = state.calls.findIndex((call) => call.status === 'waiting');
  const call = state.calls[index];
  return call ? { index, call } : null;
}
