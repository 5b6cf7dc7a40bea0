import type { ModalView } from '@slack/types';
import type { CodeTrouble } from '../../../people/code-tries.ts';
import type { RequestState } from '../../../request/state.ts';
import { words } from '../../../text/words.ts';
import { plainText, section } from '../../blocks/blocks.ts';
import { cut } from '../../blocks/escape.ts';
import { askedTargets } from '../../../view/targets.ts';
import { targetNames } from '../../blocks/names.ts';
import { proposedMany, proposedRemedy } from '../../../view/tasks/remedies.ts';
import { manyNoun, remedyNoun } from '../../sentences/remedies.ts';

/** Carries the request's id and, as its field's name, which question the code is for. */
export const CODE_FORM = 'code';

/** What is approved, and the field for the code. */
export function codeForm(state: RequestState): ModalView {
  return codeFormOf({ id: state.id, round: state.round, what: whatIsApproved(state) });
}

/** `what`: that is approved, mrkdwn. */
export function codeFormOf({ id, round, what }: { id: string; round: number; what: string }): ModalView {
  const text = words.form.code;
  return {
    type: 'modal',
    callback_id: CODE_FORM,
    private_metadata: id,
    title: plainText(text.title, 24),
    submit: plainText(words.card.buttons.approve, 24),
    close: plainText(words.form.close, 24),
    blocks: [
      section(cut(text.about(what), 3_000)),
      {
        type: 'input',
        block_id: codeField(round),
        label: plainText(text.label, 2_000),
        hint: plainText(text.hint, 2_000),
        element: { type: 'plain_text_input', action_id: 'code', min_length: 6, max_length: 12, focus_on_load: true },
      },
    ],
  };
}

/** mrkdwn */
function whatIsApproved(state: RequestState): string {
  const { proposal } = state;
  const about = proposedRemedy(state);
  if (about) return remedyNoun(state, about);
  const many = proposedMany(state);
  if (many) return manyNoun(state, many.going);
  const what = words.operation[state.operation.kind].of(targetNames(askedTargets(state)));
  return proposal ? words.form.code.again(what) : what;
}

/** Which question a field of the form was for; null for what is no field of it. */
export function roundOfCode(field: string): number | null {
  const round = /^code:(\d{1,9})$/.exec(field)?.[1];
  return round === undefined ? null : Number(round);
}

/** What is wrong with the code: plain text, beside the field. */
export function codeTroubleText(trouble: CodeTrouble | { readonly kind: 'void' | 'newer' }): string {
  const text = words.flow.code;
  switch (trouble.kind) {
    case 'wrong':
      return trouble.until === null ? text.wrong(trouble.left) : text.lockedNow(words.time.utc(trouble.until));
    case 'locked':
      return text.locked(words.time.utc(trouble.until));
    case 'newer':
      return words.flow.newerVersion;
    case 'used':
    case 'void':
    case 'not_enrolled':
    case 'unavailable':
      return text[trouble.kind];
  }
}

function codeField(round: number): string {
  return `code:${round}`;
}
