import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { exposure } from '../../../people/audience.ts';
import type { Policy, Rule } from '../../../policy/policy.ts';
import { isOff } from '../../../lib/clock-skew.ts';
import { SlackError } from '../../client/errors.ts';
import { safe } from '../../blocks/escape.ts';
import { channelMention, listed } from '../../blocks/names.ts';
import { call } from '../../client/web.ts';
import type { Examination, Finding, FindingVerdict } from './finding.ts';
import { words } from '../../../text/words.ts';

/** manifest.yml: `bot` and `bot_optional`. */
export const scopes = {
  needed: [
    'commands',
    'chat:write',
    'users:read',
    'usergroups:read',
    'channels:read',
    'groups:read',
    'channels:history',
    'groups:history',
  ],
  optional: ['files:write'],
} as const;

interface SlackDeps {
  readonly web: WebClient;
  readonly policies: { read(): Promise<Policy> };
  /** Milliseconds by which this machine's clock is ahead of Slack's; left out, or null: not known. */
  readonly slackSkew?: (() => number | null) | undefined;
}

const CHANNELS_MAX = 10;

const tested = z.object({
  team: z.string().optional(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

const info = z.object({
  channel: z.object({
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_ext_shared: z.boolean().optional(),
    is_pending_ext_shared: z.boolean().optional(),
  }),
});

const finding = (verdict: FindingVerdict, text: () => string): Finding => ({ area: 'slack', verdict, text });

/** The token and its scopes first, then the channel where doctor was typed (null: in none, or in a direct message, to which nobody can invite the bot), and the channels that the policy names. */
export function slackExaminations(deps: SlackDeps, here: string | null): readonly Examination[] {
  return [
    { area: 'slack', name: () => words.doctor.checks.token, look: () => token(deps) },
    ...(here === null ? [] : [channelOf(deps, here)]),
    { area: 'slack', name: () => words.doctor.checks.channels, look: () => channelsOfPolicy(deps, here) },
  ];
}

function channelOf(deps: SlackDeps, here: string): Examination {
  return {
    area: 'slack',
    name: () => words.doctor.checks.here,
    look: async () => [await channel(deps, here, (await deps.policies.read()).rules)],
  };
}

/** Looked at behind an answer of Slack's. */
function clockFindings({ slackSkew }: SlackDeps): readonly Finding[] {
  const skew = slackSkew?.() ?? null;
  if (skew === null || !isOff(skew)) return [];
  const by = () => words.time.duration(Math.abs(skew));
  return [finding('problem', () => (skew < 0 ? words.doctor.clockBehind(by()) : words.doctor.clockAhead(by())))];
}

async function token(deps: SlackDeps): Promise<readonly Finding[]> {
  try {
    // Asked anew: what is known from the start may no longer be so.
    const answer = tested.parse(await call('auth.test', () => deps.web.auth.test()));
    return [
      ...clockFindings(deps),
      finding('ok', () => words.doctor.token(safe(answer.team ?? words.doctor.thisWorkspace, 80))),
      ...scopeFindings(answer.response_metadata?.scopes ?? null),
    ];
  } catch (error) {
    if (error instanceof SlackError && error.effect === 'none' && error.code !== 'ratelimited')
      return [finding('problem', () => words.doctor.tokenRefused(safe(error.code, 60)))];
    throw error;
  }
}

function scopeFindings(granted: readonly string[] | null): readonly Finding[] {
  if (granted === null) return [finding('unknown', () => words.doctor.scopesUnknown)];
  const without = (wanted: readonly string[]) => wanted.filter((scope) => !granted.includes(scope));
  const missing = without(scopes.needed);
  const optional = without(scopes.optional);
  return [
    missing.length > 0
      ? finding('problem', () => words.doctor.scopesMissing(listed(missing, 20)))
      : finding('ok', () => words.doctor.scopes),
    ...(optional.length > 0 ? [finding('note', () => words.doctor.scopesOptional(listed(optional, 20)))] : []),
  ];
}

async function channelsOfPolicy(deps: SlackDeps, here: string | null): Promise<readonly Finding[]> {
  const { rules, auditChannel } = await deps.policies.read();
  const named = [...new Set(rules.flatMap((rule) => rule.channel ?? []))];
  const others = named.filter((id) => id !== here).slice(0, CHANNELS_MAX);
  const found = await Promise.all([
    ...others.map((id) =>
      channel(
        deps,
        id,
        rules.filter((rule) => rule.channel === id),
      ),
    ),
    ...(auditChannel === null ? [] : [audit(deps, auditChannel)]),
  ]);
  return named.length === 0 ? [finding('note', () => words.doctor.noChannel), ...found] : found;
}

/** Only the bot writes there, so it may be shared. */
async function audit({ web }: SlackDeps, id: string): Promise<Finding> {
  const read = await readChannel(web, id);
  const name = channelMention(id);
  return read?.is_member === true && read.is_archived !== true
    ? finding('ok', () => words.doctor.audit(name))
    : finding('problem', () => words.doctor.auditNot(name));
}

async function channel({ web }: SlackDeps, id: string, rules: readonly Rule[]): Promise<Finding> {
  const name = channelMention(id);
  const read = await readChannel(web, id);
  // Nobody can be invited to a channel that is archived.
  if (read?.is_archived === true) return finding('problem', () => words.doctor.archived(name));
  if (read === null || read.is_member !== true) return finding('problem', () => words.doctor.hereNot(name));
  const shared = read.is_ext_shared === true || read.is_pending_ext_shared === true;
  if (shared && rules.some((rule) => exposure(rule, 'external') !== null))
    return finding('problem', () => words.doctor.shared(name));
  return finding('ok', () => words.doctor.here(name));
}

/** Null for a channel that does not exist as far as the bot can see: a private one that it was never invited to. */
async function readChannel(web: WebClient, channel: string): Promise<z.infer<typeof info>['channel'] | null> {
  try {
    return info.parse(await call('conversations.info', () => web.conversations.info({ channel }))).channel;
  } catch (error) {
    if (error instanceof SlackError && error.code === 'channel_not_found') return null;
    throw error;
  }
}
