import { admitFailover, admitSwitchover } from '../limits/admission.ts';
import { type Alarm, createAlarms } from './alarms.ts';
import { createDelays, type DelaySample } from './delays.ts';
import { type EngineContext, tickTask } from '../tasks/engine.ts';
import {
  type ActiveFault,
  type FaultInput,
  type FaultKind,
  type Faults,
  addFault,
  clearFaults,
  noFaults,
} from '../admin/faults.ts';
import { type Graph, newTask } from '../tasks/graphs.ts';
import { type Journal, emptyJournal } from '../tasks/journal.ts';
import { createLockout, type Lockout } from '../limits/lockout.ts';
import { type Outages, delayOf, noteOutages } from '../admin/outages.ts';
import type { Random } from './random.ts';
import { OcpRefusal } from './refusal.ts';
import { abandonTask } from '../tasks/remedies.ts';
import { type Settings, type SettingsPatch, defaultSettings, patchedSettings } from './settings.ts';
import { type Subtask, type Task, isLive } from '../tasks/task-model.ts';
import { type Tenant, type World, copyOf, isAtLeast, standbysOf } from './world.ts';

/** The simulated OCP without its HTTP: world, task engine, look-ups that lag, faults. All time comes in by `advance`. */
export interface OcpModel {
  /** The truth. */
  readonly world: World;
  /** Oldest first. */
  readonly tasks: readonly Task[];
  readonly faults: Faults;
  readonly journal: Journal;
  readonly lockout: Lockout;
  settings(): Settings;
  changeSettings(patch: SettingsPatch): void;
  /** The time of the last `advance`. */
  now(): number;
  /** Runs every engine tick and every look-up refresh that is due at `now` (ms). Going back in time changes nothing. */
  advance(now: number): void;
  /** The world as look-ups show it: up to `staleMs` old. */
  rows(): World;
  /** How far a standby is behind at this moment; it grows while an upstream is lost. */
  delayMs(tenant: Tenant): number;
  /** The same as monitoring has collected it, oldest first. */
  delaySamples(tenant: Tenant, from: number, to: number): readonly DelaySample[];
  /** Newest first, active and resolved, as the alarm rules find them now. */
  alarms(): readonly Alarm[];
  startFailover(request: { standby: Tenant; serviceName: string | null; creator: string }): Task;
  startSwitchover(request: { primary: Tenant; standby: Tenant; creator: string }): Task;
  /** Throws OcpRefusal when there is none. */
  task(id: number): Task;
  subtask(id: number): { task: Task; subtask: Subtask };
  /** The console gives a FAILED task up. Throws OcpRefusal for any other. */
  abandonTask(id: number): Task;
  addFault(fault: FaultInput): ActiveFault;
  clearFaults(which?: { id?: number | undefined; kind?: FaultKind | undefined }): number;
}

export interface ModelOptions {
  readonly world: World;
  readonly now: number;
  readonly random: Random;
  readonly settings?: SettingsPatch;
}

const EXECUTOR = '10.0.0.11';
const FIRST_TASK_ID = 12_022_226;
const FIRST_SUBTASK_ID = 13_025_785;
const ADMIN_ID = 100;

