/** Remedies of several tasks under one approval, and what an approval of a remedy counts for besides. */
import { type Guard, guardsOf } from './guard.ts';

const many = 'request/remedies/many';
const rest = 'request/remedies/rest';

export const alike: readonly Guard[] = [
  ...guardsOf(
    'src/request/remedies/evolve-remedies.ts',
    [many],
    [
      [
        'of several proposed remedies each is claimed once',
        'const pending = state.pending.filter((id) => id !== taskId);',
        'const { pending } = state;',
      ],
      [
        'a remedy that never left does not come back to a question that was put again',
        'if (proposal === null || round !== state.round) return back;',
        'if (proposal === null) return back;',
      ],
      [
        'a remedy that never left does not come back to a question that was closed',
        'return isOfIt ? { ...one, claimedFor: null } : one;',
        'return one;',
      ],
      [
        'a closed proposal takes its approvals along',
        "phase: 'executing', proposal: null, approvals: [], startBy: null",
        "phase: 'executing', proposal: null, startBy: null",
        'request/decide-resend',
      ],
      [
        'what has been sent or has dropped out is not asked about again',
        'pairs: proposal.pairs.filter(({ taskId }) => pending.includes(taskId))',
        'pairs: proposal.pairs',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/remedies/pairs.ts',
    [many],
    [
      [
        'of several proposed remedies only those that are left are claimed',
        'return proposal.pairs.filter(({ taskId }) => pending.includes(taskId));',
        'return proposal.pairs;',
      ],
      [
        'a task that moved drops out of a proposal',
        "if (task.id !== taskId || !stillPossible(task, remedy)) return { why: 'overtaken' };",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/remedies/alike.ts',
    [many],
    [
      [
        'only what failed alike is one question',
        'return first ? found.filter((one) => key(one) === key(first)) : [];',
        'return found;',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/remedies/rest.ts',
    [rest],
    [
      ['an approval counts for the rest only where the card says so', 'restOf(state).length > 0 && ', ''],
      ['an approval by the requester does not count for the rest', ' && why === null', ''],
      [
        'the rest goes with as many approvals as the rule demands',
        'approvals.length < rule.approvals ?',
        'approvals.length < 1 ?',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/evolve.ts',
    [rest],
    [
      ['a new question voids the approvals of the rest', '    restApprovals: [],\n    startBy', '    startBy'],
      ['a rejected remedy takes the approvals of the rest along', '...(isOvertaken ? {} : { restApprovals: [] })', ''],
    ],
  ),
  ...guardsOf(
    'src/request/decide/people.ts',
    [rest],
    [
      [
        'an approval of the rest has a digest of its own',
        'currentDigest({ ...state, proposal: null }, state.inspection)',
        'digest',
      ],
    ],
  ),
];
