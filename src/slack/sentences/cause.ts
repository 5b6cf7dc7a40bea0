/** Why something did not work, in the language in force: mrkdwn, escaped, a clause without its full stop. */
import type { Cause } from '../../lib/cause.ts';
import type { OcpAway } from '../../view/ocp.ts';
import { networkFault } from '../../lib/network-fault.ts';
import { words } from '../../text/words.ts';
import { safe } from '../blocks/escape.ts';

const CALL_MAX = 200;

/** At most `max` characters of what OCP said, or an older record says. */
export function causeText(why: Cause, max: number): string {
  const text = words.cause;
  switch (why.kind) {
    case 'ocp_unreachable':
    case 'ocp_lost_answer':
      return text[why.kind](reasonText(why.reason), safe(why.call, CALL_MAX));
    case 'ocp_too_large':
      return text.ocp_too_large(why.megabytes, safe(why.call, CALL_MAX));
    case 'ocp_no_envelope':
      return text.ocp_no_envelope(why.status, safe(why.call, CALL_MAX));
    case 'ocp_unreadable':
      return text.ocp_unreadable(safe(why.where, 80), safe(why.problem, 40), safe(why.call, CALL_MAX));
    case 'ocp_answered':
      return text.ocp_answered(answerText(why, max), safe(why.call, CALL_MAX));
    case 'not_an_id':
      return text.not_an_id(safe(why.value, 40));
    case 'slack_refused':
      return text.slack_refused(safe(why.code, 60));
    case 'slack_unanswered':
      return slackUnansweredText(why.code);
    case 'unexpected':
      return text.unexpected(safe(why.name, 60));
    case 'text':
      return recordedText(why, max);
    case 'ocp_log_on_rejected':
      return logOnRejectedText(why, max);
    case 'ocp_throttled':
    case 'plus_sign':
    case 'service_name':
    case 'no_tenants':
    case 'no_task':
    case 'term_over':
    case 'stopped':
    case 'family_held':
    case 'families_behind':
    case 'slack_silent':
    case 'slack_busy':
      return text[why.kind];
  }
}

/** One line while OCP does not answer; none while it does. */
export function awayLines(away: OcpAway | null): readonly string[] {
  return away ? [words.overview.ocpAway(causeText(away.why, CALL_MAX), words.time.when(away.at))] : [];
}

/** The same where it is said already that OCP refused, or that its answer was lost. Empty for nothing. */
export function detailText(why: Cause | null, max: number): string {
  if (why === null) return '';
  if (why.kind === 'ocp_answered') return answerText(why, max);
  return why.kind === 'ocp_lost_answer' ? reasonText(why.reason) : causeText(why, max);
}

function slackUnansweredText(code: string): string {
  const text = words.cause;
  const fault = networkFault(code);
  const shown = safe(code, 60);
  return fault === null ? text.slack_unanswered(shown) : text.slack_unreached(shown, text.network[fault]);
}

function logOnRejectedText(why: Extract<Cause, { kind: 'ocp_log_on_rejected' }>, max: number): string {
  const { status, ocpCode = null, said = null, until } = why;
  const answer = status === undefined ? null : answerText({ status, ocpCode, said }, max);
  return words.cause.ocp_log_on_rejected(answer, until === undefined ? null : words.time.timeOfDay(until));
}

function answerText(
  answered: Pick<Extract<Cause, { kind: 'ocp_answered' }>, 'status' | 'ocpCode' | 'said'>,
  max: number,
) {
  const { status, ocpCode, said } = answered;
  // Old versions of OCP answer 0 where they have no code.
  const code = ocpCode === null || ocpCode === '0' ? null : safe(ocpCode, 40);
  return words.cause.answer(status, code, said === null || said === '' ? null : safe(said, max));
}

function reasonText(reason: string): string {
  return reason === 'timeout' ? words.cause.timeout : safe(reason, 60);
}

function recordedText({ text, code }: Extract<Cause, { kind: 'text' }>, max: number): string {
  const clause = safe(text.trim().replace(/[.。]$/, ''), max);
  return code === null ? clause : `${clause}${words.world.inBrackets(safe(code, 40))}`;
}
