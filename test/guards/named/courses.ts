/** What goes on after the call: remedies, the turn of a later call, the end, what counts as success. */
import { type Guard, guardsOf } from './guard.ts';

const random = 'request/properties';
const claim = 'request/decide-claim';
const remedy = 'request/decide-remedy';

export const courses: readonly Guard[] = [
  ...guardsOf(
    'src/task/remedies.ts',
    ['request/offers'],
    [['a step that is not overdue is not canceled', 'since !== null && since < now', 'remedy.kind === kind']],
  ),
  ...guardsOf(
    'src/request/decide/remedy.ts',
    [remedy],
    [
      ['a proposal is authorised', 'if (refusal) return attempt(refusal, person);', ''],
      ['one proposal at a time', "if (state.phase !== 'executing') return refused('proposal_open');", ''],
      ['no remedy is proposed while something is on its way', "if (inFlight(state)) return refused('not_now');", ''],
      [
        'no remedy is proposed while the fate of another is open',
        "if (remedyOpen(state)) return refused('remedy_unaccounted');",
        '',
        'request/decide-remedy-answer',
      ],
      ['a proposal on an old card does not count', "if (round !== state.round) return refused('card_changed');", ''],
      [
        'who proposes a remedy is allowed to by the rule of now',
        'underNewRule ?? exposure(rule, audience)',
        'exposure(rule, audience)',
      ],
      [
        'no remedy is proposed where other organisations read along',
        'underNewRule ?? exposure(rule, audience)',
        'underNewRule',
        'request/audience',
      ],
      [
        'no remedy is sent for a channel that other organisations have entered',
        '...channelDifferences(rule ?? state.rule, audience),',
        '',
        'request/audience',
      ],
      [
        'no remedy is claimed while Slack does not say who reads',
        "if (exposure(rule ?? state.rule, audience) === 'channel_unread') return refused('not_now');",
        '',
        'request/audience',
      ],
      [
        'only remedies that OCP would take, of tasks that are ours',
        'known ? (dueRemedy(task, kind, { changedAt: known.changedAt, now })?.remedy ?? null) : null',
        'dueRemedy(task, kind, { changedAt: known?.changedAt ?? now, now })?.remedy ?? null',
      ],
      [
        'a remedy that no longer fits is not sent',
        'if (closing) return happened(...closing);',
        '',
        'request/decide-remedy',
      ],
      [
        'only an approved remedy is claimed',
        "if (state.phase !== 'approved' || pair === null ||",
        'if (pair === null ||',
      ],
      [
        'what differs in the policy voids the approval of a remedy',
        '...policyDifferences(state, policy, rule),',
        '',
        remedy,
        random,
      ],
      [
        'who may no longer ask or approve voids the approval of a remedy',
        '...peopleDifferences(state, people, rule ?? state.rule, now),',
        '',
        remedy,
        random,
      ],
      [
        'the start window is checked where the remedy is claimed',
        "...(now >= (state.startBy ?? 0) ? [{ kind: 'start_window_passed' } as const] : []),",
        '',
        remedy,
        random,
      ],
      [
        'too few approvals of a remedy are none',
        'if (found.length > 0 || agreedTo(state, digest, people) < state.rule.approvals) {',
        'if (found.length > 0) {',
        'request/people',
      ],
      [
        'a remedy is answered once',
        "return sent ? happened({ type: 'remedy_accepted', traceId, ...ofTask(sent) }) : refused('not_now');",
        "return happened({ type: 'remedy_accepted', traceId });",
        remedy,
        random,
      ],
      [
        'a remedy that did not leave is said so once',
        "return sent ? happened({ type: 'remedy_not_sent', code, why, ...ofTask(sent) }) : refused('not_now');",
        "return happened({ type: 'remedy_not_sent', code, why });",
        random,
      ],
      [
        'a remedy is given up on only after OCP had time to show it',
        "if (begun <= sent.claimedAt + REMEDY_PATIENCE_MS) return refused('not_now');",
        '',
        'request/decide-remedy-answer',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/evolve.ts',
    [random],
    [
      [
        'a new question starts without approvals',
        '    approvals: [],\n    hasty: [],',
        '    hasty: [],',
        'request/decide-claim',
      ],
      [
        'a new question has a number of its own',
        'round: state.round + 1,\n    askedAt: at',
        'round: state.round,\n    askedAt: at',
        claim,
        random,
      ],
      [
        'what appeared since an unaccounted sending may be ours',
        'const { baseline, ocpTime } = open ? before : event;',
        'const { baseline, ocpTime } = event;',
        'request/decide-resend',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/state.ts',
    [random],
    [
      [
        'a later call waits for those before it to be proven',
        'before.every(proven) :',
        'true :',
        'request/decide-batch',
        random,
      ],
      [
        'a later call waits for those before it to be answered',
        ': before.every(answered);',
        ': true;',
        'request/decide-batch',
      ],
      [
        'what is on its way is known to be',
        "state.calls.some(({ status }) => status === 'claimed') || state.remedies.some(({ status }) => status === 'claimed')",
        'false',
        remedy,
      ],
      [
        'what may have reached OCP counts as sent',
        'state.calls.some(({ attempt, unsent }) => attempt > unsent)',
        'false',
        'request/decide-close',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/completion.ts',
    [random],
    [
      [
        'after a failure the rest is not sent',
        "after.operation.stopRule === 'stop_at_failure' && after.calls.some((_, call) => failedForGood(after, call))",
        'false',
        'request/decide-batch',
      ],
      [
        'nothing ends while anything is open',
        'if (fates.some((fate) => fate === null)) return events;\n',
        '',
        'request/decide-batch-end',
        random,
      ],
    ],
  ),
  ...guardsOf(
    'src/task/remedy-kinds.ts',
    ['task/remedies'],
    [
      ['the step that changes roles is never skipped', 'return subtask.prohibitRollback ||', 'return'],
      [
        'a step that OCP says must not be skipped is not',
        'subtask.prohibitSkip !== true && task.prohibitSkip !== true;',
        'task.prohibitSkip !== true;',
      ],
      [
        'a task of which OCP says that no step may be skipped is left with all of them',
        'subtask.prohibitSkip !== true && task.prohibitSkip !== true;',
        'subtask.prohibitSkip !== true;',
      ],
      [
        'the step that demotes the old primary is never skipped on the way forwards',
        "(task.operation !== 'ROLLBACK' && deedOf(subtask) === 'demotes')",
        'false',
      ],
      [
        'nothing is rolled back after the point of no return',
        "status === 'FAILED' && prohibitRollback === false",
        "status === 'FAILED'",
      ],
      [
        'a task that rolls back is not run forwards',
        "status === 'FAILED' && operation !== 'ROLLBACK'",
        "status === 'FAILED'",
      ],
    ],
  ),
];
