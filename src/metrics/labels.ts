/**
 * The closed sets from which labels take their values. A counter begins at 0 for each of them, or the first event is never seen to
 * happen: Prometheus counts from the first sample it has. The compiler holds each set to its type.
 */
import type { UnreadBody } from '../slack/inbound/receive/http.ts';
import { ocpErrorCodes } from '../lib/cause.ts';
import { requestEventTypes } from '../log/levels.ts';
import { operationKinds } from '../operation/kinds/index.ts';
import type { AttemptRefusal, Outcome } from '../request/events.ts';
import type { Phase } from '../request/state.ts';

/** All members of a type, by a table from which the compiler lets none be missing. */
const keysOf = (table: Readonly<Record<string, true>>): readonly string[] => Object.keys(table);

export const eventTypes = requestEventTypes;
export const phases = ['checking', 'waiting', 'approved', 'executing', 'ended'] as const satisfies readonly Phase[];
export const operations = operationKinds;
export const ocpKinds = ['read', 'precheck', 'change'] as const;
export const ocpOutcomes = ['ok', ...ocpErrorCodes, 'not_sent'] as const;
/** Why a request to Slack's address was refused. */
export const slackRefusals = [
  'too_large',
  'cut_off',
  'too_slow',
  'crowded_out',
  'not_signed',
  'too_old_or_ahead',
  'wrong_signature',
  'not_a_payload',
  'no_length',
] as const satisfies readonly UnreadBody[];

export const slackOutcomes = ['ok', 'throttled', 'refused', 'unanswered'] as const;

export const outcomes = keysOf({
  succeeded: true,
  rolled_back: true,
  refused: true,
  unfit: true,
  rejected: true,
  withdrawn: true,
  expired: true,
  abandoned: true,
  mixed: true,
} satisfies Record<Outcome, true>);

export const refusalCodes = keysOf({
  person_unread: true,
  person_nobody: true,
  person_guest: true,
  person_external: true,
  person_other_workspace: true,
  person_deactivated: true,
  person_bot: true,
  person_invited: true,
  person_unmapped: true,
  person_doubly_mapped: true,
  groups_unread: true,
  not_a_requester: true,
  not_an_approver: true,
  own_request: true,
  same_person: true,
  not_your_request: true,
  code_not_enrolled: true,
  code_locked: true,
  code_unavailable: true,
  code_void: true,
  channel_external: true,
  channel_unread: true,
  already_sent: true,
} satisfies Record<AttemptRefusal, true>);

/** Slack's own names of the methods that the bot calls; any other counts as `other`. */
export const slackMethods = [
  'apps.connections.open',
  'auth.test',
  'chat.getPermalink',
  'chat.postEphemeral',
  'chat.postMessage',
  'chat.update',
  'conversations.history',
  'conversations.info',
  'conversations.members',
  'conversations.replies',
  'files.completeUploadExternal',
  'files.getUploadURLExternal',
  'usergroups.list',
  'usergroups.users.list',
  'users.info',
  'users.list',
  'views.open',
  'views.publish',
  'views.update',
  'other',
] as const;

const known: readonly string[] = slackMethods;

export function methodLabel(method: string): string {
  return known.includes(method) ? method : 'other';
}

/** Every combination of these. */
export function combined<A extends string, B extends string>(
  first: readonly A[],
  second: readonly B[],
): readonly (readonly [A, B])[] {
  return first.flatMap((one) => second.map((other) => [one, other] as const));
}
