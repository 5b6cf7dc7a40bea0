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
import { createWatcher } from './watcher.ts';

export interface EngineDeps {
  readonly requests: Requests;
  readonly families: Families;
  readonly candidates: Candidates;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly endedSince: Parameters<typeof createWatcher>[0]['endedSince'];
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
  /** Every part, once. What it begins it also finishes before it resolves. */
  tick(): Promise<void>;
  /** Runs every part on its own, at its own pace, until stopped. */
  start(pace: { pollMs: number; idleMs?: number }): void;
  /** Something changed: whoever waits looks now. */
  changed(): void;
  /** Resolves when what was under way is done and recorded. */
  stop(): Promise<void>;
}

const IDLE_MS = 1_000;
/** Whether OCP accepts log-ons again is looked at on time, however slow the rest is. */
const PROBE_MS = 500;
/** The policy file and the people file are looked at, and what is due because time went by is said, this often. */
const UNHURRIED_MS = 5_000;

/**
 * The prober looks whether OCP accepts log-ons again; the executor sends, the searcher looks for what was lost, the watcher
 * follows, the reminder speaks up when time goes by, the stop watch notes what holds requests up, the resume mirror and the
 * stop notices tell of the stop that people type, the mirror tells; the announcer tells what became of the policy file and the
 * people file; the roll call reads who may stop; the filler brings the index up to date.
 */
export function createEngine(deps: EngineDeps): Engine {
  // One for all that ask OCP: what one of them finds working does not end what blocks another.
  const trouble = createBlockedReports(deps);
  // In the order of a tick.
  const parts = {
    prober: createProber(deps),
    stopWatch: createStopWatch(deps),
    executor: createExecutor({ ...deps, trouble }),
    searcher: createSearcher({ ...deps, trouble }),
    watcher: createWatcher({ ...deps, trouble }),
    reminder: eachOf({ name: 'reminder', list: deps.open, step: (id) => remind(deps, id), business: deps.business }),
    announcer: createAuditChannel(deps),
    stopNotices: createStopNotices(deps),
    resumeMirror: createResumeMirror(deps),
    rollCall: createRollCall(deps),
    mirror: createMirror(deps),
    filler: createFiller(deps),
  };
  let loops: readonly Loop[] = [];
  /** The watcher keeps to its tick: what it saw a moment ago is not news because something was recorded. */
  let rung: readonly Loop[] = [];

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
      rung = [
        loop('executor', idleMs),
        loop('stopWatch', idleMs),
        loop('mirror', idleMs),
        loop('resumeMirror', idleMs),
        loop('stopNotices', idleMs),
      ];
      loops = [
        ...rung,
        loop('prober', PROBE_MS),
        loop('searcher', idleMs),
        loop('watcher', pollMs),
        loop('reminder', UNHURRIED_MS),
        loop('announcer', UNHURRIED_MS),
        loop('rollCall', UNHURRIED_MS),
        loop('filler', idleMs),
      ];
    },
    changed: () => rung.forEach((loop) => loop.ring()),
    async stop() {
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
