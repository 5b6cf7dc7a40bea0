/** The standbys beside those that a request names: what of them its approvers see, and what sends it back to them. Pure. */
import { type CandidateFamily, hasChoice, stalerChoices } from '../../operation/candidates/candidates.ts';
import { memberKey } from '../../operation/family.ts';
import type { Difference } from '../../operation/inspection.ts';
import { SAMPLING_MS } from '../../operation/candidates/loss.ts';
import type { Target } from '../../operation/operation.ts';
import type { RequestEvent } from '../events.ts';

type Noted = Extract<RequestEvent, { type: 'candidates_noted' }>;
type Fresher = Extract<Difference, { kind: 'fresher_sibling' }>;

/**
 * How the first reading is put on record. Where there is a choice among standbys it is an event of its own: a version that shows none of it
 * would have people approve without it, so it stops there and leaves the request alone. Of a plain pair it only says how much may be lost.
 */
export function firstNoted(families: readonly CandidateFamily[]): {
  readonly field: { readonly candidates?: readonly CandidateFamily[] };
  readonly events: readonly Noted[];
} {
  if (families.some(hasChoice)) return { field: {}, events: [{ type: 'candidates_noted', families }] };
  return { field: families.length === 0 ? {} : { candidates: families }, events: [] };
}

/**
 * Siblings that are fresher than what was approved, and were not shown so. After the loss no standby gets any fresher, so that this happens
 * once: when one could not be read or reached at first. What differs by less than a sample is no difference, and once the approvers have
 * seen that a target is staler, by how much is none either. What OCP does not tell now says nothing.
 */
export function fresherSiblings(
  targets: readonly Target[],
  seen: readonly CandidateFamily[],
  now: readonly CandidateFamily[],
): readonly Fresher[] {
  const known = new Set(stalerChoices(targets, seen).map(({ tenantId }) => tenantId));
  return stalerChoices(targets, now, SAMPLING_MS)
    .filter(({ tenantId }) => !known.has(tenantId))
    .map((one): Fresher => ({ kind: 'fresher_sibling', ...one }));
}

/** Behind a question that goes back to the approvers: what they are shown of these families from now on, where that is news. */
export function notedAgain(
  targets: readonly Target[],
  seen: readonly CandidateFamily[],
  now: readonly CandidateFamily[],
): readonly Noted[] {
  const compared = now.filter(({ comparedBy }) => comparedBy !== null);
  const staler = (families: readonly CandidateFamily[]) =>
    stalerChoices(targets, families).map(({ tenantId }) => tenantId);
  const own = seen.filter((one) => compared.some((other) => isSame(one, other)));
  if (staler(own).toSorted().join() === staler(compared).toSorted().join()) return [];
  const others = seen.filter((one) => !compared.some((other) => isSame(one, other)));
  return [{ type: 'candidates_noted', families: [...others, ...compared] }];
}

function isSame({ primary: one }: CandidateFamily, { primary: other }: CandidateFamily): boolean {
  return memberKey(one) === memberKey(other);
}
