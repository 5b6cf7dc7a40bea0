/** One of every kind of fact that is put into words: a kind that is missing here does not compile. */
import type { Target } from '../../../src/operation/operation.ts';
import type { PairDemand } from '../../../src/policy/pairs.ts';
import { joined } from '../../../src/policy/rule.ts';
import type { Cause } from '../../../src/lib/cause.ts';
import type { Difference } from '../../../src/operation/inspection.ts';
import { type PlainFault, plainFaults, type FileFault, type YamlFault } from '../../../src/policy/file/problem.ts';
import type { AuthorisationRefusal } from '../../../src/people/authorise.ts';
import type { PolicyChange, PolicyItem, PolicyNotice } from '../../../src/policy/differences.ts';
import type { PeopleChange, PeopleNotice } from '../../../src/people/roster.ts';
import type { Destination } from '../../../src/slack/form/targets/destination.ts';
import { primary, rule, standby, START } from '../render/story.ts';

const call = 'POST /api/v2/ob/clusters/20/tenants/2001/failover';

const causesByKind: { readonly [K in Cause['kind']]: Cause & { readonly kind: K } } = {
  ocp_unreachable: { kind: 'ocp_unreachable', reason: 'ECONNREFUSED', call },
  ocp_lost_answer: { kind: 'ocp_lost_answer', reason: 'timeout', call },
  ocp_too_large: { kind: 'ocp_too_large', megabytes: 10, call },
  ocp_no_envelope: { kind: 'ocp_no_envelope', status: 502, call },
  ocp_unreadable: { kind: 'ocp_unreadable', where: 'data.status', problem: 'invalid_type', call },
  ocp_answered: { kind: 'ocp_answered', status: 409, ocpCode: 'COM10005', said: '处理租户时发生冲突', call },
  ocp_throttled: { kind: 'ocp_throttled' },
  ocp_log_on_rejected: {
    kind: 'ocp_log_on_rejected',
    until: 1_732_000_000_000,
    status: 401,
    ocpCode: 'IAM10004',
    said: '用户名或密码错误',
  },
  not_an_id: { kind: 'not_an_id', value: 'x' },
  plus_sign: { kind: 'plus_sign' },
  service_name: { kind: 'service_name' },
  no_tenants: { kind: 'no_tenants' },
  no_task: { kind: 'no_task' },
  term_over: { kind: 'term_over' },
  stopped: { kind: 'stopped' },
  slack_silent: { kind: 'slack_silent' },
  slack_refused: { kind: 'slack_refused', code: 'missing_scope' },
  slack_unanswered: { kind: 'slack_unanswered', code: 'slack_unanswered' },
  family_held: { kind: 'family_held' },
  families_behind: { kind: 'families_behind' },
  slack_busy: { kind: 'slack_busy' },
  unexpected: { kind: 'unexpected', name: 'TypeError' },
  // English only in records of older versions.
  text: { kind: 'text', text: '冲突', code: 'ocp_conflict' },
};
export const causes: readonly Cause[] = [
  ...Object.values(causesByKind),
  { kind: 'ocp_log_on_rejected' },
  { kind: 'ocp_answered', status: 500, ocpCode: '0', said: null, call },
];

