/**
 * One schema for each type of stored event. A type without one does not compile, and neither does a schema that differs from its type. Unknown
 * fields are let through. What a former version wrote comes here as former-events.ts has brought it up.
 */
import { z } from 'zod';
import { nameDecisions, type RootName } from '../../operation/service-name.ts';
import { languages } from '../../lib/language.ts';
import { type Remedy, type StepRef } from '../../task/remedies.ts';
import { remedyKinds, stepRemedyKinds, taskRemedyKinds } from '../../task/remedy-kinds.ts';
import type { RequestEvent, Together } from '../events.ts';
import type { Beside, Rejected } from '../guardrails.ts';
import type { Alike, RemedyPair } from '../remedies/events.ts';
import {
  acceptedCode,
  failure,
  familyMember,
  operation,
  operationKind,
  person,
  rule,
  rules,
  tenantRef,
} from './parts.ts';
import {
  candidateFamily,
  difference,
  finding,
  hold,
  inspection,
  named,
  roleRead,
  subtaskChange,
  targetDifference,
  task,
} from './reading-parts.ts';
import { codeFaults, refusals } from './refusal-codes.ts';
import { list, members, number, numberOrNull, shape, text, textOrNull, texts } from './shape.ts';
import { familyAfter, listedToDo } from './to-do-parts.ts';

const by = text;
const round = number;
const call = number;
const taskId = text;
const traceId = textOrNull;
const code = text;
const somebody = person.optional();
const doubt = z.enum(['no_answer', 'unclear_answer', 'restarted']);
const terms = { rule, policyVersion: text, expiresAt: number } as const;
const answer = { by, round, person: somebody } as const;
const closing = ['rejected', 'withdrawn', 'expired'] as const;

const remedy: z.ZodType<Remedy> = z.union([
  shape<Extract<Remedy, { readonly subtaskId: string }>>()({ kind: z.enum(stepRemedyKinds), subtaskId: text }),
  shape<Exclude<Remedy, { readonly subtaskId: string }>>()({ kind: z.enum(taskRemedyKinds) }),
]);
const steps: z.ZodType<readonly StepRef[]> = list(named);

const pair = shape<RemedyPair>()({ call, taskId, remedy, steps });
const alike = shape<Alike>()({ steps: texts, errorCode: textOrNull });
/** Which of several remedies that were proposed together. */
const ofTask = { taskId: text.optional() } as const;
const rootName = shape<RootName>()({
  tenantId: text,
  root: tenantRef.nullable(),
  name: textOrNull,
  status: textOrNull,
});

const rejected = shape<Rejected>()({
  request: text,
  at: number,
  kind: operationKind,
  tenants: texts,
  askedBy: text,
  rejectedBy: text,
  why: textOrNull,
});

const beside = shape<Beside>()({
  request: text,
  at: number,
  kind: operationKind,
  askedBy: text,
  tenants: list(tenantRef),
});

const together = shape<Together>()({ id: text, part: number, of: number });

const rolesRead = { call, tenantId: text, roles: list(roleRead), readAt: number } as const;

