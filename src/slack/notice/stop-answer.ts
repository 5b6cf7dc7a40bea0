/** What `/failover stop` and `/failover resume` answer, and what clicks on a resume's card do: to one person. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Policy } from '../../policy/policy.ts';
import { stoppersOf } from '../../policy/policy.ts';
import { type ResumeLack, resumeChannel } from '../../stop/decide.ts';
import type { StopRefusalCode } from '../../stop/events.ts';
import type { StopState } from '../../stop/state.ts';
import { words } from '../../text/words.ts';
import { button, plainText, type Rendered, section } from '../blocks/blocks.ts';
import { safe } from '../blocks/escape.ts';
import { channelMention, listed, mention, mentions } from '../blocks/names.ts';
import type { OcpAway } from '../../view/ocp.ts';
import { awayLines } from '../sentences/cause.ts';
import { refusalText } from '../sentences/refusals.ts';
import { resumeApprovers } from '../card/resume-card.ts';
import { factsOf } from '../sentences/stops.ts';

interface Answered {
  readonly person: string;
  readonly state: StopState;
  readonly policy: Policy;
  readonly decision: { readonly refusal: { readonly code: StopRefusalCode } | null };
  /** Where replicas run that do not know the stop. */
  readonly unaware: readonly string[];
  /** Why nobody could resume. */
  readonly lacks: readonly ResumeLack[];
}

/** What is known besides. */
interface Besides {
  /** When Slack last said who they are, where it does not now; null where it does. */
  readonly seenAt: number | null;
  /** Null while OCP answers. */
  readonly away: OcpAway | null;
}

const HOSTS = 5;
const HOST_MAX = 60;
const REASON_MAX = 300;
/** The button that asks for a reason, and the form that it opens. */
export const STOP_REASON = 'stop_reason';

export function stopAnswer(answered: Answered, { seenAt, away }: Besides): Rendered {
  const { person, state, policy, decision, unaware, lacks } = answered;
  if (decision.refusal) return said([stopRefusalText(decision.refusal.code, { person, state, policy })]);
  const text = words.stop.answer;
  const [first, ...others] = state.stop?.shares ?? [];
  const own = [first, ...others].find((share) => share?.by === person);
  const head =
    own && own.repeats > 0
      ? text.repeated(own.repeats)
      : first && first.by !== person
        ? text.added(mention(first.by), words.time.when(first.at))
        : text.stopped;
  const hosts = listed(
    unaware.map((host) => safe(host, HOST_MAX)),
    HOSTS,
  );
  const lines = [
    head,
    ...awayLines(away),
    ...(own && own.repeats > 0 && own.reason !== null ? [text.reasonNow(safe(own.reason, REASON_MAX))] : []),
    ...(unaware.length > 0 ? [text.unaware(hosts)] : []),
    ...(seenAt === null ? [] : [text.seen(words.time.when(seenAt))]),
    ...(policy.stopAll === null ? [] : [factsOf({ kind: 'stopped', reason: policy.stopAll })]),
    words.stop.toResume,
    ...lacks.map(resumeLackText),
  ];
  return own?.reason === null ? said([...lines, text.reasonMissing], [reasonButton()]) : said(lines);
}

/** Where the store did not take it: nothing is stopped, and this is the way that needs no store. */
export function notStoppedText(): string {
  return words.stop.answer.notWritten;
}

export function resumeAnswer({ person, state, policy, decision }: Answered): Rendered {
  if (decision.refusal) return said([stopRefusalText(decision.refusal.code, { person, state, policy })]);
  const resume = state.stop?.resume;
  const text = words.stop.resume;
  return said([
    text.proposed(channelMention(resume?.channel ?? ''), words.time.when(resume?.expiresAt ?? 0)),
    ...(policy.stopAll === null ? [] : [text.alsoFile]),
  ]);
}

/** Why somebody's command or click did nothing. mrkdwn. `person`: whom it is said to. */
export function stopRefusalText(
  code: StopRefusalCode,
  { person, state, policy }: { readonly person: string; readonly state: StopState; readonly policy: Policy },
): string {
  const text = words.stop.resume;
  const resume = state.stop?.resume;
  switch (code) {
    case 'not_a_stopper':
      return text.not_a_stopper(mentions(stoppersOf(policy)));
    case 'not_stopped':
      return policy.stopAll === null ? text.not_stopped : `${text.not_stopped}\n${text.alsoFile}`;
    case 'resume_open': {
      const channel = resume?.channel ?? resumeChannel(policy) ?? '';
      if (resume?.by !== person) return text.resume_open(mention(resume?.by ?? ''), channelMention(channel));
      return text.resume_open_own(channelMention(channel), mentions(resumeApprovers(policy, person)));
    }
    case 'not_an_approver':
      return text.not_an_approver(mentions(resumeApprovers(policy, resume?.by ?? '')));
    case 'own_request': {
      const others = resumeApprovers(policy, person).filter((id) => id !== resume?.by);
      return text.own_request(others.length === 0 ? '' : mentions(others));
    }
    case 'newer_version':
    case 'same_person':
    case 'no_resume':
    case 'not_your_proposal':
    case 'no_channel':
    case 'card_changed':
    case 'window_passed':
      return text[code];
    case 'no_reason_missing':
      return words.stop.answer.reasonLate;
    default:
      return refusalText(code, null);
  }
}

/** Why nobody could resume. mrkdwn. */
export function resumeLackText(lack: ResumeLack): string {
  const text = words.stop.lack;
  return lack.kind === 'too_few' ? text.too_few(lack.people) : text.no_channel;
}

/** The form for a reason that was not typed behind the command. */
export function stopReasonForm(): ModalView {
  const text = words.stop.reasonForm;
  return {
    type: 'modal',
    callback_id: STOP_REASON,
    title: plainText(text.title, 24),
    submit: plainText(text.submit, 24),
    close: plainText(words.form.close, 24),
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plainText(text.label, 2_000),
        hint: plainText(text.hint, 2_000),
        element: { type: 'plain_text_input', action_id: 'reason', max_length: 300, focus_on_load: true },
      },
    ],
  };
}

function reasonButton(): KnownBlock {
  return {
    type: 'actions',
    block_id: 'stop_reason',
    elements: [button(STOP_REASON, words.stop.answer.giveReason, STOP_REASON, null)],
  };
}

function said(lines: readonly string[], more: readonly KnownBlock[] = []): Rendered {
  return { text: lines.join('\n'), blocks: [...lines.map(section), ...more] };
}