export function createModel(options: ModelOptions): OcpModel {
  const { world, random } = options;
  const faults = noFaults();
  const tasks: Task[] = [];
  const taskById = new Map<number, Task>();
  const live = new Set<Task>();
  let settings = patchedSettings(defaultSettings, options.settings ?? {});
  let now = options.now;
  let lastTick = options.now;
  const outages: Outages = new Map();
  const alarms = createAlarms(world, (tenant, at) => delayOf(world, outages, tenant, at));
  noteOutages(world, outages, now);
  alarms.evaluate(now);
  const delays = createDelays(world, (tenant, at) => delayOf(world, outages, tenant, at), now);
  let rows = copyOf(world);
  let rowsReadAt = options.now;
  let nextTaskId = FIRST_TASK_ID;
  let nextSubtaskId = FIRST_SUBTASK_ID;

  function readRows(at = now): number {
    rows = copyOf(world);
    alarms.evaluate(at);
    return at;
  }

  function refreshRows(at: number): void {
    if (at - rowsReadAt >= settings.staleMs) rowsReadAt = readRows(at);
  }

  function tick(at: number): void {
    const context: EngineContext = { world, faults, settings, executor: EXECUTOR };
    for (const task of live) {
      tickTask(context, task, at);
      if (task.status === 'SUCCESSFUL') release(task);
      if (!isLive(task)) live.delete(task);
    }
  }

  function tenantsIn(task: Task): Tenant[] {
    const { work } = task;
    const ids = work.kind === 'failover' ? [work.tenantId] : [work.primaryId, work.standbyId];
    return ids.flatMap((id) => world.tenants.get(id) ?? []);
  }

  function release(task: Task): void {
    for (const tenant of tenantsIn(task)) tenant.status = 'NORMAL';
  }

  function taskOf(id: number): Task {
    const found = taskById.get(id);
    if (!found) throw new OcpRefusal('taskNotFound', id);
    return found;
  }

  /** Tasks that a remedy or the console woke up are found again here. */
  function wakeTasks(): void {
    for (const task of tasks) if (isLive(task)) live.add(task);
  }

  function advance(to: number): void {
    if (to < now) return;
    // What people stopped since the last call, they stopped then.
    noteOutages(world, outages, now);
    wakeTasks();
    while (lastTick + settings.tickMs <= to) {
      // Nothing runs: the remaining ticks are empty, only their phase is kept.
      if (live.size === 0) {
        lastTick += Math.floor((to - lastTick) / settings.tickMs) * settings.tickMs;
        break;
      }
      lastTick += settings.tickMs;
      tick(lastTick);
      if (settings.staleMs > 0) refreshRows(lastTick);
    }
    now = to;
    delays.collect(now);
    if (settings.staleMs > 0) refreshRows(to);
  }

  function isBusy(tenant: Tenant): boolean {
    return [...live].some((task) => task.status === 'RUNNING' && tenantsIn(task).includes(tenant));
  }

  function graphOf(work: Task['work'], tenant: Tenant): Graph {
    if (work.kind === 'failover') return 'failover';
    const version = world.clusters.get(tenant.clusterId)?.obVersion ?? '';
    const newer =
      settings.switchoverGraph === 'byVersion' ? isAtLeast(version, '4.4.2') : settings.switchoverGraph === '4.4.2';
    return newer ? 'switchover 4.4.2' : 'switchover';
  }

  function submit(given: { work: Task['work']; tenant: Tenant; creator: string; parallelTargets: number[] }): Task {
    if (settings.refuseRepeatedPost && isBusy(given.tenant))
      throw new OcpRefusal('conflict', `tenant ${given.tenant.name}`);
    const task = newTask(
      {
        id: nextTaskId,
        firstSubtaskId: nextSubtaskId,
        work: given.work,
        graph: graphOf(given.work, given.tenant),
        prohibitSkip: settings.prohibitTaskSkip,
        clusterId: given.tenant.clusterId,
        tenantId: given.tenant.id,
        creator: { id: ADMIN_ID, name: given.creator },
        now,
        parallelTargets: given.parallelTargets,
      },
      random,
    );
    nextTaskId += 1;
    nextSubtaskId += task.subtasks.length;
    tasks.push(task);
    taskById.set(task.id, task);
    live.add(task);
    for (const tenant of tenantsIn(task)) tenant.status = given.work.kind === 'failover' ? 'FAILOVER' : 'SWITCHOVER';
    return task;
  }

  return {
    world,
    tasks,
    faults,
    journal: emptyJournal(),
    lockout: createLockout(),
    settings: () => settings,
    changeSettings(patch) {
      settings = patchedSettings(settings, patch);
      if (patch.staleMs !== undefined) rowsReadAt = readRows();
    },
    now: () => now,
    advance,
    rows: () => (settings.staleMs === 0 ? world : rows),
    delayMs: (tenant) => delayOf(world, outages, tenant, now),
    delaySamples: delays.samplesOf,
    alarms() {
      noteOutages(world, outages, now);
      alarms.evaluate(now);
      return alarms.all;
    },
    startFailover({ standby, serviceName, creator }) {
      admitFailover(world, standby);
      const formerPrimaryId = standby.primaryTenantId;
      const work = { kind: 'failover', tenantId: standby.id, formerPrimaryId, serviceName } as const;
      return submit({ work, tenant: standby, creator, parallelTargets: [] });
    },
    startSwitchover({ primary, standby, creator }) {
      admitSwitchover(primary, standby);
      const others = standbysOf(world, primary.id).filter((each) => each.id !== standby.id);
      const work = { kind: 'switchover', primaryId: primary.id, standbyId: standby.id } as const;
      const parallelTargets = [primary.id, ...others.map((each) => each.id)];
      return submit({ work, tenant: primary, creator, parallelTargets });
    },
    task: taskOf,
    subtask(id) {
      for (const task of tasks) {
        const subtask = task.subtasks.find((each) => each.id === id);
        if (subtask) return { task, subtask };
      }
      throw new OcpRefusal('taskNotFound', id);
    },
    abandonTask(id) {
      const task = taskOf(id);
      abandonTask(task);
      release(task);
      return task;
    },
    addFault: (fault) => addFault(faults, fault),
    clearFaults: (which = {}) => clearFaults(faults, which),
  };
}
