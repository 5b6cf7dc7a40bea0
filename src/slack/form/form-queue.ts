/** Forms in the order in which they were asked for, a few at a time, and answers to Slack before them. */
export interface FormQueue {
  /** Counts an answer that Slack waits for while `work` runs. */
  answering<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Runs `work` when its turn comes. Slack shows a person one form at a time, so a newer one takes the place of one
   * that has not begun: that one resolves without having run.
   */
  inTurn(person: string, work: () => Promise<void>): Promise<void>;
}

/**
 * So many forms are filled at once. Against Slack a form takes about a second, and its trigger lives three, so this must
 * not be few; it keeps a flood of commands from starving their own answers.
 */
const FORMS_AT_ONCE = 16;

/** Milliseconds without an answer due after which forms begin. A matter of this machine's load, so real time. */
const QUIET_MS = 20;

/** Milliseconds after which a form begins even in a rush: one at a look, for several at once would hold up every answer. */
const LATEST_MS = 1_000;

interface Waiting {
  readonly since: number;
  readonly begin: (mine: boolean) => void;
}

export function createFormQueue(): FormQueue {
  const waiting = new Map<string, Waiting>();
  let filling = 0;
  let lastBegun = Number.NEGATIVE_INFINITY;
  let due = 0;
  let lastAnswer = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;

  function beginWhatMay(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const now = performance.now();
    const quiet = due === 0 && now - lastAnswer >= QUIET_MS;
    for (const [person, { since, begin }] of waiting) {
      const mayBegin = quiet || (now - since >= LATEST_MS && now - lastBegun >= QUIET_MS);
      if (filling >= FORMS_AT_ONCE || !mayBegin) break;
      waiting.delete(person);
      filling += 1;
      lastBegun = now;
      begin(true);
    }
    if (waiting.size > 0) lookLater();
  }

  function lookLater(): void {
    timer ??= setTimeout(beginWhatMay, QUIET_MS);
  }

  return {
    async answering(work) {
      due += 1;
      try {
        return await work();
      } finally {
        due -= 1;
        lastAnswer = performance.now();
      }
    },
    async inTurn(person, work) {
      const mine = await new Promise<boolean>((begin) => {
        const older = waiting.get(person);
        older?.begin(false);
        waiting.set(person, { since: older?.since ?? performance.now(), begin });
        lookLater();
      });
      if (!mine) return;
      try {
        await work();
      } finally {
        filling -= 1;
        beginWhatMay();
      }
    },
  };
}
