/** The buttons of a card: what is offered now, each asking once more. */
import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import { kinds } from '../../operation/kinds/index.ts';
import { unsentTargets } from '../../request/remedies/rest.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import type { Offer } from '../../view/offers.ts';
import type { RequestView } from '../../view/request.ts';
import { many } from '../../view/targets.ts';
import { button } from '../blocks/blocks.ts';
import {
  abandonDialog,
  approveDialog,
  closeToDosDialog,
  proposeDialog,
  proposeManyDialog,
  rejectDialog,
  resendDialog,
  withdrawDialog,
} from './confirm.ts';
import { plain } from '../blocks/escape.ts';
import type { RemedyFacts } from '../../view/tasks/remedies.ts';
import { remedyLabel } from '../sentences/remedies.ts';

/** One block, named after the round its buttons stand for; none when nothing can be done. */
export function actions({ state, offers }: RequestView): readonly KnownBlock[] {
  if (offers.length === 0) return [];
  const elements = offers.map((offer) => buttonOf(state, offer));
  const block: ActionsBlock = { type: 'actions', block_id: `round:${state.round}`, elements };
  return [block];
}

function buttonOf(state: RequestState, offer: Offer): Button {
  const { buttons } = words.card;
  switch (offer.kind) {
    case 'approve':
      return button('approve', buttons.approve, state.id, approveDialog(state), weight(state));
    case 'reject': {
      const label = offer.isRest ? buttons.rejectRest : buttons.reject;
      return button('reject', label, state.id, rejectDialog(state, offer.isRest));
    }
    case 'withdraw': {
      const label = offer.isRest ? buttons.withdrawRest : buttons.withdraw;
      return button('withdraw', label, state.id, withdrawDialog(state, offer.isRest));
    }
    case 'resend':
      return button('resend', buttons.resend, state.id, resendDialog(state));
    case 'remedy':
      return remedyButton(state, offer);
    case 'remedies': {
      const label = words.remedy.many.label[offer.action](offer.facts.length);
      return button(offer.action, label, state.id, proposeManyDialog(state, offer.facts));
    }
    case 'abandon':
      return button('abandon', buttons.abandon, state.id, abandonDialog(state));
    case 'close_todos':
      return button('todos_close', words.toDos.buttons.close, state.id, closeToDosDialog());
    case 'ask_again':
      return button('ask_again', buttons.ask_again, state.id, null);
    case 'ask_rest':
      return button('ask_rest', buttons.ask_rest(unsentTargets(state).length), state.id, null);
    case 'record':
      return button('record', words.overview.record.button, state.id, null);
  }
}

function remedyButton(state: RequestState, about: RemedyFacts): Button {
  const { of } = words.remedy.label;
  const { target, remedy } = about;
  const label = remedyLabel(about);
  const said = many(state) && target ? of(label, plain(target.tenant.tenantName, 24)) : label;
  return button(remedy.kind, said, state.id, proposeDialog(state, about));
}

/** A resend and a remedy have no way back, whatever the operation. */
function weight(state: RequestState): 'primary' | 'danger' {
  return state.proposal === null ? kinds[state.operation.kind].weight : 'danger';
}
