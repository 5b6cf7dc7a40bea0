/** Work that goes on after Slack was answered: kept track of, so that a stop waits for it and no failure is lost. */
export interface Background {
  run(what: string, work: () => Promise<void>): void;
  drain(): Promise<void>;
}

/**
 * So many forms are filled at once. Against Slack a form takes about a second, and its trigger lives three, so this must
 * not be few; it keeps a flood of commands from starving their own answers.
 */
const FORMS_AT_ONCE = 16;

/** A form begins this many turns of the event loop later: the commands that have arrived with it are answered first. */
const TURNS_LATER = 8;

export function createBackground(
  business: (event: string, fields: Readonly<Record<string, unknown>>) => void,
): Background {
  const under = new Set<Promise<void>>();
  const inTurn = turns(FORMS_AT_ONCE);
  return {
    run(what, work) {
      const promise = (what === 'form' ? inTurn(() => later(work)) : work())
        .catch((error: unknown) => {
          business('background_failed', { what, message: error instanceof Error ? error.message : String(error) });
        })
        .finally(() => under.delete(promise));
      under.add(promise);
    },
    async drain() {
      await Promise.all(under);
    },
  };
}

/** At most `lanes` pieces of work at once, the others in the order in which they came. A limiter with timers costs more than the work. */
function turns(lanes: number): (work: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let free = lanes;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

async function later(work: () => Promise<void>): Promise<void> {
  for (let turn = 0; turn < TURNS_LATER; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  await work();
}
