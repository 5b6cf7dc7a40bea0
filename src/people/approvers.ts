/** Who can still decide, as far as it is known without asking Slack who is in a group. Pure. */
import { partsOf } from '../policy/rule.ts';
import { askerOf, type RequestState } from '../request/state.ts';

/** A person or a user group; of them only who is in each of the groups `within`, where another rule names no more. */
export interface Candidate {
  readonly id: string;
  readonly within: readonly string[];
}

/** Somebody who could be taken for an approver, and is none of this question. */
export interface Excluded {
  readonly id: string;
  readonly why: 'requested' | 'proposed' | 'approved';
}

export interface Approvers {
  readonly may: readonly Candidate[];
  readonly excluded: readonly Excluded[];
}

/**
 * Who can still approve the question that is open: whom every rule names, but not who asked or proposed, who approved
 * already, and their other accounts.
 */
export function approversOf(state: RequestState): Approvers {
  const asked = { id: askerOf(state), why: state.proposal ? 'proposed' : 'requested' } as const;
  const isOpen = state.phase === 'checking' || state.phase === 'waiting';
  const agreed = isOpen ? state.approvals.map(({ by }) => ({ id: by, why: 'approved' }) as const) : [];
  const excluded = [asked, ...agreed];
  const accounts = new Set(excluded.flatMap(({ id }) => [id, ...(state.accounts[id] ?? [])]));
  const may = candidates(partsOf(state.rule).map((rule) => rule.approvers)).filter(({ id }) => !accounts.has(id));
  const isNamed = (id: string) => partsOf(state.rule).some(({ approvers }) => approvers.includes(id));
  return { may, excluded: excluded.filter(({ id }) => may.some(isGroup) || isNamed(id)) };
}

/** Whom to ask to look at what has become of a request: who asked for it, and whom every rule lets approve. */
export function calledOn(state: RequestState): readonly Candidate[] {
  const others = candidates(partsOf(state.rule).map((rule) => rule.approvers)).filter(
    ({ id }) => id !== state.requester,
  );
  return [{ id: state.requester, within: [] }, ...others];
}

/** Who may propose what follows, or end the request: whom every rule names at all. */
export function decidersOf(state: RequestState): readonly Candidate[] {
  return candidates(partsOf(state.rule).map((rule) => [...rule.approvers, ...rule.requesters]));
}

export function isGroup({ id }: Pick<Candidate, 'id'>): boolean {
  return id.startsWith('S');
}

/** Whom each of the lists names. A person whom one of them names and another may hold in a group is one if in that group. */
function candidates(lists: readonly (readonly string[])[]): readonly Candidate[] {
  const [first = [], ...others] = lists.map((ids) => [...new Set(ids)]);
  const met = others.reduce<readonly Candidate[]>(
    (known, ids) => known.flatMap((one) => meets(one, ids)),
    first.map((id) => ({ id, within: [] })),
  );
  // Whom another of them holds already need not be named again: `a if in b` beside `a`, those in `a` and `b` beside `a`.
  return met.filter((one, at) => !met.some((other, place) => place !== at && isHeld(one, other, place < at)));
}

/** True when whoever is the one is the other as well. Of two that are the same the first is kept. */
function isHeld(one: Candidate, other: Candidate, isBefore: boolean): boolean {
  const [own, others] = [one, other].map(({ id, within }) => new Set([id, ...within]));
  if (!own || !others || ![...others].every((id) => own.has(id))) return false;
  return others.size < own.size || isBefore;
}

function meets(one: Candidate, ids: readonly string[]): readonly Candidate[] {
  if (ids.includes(one.id) || one.within.some((group) => ids.includes(group))) return [one];
  const groups = ids.filter((id) => isGroup({ id })).map((group) => ({ ...one, within: [...one.within, group] }));
  if (!isGroup(one)) return groups;
  return [...groups, ...ids.filter((id) => !isGroup({ id })).map((id) => ({ id, within: [one.id, ...one.within] }))];
}
