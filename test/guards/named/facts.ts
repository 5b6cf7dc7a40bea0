/** What the decisions go by: digest, differences, the policy, freezes, the log. */
import { type Guard, guardsOf } from './guard.ts';

const claim = 'request/decide-claim';

export const facts: readonly Guard[] = [
  ...guardsOf(
    'src/request/audience.ts',
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
      ['another operation has another digest', 'canonical({ operation, world,', 'canonical({ world,'],
      ['another world has another digest', 'canonical({ operation, world,', 'canonical({ operation,'],
      ['another policy has another digest', 'world, policyVersion, question })', 'world, question })'],
      ['another question has another digest', 'policyVersion, question })', 'policyVersion })'],
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
    'src/request/policy.ts',
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
        'one.operations.includes(operation.kind) &&\n      operation',
        'operation',
        'request/freeze',
      ],
      [
        'a freeze of one target holds for the whole request',
        'operation.targets.some(\n',
        'operation.targets.every(\n',
        'request/freeze',
      ],
      ['a pattern covers whole names', "return new RegExp(`^${escaped}$`, 'iu');", "return new RegExp(escaped, 'iu');"],
      ['signs of regular expressions in a pattern mean themselves', ".replace(/[.+^${}()|[\\]\\\\]/g, '\\\\$&')", ''],
    ],
  ),
  ...guardsOf(
    'src/request/freeze.ts',
    ['request/freeze'],
    [
      ['a freeze begins when it begins', 'now >= freeze.from && now < freeze.until', 'now < freeze.until'],
      ['a freeze ends when it ends', 'now >= freeze.from && now < freeze.until', 'now >= freeze.from'],
      [
        'a freeze over midnight holds after midnight',
        'return overnight(freeze) && begins(before) && wall.minute < freeze.until ? before : null;',
        'return null;',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/log.ts',
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
