/** What OCP does not show, or shows under another name: nothing is sent on it and nothing is taken for proven. */
import { type Guard, guardsOf } from './guard.ts';

export const unseen: readonly Guard[] = [
  ...guardsOf(
    'src/ocp/transport/addresses.ts',
    ['ocp/addresses'],
    [
      [
        'what changes something goes to another address only where no connection was established',
        "if (mutating && outcome.kind !== 'unreachable') return outcome;",
        '',
      ],
      ['the address that gives OCP’s answers is remembered', 'working = index;', ''],
      [
        'a gateway’s code is not OCP’s answer',
        'if (GATEWAY.includes(status)) return false;',
        'if (GATEWAY.includes(status)) return true;',
      ],
    ],
  ),
  ...guardsOf(
    'src/ocp/transport/http.ts',
    ['ocp/addresses'],
    [
      [
        'only OCP’s own envelope says that OCP failed',
        'return status >= 500 && envelope !== null && !envelope.successful && envelope.traceId !== null;',
        'return status >= 500;',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/search.ts',
    ['request/search'],
    [
      [
        'without OCP’s own word the search keeps the full time',
        'if (claimedAt === null || failedAt === null) return SEARCH_MS;',
        'if (claimedAt === null || failedAt === null) return SHOWN_AFTER_MS;',
        'request/search',
        'engine/lost',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/reads/tenant-tasks.ts',
    ['engine/tenant-tasks'],
    [
      [
        'an entry whose tenant cannot be read is nobody else’s',
        '(tenantId !== null && !ours.includes(tenantId))',
        '(tenantId === null || !ours.includes(tenantId))',
      ],
      [
        'an entry that cannot be read blocks the claim and keeps a lost call from being lost',
        'for (const { error } of unread) throw error;',
        '',
        'engine/unreadable-entries',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/watcher.ts',
    ['engine/unseen'],
    [
      [
        'what OCP does not show of one task or tenant is reported',
        'else await trouble.note(request, failure, key);',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/call.ts',
    ['engine/present'],
    [
      ['a tenant that was renamed goes back to the approvers', '    ...present.changed,\n', ''],
      [
        'the rule of the present names judges',
        'const rule = ruleFor(policy, operationNow(present.state));',
        'const rule = ruleFor(policy, state.operation);',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/present.ts',
    ['request/present'],
    [
      [
        'a tenant of another OCP is not taken for one here that has its ids',
        'return isAway ? sidesOf(target).slice(1) : [];',
        'return isAway ? [] : [];',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/remedy.ts',
    ['engine/present'],
    [
      ['a tenant that was renamed goes back to the approvers before a remedy', '    ...present.changed,\n', ''],
      [
        'the rule of the present names judges the proposal of a remedy',
        '  const rule = ruleFor(policy, operation);',
        '  const rule = ruleFor(policy, operationNow(state));',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/reads/families.ts',
    ['engine/present'],
    [
      [
        'tenants above the primary of a chain are read under their present names',
        'names: presentSides(targets, tenants) };',
        'names: [] };',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/reads/inspect.ts',
    ['engine/present'],
    [['a tenant that is gone goes back to the approvers', 'if (gone.length === 0) throw error;', 'throw error;']],
  ),
  ...guardsOf(
    'src/request/decide/world.ts',
    ['request/decide-follow'],
    [
      ['a task is given up on only after minutes', 'isUnseen(known) || unseenMs < HIDDEN_AFTER_MS', 'isUnseen(known)'],
      [
        'a search is given up on only after minutes',
        'sought.hidden !== null || unseenMs < HIDDEN_AFTER_MS',
        'sought.hidden !== null',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/people.ts',
    ['request/closing'],
    [
      [
        'a remedy may still arrive for as long as its call may be on its way',
        'return isOpen && !(isLate && isRemedyHidden(state, sent));',
        'return isOpen && !isRemedyHidden(state, sent);',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/reads/roles.ts',
    ['e2e/outage', 'engine/lost'],
    [
      [
        'an answer that never came hides nothing while OCP answers nothing',
        "if (code !== 'ocp_lost_answer') return true;",
        'return true;',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/searcher.ts',
    ['engine/unseen'],
    [
      [
        'a list that stays away asks people',
        'if (!(await isOfOne(code, ocp.in(language)))) return false;',
        'return false;',
      ],
      [
        'a hidden task holds nothing up for the remedy’s sake',
        '() => Promise.resolve(isRemedyHidden(state, sent)),',
        '() => Promise.resolve(false),',
      ],
    ],
  ),
  ...guardsOf(
    'src/view/waits.ts',
    ['engine/unseen'],
    [
      [
        'a call that cannot be searched for waits for people',
        "if (isHidden(call)) return [{ kind: 'unclear', task: null }];",
        '',
      ],
      [
        'a hidden remedy waits for people',
        'open.find((sent) => !isRemedyHidden(state, sent)) ?? null',
        'open[0] ?? null',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/time.ts',
    ['request/decide-time'],
    [['a step beyond its timeout is reported once', '&& !overdue.includes(step.id)', '']],
  ),
];
