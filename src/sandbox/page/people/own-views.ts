/**
 * Which forms belong to this window. The simulated Slack keeps a person's forms once, and Slack shows each in the client that
 * opened it: a second window that acts as the same person shows none of the first one's, and cannot close them.
 */
export interface OwnViews {
  /** Of this window. */
  readonly own: ReadonlySet<string>;
  /** All that were seen, whosever they are. */
  readonly known: ReadonlySet<string>;
}

/** So long after an act of this window a form that appears is taken for its own. Slack's triggers are good for three seconds. */
export const OPENING_MS = 5_000;

/** What is new belongs to this window when somebody acted here just now. `sinceAct`: ms. */
export function withViews({ own, known }: OwnViews, ids: readonly string[], sinceAct: number): OwnViews {
  const isOurs = sinceAct < OPENING_MS;
  const fresh = ids.filter((id) => !known.has(id));
  return { own: new Set([...own, ...(isOurs ? fresh : [])]), known: new Set([...known, ...fresh]) };
}
