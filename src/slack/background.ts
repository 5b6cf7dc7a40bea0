import Bottleneck from 'bottleneck';

/** Work that goes on after Slack was answered: kept track of, so that a stop waits for it and no failure is lost. */
export interface Background {
  run(what: string, work: () => Promise<void>): void;
  drain(): Promise<void>;
}

/** So many forms are filled at once. A burst of commands is answered before the forms of the first ones are complete. */
const FORMS_AT_ONCE = 4;

export function createBackground(
  business: (event: string, fields: Readonly<Record<string, unknown>>) => void,
): Background {
  const under = new Set<Promise<void>>();
  const forms = new Bottleneck({ maxConcurrent: FORMS_AT_ONCE });
  return {
    run(what, work) {
      const promise = (what === 'form' ? forms.schedule(work) : work())
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
