import * as z from 'zod';

/** How often a fault strikes; null = until it is cleared. */
const times = z.number().int().min(1).nullable().default(1);

const subtaskFault = z.strictObject({
  kind: z.literal('subtask'),
  /** Name of the subtask; left out = the next one that runs. */
  subtask: z.string().optional(),
  taskId: z.number().int().optional(),
  tenantId: z.number().int().optional(),
  /**
   * `timeout` reports a time-out at once; `hang` waits for the real one; `overrun` never times out; `rollbackFail` strikes rollbacks only; `succeed` says
   * so and, without `takesEffect`, nothing was done.
   */
  outcome: z.enum(['fail', 'hang', 'overrun', 'timeout', 'rollbackFail', 'succeed']),
  /** The database felt it, whatever the subtask says. */
  takesEffect: z.boolean().default(false),
  message: z.string().optional(),
  times,
});

const replyFault = z.strictObject({
  kind: z.literal('reply'),
  /** Left out together with `path`: every mutating call. */
  method: z.string().optional(),
  /** Path without query; `*` stands for any characters. */
  path: z.string().optional(),
  outcome: z.enum(['loseAfterEffect', 'loseBeforeEffect', 'delay', 'status']),
  /** For `delay`: the effect comes first, then the wait, then the reply. */
  delayMs: z.number().int().min(0).default(0),
  /** For `status`: what is answered instead of doing the work. */
  status: z.number().int().min(400).max(599).default(500),
  /** For `status`: an `error.code` of its own. */
  code: z.union([z.string(), z.number()]).optional(),
  message: z.string().optional(),
  /** For status 429: `RateLimit-Reset`, seconds. */
  resetSeconds: z.number().int().min(0).default(53),
  times,
});

const partialBatchFault = z.strictObject({
  kind: z.literal('partialBatch'),
  /** How many items of the next batch POST are started. */
  accept: z.number().int().min(0),
  /** The reply: the tasks that were started, or an error that hides them. */
  reply: z.enum(['contents', 'error']).default('contents'),
  times,
});

const unreachableFault = z.strictObject({ kind: z.literal('unreachable') });

export const permissionSchema = z.enum([
  'TENANT_MODIFY',
  'TASK_MANAGER',
  'TASK_VIEWER',
  'CLUSTER_VIEWER',
  'CLUSTER_READ',
  'MONITOR_READ',
  'ALARM_READ',
]);
export type Permission = z.infer<typeof permissionSchema>;

const forbiddenFault = z.strictObject({
  kind: z.literal('forbidden'),
  permission: permissionSchema,
  /** For `CLUSTER_READ` and `TENANT_MODIFY`: only this cluster. */
  clusterId: z.number().int().optional(),
});

const entryFault = z.strictObject({
  kind: z.literal('entry'),
  /** Whose entry in the task list lacks these fields; its details are as ever. */
  taskId: z.number().int(),
  lacks: z.array(z.enum(['id', 'name', 'status', 'tenant'])).min(1),
});

/** One fault, as `POST /admin/faults` takes it. */
export const faultSchema = z.discriminatedUnion('kind', [
  subtaskFault,
  replyFault,
  partialBatchFault,
  unreachableFault,
  forbiddenFault,
  entryFault,
]);

export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;
export type FaultKind = Fault['kind'];
type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  /** Strikes left; null = until cleared. */
  left: number | null;
}

export interface Faults {
  readonly active: ActiveFault[];
  nextId: number;
}

export function noFaults(): Faults {
  return { active: [], nextId: 1 };
}

export function addFault(faults: Faults, input: FaultInput): ActiveFault {
  const fault = faultSchema.parse(input);
  const added = { id: faults.nextId, fault, left: 'times' in fault ? fault.times : null };
  faults.nextId += 1;
  faults.active.push(added);
  return added;
}

/** Clears one fault, all of a kind, or all. Returns how many. */
export function clearFaults(faults: Faults, which: { id?: number | undefined; kind?: FaultKind | undefined }): number {
  const kept = faults.active.filter(
    (each) =>
      (which.id !== undefined && each.id !== which.id) || (which.kind !== undefined && each.fault.kind !== which.kind),
  );
  const cleared = faults.active.length - kept.length;
  faults.active.splice(0, faults.active.length, ...kept);
  return cleared;
}

export function subtaskFaultFor(
  faults: Faults,
  run: { name: string; taskId: number; tenantId: number; rollingBack: boolean },
): FaultOf<'subtask'> | null {
  return strike(faults, 'subtask', (fault) => {
    if ((fault.outcome === 'rollbackFail') !== run.rollingBack) return false;
    if (fault.subtask !== undefined && fault.subtask !== run.name) return false;
    if (fault.taskId !== undefined && fault.taskId !== run.taskId) return false;
    return fault.tenantId === undefined || fault.tenantId === run.tenantId;
  });
}

export function replyFaultFor(
  faults: Faults,
  request: { method: string; path: string; mutating: boolean },
): FaultOf<'reply'> | null {
  return strike(faults, 'reply', (fault) => {
    if (fault.method === undefined && fault.path === undefined) return request.mutating;
    if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) return false;
    return fault.path === undefined || matchesPattern(fault.path, request.path);
  });
}

export function partialBatchFor(faults: Faults): FaultOf<'partialBatch'> | null {
  return strike(faults, 'partialBatch', () => true);
}

export function isUnreachable(faults: Faults): boolean {
  return faults.active.some((each) => each.fault.kind === 'unreachable');
}

/** The fields that an entry of the task list lacks. */
export function lackedBy(faults: Faults, taskId: number): readonly string[] {
  return faults.active.flatMap(({ fault }) => (fault.kind === 'entry' && fault.taskId === taskId ? fault.lacks : []));
}

/** Whether a permission was taken away, for the whole OCP or for this cluster. */
export function isForbidden(faults: Faults, permission: Permission, clusterId?: number): boolean {
  return faults.active.some(
    ({ fault }) =>
      fault.kind === 'forbidden' &&
      fault.permission === permission &&
      (fault.clusterId === undefined || fault.clusterId === clusterId),
  );
}

function strike<K extends FaultKind>(
  faults: Faults,
  kind: K,
  matches: (fault: FaultOf<K>) => boolean,
): FaultOf<K> | null {
  for (const each of faults.active) {
    const { fault } = each;
    if (!isKind(fault, kind) || !matches(fault)) continue;
    if (each.left !== null) each.left -= 1;
    if (each.left === 0) faults.active.splice(faults.active.indexOf(each), 1);
    return fault;
  }
  return null;
}

function isKind<K extends FaultKind>(fault: Fault, kind: K): fault is FaultOf<K> {
  return fault.kind === kind;
}

function matchesPattern(pattern: string, path: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`).test(path);
}
