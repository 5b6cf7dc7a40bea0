import type { RefusalCode } from '../../request/commands.ts';
import type { Language } from '../../language.ts';
import type { RequestState } from '../../request/state.ts';
import { refusalText } from './private.ts';
import { inLanguage, words } from '../words/words.ts';

/** Why a click did nothing, mrkdwn for the person who clicked. A click on a card that is not ours learns nothing of a request. */
export function clickRefusalText(
  code: RefusalCode | 'not_our_card' | 'slack_unread' | 'ocp_unread',
  state: RequestState | null,
  language: Language,
): string {
  return inLanguage(language, () => refusalOfClick(code, state));
}

function refusalOfClick(code: Parameters<typeof clickRefusalText>[0], state: RequestState | null): string {
  switch (code) {
    case 'not_our_card':
      return words.flow.notOurCard;
    case 'slack_unread':
      return refusalText('person_unread', null);
    case 'ocp_unread':
      return words.flow.ocpUnread;
    default:
      return refusalText(code, state);
  }
}
