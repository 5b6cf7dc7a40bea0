/** What becomes of service names: decided by people, approved, read again, and never promised against OCP's word. */
import { type Guard, guardsOf } from './guard.ts';

export const serviceNames: readonly Guard[] = [
  ...guardsOf(
    'src/request/decide/people.ts',
    ['request/service-names'],
    [
      [
        'the decision about service names is an event that older versions stop at',
        "...(serviceNames ? [{ type: 'service_names_decided', ...serviceNames } as const] : []),",
        '',
      ],
      [
        'an approval is for the service names',
        'const serviceNames = approvedNames(state);',
        'const serviceNames = undefined;',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/call.ts',
    ['request/service-names'],
    [
      ['a service name that changed goes back to the approvers', '...nameDifferences(state, roots),', ''],
      ['what they are asked about then are the names as they are', '...namesAgain(state, roots),', ''],
    ],
  ),
  ...guardsOf(
    'src/operation/inspection.ts',
    ['request/service-names'],
    [
      [
        'a service name that changed is never left out with its tenant',
        " && difference.kind !== 'service_name_changed'",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/evolve-calls.ts',
    ['engine/service-names'],
    [
      [
        'calls and operation share their targets, so that no target is taken for its own sibling',
        'targets.find(({ tenant }) => sameTenant(tenant, target.tenant)) ?? target',
        '({ ...(targets.find(({ tenant }) => sameTenant(tenant, target.tenant)) ?? target) })',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/targets.ts',
    ['request/service-names', 'engine/service-names'],
    [
      [
        'no text says that clients follow where OCP says that routing does not',
        "if (reading !== null && isUnrouted(reading.precheck)) return 'no_proxy';",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/form/values.ts',
    ['slack/forms/submit'],
    [
      [
        'nothing is asked for before somebody decided about the service names',
        '...(kinds[kind].namesService && decision === null && { service_names: words.flow.serviceNames.choose }),',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/form/submit.ts',
    ['slack/forms/submit'],
    [['a new name is not the one that clients use', 'if (same !== null) return same;', '']],
  ),
];
