/** Where the request of a form goes: told in the form before it is submitted, and decided in the same way when it is. */
import type { OperationKind, Target } from '../../operation/operation.ts';
import { type Policy, type Ruled, rulesFor } from '../../request/policy.ts';
import type { FormDeps } from './deps.ts';
import type { Draft } from './draft.ts';

export type Destination =
  | { readonly kind: 'channel'; readonly id: string }
  /** It depends on what will be chosen. */
  | { readonly kind: 'open' }
  /** The policy has no rule for these, so nobody may ask for them. */
  | { readonly kind: 'no_rule'; readonly targets: readonly Target[] }
  /** One request has one rule. `here`: all of them would be posted where the command was typed. */
  | { readonly kind: 'several_rules'; readonly parts: readonly Ruled[]; readonly here: boolean }
  /** The policy names no channel, and the bot cannot post where the command was typed. */
  | { readonly kind: 'nowhere' }
  /** The bot cannot post in the channel that the policy names. */
  | { readonly kind: 'closed'; readonly id: string };

/** The channel in which the command was typed, where the bot can post there; otherwise the rule decides. */
export interface Origin {
  readonly typedIn: string | null;
  readonly here: boolean;
}

/**
 * Whether the bot can post where the command was typed. That it cannot is kept in the draft, so that the submission does
 * as the form said; that it can is the rule, and costs no write. Rejects when Slack does not say.
 */
export async function originOf(deps: Pick<FormDeps, 'channels' | 'drafts' | 'clock'>, draft: Draft): Promise<Origin> {
  const { typedIn } = draft;
  if (typedIn === null) return { typedIn, here: false };
  const here = draft.here ?? (await deps.channels.mayPostIn(typedIn));
  if (draft.here === null && !here) await deps.drafts.put({ ...draft, here }, deps.clock.now());
  return { typedIn, here };
}

export async function destinationOf(
  deps: Pick<FormDeps, 'channels' | 'policies'>,
  kind: OperationKind,
  { typedIn, here }: Origin,
  targets: readonly Target[],
): Promise<Destination> {
  const policy = await deps.policies.read();
  const parts = rulesFor(policy, { kind, targets });
  const uncovered = parts.find(({ rule }) => rule === null);
  if (uncovered) return { kind: 'no_rule', targets: uncovered.targets };
  if (parts.length > 1) return { kind: 'several_rules', parts, here };
  if (here && typedIn !== null) return { kind: 'channel', id: typedIn };
  const [only, ...others] = parts[0]?.rule ? [parts[0].rule.channel] : channelsFor(policy, kind);
  if (others.length > 0) return { kind: 'open' };
  if (only === undefined || only === null) return { kind: 'nowhere' };
  return { kind: (await mayPost(deps, only)) ? 'channel' : 'closed', id: only };
}

/** The channels that requests of this kind may go to; null for rules that name none. */
export function channelsFor(policy: Policy, kind: OperationKind): readonly (string | null)[] {
  const rules = policy.rules.filter(({ operations }) => operations.includes(kind));
  return [...new Set(rules.map(({ channel }) => channel))];
}

/** Only what Slack says for certain keeps a request back: its card waits for a Slack that does not answer. */
async function mayPost({ channels }: Pick<FormDeps, 'channels'>, channel: string): Promise<boolean> {
  try {
    return await channels.mayPostIn(channel);
  } catch {
    return true;
  }
}