const tenantId = '2001';
const differencesByKind: { readonly [K in Difference['kind']]: Difference & { readonly kind: K } } = {
  role_changed: { kind: 'role_changed', tenantId, from: 'STANDBY', to: null },
  primary_changed: { kind: 'primary_changed', tenantId, from: primary, to: null },
  blocked: { kind: 'blocked', tenantId, text: '主租户仍然可以连接', code: 'OBE26107' },
  new_warning: { kind: 'new_warning', tenantId, text: '无法自动路由', code: 'OBE26107' },
  blocked_unexplained: { kind: 'blocked_unexplained', tenantId },
  untold: { kind: 'untold', tenantId },
  gone: { kind: 'gone', tenantId },
  renamed: { kind: 'renamed', tenantId, from: primary, to: { ...primary, tenantName: 'orders-2' } },
  task_running: { kind: 'task_running', tenantId, text: '备份租户', taskId: '31' },
  policy_changed: { kind: 'policy_changed', from: 'p1', to: 'p2' },
  no_rule: { kind: 'no_rule', from: 'p1', to: 'p2' },
  stopped: { kind: 'stopped', reason: 'OCP 升级中' },
  freeze: { kind: 'freeze', name: '春节', until: START },
  frozen: { kind: 'frozen', text: '春节' },
  not_authorised: { kind: 'not_authorised', person: 'U0BOB', why: 'person_deactivated' },
  channel_external: { kind: 'channel_external' },
  start_window_passed: { kind: 'start_window_passed' },
  wrong_role: { kind: 'wrong_role', tenantId, role: null, needed: 'STANDBY' },
  other_primary: { kind: 'other_primary', tenantId, primary },
  family: { kind: 'family', tenantId, finding: { kind: 'locked', tenantId, tenant: primary } },
  family_held: { kind: 'family_held', request: 'R-7', tenants: [primary] },
  asked_between: { kind: 'asked_between', about: 'remedy' },
  fresher_sibling: { kind: 'fresher_sibling', tenantId, sibling: primary, behindMs: 95_000 },
};
const unfit: { readonly [K in AuthorisationRefusal]: true } = {
  person_unread: true,
  person_nobody: true,
  person_guest: true,
  person_external: true,
  person_other_workspace: true,
  person_deactivated: true,
  person_bot: true,
  person_invited: true,
  person_unmapped: true,
  person_doubly_mapped: true,
  groups_unread: true,
  not_a_requester: true,
  not_an_approver: true,
  own_request: true,
  same_person: true,
  not_your_request: true,
  code_not_enrolled: true,
  code_locked: true,
  code_unavailable: true,
  code_void: true,
};
export const differences: readonly Difference[] = [
  ...Object.values(differencesByKind),
  { kind: 'role_changed', tenantId, from: 'unknown:MIRROR', to: 'not told' },
  { kind: 'freeze', name: '春节', until: null },
  { kind: 'asked_between', about: 'resend' },
  ...Object.keys(unfit).map((why) => ({ kind: 'not_authorised', person: 'U0BOB', why }) as const),
];

const yaml: { readonly [K in YamlFault]: true } = {
  ALIAS_PROPS: true,
  BAD_ALIAS: true,
  BAD_COLLECTION_TYPE: true,
  BAD_DIRECTIVE: true,
  BAD_DQ_ESCAPE: true,
  BAD_INDENT: true,
  BAD_PROP_ORDER: true,
  BAD_SCALAR_START: true,
  BLOCK_AS_IMPLICIT_KEY: true,
  BLOCK_IN_FLOW: true,
  DUPLICATE_KEY: true,
  IMPOSSIBLE: true,
  KEY_OVER_1024_CHARS: true,
  MISSING_CHAR: true,
  MULTILINE_IMPLICIT_KEY: true,
  MULTIPLE_ANCHORS: true,
  MULTIPLE_DOCS: true,
  MULTIPLE_TAGS: true,
  NON_STRING_KEY: true,
  RESOURCE_EXHAUSTION: true,
  TAB_AS_INDENT: true,
  TAG_RESOLVE_FAILED: true,
  UNEXPECTED_TOKEN: true,
};
const isYaml = (key: string): key is YamlFault => key in yaml;
type Parted = Exclude<FileFault['kind'], PlainFault | 'yaml'>;
const parted: { readonly [K in Parted]: FileFault & { readonly kind: K } } = {
  one_of: { kind: 'one_of', values: ['mon', 'tue', 'wed', 'thu'] },
  repeats: { kind: 'repeats', value: 'U0A' },
  rule_name_taken: { kind: 'rule_name_taken', name: 'all' },
  freeze_name_taken: { kind: 'freeze_name_taken', name: 'all' },
  person_name_taken: { kind: 'person_name_taken', name: 'mei' },
  too_few_approvers: { kind: 'too_few_approvers', most: 1, needed: 2 },
  too_large: { kind: 'too_large', bytes: 1_000_000 },
  unreadable: { kind: 'unreadable', code: 'ENOENT' },
};
export const faults: readonly FileFault[] = [
  ...plainFaults.map((kind) => ({ kind })),
  ...Object.values(parted),
  ...Object.keys(yaml)
    .filter(isYaml)
    .map((problem) => ({ kind: 'yaml', problem }) as const),
];

