import type { Hold } from '../../operation/inspection.ts';
import { kinds } from '../../operation/kinds/index.ts';
import type { RefusalCode } from '../../request/commands.ts';
import type { Language } from '../../lib/language.ts';
import type { FamilyDifference } from '../../request/family.ts';
import type { RequestState } from '../../request/state.ts';
import { familyRefusalText } from '../sentences/family.ts';
import { refusalText } from '../sentences/refusals.ts';
import { heldBackText } from '../sentences/stops.ts';
import { inLanguage, words } from '../../text/words.ts';

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
