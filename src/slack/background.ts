/** Work that goes on after Slack was answered: kept track of, so that a stop waits for it and no failure is lost. */
export function createBackground(business: (event: string, fields: Readonly<Record<string, unknown>>) => void) {
  const under = new Set<Promise<void>>();
  return {
    run(what: string, work: () => Promise<void>): void {
      const promise = work()
        .catch((error: unknown) => {
          business('background_failed', { what, message: error instanceof Error ? error.message : String(error) });
        })
        .finally(() => under.delete(promise));
      under.add(promise);
    },
    async drain(): Promise<void> {
      await Promise.all(under);
    },
  };
}