export const eventSchemas = members<RequestEvent>()('type', {
  requested: {
    by,
    person: somebody,
    team: text,
    channel: text,
    typedIn: text,
    operation,
    reason: text,
    ...terms,
    language: z.enum(languages),
    earlier: list(rejected).optional(),
    again: rejected.optional(),
    beside: list(beside).optional(),
    together: together.optional(),
  },
  inspected: { inspection, candidates: list(candidateFamily).optional() },
  approved: {
    by,
    round,
    digest: text,
    person,
    afterMs: number.optional(),
    code: acceptedCode.optional(),
    afterStop: number.optional(),
    startBy: numberOrNull,
  },
  code_asked: { by, round, digest: text, person },
  code_refused: { by, round, why: z.enum(codeFaults), until: numberOrNull },
  approval_too_fast: { by, round, person, afterMs: number, neededMs: number },
  rejected: answer,
  withdrawn: answer,
  reason_given: { by, reason: text },
  expired: { round },
  reminded: { round },
  returned: { differences: list(difference), inspection, ...terms },
  terms_joined: { rules },
  dispatch_chosen: { waves: list(texts), onChange: z.enum(['ask_again', 'leave_out']) },
  targets_left_out: { call, differences: list(targetDifference) },
  family_noted: { members: list(familyMember), findings: list(finding) },
  service_names_decided: { decision: z.enum(nameDecisions), roots: list(rootName) },
  candidates_noted: { families: list(candidateFamily) },
  names_changed: { names: list(tenantRef) },
  attempt_refused: {
    by,
    act: z.enum(['request', 'approve', 'reject', 'withdraw', 'propose', 'abandon', 'todo']),
    code: z.enum([...refusals, 'already_sent']),
    person: somebody,
  },
  call_claimed: {
    call,
    attempt: number,
    digest: text,
    people: list(person),
    baseline: texts,
    ocpTime: number,
  },
  call_accepted: { call, tasks: list(task), traceId },
  call_refused: { call, code, traceId, ...failure },
  call_not_sent: { call, code, ...failure },
  call_unknown: { call, doubt, ...failure },
  call_found: { call, tasks: list(task) },
  call_stopped: { call, why: z.enum(['earlier_failed', ...closing]) },
  call_lost: { call, searchedUntil: number },
  call_hidden: { call, code, ...failure },
  resend_proposed: { call, by, person: somebody, inspection, ...terms },
  remedy_proposed: { call, taskId, remedy, steps: steps.optional(), by, person: somebody, ...terms },
  remedy_claimed: { call, taskId, remedy, digest: text, people: list(person), task: task.nullable() },
  remedy_accepted: { traceId, ...ofTask },
  remedy_refused: { code, traceId, ...ofTask, ...failure },
  remedy_not_sent: { code, ...ofTask, ...failure },
  remedy_unknown: { doubt, ...ofTask, ...failure },
  remedy_found: ofTask,
  remedy_lost: { readUntil: number, ...ofTask },
  remedies_proposed: { kind: z.enum(remedyKinds), pairs: list(pair), alike, by, person, ...terms },
  remedy_dropped: { taskId, why: z.enum(['overtaken', 'other_step']), failed: steps.optional() },
  rest_included: { calls: list(number) },
  rest_approved: {
    by,
    round,
    digest: text,
    person,
    code: acceptedCode.optional(),
    afterStop: number.optional(),
  },
  proposal_closed: {
    why: z.enum([...closing, 'overtaken', 'other_step']),
    by: textOrNull,
    failed: steps.optional(),
  },
  task_changed: {
    call,
    task,
    changes: list(subtaskChange),
    log: shape<{ readonly subtaskId: string; readonly lines: readonly string[] }>()({
      subtaskId: text,
      lines: texts,
    }).nullable(),
  },
  role_proven: rolesRead,
  role_doubted: rolesRead,
  roles_read: { ...rolesRead, settled: z.boolean() },
  task_missing: { call, taskId },
  task_hidden: { call, taskId, code, ...failure },
  heartbeat: { call, taskId, subtaskId: text, share: z.literal([0.25, 0.5, 0.75]) },
  step_overdue: { call, taskId, subtaskId: text },
  held_up: { code, ...failure },
  resumed: {},
  stops_changed: { stops: list(hold) },
  abandoned: { by, person: somebody },
  ended: {
    outcome: z.enum([
      'succeeded',
      'rolled_back',
      'refused',
      'unfit',
      'rejected',
      'withdrawn',
      'expired',
      'abandoned',
      'mixed',
    ]),
  },
  todos_listed: { items: list(listedToDo), family: familyAfter.nullable(), isSettled: z.boolean() },
  todo_done: { item: text, by, person },
  todo_undone: { item: text, by, person },
  todos_closed: { by, person },
  todos_reminded: {},
});
