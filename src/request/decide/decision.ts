import type { Hold } from '../../operation/inspection.ts';
import { isChained, operationOf } from '../../operation/operation.ts';
import type { Refusal, RefusalCode } from '../commands.ts';
import type { RequestEvent } from '../events.ts';
import { partsOf, type Terms } from '../../policy/rule.ts';

export interface Decision {
  /** To be appended together at the next version; empty when there is nothing to record. */
  readonly events: readonly RequestEvent[];
  readonly refusal: Refusal | null;
}

/** Things happen. */
export function happened(...events: readonly RequestEvent[]): Decision {
  return { events, refusal: null };
}

type Question = Extract<
  RequestEvent,
  { type: 'requested' | 'returned' | 'resend_proposed' | 'remedy_proposed' | 'remedies_proposed' }
>;
type WithoutRule<E> = E extends unknown ? Omit<E, 'rule'> : never;

/**
 * A question to the approvers under these terms. It names one rule; where several have to be satisfied, the event behind it
 * says so, in the same append. A request with sides that older versions would not count has that event for one rule as well:
 * they stop at it, and leave the request alone.
 */
export function under(terms: Terms, question: WithoutRule<Question>): readonly RequestEvent[] {
  const rules = partsOf(terms);
  const asked = { ...question, rule: rules[0] };
  const chained = question.type === 'requested' && isChained(operationOf(question.operation));
  return rules.length === 1 && !chained ? [asked] : [asked, { type: 'terms_joined', rules }];
}

/** It does not happen, and the asker is told why; `events` may put the attempt on record. */
export function refused(code: RefusalCode, ...events: readonly RequestEvent[]): Decision {
  return { events, refusal: { code } };
}

/** It does not happen, for a reason of its own kind. */
export function refusedBy(refusal: Refusal): Decision {
  return { events: [], refusal };
}

/** Not while this holds. */
export function heldBack(hold: Hold): Decision {
  return { events: [], refusal: { code: 'frozen', hold } };
}
