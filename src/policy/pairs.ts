/** What both sides of a pair change for it, and pairs for which nobody could do what the rules demand together. Pure. */
import { choicesOf } from '../operation/choices.ts';
import { operationKinds } from '../operation/kinds/index.ts';
import type { OperationKind, Target } from '../operation/operation.ts';
import type { Tenant } from '../operation/tenant.ts';
import { type Policy, type Rule, ruleOf, rulesFor } from './policy.ts';
import { partsOf, type Terms } from './rule.ts';

/** nobody_asks: no person is a requester under every rule. */
export type Lack =
  | { readonly kind: 'nobody_asks' }
  | { readonly kind: 'too_few_approvers'; readonly most: number; readonly needed: number };

export interface PairDemand {
  readonly kind: OperationKind;
  readonly target: Target;
  /** The rule of the side that OCP's task is about, by which alone it went before; null for none. */
  readonly before: Rule | null;
  readonly now: Terms;
  /** Why nothing can come of a request, as far as is known who is in the groups; null otherwise. */
  readonly lack: Lack | null;
}

/** Who is in a user group; null where that is not known. */
export type Members = (group: string) => Iterable<string> | null;

/** False where every side of every pair falls under the same rule, whatever OCP lists. */
export function canDiffer({ rules }: Policy): boolean {
  const [first] = rules;
  const isAll = (patterns: readonly string[] = []) => patterns.includes('*');
  const covers = isAll(first?.clusters) && isAll(first?.tenants);
  return !covers || operationKinds.some((kind) => !first?.operations.includes(kind));
}

/** The moves of OCP’s tenants for which more is demanded than by one side's rule, or to which only the other side's applies. */
export function pairDemands(policy: Policy, tenants: readonly Tenant[], members: Members): readonly PairDemand[] {
  const moves = operationKinds.flatMap((kind) => choicesOf(kind, tenants).map(({ target }) => ({ kind, target })));
  return moves.flatMap(({ kind, target }): readonly PairDemand[] => {
    const before = ruleOf(policy, kind, target.tenant);
    const now = rulesFor(policy, { kind, targets: [target] })[0]?.rule ?? null;
    if (now === null || now === before) return [];
    return [{ kind, target, before, now, lack: lackOf(now, members) }];
  });
}

/** Why nobody could ask, or too few could approve; null when enough can, or it is not known who is in the groups. */
function lackOf(terms: Terms, members: Members): Lack | null {
  const rules = partsOf(terms);
  const requesters = inEach(
    rules.map((rule) => rule.requesters),
    members,
  );
  const approvers = inEach(
    rules.map((rule) => rule.approvers),
    members,
  );
  if (requesters?.length === 0) return { kind: 'nobody_asks' };
  if (approvers === null) return null;
  const most = Math.max(...(requesters ?? ['']).map((asker) => approvers.filter((id) => id !== asker).length));
  return most < terms.approvals ? { kind: 'too_few_approvers', most, needed: terms.approvals } : null;
}

/** Everybody who may be in each of the lists; null when no list is known as a whole. */
function inEach(lists: readonly (readonly string[])[], members: Members): readonly string[] | null {
  const known = lists.map((ids) => expanded(ids, members));
  const whole = known.find(({ isWhole }) => isWhole);
  if (!whole) return null;
  return [...whole.people].filter((id) => known.every(({ people, isWhole }) => !isWhole || people.has(id)));
}

function expanded(ids: readonly string[], members: Members): { people: ReadonlySet<string>; isWhole: boolean } {
  const groups = ids.filter((id) => id.startsWith('S')).map(members);
  const people = new Set([...ids.filter((id) => !id.startsWith('S')), ...groups.flatMap((one) => [...(one ?? [])])]);
  return { people, isWhole: groups.every((one) => one !== null) };
}
