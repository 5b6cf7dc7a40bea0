import type { BusinessLog } from '../../log/levels.ts';
import type { FormQueue } from '../form/form-queue.ts';

/** Work that goes on after Slack was answered: kept track of, so that a stop waits for it and no failure is lost. */
export interface Background {
  run(what: string, work: () => Promise<void>): void;
  /** Opens and fills a form for this person when its turn comes. */
  form(person: string, work: () => Promise<void>): void;
  /** Aborted once a stop waits for the work. */
  readonly stopping: AbortSignal;
  drain(): Promise<void>;
}

export function createBackground(business: BusinessLog, turns: Pick<FormQueue, 'inTurn'>): Background {
  const under = new Set<Promise<void>>();
  const over = new AbortController();

  function keep(what: string, work: Promise<void>): void {
    const promise = work
      .catch((error: unknown) => {
        business('background_failed', { what, message: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => under.delete(promise));
    under.add(promise);
  }

  return {
    run: (what, work) => keep(what, work()),
    form: (person, work) => keep('form', turns.inTurn(person, work)),
    stopping: over.signal,
    async drain() {
      over.abort();
      await Promise.all(under);
    },
  };
}
