import type { Clock } from '../clock.ts';
import { type AnnouncerDeps, createAnnouncer } from './announcer.ts';
import { createExecutor } from './executor.ts';
import type { MirrorDeps } from './cursor.ts';
import { type Bell, createBell, startLoop } from './loop.ts';
import { createMirror } from './mirror.ts';
import type { BusinessLog, Channels, Languages, Messages, Ocp, People, Policies, Renderer } from './ports.ts';
import type { Requests } from './requests.ts';
import { createReminder } from './reminder.ts';
import { createSearcher } from './searcher.ts';
import { createWatcher } from './watcher.ts';

export interface EngineDeps {
  readonly requests: Requests;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly cursors: MirrorDeps['cursors'];
  readonly ocp: Ocp;
  readonly people: People & Languages;
  readonly channels: Channels;
  readonly policies: Policies;
  readonly policyFile: AnnouncerDeps['policyFile'];
  readonly peopleFile: AnnouncerDeps['peopleFile'];
  readonly announcements: AnnouncerDeps['announcements'];
  readonly notices: AnnouncerDeps['notices'];
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
/** The policy file and the people file are looked at, and what is due because time went by is said, this often. */
const UNHURRIED_MS = 5_000;

/**
 * The executor sends, the searcher looks for what was lost, the watcher follows, the reminder speaks up when time goes by,
 * the mirror tells; the announcer tells what became of the policy file and the people file.
 */
export function createEngine(deps: EngineDeps): Engine {
  const parts = {
    executor: createExecutor(deps),
    searcher: createSearcher(deps),
    watcher: createWatcher(deps),
    reminder: createReminder(deps),
    announcer: createAnnouncer(deps),
    mirror: createMirror(deps),
  };
  const bells: Bell[] = [];
  let loops: readonly { stop(): Promise<void> }[] = [];

  return {
    async tick() {
      for (const part of [
        parts.executor,
        parts.searcher,
        parts.watcher,
        parts.reminder,
        parts.announcer,
        parts.mirror,
      ]) {
        await part.begin();
        await part.settle();
      }
    },
    start({ pollMs, idleMs = IDLE_MS }) {
      const paces = {
        executor: idleMs,
        searcher: idleMs,
        watcher: pollMs,
        reminder: UNHURRIED_MS,
        announcer: UNHURRIED_MS,
        mirror: idleMs,
      };
      loops = Object.entries(parts).map(([name, part]) => {
        const bell = createBell(deps.clock);
        // The watcher keeps to its tick: what it saw a moment ago is not news because something was recorded.
        if (name === 'executor' || name === 'mirror') bells.push(bell);
        const everyMs = Object.entries(paces).find(([key]) => key === name)?.[1] ?? idleMs;
        return startLoop({ name, tick: () => part.begin(), everyMs, bell, business: deps.business });
      });
    },
    changed: () => bells.forEach((bell) => bell.ring()),
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all(Object.values(parts).map((part) => part.settle()));
    },
  };
}
