/** What can be asked for, as far as OCP's list of tenants tells. Pure. */
import { typedWords } from './typed-name.ts';
import { kinds } from './kinds/index.ts';
import { chosenTenants, newPrimaryOcp, type OperationKind, type TargetOf } from './operation.ts';
import type { OtherOcp, Tenant } from './tenant.ts';

interface Chosen<Kind extends OperationKind> {
  readonly kind: Kind;
  readonly key: string;
  readonly target: TargetOf<Kind>;
  readonly tenant: Tenant;
}

/** What a choice of each kind tells besides. */
interface Details {
  readonly failover: unknown;
  readonly switchover: {
    /** Null when OCP's list does not hold it. */
    readonly standby: Tenant | null;
    /** The other OCP that manages the standby; null when this one does. */
    readonly elsewhere: OtherOcp | null;
  };
}

export type ChoiceOf<Kind extends OperationKind = OperationKind> = {
  readonly [One in Kind]: Chosen<One> & Details[One];
}[Kind];

/**
 * One thing to choose. `key` is `clusterId:tenantId`, with `:standbyTenantId` behind it for a pair, and `:ocpClusterId` for a
 * standby under another OCP, where an id may be that of another standby here.
 */
export type Choice = ChoiceOf;

/** Standby tenants, or pairs of a primary and its standby; in a fixed order, whatever order OCP lists them in. */
export function choicesOf(kind: OperationKind, tenants: readonly Tenant[]): readonly Choice[] {
  return [...kinds[kind].choices(tenants)].sort(byName);
}

/** The key of what was asked for once, as far as the target tells: it names the standby's OCP also where that is this one. */
export function keyOf<Kind extends OperationKind>(target: TargetOf<Kind>): string {
  return kinds[target.kind].keyOf(target);
}

/** The choice a key stands for, with or without the standby's OCP in it as long as that leaves one; null for none or several. */
export function choiceOf(choices: readonly Choice[], key: string): Choice | null {
  const exact = choices.find((choice) => choice.key === key);
  if (exact) return exact;
  const [only, ...others] = choices.filter(
    ({ key: known, target }) => keyOf(target) === key || known === `${key}:${newPrimaryOcp(target) ?? ''}`,
  );
  return only && others.length === 0 ? only : null;
}

/**
 * The choices that are meant by a tenant's name, or by its name and cluster: `orders`, `orders sh-prod`, `orders on sh-prod`. Exact names go
 * before names that contain it.
 */
export function meantChoices(choices: readonly Choice[], text: string): readonly Choice[] {
  const [wanted, ...more] = typedWords(text);
  if (wanted === undefined) return [];
  const clusters = more.filter((word) => word !== 'on');
  const nameOf = ({ target }: Choice) => target.tenant.tenantName.toLowerCase();
  const there = choices.filter((choice) => clusters.every((word) => clustersOf(choice).includes(word)));
  const exact = there.filter((choice) => nameOf(choice) === wanted);
  const part = there.filter((choice) => nameOf(choice).includes(wanted));
  return exact.length > 0 ? exact : part;
}

function clustersOf({ target }: Choice): string {
  return chosenTenants(target)
    .map(({ clusterName }) => clusterName.toLowerCase())
    .join('\n');
}

function byName({ target: one, key }: Choice, { target: other, key: otherKey }: Choice): number {
  return (
    compare(one.tenant.clusterName, other.tenant.clusterName) ||
    compare(one.tenant.clusterId, other.tenant.clusterId) ||
    compare(one.tenant.tenantName, other.tenant.tenantName) ||
    compare(key, otherKey)
  );
}

/** By code units: the same on every machine, whatever its locale. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
