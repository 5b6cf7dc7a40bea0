/** Tenants, people and lists of them as words. Names come before ids; all results are safe in mrkdwn unless said otherwise. */
import { chosenTenants, newPrimaryOf, oldPrimaryOf, type Target } from '../../operation/operation.ts';
import type { OtherOcp, TenantRef } from '../../operation/tenant.ts';
import { namesOf, type Terms } from '../../policy/rule.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { plain, safe } from './escape.ts';

const NAME_MAX = 64;
/** People and targets beyond this number are counted, not named. */
export const LISTED = 10;

type Cut = (text: string, max: number) => string;

/** `orders on sh-prod`, escaped. */
export function tenantName(ref: TenantRef, max = NAME_MAX): string {
  return named(ref, max, safe);
}

/** The same for plain text. */
export function plainTenantName(ref: TenantRef, max = NAME_MAX): string {
  return named(ref, max, plain);
}

function named(ref: TenantRef, max: number, cut: Cut): string {
  return words.world.on(cut(ref.tenantName, max), cut(ref.clusterName, max));
}

/** `orders on sh-prod` of a failover; `orders: hz-prod → sh-prod` of a switchover. */
export function targetName(target: Target, max = NAME_MAX): string {
  return namedTarget(target, max, safe);
}

export function plainTargetName(target: Target, max = NAME_MAX): string {
  return namedTarget(target, max, plain);
}

function namedTarget(target: Target, max: number, cut: Cut): string {
  const [tenant, standby] = chosenTenants(target);
  if (standby === undefined) return named(tenant, max, cut);
  if (tenant.tenantName !== standby.tenantName)
    return words.world.pairOf(named(tenant, max, cut), named(standby, max, cut));
  return words.world.pair(cut(tenant.tenantName, max), cut(tenant.clusterName, max), cut(standby.clusterName, max));
}

/** `orders on sh-prod and billing on sh-prod`, escaped. */
export function targetNames(targets: readonly Target[], max = NAME_MAX): string {
  return listed(
    targets.map((target) => targetName(target, max)),
    4,
  );
}

/** The same for plain text. */
export function plainTargetNames(targets: readonly Target[], max: number): string {
  return listed(
    targets.map((target) => plainTargetName(target, max)),
    2,
  );
}

/** A target as the people of this request call it; its tenant's id when it is none of them. */
export function targetById(state: RequestState, tenantId: string | null, max = NAME_MAX): string {
  const targets: readonly Target[] = state.operation.targets;
  const target = targets.find(({ tenant }) => tenant.tenantId === tenantId);
  if (target) return targetName(target, max);
  return tenantId === null ? targetNames(targets, max) : safe(tenantId, max);
}

/** The tenant with this id, old or new primary, among the request's targets; its id when it is none of them. */
export function tenantById(state: RequestState, tenantId: string | null): string {
  const targets: readonly Target[] = state.operation.targets;
  const refs = [...targets.map(({ tenant }) => tenant), ...targets.flatMap(bothOf)];
  const ref = refs.find((known) => known.tenantId === tenantId);
  if (ref) return tenantName(ref);
  return tenantId === null ? targetNames(targets) : safe(tenantId, NAME_MAX);
}

/** The same for the one of a pair that is to become primary: under another OCP its id may be that of somebody else here. */
export function standbyById(state: RequestState, tenantId: string): string {
  const targets: readonly Target[] = state.operation.targets;
  const target = targets.find((one) => newPrimaryOf(one).tenantId === tenantId);
  return target ? tenantName(newPrimaryOf(target)) : tenantById(state, tenantId);
}

function bothOf(target: Target): readonly TenantRef[] {
  const old = oldPrimaryOf(target);
  return old ? [newPrimaryOf(target), old] : [newPrimaryOf(target)];
}

/** `OCP ocp-gz (id 100002)`, escaped. */
export function ocpName({ id, name }: OtherOcp): string {
  const { ocp, ocpUnnamed } = words.elsewhere;
  const text = safe(name ?? '', NAME_MAX);
  return text === '' ? ocpUnnamed(safe(id, 40)) : ocp(text, safe(id, 40));
}

/** The same for plain text, shorter. */
export function plainOcpName({ id, name }: OtherOcp): string {
  return plain(name ?? '', 24) || plain(id, 24);
}

/** A person (`U…`, `W…`) or a user group (`S…`) as a mention; anything else, and what is too long for one, as its escaped self. */
export function mention(id: string): string {
  if (/^[UW][A-Z0-9]{1,40}$/.test(id)) return `<@${id}>`;
  if (/^S[A-Z0-9]{1,40}$/.test(id)) return `<!subteam^${id}>`;
  return safe(id, NAME_MAX);
}

export function mentions(ids: readonly string[]): string {
  return ids.length === 0 ? words.world.nobody : listed(ids.map(mention), LISTED);
}

export function channelMention(id: string): string {
  return /^[CGD][A-Z0-9]+$/.test(id) ? `<#${id}>` : safe(id, NAME_MAX);
}

/** `production`, or `production and disaster recovery` of joined rules, escaped. */
export function ruleNames(terms: Terms, max = NAME_MAX): string {
  return listed(
    namesOf(terms).map((name) => safe(name, max)),
    LISTED,
  );
}

/** OCP's word for a role, escaped; a role that this version does not know, and none. */
export function roleText(role: string | null, max: number): string {
  // Older versions recorded "not told" where OCP said nothing.
  if (role === null || role === 'not told') return words.world.notTold;
  return safe(role.replace(/^unknown:/, ''), max);
}

/** The first whole lines that fit `max` characters together; the others are counted. */
export function within(lines: readonly string[], max: number): readonly string[] {
  const total = lines.reduce((sum, line) => sum + line.length + 1, 0);
  if (total <= max) return lines;
  const kept: string[] = [];
  let used = 20;
  for (const line of lines) {
    used += line.length + 1;
    if (used > max) break;
    kept.push(line);
  }
  return [...kept, words.world.more(lines.length - kept.length)];
}

/** Sentences in a row. Slack shows `*bold*` only where a space stands beside it, whatever the language. */
export function inARow(...sentences: readonly string[]): string {
  return sentences.reduce((said, next) => {
    if (said === '' || next === '') return `${said}${next}`;
    const bold = said.endsWith('*') || next.startsWith('*');
    return `${said}${bold ? ' ' : words.world.space}${next}`;
  }, '');
}

/** `a, b and c`; what is beyond `max` is counted. */
export function listed(parts: readonly string[], max: number): string {
  const { and, comma, more } = words.world;
  const shown = parts.slice(0, max);
  if (parts.length > shown.length) return `${shown.join(comma)} ${more(parts.length - shown.length)}`;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(comma)}${and}${last}`;
}

/** As many names together as `max` characters hold. */
export function chunked(names: readonly string[], max: number): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let used = max;
  for (const name of names) {
    used += name.length + 2;
    if (used > max) {
      parts.push([]);
      used = name.length + 2;
    }
    parts.at(-1)?.push(name);
  }
  return parts;
}
