/** What the decisions go by: digest, differences, the policy, freezes, the log. */
import { type Guard, guardsOf } from './guard.ts';

const claim = 'request/decide-claim';

const sides = 'request/sides';

export const facts: readonly Guard[] = [
  ...guardsOf(
    'src/people/audience.ts',
    ['request/audience'],
    [
      [
        'what Slack does not say about a channel is not allowed',
        "return audience === 'own' ||",
        "return audience !== 'external' ||",
      ],
      [
        'a channel of other organisations needs a rule that allows it',
        'externalChannels === true ? null',
        'true ? null',
      ],
    ],
  ),
  ...guardsOf(
    'src/operation/digest.ts',
    ['operation/digest'],
    [
      [
        'the kind of a target is in no digest: older versions know none',
        'const operation = storedOperation(subject.operation);',
        'const { operation } = subject;',
        'operation/stored',
      ],
      ['another operation has another digest', 'canonical({ operation, world,', 'canonical({ world,'],
      ['another world has another digest', 'canonical({ operation, world,', 'canonical({ operation,'],
      [
        'another policy has another digest',
        'world, policyVersion, question, dispatch })',
        'world, question, dispatch })',
      ],
      ['another question has another digest', 'policyVersion, question, dispatch })', 'policyVersion, dispatch })'],
      ['another way of sending has another digest', 'question, dispatch })', 'question })', 'request/dispatch'],
      ['another verdict of the precheck has another digest', 'passed: target.precheck.passed,', ''],
      [
        'another finding of the precheck has another digest',
        'findings: target.precheck.items.map(findingKey).sort(),',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/operation/inspection.ts',
    ['operation/inspection', claim],
    [
      [
        'what OCP does not tell about blocks',
        "return [{ kind: 'untold', tenantId: tenant.tenantId }];",
        'return [];',
        'operation/inspection',
      ],
      ['another role is a difference', 'if (before.role !== after.role)', 'if (false)'],
      [
        'another primary is a difference',
        'if (before.primary?.tenantId !== after.primary?.tenantId || before.primary?.clusterId !== after.primary?.clusterId)',
        'if (false)',
      ],
      [
        'another role of the standby is a difference',
        'if (before.standby?.role !== after.standby?.role)',
        'if (false)',
        'operation/inspection',
      ],
      [
        'a task that runs is a difference',
        'if (after.runningTask && after.runningTask.id !== before.runningTask?.id)',
        'if (false)',
      ],
      ['a new warning is a difference', 'return [...blocks, ...warnings];', 'return blocks;'],
      ['a precheck that forbids is a difference', 'return [...blocks, ...warnings];', 'return warnings;'],
      [
        'what OCP forbids is not put before approvers',
        'return inspection.targets.some((target) => !target.precheck.passed);',
        'return false;',
        'request/decide-request',
      ],
    ],
  ),
  ...guardsOf(
    'src/policy/policy.ts',
    ['request/policy'],
    [
      [
        'a rule for some of the targets is not a rule for the request',
        'return only && others.length === 0 ? only.rule : null;',
        'return only?.rule ?? null;',
      ],
      [
        'the kill switch refuses everything',
        'if (policy.stopAll !== null) return',
        'if (false) return',
        'request/freeze',
      ],
      [
        'a freeze holds for its operations only',
        'one.operations.includes(operation.kind) &&\n      operation.targets',
        'operation.targets',
        'request/freeze',
      ],
      [
        'a freeze of one target holds for the whole request',
        '.some((side) => mayCover(one, side))',
        '.every((side) => mayCover(one, side))',
        'request/freeze',
      ],
      [
        'a freeze of either side stops the pair',
        '.flatMap(sidesOf).some((side)',
        '.map(({ tenant }) => tenant).some((side)',
        sides,
      ],
      [
        'the rules of both sides count',
        'sidesOf(target).map((side) => firstRule(policy, kind, side))',
        'sidesOf(target).slice(0, 1).map((side) => firstRule(policy, kind, side))',
        sides,
        'request/properties',
      ],
      [
        'a side whose name is not told leaves the request without a rule',
        "covers(rule, side) ? rule : 'untold'",
        'covers(rule, side) ? rule : null',
        sides,
      ],
      ['a freeze holds for a name that is not told', 'mayCover(one, side)) &&', 'covers(one, side)) &&', sides],
      ['a pattern covers whole names', "return new RegExp(`^${escaped}$`, 'iu');", "return new RegExp(escaped, 'iu');"],
      ['signs of regular expressions in a pattern mean themselves', ".replace(/[.+^${}()|[\\]\\\\]/g, '\\\\$&')", ''],
    ],
  ),
  ...guardsOf(
    'src/policy/rule.ts',
    [sides],
    [
      [
        'joined rules ask for the larger number of approvals',
        'approvals: Math.max(',
        'approvals: Math.min(',
        sides,
        'request/no-less',
      ],
      [
        'joined rules give the shorter approval window',
        'approvalWindowMs: Math.min(',
        'approvalWindowMs: Math.max(',
        sides,
        'request/no-less',
      ],
      ['joined rules give the shorter start window', 'startWindowMs: Math.min(', 'startWindowMs: Math.max('],
      [
        'a code is asked for if either rule asks',
        'rules.some(({ oneTimeCode }) => oneTimeCode)',
        'rules.every(({ oneTimeCode }) => oneTimeCode)',
      ],
      [
        'other organisations read along only where both rules allow it',
        'rules.every(({ externalChannels }) => externalChannels)',
        'rules.some(({ externalChannels }) => externalChannels)',
      ],
      ['who decides is asked of each of the joined rules', 'return joins ?? [rule];', 'return [joins?.[0] ?? rule];'],
    ],
  ),
  ...guardsOf(
    'src/request/decide/decision.ts',
    [sides],
    [
      [
        'an older version stops at joined rules instead of taking the first for all',
        "[asked] : [asked, { type: 'terms_joined', rules }]",
        '[asked] : [asked]',
      ],
      [
        'an older version leaves a chain alone, whose root it would not count',
        'rules.length === 1 && !chained',
        'rules.length === 1',
      ],
    ],
  ),
  ...guardsOf(
    'src/operation/operation.ts',
    [sides],
    [['every tenant above counts in a chain', '[tenant, other, ...upstreamsIn(target)]', '[tenant, other]']],
  ),
  ...guardsOf(
    'src/operation/kinds/failover.ts',
    ['operation/choices'],
    [
      [
        'the root of a chain is found through OCP’s list',
        'return upstreamsOf(refOf(tenant), tenants).map(',
        'return upstreamsOf(refOf(tenant), tenants).slice(0, 1).map(',
      ],
    ],
  ),
  ...guardsOf(
    'src/operation/ocp-clusters.ts',
    ['operation/choices'],
    [
      [
        'a name that OCP leaves out is looked up in its list',
        "clusterName || (cluster?.clusterName ?? '')",
        'clusterName',
      ],
    ],
  ),
  ...guardsOf(
    'src/operation/kinds/failover.ts',
    ['operation/fit', sides],
    [
      [
        'a primary that the request does not name is not failed over from',
        'if (target.primary === null || !sameTenant(target.primary, primary)) return other(primary);',
        '',
      ],
      [
        'a primary is compared where the request names none as well',
        'if (target.primary === null || !sameTenant(target.primary, primary))',
        'if (target.primary !== null && !sameTenant(target.primary, primary))',
      ],
      [
        'a tenant above the primary that the request does not name counts',
        'return counts ? [] : other(upstream);',
        'return [];',
        'operation/fit',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/reads/inspect.ts',
    ['engine/unfit'],
    [
      [
        'what stands above the primary is read again',
        '    ...(primary?.primary && { upstream: primary.primary }),\n',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/policy/file/read.ts',
    ['policy/stop'],
    [
      [
        'a stop in a file that was refused counts',
        'const stopAll = stopIn(text);',
        'const stopAll = null as string | null;',
      ],
      ['what only presents makes no other version', 'decidingOf(topKeys, content)', 'content', 'policy/keys'],
    ],
  ),
  ...guardsOf(
    'src/policy/file/keys.ts',
    ['policy/stop'],
    [
      [
        'a stop stops whatever its value',
        'value === undefined ? null : reasonIn(value)',
        "typeof value === 'string' ? reasonIn(value) : null",
      ],
    ],
  ),
  ...guardsOf(
    'src/files/watched.ts',
    ['policy/stop'],
    [['a file that cannot be opened ends no stop', 'if (text !== null) inForce =', 'inForce = text === null ? good :']],
  ),
  ...guardsOf(
    'src/cli/verify.ts',
    ['verify'],
    [
      [
        'a record shows what was hashed: each line is the only spelling of what it says',
        "return JSON.stringify(value) === source ? line : 'respelled';",
        'return line;',
      ],
    ],
  ),
  ...guardsOf(
    'src/policy/freeze.ts',
    ['request/freeze'],
    [
      ['a freeze begins when it begins', 'from <= now && now < until', 'now < until'],
      ['a freeze ends when it ends', 'from <= now && now < until', 'from <= now'],
      ['a freeze over midnight holds after midnight', 'return [-1, 0, 1].flatMap(', 'return [0, 1].flatMap('],
    ],
  ),
  ...guardsOf(
    'src/request/log/hash-chain.ts',
    ['request/log', 'verify'],
    [
      ['an event that was changed is found', '&& hash === hashOf(body);', ';'],
      [
        'an event that was taken out is found',
        'body.version === index + 1 && body.previousHash === previousHash &&',
        '',
      ],
    ],
  ),
];
