/** Facts for people: what must not be missing from them, nor be in them. */
import { type Guard, guardsOf } from './guard.ts';

export const view: readonly Guard[] = [
  ...guardsOf(
    'src/request/to-dos/to-dos.ts',
    ['request/to-dos'],
    [
      ['the old primary is fenced', '[fence(state, target), clients(state, target)]', '[clients(state, target)]'],
      ['a new primary that nobody read is verified', "ofTarget('verify_elsewhere',", "ofTarget('check_sync',"],
      ['the work of a skipped step is not forgotten', '      ...byHand(state),\n      toDo(', '      toDo('],
    ],
  ),
  ...guardsOf(
    'src/view/truth.ts',
    ['view/truth'],
    [
      [
        'a new primary that nobody read is not said to be one',
        'unread: unreadOf<Target>(state, state.operation.targets)',
        'unread: []',
      ],
    ],
  ),
  ...guardsOf(
    'src/view/offers.ts',
    ['view/offers'],
    [
      [
        'no remedy is offered while the outcome of the last one is unknown',
        'if (remedyOpen(state)) return resend;',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/view/timings.ts',
    ['view/timings'],
    [['the approval of a remedy is not taken for that of the call', 'at <= claimedAt ? [at] : []', '[at]']],
  ),
];
