/** The buttons of a card: only those that make sense in the state, each asking once more. */
import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import type { RequestState } from '../../request/state.ts';
import { words } from '../words/words.ts';
import { button, confirmation } from './blocks.ts';
import { plainTargetNames, plainTenantName } from './names.ts';
import { primaryOf } from './outcome.ts';

/** Names in a confirm dialog share its 300 characters with the consequence. */
const NAME_MAX = 24;

/** `approve`, `reject`, …: the action ids, in the order in which they stand. */
type ActionId = keyof typeof words.card.buttons;

/** One block, named after the round its buttons stand for; none when nothing can be decided. */
export function actions(state: RequestState): readonly KnownBlock[] {
  const ids = offered(state);
  if (ids.length === 0) return [];
  const block: ActionsBlock = {
    type: 'actions',
    block_id: `round:${state.round}`,
    elements: ids.map((id) => toButton(state, id)),
  };
  return [block];
}

/** What `decide` would not refuse for the state alone; who may do it is read at the click. */
function offered(state: RequestState): readonly ActionId[] {
  switch (state.phase) {
    case 'checking':
      return ['reject', 'withdraw'];
    case 'waiting':
      return ['approve', 'reject', 'withdraw'];
    case 'approved':
      return ['reject', 'withdraw'];
    case 'executing':
      if (state.calls.some(({ status }) => status === 'lost')) return ['resend', 'abandon'];
      return state.calls.some(({ tasks }) => tasks.some(({ stage }) => stuck.has(stage))) ? ['abandon'] : [];
    case 'ended':
      return [];
  }
}

const stuck: ReadonlySet<string> = new Set(['failed', 'unclear', 'doubted']);

function toButton(state: RequestState, id: ActionId): Button {
  const { confirm, buttons } = words.card;
  const tenants = plainTargetNames(state.operation.targets, NAME_MAX);
  const dialog = (said: { title: string; text: string; confirm: string }, style: 'primary' | 'danger') =>
    confirmation({ ...said, deny: confirm.back }, style);
  switch (id) {
    case 'approve': {
      const said = state.proposal ? confirm.approveResend(tenants) : confirm.approve(tenants, oldPrimary(state));
      return button(id, buttons[id], state.id, dialog(said, 'danger'), 'danger');
    }
    case 'reject':
      return button(
        id,
        buttons[id],
        state.id,
        dialog(state.proposal ? confirm.rejectResend(tenants) : confirm.reject(tenants), 'primary'),
      );
    case 'withdraw':
      return button(id, buttons[id], state.id, dialog(confirm.withdraw(tenants), 'primary'));
    case 'resend':
      return button(id, buttons[id], state.id, dialog(confirm.resend(tenants), 'danger'));
    case 'abandon':
      return button(id, buttons[id], state.id, dialog(confirm.abandon(tenants), 'danger'));
  }
}

function oldPrimary(state: RequestState): string {
  const [target, ...others] = state.operation.targets;
  const primary = target && others.length === 0 ? primaryOf(state, target) : null;
  return primary ? plainTenantName(primary, NAME_MAX) : words.card.confirm.oldPrimary;
}
