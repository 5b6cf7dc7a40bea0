/** OCP's prechecks for what an open form holds: asked for once, and again when they are old. */
import { type Cause, causeOf } from '../../lib/cause.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Choice } from '../../operation/choices.ts';
import { precheckAll, type PrecheckOf, type PrecheckReads } from '../../operation/prechecks.ts';
import type { Precheck } from '../../operation/tenant.ts';

/** A precheck, or why there is none. */
export type Reading = Precheck | { readonly failed: Cause };

export interface Readings {
  /** What was read last, or last failed to be read; null when there is nothing, or nothing as young as `maxAgeMs`. */
  of(key: string, maxAgeMs?: number): Reading | null;
  /** True when `read` would ask OCP something. */
  incomplete(choices: readonly Choice[]): boolean;
  /** Resolves when each of these was asked for. Never rejects: what fails is a reading of its own. */
  read(choices: readonly Choice[]): Promise<void>;
  /** Forgets what is not among these: what was taken out and put back is read anew. */
  keep(keys: readonly string[]): void;
}

/** The figures of a precheck move; what is older is read again before anybody relies on it. */
export const READING_MAX_AGE_MS = 60_000;

export function createReadings(ocp: PrecheckReads, clock: Clock): Readings {
  const known = new Map<string, { reading: Reading; at: number }>();
  const running = new Map<string, Promise<void>>();

  function of(key: string, maxAgeMs = Number.POSITIVE_INFINITY): Reading | null {
    const found = known.get(key);
    return found && clock.elapsed() - found.at <= maxAgeMs ? found.reading : null;
  }

  function remember(key: string, reading: Reading): void {
    known.set(key, { reading, at: clock.elapsed() });
  }

  /** A question that is already on its way is not put twice. */
  function once(question: string, work: () => Promise<void>): Promise<void> {
    const under = running.get(question);
    if (under) return under;
    const started = work().finally(() => running.delete(question));
    running.set(question, started);
    return started;
  }

  /** A failure counts as an answer while the form shows it, and is asked for again at the next change. */
  const missing = (choices: readonly Choice[]) =>
    choices.filter(({ key }) => {
      const reading = of(key, READING_MAX_AGE_MS);
      return reading === null || 'failed' in reading;
    });

  function readOne(choice: Choice, precheckOf: PrecheckOf): Promise<void> {
    return once(choice.key, async () => {
      try {
        remember(choice.key, await precheckOf(choice.target));
      } catch (error) {
        remember(choice.key, { failed: causeOf(error) });
      }
    });
  }

  return {
    of,
    incomplete: (choices) => missing(choices).length > 0,
    async read(choices) {
      const wanted = missing(choices);
      const unasked = wanted.filter(({ key }) => !running.has(key));
      const precheckOf = precheckAll(
        ocp,
        clock,
        unasked.map(({ target }) => target),
      );
      await Promise.all(wanted.map((choice) => readOne(choice, precheckOf)));
    },
    keep(keys) {
      for (const key of known.keys()) if (!keys.includes(key)) known.delete(key);
    },
  };
}
