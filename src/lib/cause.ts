/**
 * Why something did not work, as facts. They become sentences where somebody reads them, in the reader's language:
 * slack/sentences. They are recorded with events, so this is an audit format: add, never rename.
 */
export type Cause =
  /** No connection to any of OCP's addresses: nothing was sent. `reason`: a code such as ECONNREFUSED, or `timeout`. */
  | { readonly kind: 'ocp_unreachable'; readonly reason: string; readonly call: string }
  /** Sent, and no response came. */
  | { readonly kind: 'ocp_lost_answer'; readonly reason: string; readonly call: string }
  | { readonly kind: 'ocp_too_large'; readonly megabytes: number; readonly call: string }
  /** The answer is not an OCP envelope: a proxy's page, a truncated body. */
  | { readonly kind: 'ocp_no_envelope'; readonly status: number; readonly call: string }
  /** `where`: a path in the answer, with dots; `problem`: the code of the fault there. */
  | { readonly kind: 'ocp_unreadable'; readonly where: string; readonly problem: string; readonly call: string }
  /** OCP refused, or failed. `said`: its own words, in the language of the call. */
  | {
      readonly kind: 'ocp_answered';
      readonly status: number;
      readonly ocpCode: string | null;
      readonly said: string | null;
      readonly call: string;
      /**
       * OCP itself failed, by its own envelope with its trace id, and no proxy in between. Missing otherwise, and in
       * older records.
       */
      readonly own?: true;
    }
  /** Held back here, because OCP throttled the bot a moment ago. */
  | { readonly kind: 'ocp_throttled' }
  /**
   * OCP rejected the login, of this call or of another one a moment ago. `until`: when the next one is sent, ms;
   * missing in records of older versions. `said`: OCP's own words, if this call got them.
   */
  | {
      readonly kind: 'ocp_log_on_rejected';
      readonly until?: number;
      readonly status?: number;
      readonly ocpCode?: string | null;
      readonly said?: string | null;
    }
  /** Refused here before sending. */
  | { readonly kind: 'not_an_id'; readonly value: string }
  | { readonly kind: 'plus_sign' | 'service_name' | 'no_tenants' }
  /** OCP accepted the call and named no task. */
  | { readonly kind: 'no_task' }
  /** Slack does not identify the requester and the approvers. */
  | { readonly kind: 'slack_silent' }
  /** This replica may no longer be the leader: nothing was sent. */
  | { readonly kind: 'term_over' }
  /** A stop came between the claim and the send: nothing was sent. */
  | { readonly kind: 'stopped' }
  /** Another request is moving a tenant of the same replication family. */
  | { readonly kind: 'family_held' }
  /** Requests that an earlier version sent are still being indexed by family. */
  | { readonly kind: 'families_behind' }
  /** `code`: Slack's own. */
  | { readonly kind: 'slack_refused' | 'slack_unanswered'; readonly code: string }
  | { readonly kind: 'slack_busy' }
  /** Not one of ours: a library's error or a defect. The log has its message. */
  | { readonly kind: 'unexpected'; readonly name: string }
  /** As recorded by older versions of the program: English, or OCP's own words. */
  | { readonly kind: 'text'; readonly text: string; readonly code: string | null };

/** The result of an operation on OCP, as far as code depends on it. */
export const ocpErrorCodes = [
  /** No connection to any of the addresses: nothing was sent. */
  'ocp_unreachable',
  /** Sent, and no response came. */
  'ocp_lost_answer',
  'ocp_unauthorised',
  'ocp_forbidden',
  'ocp_not_found',
  /** OCP, or our client before sending, refuses the call. */
  'ocp_refused',
  'ocp_conflict',
  'ocp_throttled',
  'ocp_failed',
  /** An answer came that OCP does not document. */
  'ocp_malformed',
] as const;
export type OcpErrorCode = (typeof ocpErrorCodes)[number];

/** An error that explains itself by facts; its message is for the log. */
export abstract class ExplainedError extends Error {
  readonly why: Cause;

  constructor(why: Cause, message = logText(why)) {
    super(message);
    this.why = why;
  }
}

/** Why this was thrown; `unexpected` for a foreign error. */
export function causeOf(error: unknown): Cause {
  if (error instanceof ExplainedError) return error.why;
  if (!(error instanceof Error)) return { kind: 'unexpected', name: typeof error };
  return { kind: 'unexpected', name: 'code' in error && typeof error.code === 'string' ? error.code : error.name };
}

/** One line for the log: `ocp_answered status=409 said="Busy." …`. */
function logText({ kind, ...parts }: Cause): string {
  const told = Object.entries(parts).filter(([, value]) => value !== null);
  return [kind, ...told.map(([key, value]) => `${key}=${JSON.stringify(value)}`)].join(' ');
}

/** A failure in an event: read it with the two functions below. */
export interface RecordedFailure {
  /** Null where there is nothing to add; missing in records of older versions. */
  readonly why?: Cause | null;
  /** In records of older versions: an English text. */
  readonly message?: string;
}

/** Why something failed: facts, or the text of an older version. */
export function recordedCause(event: RecordedFailure & { readonly code: string }): Cause {
  const { why, code, message = '' } = event;
  return why ?? (message === '' ? { kind: 'unexpected', name: code } : { kind: 'text', text: message, code });
}

/** What is known besides a doubt; null where the doubt says everything. */
export function recordedDetail({ why = null, message = '' }: RecordedFailure): Cause | null {
  return why ?? (message === '' ? null : { kind: 'text', text: message, code: null });
}
