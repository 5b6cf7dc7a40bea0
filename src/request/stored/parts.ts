/** Schemas of what stored events say of tenants, people, rules and failures. */
import { z } from 'zod';
import type { Cause } from '../../lib/cause.ts';
import type { FamilyMember } from '../../operation/family.ts';
import type { OperationKind, StoredOperation } from '../../operation/operation.ts';
import { operationKinds } from '../../operation/kinds/index.ts';
import type { OtherOcp, TenantRef, TenantRole } from '../../operation/tenant.ts';
import type { Owner, Person } from '../../people/person.ts';
import type { Rule, Rules } from '../../policy/rule.ts';
import type { Unknown } from '../../task/task.ts';
import { list, number, oneOf, shape, text, textOrNull, texts, whereSo } from './shape.ts';

/** A value that OCP has and this version does not know. */
export const unknownValue: z.ZodType<Unknown> = z.templateLiteral(['unknown:', z.string()]);

const refFields = { clusterId: text, clusterName: text, tenantId: text, tenantName: text } as const;
export const tenantRef = shape<TenantRef>()(refFields);
export const familyMemberFields = { ...refFields, ocp: text.optional() } as const;
export const familyMember = shape<FamilyMember>()(familyMemberFields);
export const otherOcp = shape<OtherOcp>()({ id: text, name: textOrNull });
export const tenantRole: z.ZodType<TenantRole> = z.union([
  z.enum(['PRIMARY', 'STANDBY', 'CLONE', 'RESTORE', 'UNKNOWN']),
  unknownValue,
]);

const owner = oneOf<Owner>()('kind', {
  person: { name: text, accounts: texts },
  unmapped: {},
  doubly_mapped: { names: texts },
});

export const person = shape<Person>()({
  id: text,
  standing: z.enum([
    'member',
    'guest',
    'external',
    'other_workspace',
    'deactivated',
    'bot',
    'invited',
    'nobody',
    'unread',
  ]),
  groups: texts.nullable(),
  readAt: number,
  owner: owner.optional(),
});

export const operationKind: z.ZodType<OperationKind> = z.enum(operationKinds);

/** Stored targets carry no kind of their own: it would change their digest. */
const kind = z.never().optional();

export const operation = shapeOfOperation();

function shapeOfOperation(): z.ZodType<StoredOperation> {
  const stopRule = z.enum(['stop_at_failure', 'go_on']);
  type Stored<Kind extends OperationKind> = StoredOperation<Kind>['targets'][number];
  return oneOf<StoredOperation>()('kind', {
    failover: {
      targets: list(
        shape<Stored<'failover'>>()({
          tenant: tenantRef,
          primary: tenantRef.nullable(),
          upstreams: list(tenantRef).optional(),
          serviceName: textOrNull,
          kind,
        }),
      ),
      stopRule,
    },
    switchover: {
      targets: list(
        shape<Stored<'switchover'>>()({ tenant: tenantRef, standby: tenantRef, standbyOcpClusterId: textOrNull, kind }),
      ),
      stopRule,
    },
  });
}

export const rule = shape<Rule>()({
  name: text,
  operations: list(operationKind),
  clusters: texts,
  tenants: texts,
  requesters: texts,
  approvers: texts,
  approvals: number,
  channel: textOrNull,
  approvalWindowMs: number,
  startWindowMs: number,
  readingMs: number.optional(),
  externalChannels: whereSo,
  oneTimeCode: whereSo,
  joins: z.never().optional(),
});

export const rules: z.ZodType<Rules> = z.tuple([rule], rule);

const call = text;
const byCall = { reason: text, call } as const;
export const cause = oneOf<Cause>()('kind', {
  ocp_unreachable: byCall,
  ocp_lost_answer: byCall,
  ocp_too_large: { megabytes: number, call },
  ocp_no_envelope: { status: number, call },
  ocp_unreadable: { where: text, problem: text, call },
  ocp_answered: { status: number, ocpCode: textOrNull, said: textOrNull, call, own: whereSo },
  ocp_throttled: {},
  ocp_log_on_rejected: {
    until: number.optional(),
    status: number.optional(),
    ocpCode: textOrNull.optional(),
    said: textOrNull.optional(),
  },
  not_an_id: { value: text },
  plus_sign: {},
  service_name: {},
  no_tenants: {},
  no_task: {},
  slack_silent: {},
  term_over: {},
  stopped: {},
  family_held: {},
  families_behind: {},
  slack_refused: { code: text },
  slack_unanswered: { code: text },
  slack_busy: {},
  unexpected: { name: text },
  text: { text, code: textOrNull },
});

/** Of a failure that is an event: see RecordedFailure. */
export const failure = { why: cause.nullable() } as const;

/** A one-time code that was accepted. */
export const acceptedCode = shape<{ readonly step: number; readonly at: number }>()({ step: number, at: number });
