/** What is said of tasks and roles: nothing that was not read. */
import { type Guard, guardsOf } from './guard.ts';

export const roles: readonly Guard[] = [
  ...guardsOf(
    'src/task/result.ts',
    ['task/verdict'],
    [
      [
        'rolled back takes every subtask, pending again',
        "if (all(task, 'PENDING')) return 'rolled_back';",
        "if (task.operation === 'ROLLBACK' || task.subtasks.some(({ status }) => status === 'PENDING')) return 'rolled_back';",
        'task/verdict',
        'request/decide-follow',
        'engine/roles',
      ],
      [
        'a rollback whose steps are done is no success',
        "return task.operation !== 'ROLLBACK' && all(task, 'SUCCESSFUL')",
        "return all(task, 'SUCCESSFUL')",
      ],
      [
        'success needs every step, and steps',
        'return task.subtasks.length > 0 && task.subtasks.every((subtask) => subtask.status === status);',
        'return task.subtasks.every((subtask) => subtask.status === status);',
      ],
    ],
  ),
  ...guardsOf(
    'src/task/reach.ts',
    ['task/reach'],
    [
      [
        'a demoted primary is not still primary, whatever comes between demotion and promotion',
        "return demoting.status === 'SUCCESSFUL' ? 'between' : 'demoting';",
        "return demoting.status === 'SUCCESSFUL' ? 'before' : 'demoting';",
        'task/reach',
        'engine/roles',
      ],
      [
        'an unknown graph says nothing of how far it came',
        "if (promoting === null || (demoting === null) === demotes) return 'unknown';",
        "if (promoting === null || (demoting === null) === demotes) return 'before';",
      ],
      [
        'a step that was skipped has changed no role',
        "if (isSkipped(promoting) || (demoting !== null && isSkipped(demoting))) return 'unknown';",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/roles.ts',
    ['request/decide-follow'],
    [
      [
        'roles are read after a failed step',
        "    case 'failed':\n    case 'unclear':",
        "    case 'failed':\n      return closedAt;\n    case 'unclear':",
        'request/decide-follow',
        'engine/roles',
      ],
      [
        'roles are read after a lost call',
        "    case 'lost':\n      return call.claimedAt;",
        "    case 'lost':\n      return null;",
      ],
      [
        'an old record is not believed',
        'const settled = reading?.settled === true || (waitedMs >= RECORD_AGE_MS && isShown);',
        'const settled = true;',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/completion.ts',
    ['request/decide-follow', 'request/decide-batch-end'],
    [
      [
        'a request whose task was rolled back does not end before its roles were read',
        'return isRead(state, index, tenant.tenantId) ? fate : null;',
        'return fate;',
      ],
      [
        'a call that may have reached OCP is not recorded as never sent',
        "status === 'waiting' && call !== again",
        "status === 'waiting'",
        'request/decide-resend',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/world.ts',
    ['request/decide-follow'],
    [['what was waited for before the last change does not count', 'waitedMs: isOfNow ? waitedMs : 0', 'waitedMs']],
  ),
  ...guardsOf(
    'src/request/roles.ts',
    ['request/decide-follow'],
    [
      [
        'only a success without subtasks is proven by the roles alone',
        "return followed.stage === 'unclear' && !isUnseen(followed) && whyUnclear(followed.task) === 'no_steps';",
        "return followed.stage === 'unclear';",
      ],
      [
        'a success that only roles can prove is read on',
        "|| (state.phase !== 'ended' && followed !== undefined && isBare(followed))",
        '',
        'engine/roles-to-read',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/sentences/failure.ts',
    ['slack/render/roles'],
    [['an unclear task is never worded as one that did nothing', "return doubt.reach === 'before' ? said :", 'return']],
  ),
  ...guardsOf(
    'src/task/diff.ts',
    ['task/diff', 'engine/roles'],
    [['a step marked for a rollback is not reported again', 'if (isMarkedOnly(now, task)) return false;', '']],
  ),
  ...guardsOf(
    'src/engine/reads/roles.ts',
    ['engine/roles'],
    [
      [
        'a role that OCP failed to tell once is asked for again',
        ': NOT_SHOWN.includes(code) || (waitedMs >= RECORD_AGE_MS && !wanted.isEnded);',
        ': true;',
      ],
    ],
  ),
];
