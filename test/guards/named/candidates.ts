/** Which standby takes over: nothing fresher is passed over unseen, and no figure of after the loss is taken for one of before. */
import { type Guard, guardsOf } from './guard.ts';

export const candidates: readonly Guard[] = [
  ...guardsOf(
    'src/request/decide/call.ts',
    ['engine/candidates'],
    [
      [
        'a fresher sibling that the approvers have not seen sends the request back',
        '...fresherSiblings(next.call.targets, state.candidates, candidates),',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/candidates.ts',
    ['request/decide-candidates'],
    [
      [
        'a choice among standbys is left alone by versions that show none',
        "if (families.some(hasChoice)) return { field: {}, events: [{ type: 'candidates_noted', families }] };",
        '',
        'request/decide-candidates',
        'engine/candidates',
      ],
      [
        'what the approvers have seen does not send a request back again',
        '.filter(({ tenantId }) => !known.has(tenantId))',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/operation/candidates/candidates.ts',
    ['operation/candidates'],
    [
      [
        'a standby that OCP blocks is not the one to choose',
        "if (precheck !== null) return precheck.passed ? null : 'precheck';",
        'if (precheck !== null) return null;',
      ],
      [
        'one that is known to be staler is not the one to choose',
        "const fresh = open.filter(({ standing }) => standing !== 'staler');",
        'const fresh = open;',
      ],
      ['lags that differ by less than a sample are equal', 'ms - least < SAMPLING_MS ? 0 : ms - least', 'ms - least'],
      [
        'lags are compared at one time',
        'const isMeasured = comparison?.at != null && samples.some(({ at }) => at === comparison.at);',
        'const isMeasured = false;',
      ],
    ],
  ),
  ...guardsOf(
    'src/operation/candidates/loss.ts',
    ['operation/candidates'],
    [
      [
        'a lag of after the loss is no lag before it',
        'const before = common.filter((at) => at + SAMPLING_MS <= lostAt);',
        'const before = common;',
      ],
      [
        'a lag that grew because of the loss is none, however late OCP noticed',
        'return isStill && lostAt - moving <= NOTICED_WITHIN_MS ? moving : last;',
        'return last;',
      ],
      ['an alarm that a standby outlived is not the loss', 'return isFed ? null : lostAt;', 'return lostAt;'],
      [
        'an alarm of another tenant says nothing of the primary',
        'return isThere && (isOfAll || alarm.tenants.includes(tenantId));',
        'return isThere;',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/reads/candidates.ts',
    ['engine/candidate-readings'],
    [
      [
        'monitoring takes one place of the few that calls of OCP have',
        'inLane(() => gather(ocp, families, heard))',
        'gather(ocp, families, heard)',
      ],
      ['nobody waits for the precheck of a sibling', 'await within(PATIENCE_MS, asked, []);', 'await asked;'],
    ],
  ),
  ...guardsOf(
    'src/slack/card/question.ts',
    ['engine/candidates'],
    [['the approvers see that another standby is fresher', '...(takeover ? warningLines(takeover) : [])', '']],
  ),
  ...guardsOf(
    'src/slack/card/confirm.ts',
    ['engine/candidates'],
    [
      [
        'the approver is warned once more',
        'warning === null ? said : { ...said, text: `${warning} ${said.text}` }',
        'said',
      ],
    ],
  ),
];