const item: PolicyItem = { name: 'all', terms: { approvers: ['U0A'], approvals: ['1'], channel: [] } };
const terms = [{ key: 'approvers', from: ['U0A', 'U0B'], to: ['U0C', 'S0D'] }];
const pairTarget: Target = { kind: 'failover', tenant: standby, primary, serviceName: null };
const bothRules = joined([rule, { ...rule, name: 'other', approvals: 2 }]);
const pairKinds: readonly PairDemand[] = [
  { kind: 'failover', target: pairTarget, before: null, now: rule, lack: null },
  { kind: 'failover', target: pairTarget, before: rule, now: bothRules, lack: { kind: 'nobody_asks' } },
  {
    kind: 'failover',
    target: pairTarget,
    before: rule,
    now: bothRules,
    lack: { kind: 'too_few_approvers', most: 1, needed: 2 },
  },
];
const changes: { readonly [K in PolicyChange['kind']]: PolicyChange & { readonly kind: K } } = {
  reading: { kind: 'reading', from: 1, to: 2 },
  pairs: { kind: 'pairs', pairs: pairKinds },
  stop_all: { kind: 'stop_all', from: null, to: '升级中' },
  audit_channel: { kind: 'audit_channel', from: null, to: 'C1' },
  stoppers: { kind: 'stoppers', from: [], to: ['U0A', 'S0D'] },
  languages: { kind: 'languages', from: [], to: ['en', 'C0123: zh'] },
  groups_unread: { kind: 'groups_unread', groups: ['S0ONCALL', 'S0GONE'] },
  requests_per_hour: { kind: 'requests_per_hour', from: 30, to: 5 },
  people_from: { kind: 'people_from', from: 'workspace', to: 'organisation' },
  rule_added: { kind: 'rule_added', item, place: 1, of: 2 },
  freeze_added: { kind: 'freeze_added', item },
  rule_removed: { kind: 'rule_removed', name: 'all' },
  freeze_removed: { kind: 'freeze_removed', name: 'all' },
  rule_changed: { kind: 'rule_changed', name: 'all', terms },
  freeze_changed: { kind: 'freeze_changed', name: 'all', terms },
  rules_reordered: { kind: 'rules_reordered', names: ['a', 'b'] },
};
const place = { file: 'policy.yaml', line: 1, column: 2 };
const changed = { kind: 'changed', from: 'p1', version: 'p2', repaired: true } as const;
export const notices: readonly PolicyNotice[] = [
  { kind: 'begins', version: 'p1' },
  { kind: 'repaired', version: 'p1' },
  ...faults.map((fault) => {
    return { kind: 'refused', version: 'p1', problems: [{ ...place, path: 'rules[0]', fault }] } as const;
  }),
  { kind: 'refused', version: 'p1', problems: [{ ...place, path: '', fault: { kind: 'required' } }], counts: true },
  ...Object.values(changes).map((change) => ({ ...changed, changes: [change] })),
  { ...changed, changes: [{ kind: 'stop_all', from: '升级中', to: null }] },
  { ...changed, changes: [{ kind: 'stop_all', from: null, to: '' }] },
  ...[null, []].map((pairs) => ({ ...changed, changes: [{ kind: 'pairs', pairs } as const] })),
];

const [name, accounts] = ['梅林', ['U0A', 'U0B']];
const peopleChanges: { readonly [K in PeopleChange['kind']]: PeopleChange & { readonly kind: K } } = {
  person_added: { kind: 'person_added', name, accounts },
  person_removed: { kind: 'person_removed', name, accounts },
  person_changed: { kind: 'person_changed', name, from: accounts, to: ['U0A'] },
};
export const peopleNotices: readonly PeopleNotice[] = [
  { kind: 'begins', version: 'p1' },
  { kind: 'repaired', version: 'p1' },
  { kind: 'unused', version: 'p1' },
  { kind: 'refused', version: 'p1', problems: [{ ...place, path: '', fault: { kind: 'no_people' } }] },
  ...Object.values(peopleChanges).map((change) => ({ ...changed, changes: [change] })),
];

const target: Target = { kind: 'failover', tenant: standby, primary, serviceName: null };
const parts = [
  { rule: null, targets: [target] },
  { rule: { ...rule, channel: 'C1' }, targets: [target] },
];
const destinationsByKind: { readonly [K in Destination['kind']]: Destination & { readonly kind: K } } = {
  channel: { kind: 'channel', id: 'C1' },
  open: { kind: 'open' },
  no_rule: { kind: 'no_rule', targets: [target] },
  several_rules: { kind: 'several_rules', parts, here: false },
  nowhere: { kind: 'nowhere' },
  closed: { kind: 'closed', id: 'C1' },
  archived: { kind: 'archived', id: 'C1' },
  external: { kind: 'external', id: 'C1' },
};
export const destinations: readonly Destination[] = Object.values(destinationsByKind);
