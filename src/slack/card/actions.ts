/** The buttons of a card: only those that make sense in the state, each asking once more. */
import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import { kinds } from '../../operation/kinds/index.ts';
import type { Outcome } from '../../request/events.ts';
import { isHidden, nextCall, type RequestState, sent } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { button } from '../blocks/blocks.ts';
import { abandonDialog, approveDialog, proposeDialog, rejectDialog, resendDialog, withdrawDialog } from './confirm.ts';
import { plain } from '../blocks/escape.ts';
import { many } from '../../view/outcomes.ts';
import { type RemedyOffer, offeredRemedies, remedyLabel } from '../sentences/remedies.ts';
import { targetOf } from '../../request/state.ts';

/** One block, named after the round its buttons stand for; none when nothing can be done. `now`: ms since the epoch. */
export function actions(state: RequestState, now: number): readonly KnownBlock[] {
  const elements = offered(state, now);
  if (elements.length === 0) return [];
  const block: ActionsBlock = { type: 'actions', block_id: `round:${state.round}`, elements: [...elements] };
  return [block];
}

/**
 * What `decide` would not refuse for the state alone; who may do it is read at the click. While a stop or a freeze holds the request,
 * approvals and proposals are refused: the card says so at its top, and has these buttons again when `stops_changed` redraws it.
 */
function offered(state: RequestState, now: number): readonly Button[] {
  switch (state.phase) {
    case 'checking':
    case 'approved':
      return [reject(state), withdraw(state)];
    case 'waiting':
      return [...(isHeld(state) ? [] : [approve(state)]), reject(state), withdraw(state)];
    case 'executing':
      return executing(state, now);
    case 'ended':
      return [
        ...(state.outcome !== null && again.has(state.outcome)
          ? [button('ask_again', words.card.buttons.ask_again, state.id, null)]
          : []),
        button('record', words.overview.record.button, state.id, null),
      ];
  }
}

/** Ends after which the same may be asked once more, as far as nothing was moved or not everything. */
const again: ReadonlySet<Outcome> = new Set(['refused', 'unfit', 'rejected', 'expired', 'withdrawn', 'mixed']);

const stuck: ReadonlySet<string> = new Set(['failed', 'unclear', 'doubted']);

function executing(state: RequestState, now: number): readonly Button[] {
  const { abandon } = words.card.buttons;
  const lost = state.calls.some(({ status }) => status === 'lost');
  const open = lost || state.calls.some((call) => isHidden(call) || call.tasks.some(({ stage }) => stuck.has(stage)));
  return [
    ...(isHeld(state) ? [] : proposals(state, lost, now)),
    // What was sent cannot be taken back; what waits its turn can.
    ...(state.calls.some(({ status }) => status === 'waiting') ? [reject(state), withdraw(state)] : []),
    ...(open ? [button('abandon', abandon, state.id, abandonDialog(state))] : []),
  ];
}

function isHeld({ stops }: RequestState): boolean {
  return stops.length > 0;
}

function approve(state: RequestState): Button {
  return button('approve', words.card.buttons.approve, state.id, approveDialog(state), weight(state));
}

function proposals(state: RequestState, lost: boolean, now: number): readonly Button[] {
  const { resend } = words.card.buttons;
  return [
    ...(lost ? [button('resend', resend, state.id, resendDialog(state))] : []),
    ...offeredRemedies(state, now).map((meant) => remedyButton(state, meant)),
  ];
}

function remedyButton(state: RequestState, meant: RemedyOffer): Button {
  const { of } = words.remedy.label;
  const tenant = targetOf(state, meant.task.tenantId)?.tenant.tenantName;
  const label = remedyLabel(meant);
  const said = many(state) && tenant !== undefined ? of(label, plain(tenant, 24)) : label;
  return button(meant.remedy.kind, said, state.id, proposeDialog(state, meant));
}

/** A resend and a remedy have no way back, whatever the operation. */
function weight(state: RequestState): 'primary' | 'danger' {
  return state.proposal === null ? kinds[state.operation.kind].weight : 'danger';
}

function reject(state: RequestState): Button {
  const { buttons } = words.card;
  return button(
    'reject',
    rest(state) ? buttons.rejectRest : buttons.reject,
    state.id,
    rejectDialog(state, rest(state)),
  );
}

function withdraw(state: RequestState): Button {
  const { buttons } = words.card;
  const label = rest(state) ? buttons.withdrawRest : buttons.withdraw;
  return button('withdraw', label, state.id, withdrawDialog(state, rest(state)));
}

/** True when a part of the request is with OCP already, so that only the rest can be stopped. */
function rest(state: RequestState): boolean {
  return state.proposal === null && sent(state) && (state.phase !== 'executing' || nextOrWaiting(state));
}

function nextOrWaiting(state: RequestState): boolean {
  return nextCall(state) !== null || state.calls.some(({ status }) => status === 'waiting');
}
