import type { ModalView } from '@slack/types';
import type { Hold } from '../../operation/inspection.ts';
import { kinds } from '../../operation/kinds/index.ts';
import type { RefusalCode } from '../../request/commands.ts';
import type { Language } from '../../lib/language.ts';
import type { FamilyDifference } from '../../request/family.ts';
import type { RequestState } from '../../request/state.ts';
import type { Policy } from '../../policy/policy.ts';
import type { StopRefusalCode } from '../../stop/events.ts';
import type { StopState } from '../../stop/state.ts';
import { codeFormOf } from '../form/view/code-form.ts';
import { familyRefusalText } from '../sentences/family.ts';
import { refusalText } from '../sentences/refusals.ts';
import { heldBackText } from '../sentences/stops.ts';
import { inLanguage, words } from '../../text/words.ts';
import { stopRefusalText } from './stop-answer.ts';

/** `hold`: what holds, with the code `frozen`. */
interface ClickRefusal {
  readonly code: RefusalCode | 'not_our_card' | 'slack_unread' | 'ocp_unread' | 'newer_version' | 'ended_long_ago';
  readonly hold?: Hold;
  readonly family?: readonly FamilyDifference[];
}

/** Why a click did nothing, mrkdwn for the person who clicked. A click on a card that is not ours learns nothing of a request. */
export function clickRefusalText(refusal: ClickRefusal, state: RequestState | null, language: Language): string {
  return inLanguage(language, () => refusalOfClick(refusal, state));
}

function refusalOfClick({ code, hold, family }: ClickRefusal, state: RequestState | null): string {
  // What was clicked is an approval while the request waits for one, and otherwise a proposal.
  if (hold) return heldBackText(hold, state?.phase === 'waiting' ? 'approval' : 'proposal');
  if (family && state) return familyRefusalText(family, state.operation.targets, 'mrkdwn');
  switch (code) {
    case 'not_our_card':
      return words.flow.notOurCard;
    case 'slack_unread':
      return refusalText('person_unread', null);
    case 'ended_long_ago':
      return state
        ? words.flow.endedLongAgo(
            words.time.when(state.endedAt ?? state.requestedAt),
            kinds[state.operation.kind].command,
          )
        : words.flow.notOurCard;
    case 'newer_version':
      return words.flow.newerVersion;
    case 'ocp_unread':
      return words.flow.ocpUnread;
    default:
      return refusalText(code, state);
  }
}

/** Why a click on the card of a resume did not count, mrkdwn. */
export function resumeClickText(
  code: StopRefusalCode | 'not_our_card',
  facts: { readonly person: string; readonly state: StopState; readonly policy: Policy },
): string {
  return code === 'not_our_card' ? words.flow.notOurCard : stopRefusalText(code, facts);
}

/** The form for the one-time code of a resume's approval. */
export function resumeCodeForm(id: string, round: number): ModalView {
  return codeFormOf({ id, round, what: words.stop.resumeCard.what });
}
