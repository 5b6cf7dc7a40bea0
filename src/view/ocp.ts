/** Whether OCP answers, for people who ask how things stand: from what this replica saw, without a look of its own. Pure. */
import type { Cause } from '../lib/cause.ts';
import type { Look } from '../lib/looker.ts';

/** OCP as this replica last saw it. */
export interface OcpSeen {
  readonly look: Look | null;
  /** Log-ons are held back until then, ms since the epoch, because OCP rejected them; null while they are not. */
  readonly shutUntil: number | null;
}

/** OCP does not answer us: what is said of its tasks is as old as what was last read. */
export interface OcpAway {
  readonly why: Cause;
  /** When that was last seen, our clock. */
  readonly at: number;
}

/** The leader looks every few seconds while OCP is away: what is older, another replica saw once, and OCP may be back. */
const FRESH_MS = 60_000;

/** Null while OCP answers, as far as this replica knows. */
export function ocpAway({ look, shutUntil }: OcpSeen, now: number): OcpAway | null {
  if (shutUntil !== null) return { why: { kind: 'ocp_log_on_rejected', until: shutUntil }, at: now };
  if (look?.cause == null || now - look.at > FRESH_MS) return null;
  return { why: look.cause, at: look.at };
}
