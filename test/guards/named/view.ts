/** Facts for people: what must not be missing from them, nor be in them. */
import { type Guard, guardsOf } from './guard.ts';

export const view: readonly Guard[] = [
  ...guardsOf(
    'src/request/to-dos/to-dos.ts',
    ['request/to-dos'],
    [
      ['the old primary is fenced', '...targets.flatMap((target) => fence(state, target, family)),', ''],
      ['a new primary that nobody read is verified', "ofTarget('verify_elsewhere',", "ofTarget('check_sync',"],
      [
        'the work of a skipped step is not forgotten',
        'skipped(task).map(({ id, name }) =>',
        '[].map(({ id, name }: { id: string; name: string }) =>',
      ],
      [
        'in a chain the root is fenced',
        'const top = upstreamsIn(target).at(-1);',
        'const top = upstreamsIn(target).at(9);',
        'request/to-dos-family',
      ],
      [
        'no standby is called a primary that must be fenced',
        'return isStandby ? unnamed :',
        'return false ? unnamed :',
        'request/to-dos-family',
      ],
      [
        'a new primary is said to have no standby only where that was read',
        'if (family === null) return unknown.length > 0;',
        'if (family === null) return false;',
        'request/to-dos-family',
      ],
      [
        'a standby that OCP does not list is not said to follow anybody',
        '&& at.path.length === 0',
        '&& at.path.length > 9',
        'request/to-dos-family',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/to-dos.ts',
    ['request/to-do-list'],
    [
      [
        'who may neither request nor approve ticks nothing',
        "if (!list) return refused('no_to_dos');\n  const refusal = mayTick(state, person, now);\n  if (refusal) return refusal;\n  if (!list.items",
        "if (!list) return refused('no_to_dos');\n  if (!list.items",
      ],
      [
        'nor takes anybody’s tick back',
        'const refusal = mayTick(state, person, now);\n  if (refusal) return refusal;\n  const tick',
        'const tick',
      ],
      ['nor closes the list', 'return refusal ?? happened(', 'return happened('],
      ['a tick counts once', "if (isDone(list, item)) return refused('todo_done');", ''],
      ['a tick is final after a minute', "if (!isUndoable(tick, now)) return refused('todo_final');", ''],
    ],
  ),
  ...guardsOf(
    'src/request/to-dos/to-do-list.ts',
    ['request/to-do-list'],
    [
      [
        'nobody’s tick stands for what came later',
        'toDos.filter(({ id }) => !ticked.has(id))',
        'toDos.filter(({ kind }) => !kept.some((one) => one.todos.some((old) => old.kind === kind)))',
      ],
      ['people are reminded three times at most', '|| list.reminders >= REMINDERS_MAX', ''],
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
    'src/view/waits.ts',
    ['view/summaries'],
    [
      [
        'what is proposed already is not said to wait for a proposal',
        "if (state.phase === 'waiting') return [{ kind: 'approval' }];",
        "if (state.phase === 'waiting') return [{ kind: 'approval' }, ...stoppedOf(state)];",
      ],
      ['a channel is called once for what has stopped', 'stoppedOf(before).length === 0 && ', ''],
    ],
  ),
  ...guardsOf(
    'src/view/timings.ts',
    ['view/timings'],
    [['the approval of a remedy is not taken for that of the call', 'at <= claimedAt ? [at] : []', '[at]']],
  ),
];
