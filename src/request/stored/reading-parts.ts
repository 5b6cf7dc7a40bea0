/** Schemas of what stored events say of readings: tasks, inspections, families, and how two readings differ. */
import { z } from 'zod';
import type { Candidate, CandidateFamily } from '../../operation/candidates/candidates.ts';
import type { Evidence } from '../../operation/candidates/loss.ts';
import type { Finding, Promotion } from '../../operation/family-findings.ts';
import type {
  Difference,
  Hold,
  Inspection,
  StandbyInspection,
  TargetDifference,
  TargetInspection,
} from '../../operation/inspection.ts';
import type { LagSample } from '../../operation/ocp.ts';
import type { Precheck, PrecheckItem } from '../../operation/tenant.ts';
import type { SubtaskChange } from '../../task/diff.ts';
import {
  type Subtask,
  subtaskOperations,
  subtaskStatuses,
  type Task,
  taskOperations,
  taskStatuses,
} from '../../task/task.ts';
import type { RoleRead } from '../events.ts';
import { cause, familyMember, otherOcp, tenantRef, tenantRole, unknownValue } from './parts.ts';
import { list, number, numberOrNull, oneOf, shape, text, textOrNull, texts, whereSo } from './shape.ts';

type Named = { readonly id: string; readonly name: string };
export const named = shape<Named>()({ id: text, name: text });

const status = z.union([z.enum(subtaskStatuses), unknownValue]);
const operation = z.union([z.enum(subtaskOperations), unknownValue]);

const subtask = shape<Subtask>()({
  id: text,
  name: text,
  status,
  operation,
  runTime: numberOrNull,
  timeoutSeconds: numberOrNull,
  startedAt: numberOrNull,
  finishedAt: numberOrNull,
  upstreams: texts,
  prohibitRollback: z.boolean(),
  prohibitSkip: z.boolean().nullable(),
});

export const task = shape<Task>()({
  id: text,
  name: text,
  status: z.union([z.enum(taskStatuses), unknownValue]),
  operation: z.union([z.enum(taskOperations), unknownValue]).nullable(),
  prohibitRollback: z.boolean().nullable(),
  prohibitSkip: z.boolean().optional(),
  clusterId: textOrNull,
  tenantId: textOrNull,
  startedAt: numberOrNull,
  finishedAt: numberOrNull,
  creator: textOrNull,
  subtasks: list(subtask),
});

export const subtaskChange = shape<SubtaskChange>()({
  subtaskId: text,
  name: text,
  index: number,
  of: number,
  from: status,
  to: status,
  operation,
  tookMs: numberOrNull,
});

export const roleRead = shape<RoleRead>()({ tenantId: text, role: textOrNull, elsewhere: whereSo, gone: whereSo });

const precheck = shape<Precheck>()({
  passed: z.boolean(),
  items: list(shape<PrecheckItem>()({ code: text, text, blocking: z.boolean() })),
  syncScn: textOrNull,
  primaryServiceName: textOrNull,
  readAt: number,
});

const standby = shape<StandbyInspection>()({
  role: tenantRole.nullable(),
  status: textOrNull,
  primary: tenantRef.nullable().optional(),
  elsewhere: otherOcp.optional(),
});

type UnreadTask = NonNullable<TargetInspection['unreadTasks']>[number];

const targetInspection = shape<TargetInspection>()({
  tenantId: text,
  role: tenantRole.nullable(),
  status: textOrNull,
  primary: tenantRef.nullable(),
  primaryRole: tenantRole.nullable(),
  primaryStatus: textOrNull,
  primaryElsewhere: otherOcp.optional(),
  upstream: tenantRef.optional(),
  standby: standby.nullable(),
  precheck,
  runningTask: named.nullable(),
  names: list(tenantRef).optional(),
  gone: texts.optional(),
  unreadTasks: list(shape<UnreadTask>()({ id: textOrNull, why: cause })).optional(),
});

export const inspection = shape<Inspection>()({ at: number, targets: list(targetInspection) });

const promotion = shape<Promotion>()({
  request: text,
  tenant: familyMember,
  lost: list(familyMember),
  stage: z.enum(['primary', 'underway', 'failed', 'unknown', 'closed']),
  task: named.nullable(),
});

const tenantId = text;
const ofTenant = { tenantId, tenant: tenantRef } as const;
export const finding = oneOf<Finding>()('kind', {
  two_targets: { tenantId, other: tenantRef },
  second_primary: { tenantId, by: promotion, primary: familyMember.optional() },
  lost_again: { tenantId, by: promotion },
  promoted_unseen: { tenantId, by: promotion },
  root_alive: { tenantId, root: tenantRef },
  root_lost: { tenantId, root: tenantRef },
  name_taken: { tenantId, name: text, by: tenantRef },
  name_conflict: { tenantId, name: text, by: text },
  locked: ofTenant,
  primary_locked: ofTenant,
  lost_locked: ofTenant,
  namesake: { tenantId, other: tenantRef },
  unseen: { tenantId },
  unread: { tenantId },
});

const evidence = shape<Evidence>()({ type: text, hosts: number, since: numberOrNull });
const candidate = shape<Candidate>()({
  tenant: familyMember,
  status: textOrNull,
  syncStatus: textOrNull,
  transport: textOrNull,
  blocked: z.enum(['precheck', 'unavailable', 'locked', 'upstream']).nullable(),
  standing: z.enum(['even', 'staler', 'incomparable', 'blocked', 'elsewhere']),
  behindMs: number,
  lag: shape<LagSample>()({ at: number, ms: number }).nullable(),
  upTo: numberOrNull,
});
export const candidateFamily = shape<CandidateFamily>()({
  primary: familyMember,
  evidence: list(evidence),
  comparedBy: z.enum(['scn', 'lag']).nullable(),
  best: familyMember.nullable(),
  decidedBy: z.enum(['only', 'freshness', 'preference', 'transport']).nullable(),
  candidates: list(candidate),
});

const holds = {
  stopped: { reason: text, by: text.optional(), at: number.optional(), over: whereSo },
  freeze: { name: text, until: numberOrNull },
} as const;
export const hold = oneOf<Hold>()('kind', holds);

const somePrimary = z.union([tenantRef, text]).nullable();
const ofWords = { tenantId, text, code: text.optional() } as const;
const policies = { from: text, to: text } as const;
const ofTarget = {
  role_changed: { tenantId, from: textOrNull, to: textOrNull, side: z.literal('standby').optional() },
  primary_changed: { tenantId, from: somePrimary, to: somePrimary },
  blocked: ofWords,
  new_warning: ofWords,
  blocked_unexplained: { tenantId },
  untold: { tenantId },
  task_running: { tenantId, text, taskId: text.optional() },
  wrong_role: { tenantId, role: textOrNull, needed: z.enum(['PRIMARY', 'STANDBY']) },
  other_primary: { tenantId, primary: tenantRef },
  family: { tenantId, finding },
  fresher_sibling: { tenantId, sibling: familyMember, behindMs: number },
  gone: { tenantId },
} as const;
export const targetDifference = oneOf<TargetDifference>()('kind', ofTarget);
export const difference = oneOf<Difference>()('kind', {
  ...ofTarget,
  service_name_changed: { tenantId, from: textOrNull, to: textOrNull },
  ...holds,
  policy_changed: policies,
  no_rule: policies,
  frozen: { text },
  not_authorised: { person: text, why: text },
  start_window_passed: {},
  channel_external: {},
  family_held: { request: text, tenants: list(tenantRef) },
  renamed: { tenantId, from: tenantRef, to: tenantRef },
  asked_between: { about: z.enum(['remedy', 'resend']) },
});
