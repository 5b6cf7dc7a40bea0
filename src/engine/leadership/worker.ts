import { failureOf } from '../reads/failures.ts';
import type { BusinessLog } from '../ports.ts';

/** One of the engine's parts. */
export interface Worker {
  /** Starts whatever is due and does not wait for it: one slow request never holds up another. */
  begin(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
}

/** A part that does one step for each of several things, each at most once at a time, and again if asked for meanwhile. */
export function eachOf(deps: {
  name: string;
  list: () => Promise<readonly { id: string }[]>;
  step: (id: string) => Promise<void>;
  business: BusinessLog;
}): Worker {
  const under = new Map<string, Promise<void>>();
  const again = new Set<string>();

  async function run(id: string): Promise<void> {
    try {
      do {
        again.delete(id);
        await deps.step(id);
      } while (again.has(id));
    } catch (error) {
      const { code, message } = failureOf(error);
      deps.business('step_failed', { part: deps.name, id, code, message });
    } finally {
      under.delete(id);
    }
  }

  return {
    async begin() {
      for (const { id } of await deps.list()) {
        if (under.has(id)) again.add(id);
        else under.set(id, run(id));
      }
    },
    async settle() {
      while (under.size > 0) await Promise.all(under.values());
    },
  };
}

/** A part that is one piece of work, such as one query that serves every request. */
export function whole(name: string, work: () => Promise<void>, business: BusinessLog): Worker {
  return eachOf({ name, list: () => Promise.resolve([{ id: name }]), step: work, business });
}
