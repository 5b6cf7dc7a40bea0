/**
 * Looks at a system outside now and then, with our credentials, so that a dead address, a wrong key or a revoked token is known
 * before somebody needs it. It logs when the system goes and when it is back; probes and metrics show the last look.
 */
import { type Cause, causeOf, type OcpErrorCode } from './cause.ts';
import type { Clock } from './clock.ts';
import type { BusinessLog } from '../log/levels.ts';
import { errorCode } from './trust-boundaries.ts';

export interface Looker {
  /** True when it is time for another look. */
  isDue(): boolean;
  /** Never rejects: what `ask` rejects with is what was seen. */
  look(ask: () => Promise<unknown>): Promise<void>;
  /** The system answered somebody else: as good as a look, before the first one. */
  answered(): void;
}

export interface LookerOptions {
  readonly system: 'ocp' | 'slack';
  /** Milliseconds between looks, and while the last one was bad. */
  readonly everyMs: number;
  readonly againMs: number;
  /** False for a failure that says nothing of the system, such as a throttled call. */
  readonly isAway: (error: unknown) => boolean;
  readonly seen: LastLook;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

export function createLooker(options: LookerOptions): Looker {
  const { system, everyMs, againMs, isAway, seen, clock, business } = options;
  let lookedAt = Number.NEGATIVE_INFINITY;

  function note(error: unknown): void {
    const before = seen.read();
    const ok = error === null;
    seen.note({ at: clock.now(), ok, cause: ok ? null : causeOf(error) });
    if (ok && before?.ok === false) business(`${system}_up`, {});
    if (!ok && before?.ok !== false)
      business(`${system}_down`, { code: errorCode(error), message: error instanceof Error ? error.message : '' });
  }

  return {
    isDue: () => clock.elapsed() - lookedAt >= (seen.read()?.ok === false ? againMs : everyMs),
    answered() {
      if (seen.read() === null) note(null);
    },
    async look(ask) {
      lookedAt = clock.elapsed();
      try {
        await ask();
        note(null);
      } catch (error) {
        if (isAway(error)) note(error);
      }
    },
  };
}

export interface Look {
  /** When it was over: ms since the epoch, our clock. */
  readonly at: number;
  readonly ok: boolean;
  /** Null when it is ok. */
  readonly cause: Cause | null;
}

/** What OCP's error codes say when OCP is not there for us; with any other, also a refusal of what was asked, it answered. */
export const OCP_AWAY: readonly string[] = [
  'ocp_unreachable',
  'ocp_lost_answer',
  'ocp_unauthorised',
  'ocp_failed',
  'ocp_malformed',
] satisfies readonly OcpErrorCode[];

/** What was last seen of a system outside. Who looks feeds it; who shows it starts no look. */
export interface LastLook {
  note(look: Look): void;
  /** Null before the first. */
  read(): Look | null;
}

export function createLastLook(): LastLook {
  let last: Look | null = null;
  return {
    note(look) {
      last = look;
    },
    read: () => last,
  };
}
