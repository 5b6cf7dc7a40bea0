/** Where the request of a form goes: told in the form before it is submitted, and decided in the same way when it is. */
import type { OperationKind, Target } from '../../../operation/operation.ts';
import { exposure } from '../../../people/audience.ts';
import { type Policy, type Rule, type RulesFound, rulesFor } from '../../../policy/policy.ts';
import type { Terms } from '../../../policy/rule.ts';
import type { ChannelFacts } from '../../client/channels.ts';
import type { FormDeps } from '../deps.ts';
import type { Draft, DraftPlace } from '../draft.ts';

export type Destination =
  | { readonly kind: 'channel'; readonly id: string }
  /** It depends on what will be chosen. */
  | { readonly kind: 'open' }
  /** The policy has no rule for these, so nobody may ask for them. */
  | { readonly kind: 'no_rule'; readonly targets: readonly Target[] }
  /** What one request asks for stands under the same rules. `here`: all of them would be posted where the command was typed. */
  | { readonly kind: 'several_rules'; readonly parts: readonly RulesFound[]; readonly here: boolean }
  /** The policy names no channel, and the bot cannot post where the command was typed. */
  | { readonly kind: 'nowhere' }
  /** The bot cannot post in the channel that the policy names: it is not in it, or nobody can post there any more. */
  | { readonly kind: 'closed' | 'archived'; readonly id: string }
  /** Another organisation reads the channel that the policy names, and the rule does not allow that. */
  | { readonly kind: 'external'; readonly id: string };

/** The channel in which the command was typed, where the bot can post there; otherwise the rule decides. */
export interface Origin {
  readonly typedIn: string | null;
  readonly place: DraftPlace;
  readonly here: boolean;
  /** Another organisation reads along there: only rules that allow it let a request stay. */
  readonly external: boolean;
}

/**
 * Whether the bot can post where the command was typed. That it cannot is kept in the draft, so that the submission does
 * as the form said; that it can is the rule, and costs no write. Rejects when Slack does not say.
 */
export async function originOf(deps: Pick<FormDeps, 'channels' | 'drafts' | 'clock'>, draft: Draft): Promise<Origin> {
  const { typedIn } = draft;
  const place = draft.place ?? placeOf(typedIn);
  const isKnown = place === 'none' || place === 'im' || place === 'mpim' || draft.here === false;
  if (typedIn === null || isKnown) return { typedIn, place, here: false, external: false };
  const facts = await deps.channels.facts(typedIn);
  const here = isOpen(facts);
  const external = facts?.external === true;
  const found = external ? 'shared' : 'channel';
  if (draft.here === null && !here) await deps.drafts.put({ ...draft, here, place: found }, deps.clock.now());
  return { typedIn, place: found, here, external };
}

export async function destinationOf(
  deps: Pick<FormDeps, 'channels' | 'policies'>,
  kind: OperationKind,
  { typedIn, here, external }: Origin,
  targets: readonly Target[],
): Promise<Destination> {
  const policy = await deps.policies.read();
  const parts = rulesFor(policy, { kind, targets });
  const uncovered = parts.find(({ rule }) => rule === null);
  if (uncovered) return { kind: 'no_rule', targets: uncovered.targets };
  if (parts.length > 1) return { kind: 'several_rules', parts, here: here && !external };
  if (here && !external && typedIn !== null) return { kind: 'channel', id: typedIn };
  const rules: readonly Terms[] = parts[0]?.rule ? [parts[0].rule] : rulesOf(policy, kind);
  const stays = (rule: Terms) => here && exposure(rule, 'external') === null;
  const [only, ...others] = new Set(rules.map((rule) => (stays(rule) ? typedIn : rule.channel)));
  if (others.length > 0) return { kind: 'open' };
  if (only === undefined || only === null) return { kind: 'nowhere' };
  return goal(deps, only, rules);
}

/** The channels that requests of this kind may go to; null for rules that name none. */
export function channelsFor(policy: Policy, kind: OperationKind): readonly (string | null)[] {
  return [...new Set(rulesOf(policy, kind).map(({ channel }) => channel))];
}

function rulesOf(policy: Policy, kind: OperationKind): readonly Rule[] {
  return policy.rules.filter(({ operations }) => operations.includes(kind));
}

/** Only what Slack says for certain keeps a request back here: its card waits for a Slack that does not answer. */
async function goal(
  { channels }: Pick<FormDeps, 'channels'>,
  id: string,
  rules: readonly Terms[],
): Promise<Destination> {
  try {
    const facts = await channels.facts(id);
    if (facts?.archived === true) return { kind: 'archived', id };
    if (!isOpen(facts)) return { kind: 'closed', id };
    if (facts?.external !== true) return { kind: 'channel', id };
    const allowed = rules.filter((rule) => exposure(rule, 'external') === null);
    if (allowed.length === 0) return { kind: 'external', id };
    return allowed.length === rules.length ? { kind: 'channel', id } : { kind: 'open' };
  } catch {
    return { kind: 'channel', id };
  }
}

/** Of a channel's id alone; a group direct message has one like a channel's. */
export function placeOf(channel: string | null): DraftPlace {
  if (channel === null) return 'none';
  return channel.startsWith('D') ? 'im' : 'channel';
}

/** The bot is in it, and it is in use. */
function isOpen(facts: ChannelFacts | null): boolean {
  return facts?.member === true && !facts.archived;
}
