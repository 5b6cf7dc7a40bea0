/** A request as people see it: every fact that a card, a thread's last word or a report is drawn from, worked out once. Pure. */
import type { Target } from '../operation/operation.ts';
import { type Approval, type RequestState, sent } from '../request/state.ts';
import { type Offer, offersOf, type Withheld, withheldOf } from './offers.ts';
import { type ManyRemedies, proposedMany, proposedRemedy, type RemedyFacts } from './tasks/remedies.ts';
import { type Rest, restShown } from './question/rest.ts';
import { type Again, againOf, approvalsOf, type Status, statusOf } from './question/status.ts';
import { groupsOf, type OutcomeGroup, resultsOf, type TargetResult } from './outcomes.ts';
import { type Takeover, takeoversOf } from './takeovers.ts';
import { askedTargets } from './targets.ts';
import { type Timings, timingsOf } from './timings.ts';
import { type ToDo, toDosOf } from '../request/to-dos/to-dos.ts';
import { type Truth, truthOf } from './truth.ts';

export interface RequestView {
  /** What is on record: people, reason, rule, windows, what was read. */
  readonly state: RequestState;
  /** For when it was worked out, ms since the epoch. */
  readonly now: number;
  readonly status: Status;
  /** Why the approvers are, or were, asked anew; null where they are not. */
  readonly again: Again | null;
  readonly approvals: readonly Approval[];
  /** A call of it may have reached OCP. */
  readonly isSent: boolean;
  /** What the approvers decide on. */
  readonly asked: readonly Target[];
  /** The remedy that is proposed and not decided; null where none is, or its task is not known any more. */
  readonly proposed: RemedyFacts | null;
  /** The same for several tasks that failed alike. */
  readonly proposedMany: ManyRemedies | null;
  /** What was approved with the request and is not sent yet, while another question is decided. */
  readonly rest: Rest | null;
  /** How far those to be made primary came, and whether another one is ahead; only those of which anything was read. */
  readonly takeovers: readonly Takeover[];
  readonly results: readonly TargetResult[];
  readonly groups: readonly OutcomeGroup[];
  /** Null while the request goes on. */
  readonly truth: Truth | null;
  readonly toDos: readonly ToDo[];
  readonly timings: Timings;
  readonly offers: readonly Offer[];
  /** Why some are missing among the offers; null where none is. */
  readonly withheld: Withheld | null;
}

export function viewOf(state: RequestState, now: number): RequestView {
  const results = resultsOf(state);
  const asked = askedTargets(state);
  return {
    state,
    now,
    status: statusOf(state),
    again: againOf(state),
    approvals: approvalsOf(state),
    isSent: sent(state),
    asked,
    takeovers: takeoversOf(state.candidates, asked),
    proposed: proposedRemedy(state),
    proposedMany: proposedMany(state),
    rest: restShown(state),
    results,
    groups: groupsOf(results),
    truth: truthOf(state),
    toDos: toDosOf(state),
    timings: timingsOf(state),
    offers: offersOf(state, now),
    withheld: withheldOf(state),
  };
}
