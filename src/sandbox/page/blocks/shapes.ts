import * as z from 'zod/mini';
import { isObject, type JsonObject } from '../../../simulators/slack/validation/json.ts';

/** What the page's server tells, parsed once where it arrives. Keys that the page does not use are dropped. */

const blocks = z.array(z.custom<JsonObject>(isObject));

const file = z.object({ id: z.string(), name: z.string(), title: z.string(), size: z.number() });
export type SharedFile = z.infer<typeof file>;

const baseMessage = {
  ts: z.string(),
  user: z.string(),
  text: z.string(),
  subtype: z.optional(z.string()),
  bot_id: z.optional(z.nullable(z.string())),
  blocks: z._default(blocks, []),
  thread_ts: z.optional(z.string()),
  is_ephemeral: z.boolean(),
  edited: z.optional(z.object({ ts: z.string() })),
  files: z._default(z.array(file), []),
};
const reply = z.object(baseMessage);
const message = z.object({ ...baseMessage, replies: z.array(reply) });
export type Message = z.infer<typeof reply>;

const textObject = z.object({ text: z.string() });

const view = z.object({
  id: z.string(),
  callback_id: z.string(),
  title: textObject,
  submit: z.nullable(textObject),
  close: z.nullable(textObject),
  blocks,
  state: z.object({ values: z.record(z.string(), z.record(z.string(), z.custom<JsonObject>(isObject))) }),
  errors: z.record(z.string(), z.string()),
});
export type View = z.infer<typeof view>;

const home = z.object({ id: z.string(), blocks });

const channel = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  user_is_member: z.boolean(),
  is_member: z.boolean(),
});

export const slackSchema = z.object({
  version: z.number(),
  reachable: z.boolean(),
  team: z.object({ name: z.string() }),
  app: z.object({ botUserId: z.string() }),
  users: z.array(z.object({ id: z.string(), real_name: z.string(), kind: z.string() })),
  groups: z.array(z.object({ id: z.string(), handle: z.string() })),
  channels: z.array(channel),
  channel: z.nullable(z.extend(channel, { messages: z.array(message) })),
  /** Of the messages in all channels. */
  headings: z.array(z.string()),
  views: z.array(view),
  home: z.nullable(home),
});
export type Slack = z.infer<typeof slackSchema>;

/** What a person sees after an act. `body`: the app's answer, as it came. */
export const outcomeSchema = z.object({
  ok: z.boolean(),
  error: z.nullable(z.string()),
  detail: z.string(),
  body: z.unknown(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

const subtask = z.object({
  id: z.number(),
  name: z.string(),
  prohibitRollback: z.boolean(),
  status: z.string(),
  operation: z.string(),
  startTime: z.nullable(z.number()),
  finishTime: z.nullable(z.number()),
});
export type Subtask = z.infer<typeof subtask>;

const task = z.object({
  id: z.number(),
  name: z.string(),
  tenantId: z.number(),
  status: z.string(),
  operation: z.string(),
  prohibitRollback: z.boolean(),
  startTime: z.number(),
  finishTime: z.nullable(z.number()),
  subtasks: z.array(subtask),
});
export type Task = z.infer<typeof task>;

const tenant = z.object({
  id: z.number(),
  obTenantId: z.number(),
  name: z.string(),
  clusterName: z.string(),
  region: z.string(),
  role: z.string(),
  rowRole: z.string(),
  status: z.string(),
  alive: z.boolean(),
  lagMs: z.number(),
  primaryTenantId: z.nullable(z.number()),
});
export type Tenant = z.infer<typeof tenant>;

const fault = z.object({ id: z.number(), fault: z.object({ kind: z.string(), outcome: z.optional(z.string()) }) });

export const ocpSchema = z.object({
  regions: z.array(z.object({ name: z.string(), alive: z.boolean() })),
  tenants: z.array(tenant),
  tasks: z.array(task),
  faults: z.array(fault),
});
export type Ocp = z.infer<typeof ocpSchema>;

export const botSchema = z.object({
  state: z.enum(['starting', 'running', 'killed', 'died', 'stopped']),
  since: z.number(),
  pid: z.nullable(z.number()),
  starts: z.number(),
  detail: z.string(),
  log: z.array(z.string()),
});
export type Bot = z.infer<typeof botSchema>;

export const aboutSchema = z.object({
  cast: z.array(z.object({ id: z.string(), note: z.string() })),
  channel: z.string(),
});
export type About = z.infer<typeof aboutSchema>;

/** What the phones show; null while nobody is asked for a code. */
export const codesSchema = z.nullable(
  z.object({ phones: z.array(z.object({ id: z.string(), code: z.string() })), leftMs: z.number() }),
);

export const policySchema = z.object({ text: z.string() });
