/** What was last seen of a system outside. Who looks feeds it; who shows it starts no look. */
import type { Cause, OcpErrorCode } from './cause.ts';

export interface Look {
  /** When it was over: ms since the epoch, our clock. */
  readonly at: number;
  readonly ok: boolean;
  /** Null when it is ok. */
  readonly cause: Cause | null;
}

/** What OCP's error codes say when OCP is not there for us; with any other, also a refusal of what was asked, it answered. */
export const OCP_AWAY: readonly string[] = [
  'ocp_unreachable',
  'ocp_lost_answer',
  'ocp_unauthorised',
  'ocp_failed',
  'ocp_malformed',
] satisfies readonly OcpErrorCode[];

export interface LastLook {
  note(look: Look): void;
  /** Null before the first. */
  read(): Look | null;
}

export function createLastLook(): LastLook {
  let last: Look | null = null;
  return {
    note(look) {
      last = look;
    },
    read: () => last,
  };
}
