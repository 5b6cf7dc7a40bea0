/** What is known of the standbys that could take over: how far the chosen ones came, and whether another one is ahead. Pure. */
import {
  type Candidate,
  candidateIn,
  type CandidateFamily,
  hasChoice,
  isArchive,
  stalerChoices,
} from '../operation/candidates/candidates.ts';
import type { FamilyMember } from '../operation/family.ts';
import type { Target } from '../operation/operation.ts';

export interface Takeover<One extends Target = Target> {
  readonly target: One;
  readonly family: CandidateFamily;
  readonly own: Candidate;
  /** A sibling that could take over and loses less, by so much; null where none is known. */
  readonly fresher: { readonly tenant: FamilyMember; readonly byMs: number } | null;
  /** It is fed from an archive of logs, for which OCP does not document the call. */
  readonly isArchive: boolean;
}

/** Of one target; null where nothing was read of its family. */
export function takeoverOf<One extends Target>(
  families: readonly CandidateFamily[],
  target: One,
): Takeover<One> | null {
  const found = candidateIn(families, target.tenant);
  if (!found) return null;
  const [staler] = stalerChoices([target], families);
  const fresher = staler ? { tenant: staler.sibling, byMs: staler.behindMs } : null;
  return { target, ...found, fresher, isArchive: isArchive(found.own) };
}

export function takeoversOf(families: readonly CandidateFamily[], targets: readonly Target[]): readonly Takeover[] {
  return targets.flatMap((target) => takeoverOf(families, target) ?? []);
}

/** Why a family with several standbys shows none to be the one; null where one is, or there is one. */
export function undecided(family: CandidateFamily): 'equal' | 'incomparable' | 'blocked' | null {
  if (family.best !== null || !hasChoice(family)) return null;
  const open = family.candidates.filter(({ standing }) => standing !== 'blocked' && standing !== 'elsewhere');
  if (open.length === 0) return 'blocked';
  return open.some(({ standing }) => standing === 'incomparable') ? 'incomparable' : 'equal';
}

/** When the lags were measured: one time for all that have one; null where there is none, or several. */
export function measuredAt({ candidates }: CandidateFamily): number | null {
  const times = new Set(candidates.flatMap(({ lag }) => lag?.at ?? []));
  const [at] = times;
  return times.size === 1 && at !== undefined ? at : null;
}
