/** Who can still decide, as far as that is known without reading group members from Slack. Pure. */
import { partsOf } from '../policy/rule.ts';
import { askerOf, type RequestState } from '../request/state.ts';

/** A person or a user group. Where another rule names only groups, it counts only for members of each group in `within`. */
export interface Candidate {
  readonly id: string;
  readonly within: readonly string[];
}

/** Somebody who may look like an approver and cannot approve this question. */
export interface Excluded {
  readonly id: string;
  readonly why: 'requested' | 'proposed' | 'approved';
}

export interface Approvers {
  readonly may: readonly Candidate[];
  readonly excluded: readonly Excluded[];
}

/**
 * Who can still approve the open question: everybody whom all rules name, except the requester or proposer, people who
 * have approved already, and their other accounts.
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

/** Who gets a message to look at the outcome of a request: the requester, and everybody who may approve under all rules. */
export function calledOn(state: RequestState): readonly Candidate[] {
  const others = candidates(partsOf(state.rule).map((rule) => rule.approvers)).filter(
    ({ id }) => id !== state.requester,
  );
  return [{ id: state.requester, within: [] }, ...others];
}

/** Who may propose the next step, or end the request: everybody whom all rules name, as requester or approver. */
export function decidersOf(state: RequestState): readonly Candidate[] {
  return candidates(partsOf(state.rule).map((rule) => [...rule.approvers, ...rule.requesters]));
}

export function isGroup({ id }: Pick<Candidate, 'id'>): boolean {
  return id.startsWith('S');
}

/**
 * The people and groups that all lists name. A person on one list counts as being in a group on another only if in that
 * group.
 */
function candidates(lists: readonly (readonly string[])[]): readonly Candidate[] {
  const [first = [], ...others] = lists.map((ids) => [...new Set(ids)]);
  const met = others.reduce<readonly Candidate[]>(
    (known, ids) => known.flatMap((one) => meets(one, ids)),
    first.map((id) => ({ id, within: [] })),
  );
  // Drop entries that another entry covers: `a if in b` beside `a`, or the members of both `a` and `b` beside `a`.
  return met.filter((one, at) => !met.some((other, place) => place !== at && isHeld(one, other, place < at)));
}

/** True when everybody in the one is also in the other. Of two equal entries the first is kept. */
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
