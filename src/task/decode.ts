/**
 * Every documented TaskInstance shape into one `Task`: the reply of a POST, the details, the items of the task list
 * (OCP 4.2.2 and 4.3.5), the 3.x shape, OCP Express. What decides a verdict (id, name, status) must be there;
 * what only informs (times, creator) is null when it cannot be read, so that a strange date never hides a state.
 */
import { z } from 'zod';
import { order } from './order.ts';
import {
  type Subtask,
  subtaskOperations,
  subtaskStatuses,
  type Task,
  type UnreadableEntry,
  taskOperations,
  taskStatuses,
  type Unknown,
} from './task.ts';

/** The JSON is not a task. `path` says where, in dots: `subtasks.3.status`. */
export class TaskDecodeError extends Error {
  override readonly name = 'TaskDecodeError';
  readonly code = 'task_malformed';
  readonly next = 'Compare the OCP version with the supported ones and report the reply of OCP without its secrets.';
  readonly path: string;
  /** A code: zod's. */
  readonly problem: string;

  constructor(path: string, problem: string, message: string) {
    super(`OCP sent something that is not a task: ${path === '' ? '(root)' : path}: ${message}`);
    this.path = path;
    this.problem = problem;
  }
}

/** Reads ISO-8601 with 0 to 9 fraction digits and `Z` or an offset into milliseconds since the epoch; null if it is none. */
export function decodeInstant(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)$/i.exec(
    text.trim(),
  );
  if (match === null) return null;
  const [, day, minutes, seconds = '00', fraction = '', zone = 'Z'] = match;
  const offset = /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  const ms = Date.parse(`${day}T${minutes}:${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
  return Number.isNaN(ms) ? null : ms;
}

// An id beyond 2^53 - 1 comes as a string; a number beyond it has already lost digits and is refused (z.int is safe-only).
const idSchema = z.union([z.int(), z.string().trim().min(1)]).transform(String);
const optionalId = idSchema.nullish().catch(null);
const instant = z.string().transform(decodeInstant).nullish().catch(null);
const optionalNumber = z.coerce.number().nullish().catch(null);
const optionalFlag = z.boolean().nullish().catch(null);
const ids = z.array(idSchema).nullish().catch(null);
const holder = z.object({ id: optionalId }).nullish().catch(null);
const creatorSchema = z
  .union([z.string(), z.object({ name: z.string() }).transform((creator) => creator.name)])
  .nullish()
  .catch(null);

/** The enum's name whatever its case: the list of OCP 4.3.5 prints `execute`. */
function open<T extends string>(known: readonly T[], raw: string | null | undefined): T | Unknown {
  const upper = (raw ?? '').trim().toUpperCase();
  return known.find((value) => value === upper) ?? `unknown:${upper}`;
}

const subtaskSchema = z.object({
  id: idSchema,
  name: z.string(),
  status: z.string().transform((raw) => open(subtaskStatuses, raw)),
  operation: z.string().nullish(),
  runTime: optionalNumber,
  timeout: optionalNumber,
  startTime: instant,
  finishTime: instant,
  upstreams: ids,
  upstream: ids,
  downstreams: ids,
  // As the V4.3 return-structure page spells it.
  downstream: ids,
  prohibitRollback: optionalFlag,
  prohibitSkip: optionalFlag,
});

const subtasksSchema = z.array(subtaskSchema).nullish();

const taskSchema = z.object({
  id: idSchema,
  name: z.string(),
  status: z.string().transform((raw) => open(taskStatuses, raw)),
  operation: z.string().nullish(),
  prohibitRollback: optionalFlag,
  prohibitSkip: optionalFlag,
  clusterId: optionalId,
  // As the V4.3 return-structure page spells it, with a lower-case L.
  clusterld: optionalId,
  cluster: holder,
  tenantId: optionalId,
  tenant: holder,
  tenantInfo: holder,
  startTime: instant,
  finishTime: instant,
  creator: creatorSchema,
  subtasks: subtasksSchema,
  // OCP 3.x.
  tasks: subtasksSchema,
});

function toSubtasks(raw: readonly z.infer<typeof subtaskSchema>[]): Subtask[] {
  const subtasks = raw.map((one): Subtask => {
    const upstreams = one.upstreams ?? one.upstream;
    // A reply that only names the downstream side still tells the whole graph.
    const derived = raw.filter((other) => (other.downstreams ?? other.downstream ?? []).includes(one.id));
    return {
      id: one.id,
      name: one.name,
      status: one.status,
      operation: open(subtaskOperations, one.operation),
      runTime: one.runTime ?? null,
      timeoutSeconds: one.timeout ?? null,
      startedAt: one.startTime ?? null,
      finishedAt: one.finishTime ?? null,
      upstreams: upstreams ?? derived.map((other) => other.id),
      prohibitRollback: one.prohibitRollback ?? false,
      prohibitSkip: one.prohibitSkip ?? null,
    };
  });
  return order(subtasks);
}

function toTask(raw: z.infer<typeof taskSchema>): Task {
  return {
    id: raw.id,
    name: raw.name,
    status: raw.status,
    operation: raw.operation == null ? null : open(taskOperations, raw.operation),
    prohibitRollback: raw.prohibitRollback ?? null,
    ...(raw.prohibitSkip != null && { prohibitSkip: raw.prohibitSkip }),
    clusterId: raw.clusterId ?? raw.clusterld ?? raw.cluster?.id ?? null,
    tenantId: raw.tenantId ?? raw.tenant?.id ?? raw.tenantInfo?.id ?? null,
    startedAt: raw.startTime ?? null,
    finishedAt: raw.finishTime ?? null,
    creator: raw.creator ?? null,
    subtasks: toSubtasks(raw.subtasks ?? raw.tasks ?? []),
  };
}

function parse<T>(schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  throw new TaskDecodeError(path, issue?.code ?? 'custom', issue?.message ?? 'unreadable');
}

/** One task: the `data` of a POST reply, of the details or of a retry, or one list item. Throws TaskDecodeError. */
export function decodeTask(json: unknown): Task {
  return toTask(parse(taskSchema, json));
}

const listSchema = z.union([
  z.array(z.unknown()),
  z.object({ contents: z.array(z.unknown()) }).transform((data) => data.contents),
]);

/** The `data` of the task list or of a batch reply: `{contents: […]}` or the bare array. Throws TaskDecodeError. */
export function decodeTaskList(json: unknown): Task[] {
  return parse(listSchema, json).map((item) => decodeTask(item));
}

const placeSchema = z
  .object({ id: optionalId, tenantId: optionalId, tenant: holder, tenantInfo: holder })
  .catch({ id: null, tenantId: null, tenant: null, tenantInfo: null });

/** The same, where one entry that cannot be read must not hide the others; in OCP's order. Throws for what is no list. */
export function decodeTaskEntries(json: unknown): (Task | UnreadableEntry)[] {
  return parse(listSchema, json).map((item, index) => {
    try {
      return decodeTask(item);
    } catch (error) {
      if (!(error instanceof TaskDecodeError)) throw error;
      const { id, tenantId, tenant, tenantInfo } = placeSchema.parse(item);
      const where = [String(index), error.path].filter((part) => part !== '').join('.');
      return {
        id: id ?? null,
        tenantId: tenantId ?? tenant?.id ?? tenantInfo?.id ?? null,
        where,
        problem: error.problem,
      };
    }
  });
}

/** The entries that can be read. */
export function tasksAmong(entries: readonly (Task | UnreadableEntry)[]): Task[] {
  return entries.flatMap((entry) => ('where' in entry ? [] : [entry]));
}
