/** Answers only one person reads. All of them mrkdwn with untrusted parts escaped. */
import type { RefusalCode } from '../../request/commands.ts';
import { kinds } from '../../operation/kinds/index.ts';
import { readingMsOf } from '../../policy/policy.ts';
import { askerOf, type RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { approversText, othersText } from './approvers.ts';
import { safe } from '../blocks/escape.ts';
import { channelMention, listed, mention, mentions, targetNames } from '../blocks/names.ts';
import { allowedKinds } from '../../view/offers.ts';

/**
 * Why something was not done and what the reader can do next. With `state: null` nothing of a request is told; people
 * who are not members of the workspace are told nothing of it either way.
 */
export function refusalText(code: RefusalCode, state: RequestState | null): string {
  const text = words.private;
  switch (code) {
    case 'person_guest':
    case 'person_external':
    case 'person_other_workspace':
    case 'person_deactivated':
    case 'person_bot':
    case 'person_invited':
    case 'person_nobody':
    case 'person_unread':
    case 'person_unmapped':
    case 'person_doubly_mapped':
      return text.outsider[code];
    case 'groups_unread':
    case 'same_person':
    case 'not_a_requester':
    case 'no_rule':
    case 'no_such_request':
    case 'still_checking':
    case 'card_changed':
    case 'nothing_to_resend':
    case 'nothing_to_abandon':
    case 'task_running':
    case 'no_to_dos':
    case 'todo_done':
    case 'todo_final':
    case 'not_now':
    case 'frozen':
    case 'channel_external':
    case 'channel_unread':
    case 'unfit':
    case 'family_refused':
    case 'family_held':
    case 'too_many_requests':
    case 'code_needed':
    case 'code_not_enrolled':
    case 'code_locked':
    case 'code_unavailable':
    case 'code_void':
    case 'remedy_not_possible':
    case 'remedy_unaccounted':
      return text[code];
    case 'proposal_open':
      return state?.phase === 'waiting' ? text.proposal_open(approversText(state)) : text.proposal_open_of;
    case 'already_sent':
      return state ? `${text.already_sent} ${leftToDo(state)}` : text.already_sent_of;
    case 'not_an_approver':
      return state ? text.not_an_approver(approversText(state)) : text.not_an_approver_of;
    case 'own_request':
      return state ? text.own_request(othersText(state)) : text.own_request_of;
    case 'not_your_request':
      return state ? text.not_your_request(mention(askerOf(state))) : text.not_your_request_of;
    case 'already_ended':
      return state?.outcome
        ? text.already_ended(
            words.operation[state.operation.kind].theOf(targetNames(state.operation.targets)),
            words.world.outcome[state.outcome].toLowerCase(),
            kinds[state.operation.kind].command,
          )
        : text.already_ended_of;
    case 'already_approved_by_you':
      return state
        ? text.already_approved_by_you(state.approvals.length, state.rule.approvals)
        : text.already_approved_by_you_of;
    case 'already_approved':
      return state ? text.already_approved(mentions(state.approvals.map(({ by }) => by))) : text.already_approved_of;
    case 'too_fast':
      return state ? text.too_fast(Math.ceil(readingMsOf(state.rule) / 1_000)) : text.too_fast_of;
    case 'window_passed':
      return state
        ? text.window_passed(words.time.when(state.expiresAt), kinds[state.operation.kind].command)
        : text.window_passed_of;
  }
}

/** What people can do about a call that cannot be taken back. */
function leftToDo(state: RequestState): string {
  const { leftToDo: text } = words.private;
  if (state.calls.some(({ status }) => status === 'unknown')) return text.unknown;
  if (state.calls.some(({ status }) => status === 'lost')) return text.lost;
  const allowed = allowedKinds(state).map((kind) => words.remedy.allowed[kind]);
  if (allowed.length > 0) return text.failed(listed(allowed, allowed.length));
  return text[state.operation.kind];
}

/** A refusal on record (`Difference.why`) as words; an unknown code as itself. */
export function refusalReason(why: string): string {
  return words.private.why(why) ?? safe(why, 60);
}

/** What `/failover help` answers. */
export function helpText(): string {
  return words.private.help;
}

/** Said to the requester when their request may not stand, or stay, in this channel. */
export function movedText(channel: string): string {
  return words.private.movedFromExternal(channelMention(channel));
}

/** `command` as typed (`/failover`), `text` what followed it. */
export function unknownCommandText(command: string, text: string): string {
  return words.private.unknownCommand(safe(command, 40), safe(text, 100));
}

/** For the requester: Slack takes no card of the request. */
export function unpostedText(channel: string, code: string): string {
  const { advice, refused, unread } = words.private.unposted;
  const where = channelMention(channel);
  if (code === 'channel_unread') return unread(where);
  const isListed = (key: string): key is keyof typeof advice => Object.hasOwn(advice, key);
  return refused(where, safe(code, 60), isListed(code) ? advice[code] : advice.other);
}
