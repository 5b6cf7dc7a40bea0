/** How a process that was told to stop lets go: what is claimed is finished, nothing new is begun. */
import { ExplainedError } from '../../lib/cause.ts';

/** Told to stop: nothing was begun. */
export class Closing extends ExplainedError {
  readonly code = 'closing';
  readonly effect = 'none';

  constructor() {
    super({ kind: 'term_over' }, 'The bot was told to stop; nothing new is begun.');
    this.name = 'Closing';
  }
}

export interface Door {
  /** From now on nothing is begun. */
  close(): void;
  readonly isClosed: boolean;
  /** Throws Closing once it is closed. */
  check(): void;
  /** The work's result; rejects with Closing as soon as the door closes, and whatever was asked goes on without anybody waiting. */
  unlessClosed<T>(work: () => Promise<T>): Promise<T>;
}

export function createDoor(): Door {
  const closing = new AbortController();
  const { signal } = closing;

  function check(): void {
    if (signal.aborted) throw new Closing();
  }

  return {
    close: () => closing.abort(),
    get isClosed() {
      return signal.aborted;
    },
    check,
    async unlessClosed(work) {
      check();
      const over = new AbortController();
      const closed = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Closing()), { once: true, signal: over.signal });
      });
      try {
        return await Promise.race([work(), closed]);
      } finally {
        over.abort();
      }
    },
  };
}
