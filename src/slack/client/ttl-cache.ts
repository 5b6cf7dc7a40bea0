import type { Clock } from '../../lib/clock.ts';

export interface Read<T> {
  readonly value: T;
  /** When the question was put, our clock: the answer is no younger. */
  readonly at: number;
  /** The same by a clock that nobody sets: for how old it is. */
  readonly since: number;
}

export interface TtlCache<T> {
  /** A reading no older than `maxAgeMs`, or one that is under way and no older; otherwise a new one. Rejects as it does. */
  read(key: string, maxAgeMs: number, read: () => Promise<T>): Promise<Read<T>>;
  /** The last reading, whatever its age; null when there is none, or none has come to its end. */
  last(key: string): Read<T> | null;
  forget(key: string): void;
}

/**
 * Readings that are used again while they are young. Whoever asks for the same at the same time shares one question. By hand, because
 * lru-cache shares a question under way however long ago it was put, and whoever claims takes none older than two seconds.
 */
export function createTtlCache<T>(clock: Clock): TtlCache<T> {
  const asked = new Map<string, { readonly since: number; readonly reading: Promise<Read<T>> }>();
  const known = new Map<string, Read<T>>();

  async function ask(key: string, since: number, read: () => Promise<T>): Promise<Read<T>> {
    const at = clock.now();
    const fresh = { value: await read(), at, since };
    // A slow answer must not take the place of a younger one.
    if ((known.get(key)?.since ?? since) <= since) known.set(key, fresh);
    return fresh;
  }

  return {
    read(key, maxAgeMs, read) {
      const open = asked.get(key);
      if (open && clock.elapsed() - open.since <= maxAgeMs) return open.reading;
      const since = clock.elapsed();
      const entry = { since, reading: ask(key, since, read) };
      asked.set(key, entry);
      // A failed reading is never used again: the next question may be answered.
      entry.reading.catch(() => {
        if (asked.get(key) === entry) asked.delete(key);
      });
      return entry.reading;
    },
    last: (key) => known.get(key) ?? null,
    forget(key) {
      asked.delete(key);
      known.delete(key);
    },
  };
}
