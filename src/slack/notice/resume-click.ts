/** What a click on the card of a resume comes to for the person who clicked. */
import type { ModalView } from '@slack/types';
import type { Policy } from '../../policy/policy.ts';
import type { StopRefusalCode } from '../../stop/events.ts';
import type { StopState } from '../../stop/state.ts';
import { words } from '../../text/words.ts';
import { codeFormOf } from '../form/view/code-form.ts';
import { stopRefusalText } from './stop-answer.ts';

/** Why it did not count, mrkdwn. */
export function resumeClickText(
  code: StopRefusalCode | 'not_our_card',
  facts: { readonly person: string; readonly state: StopState; readonly policy: Policy },
): string {
  return code === 'not_our_card' ? words.flow.notOurCard : stopRefusalText(code, facts);
}

/** The form for the one-time code of an approval. */
export function resumeCodeForm(id: string, round: number): ModalView {
  return codeFormOf({ id, round, what: words.stop.resumeCard.what });
}
