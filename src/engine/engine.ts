import type { Clock } from '../lib/clock.ts';
import type { Looker } from '../lib/looker.ts';
import { type AuditChannelDeps, createAuditChannel } from './audit/audit-channel.ts';
import type { Door } from './leadership/closing.ts';
import type { Candidates } from './reads/candidates.ts';
import type { Families } from './reads/families.ts';
import { createExecutor } from './executor.ts';
import { createFiller, type FillerDeps } from './filler.ts';
import type { MirrorDeps } from './mirror/deps.ts';
import { type Loop, startLoop } from './loop.ts';
import { createMirror } from './mirror/mirror.ts';
import type { InForceDeps } from './in-force.ts';
import type { BusinessLog, Channels, Languages, Messages, Ocp, People, Policies, Renderer } from './ports.ts';
import type { Requests } from './requests.ts';
import { createProber, type OcpGate } from './leadership/prober.ts';
import { eachOf } from './leadership/worker.ts';
import { createResumeMirror } from './mirror/resume.ts';
import { createRollCall } from './audit/sightings.ts';
import { createSearcher } from './searcher.ts';
import { createStopNotices } from './audit/stop-notices.ts';
import { createStopWatch } from './stops/stop-watch.ts';
import type { Stops } from './stops/stops.ts';
import { createBlockedReports } from './blocked.ts';
import { createToDos, type ToDoDeps } from './to-dos.ts';
import { createWatcher } from './watcher.ts';

export interface EngineDeps {
  readonly requests: Requests;
  readonly families: Families;
  readonly candidates: Candidates;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly endedSince: Parameters<typeof createWatcher>[0]['endedSince'];
  readonly withToDos: ToDoDeps['withToDos'];
  readonly held: Parameters<typeof createWatcher>[0]['held'];
  readonly cursors: MirrorDeps['cursors'];
  readonly ocp: Ocp;
  readonly gate: OcpGate;
  readonly ocpLook?: Looker | undefined;
  readonly people: People & Languages & Parameters<typeof createRollCall>[0]['people'];
  readonly sightings: Parameters<typeof createRollCall>[0]['sightings'];
  readonly channels: Channels;
  readonly policies: Policies;
  readonly stops: Stops;
  readonly roster: InForceDeps['roster'];
  readonly door: Door;
  readonly policyFile: AuditChannelDeps['policyFile'];
  readonly peopleFile: AuditChannelDeps['peopleFile'];
  readonly announcements: AuditChannelDeps['announcements'];
  readonly notices: AuditChannelDeps['notices'];
  readonly filling: FillerDeps['filling'];
  readonly messages: Messages;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

export interface Engine {
  /** Runs every part once. It resolves when everything that it began is finished. */
  tick(): Promise<void>;
  /** Runs every part in its own loop until stopped. */
  start(pace: { pollMs: number; idleMs?: number }): void;
  /** Something changed: waiting parts run now. */
  changed(): void;
  /** Resolves when the work in progress is done and recorded. */
  stop(): Promise<void>;
}

const IDLE_MS = 1_000;
/** How often it is checked whether a probe of OCP's login is due, however slow other parts are. */
const PROBE_MS = 500;
/** How often the policy file and the people file are read, and messages that are due by time are posted. */
const UNHURRIED_MS = 5_000;

/**
 * The prober checks whether OCP accepts logins again; the executor sends, the searcher looks for lost calls, the
 * watcher reads tasks, the reminder posts what is due by time, the to-dos are listed
 * after the end, the stop watch records what holds requests, the resume
 * mirror and the stop notices show the stop that people type, the mirror shows requests; the announcer posts changes of
 * the policy file and the people file; the roll call reads who may stop; the filler indexes.
 */
export function createEngine(deps: EngineDeps): Engine {
  // All parts that call OCP share one: a success of one part does not end what blocks another.
  const trouble = createBlockedReports(deps);
  const stopping = new AbortController();
  const wakeIn = (ms: number) =>
    void deps.clock.sleep(ms, stopping.signal).then(() => mirrors.forEach((loop) => loop.ring()));
  // In the order of a tick.
  const parts = {
    prober: createProber(deps),
    stopWatch: createStopWatch(deps),
    executor: createExecutor({ ...deps, trouble }),
    searcher: createSearcher({ ...deps, trouble }),
    watcher: createWatcher({ ...deps, trouble }),
    reminder: eachOf({ name: 'reminder', list: deps.open, step: (id) => remind(deps, id), business: deps.business }),
    toDos: createToDos(deps),
    announcer: createAuditChannel(deps),
    stopNotices: createStopNotices(deps),
    resumeMirror: createResumeMirror({ ...deps, wakeIn }),
    rollCall: createRollCall(deps),
    mirror: createMirror({ ...deps, wakeIn }),
    filler: createFiller(deps),
  };
  let loops: readonly Loop[] = [];
  /**
   * Loops that run as soon as something is recorded. The watcher keeps to its own tick, because a record says nothing
   * new about OCP.
   */
  let rung: readonly Loop[] = [];
  /** Of these, those that come back when Slack's limits leave room. */
  let mirrors: readonly Loop[] = [];

  return {
    async tick() {
      for (const part of Object.values(parts)) {
        await part.begin();
        await part.settle();
      }
    },
    start({ pollMs, idleMs = IDLE_MS }) {
      const { clock, business } = deps;
      const loop = (name: keyof typeof parts, everyMs: number) =>
        startLoop({ name, tick: () => parts[name].begin(), everyMs, clock, business });
      mirrors = [loop('mirror', idleMs), loop('resumeMirror', idleMs)];
      rung = [loop('executor', idleMs), loop('stopWatch', idleMs), ...mirrors, loop('stopNotices', idleMs)];
      loops = [
        ...rung,
        loop('prober', PROBE_MS),
        loop('searcher', idleMs),
        loop('watcher', pollMs),
        loop('reminder', UNHURRIED_MS),
        loop('toDos', idleMs),
        loop('announcer', UNHURRIED_MS),
        loop('rollCall', UNHURRIED_MS),
        loop('filler', idleMs),
      ];
    },
    changed: () => rung.forEach((loop) => loop.ring()),
    async stop() {
      stopping.abort();
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all(Object.values(parts).map((part) => part.settle()));
    },
  };
}

/** Says what is due because time went by. Whether it is due, and whether it was said, is decided from the log. */
async function remind({ requests }: EngineDeps, id: string): Promise<void> {
  await requests.execute(id, { type: 'remind' });
  await requests.execute(id, { type: 'beat' });
}
