/** Guardrails against habits and pressure: repeats of rejected requests, too many requests, approvals without reading. Pure. */
import { chosenTenants, type Operation, type Target } from '../operation/operation.ts';
import { isSame, type Person } from '../people/person.ts';
import type { RequestState } from './state.ts';

/** A request that was rejected. */
export interface Rejected {
  readonly request: string;
  readonly at: number;
  readonly kind: Operation['kind'];
  /** Ids of its tenants, those of a switchover's standbys included; sorted. */
  readonly tenants: readonly string[];
  readonly askedBy: string;
  readonly rejectedBy: string;
  readonly why: string | null;
}

/** Earlier requests and rejections, read just before a request is written. */
export interface Past {
  /** Requests of the last hour. */
  readonly asked: readonly { readonly by: string; readonly at: number }[];
  /** Newest first. */
  readonly rejected: readonly Rejected[];
}

export const HOUR_MS = 3_600_000;
/** For how long approvers see rejections. */
export const SHOWN_MS = 7 * 24 * HOUR_MS;
const SHOWN_MAX = 5;

/** How many requests this person made within the last hour, with all their accounts. */
export function askedLately({ asked }: Past, person: Person, now: number): number {
  return asked.filter(({ by, at }) => now - at < HOUR_MS && isSame(person, by)).length;
}

/** Rejections of requests about any of the same tenants, newest first. */
export function rejectedBefore({ rejected }: Past, operation: Operation, now: number): readonly Rejected[] {
  const tenants = tenantsOf(operation);
  const lately = rejected.filter(({ at }) => now - at < SHOWN_MS);
  return lately.filter((one) => one.tenants.some((id) => tenants.includes(id))).slice(0, SHOWN_MAX);
}

/** The rejection within the hour of the same request by the same person; null when there is none. */
export function askedAgain({ rejected }: Past, operation: Operation, person: Person, now: number): Rejected | null {
  const tenants = tenantsOf(operation).join(' ');
  const again = rejected.find(
    (one) =>
      now - one.at < HOUR_MS &&
      one.kind === operation.kind &&
      one.tenants.join(' ') === tenants &&
      isSame(person, one.askedBy),
  );
  return again ?? null;
}

/** What is remembered of a rejected request; null for one that was not rejected as a whole. */
export function rejectionOf(state: RequestState): Rejected | null {
  const { id, outcome, closed, operation, requester } = state;
  if (outcome !== 'rejected' || closed?.by == null) return null;
  const { by: rejectedBy, at, reason: why } = closed;
  return { request: id, at, kind: operation.kind, tenants: tenantsOf(operation), askedBy: requester, rejectedBy, why };
}

function tenantsOf(operation: Operation): readonly string[] {
  const targets: readonly Target[] = operation.targets;
  return targets.flatMap((target) => chosenTenants(target).map(({ tenantId }) => tenantId)).sort();
}

/** The time of a click by our clock, and by Slack's how long after the card's post it came. */
export interface Clicked {
  readonly at: number;
  /** Milliseconds; null when Slack did not say. */
  readonly sincePostMs: number | null;
}

/**
 * How long the person could read the question: since the card was posted, and since the question was asked on it. Each
 * is measured on one clock, and the shorter counts. A click without a known time counts as made at once.
 */
export function readingTime(state: Pick<RequestState, 'askedAt'>, clicked: Clicked | undefined): number {
  if (!clicked) return 0;
  // Two of Slack's clocks, or of ours, may differ slightly: the time is never negative.
  return Math.max(0, Math.min(clicked.sincePostMs ?? Number.POSITIVE_INFINITY, clicked.at - state.askedAt));
}
