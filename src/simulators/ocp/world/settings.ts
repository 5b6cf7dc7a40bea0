import * as z from 'zod';

/** Every switch of the simulated OCP that is not a fault. */
export const settingsSchema = z.strictObject({
  /** Length of one engine tick, which stands for one second of OCP's task engine. Smaller: the sandbox runs faster. */
  tickMs: z.number().int().min(1),
  /** How many ticks a subtask works. */
  stepTicks: z.number().int().min(1),
  /** The same for single subtasks, by name. */
  stepTicksByName: z.record(z.string(), z.number().int().min(1)),
  /** OCP refreshes tenant information about once a minute; 0 = look-ups are always fresh. */
  staleMs: z.number().int().min(0),
  /** Whether prechecks block tenants of the wrong role. The documents show no such finding, so a client must look itself. */
  precheckRoles: z.boolean(),
  /** Whether POST refuses what the precheck refuses. Not proven of the real OCP, so off. */
  enforcePrecheck: z.boolean(),
  /** Whether a second POST for a tenant with a RUNNING task is refused (409). Undocumented, so off: it starts a second task. */
  refuseRepeatedPost: z.boolean(),
  /** What a batch failover without items does. Undocumented; `all` is what the console's button would do. */
  emptyBatch: z.enum(['all', 'refuse']),
  /** Whether task list and details show the subtasks of a task. */
  showSubtasks: z.boolean(),
  /** Task list of V4.2.2 (no task `operation`) or V4.3.5 (`operation` in lower case). */
  listShape: z.enum(['4.2.2', '4.3.5']),
  /** `error.code`: string (`TSK10007`) as in OCP's table, or integer (20003) as in OCP Express. */
  errorCodeForm: z.enum(['string', 'int']),
  /** Rollback reply: no data (V4.3 pages) or a task (V4.2.2 page). */
  rollbackReply: z.enum(['none', 'task']),
  /** `syncScn` of a precheck: absent as in every sample, or the latency in ms, or a system change number (ns). */
  syncScn: z.enum(['absent', 'latency', 'scn']),
  /** Whether primary's and standby's clusters share an OBProxy; if not, prechecks warn with OBE26107. */
  sharedObProxy: z.boolean(),
  /** The newest list of alarms that OCP has: before V4.3.6 there is no list of the active ones alone. */
  alarmList: z.enum(['4.2.2', '4.3.6']),
  /** Lag above which a switchover is blocked (OBE26009). */
  lagThresholdMs: z.number().int().min(0),
  /** `getRetryCount` of every subtask: automatic retries. */
  retryCount: z.number().int().min(0),
  /** Names of subtasks that cannot be skipped (TSK10010). */
  prohibitSkip: z.array(z.string()),
  /** Whether new tasks prohibit the skip of every subtask (`prohibitSkip` of the task, OCP V4.3.5). */
  prohibitTaskSkip: z.boolean(),
  /**
   * A retry after a failed rollback: OCP Express refuses it, OCP's documents support it and do not say whether it goes on
   * rolling back or runs forwards.
   */
  retryAfterRollback: z.enum(['refuse', 'rollback', 'forwards']),
  /** Which switchover graph OCP builds; `byVersion`: the primary's OceanBase version decides. */
  switchoverGraph: z.enum(['byVersion', '4.3.5', '4.4.2']),
  /** Throttling: so many requests in a window of so many seconds; null = off, no RateLimit headers. */
  rateLimit: z.strictObject({ limit: z.number().int().min(1), windowSeconds: z.number().int().min(1) }).nullable(),
});

export type Settings = z.infer<typeof settingsSchema>;

/** A change of some settings: keys left out keep their value. */
export const settingsPatchSchema = settingsSchema.partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** What the documents show; where they are silent, the harsher guess. */
export const defaultSettings: Settings = {
  tickMs: 1000,
  stepTicks: 2,
  stepTicksByName: {},
  staleMs: 60_000,
  precheckRoles: true,
  enforcePrecheck: false,
  refuseRepeatedPost: false,
  emptyBatch: 'all',
  showSubtasks: true,
  listShape: '4.3.5',
  errorCodeForm: 'string',
  rollbackReply: 'none',
  syncScn: 'absent',
  sharedObProxy: true,
  alarmList: '4.3.6',
  lagThresholdMs: 10_000,
  retryCount: 0,
  prohibitSkip: [],
  prohibitTaskSkip: false,
  retryAfterRollback: 'refuse',
  switchoverGraph: 'byVersion',
  rateLimit: null,
};

export function patchedSettings(settings: Settings, patch: SettingsPatch): Settings {
  return settingsSchema.parse({ ...settings, ...patch });
}
