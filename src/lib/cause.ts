/**
 * Why something did not work, as facts. Sentences are made where they are read, in the reader's language: slack/words.
 * It is recorded with events, so it is an audit format: add, never rename.
 */
export type Cause =
  /** No connection to any of OCP's addresses: nothing was sent. `reason`: a code such as ECONNREFUSED, or `timeout`. */
  | { readonly kind: 'ocp_unreachable'; readonly reason: string; readonly call: string }
  /** Sent, and no answer came. */
  | { readonly kind: 'ocp_lost_answer'; readonly reason: string; readonly call: string }
  | { readonly kind: 'ocp_too_large'; readonly megabytes: number; readonly call: string }
  /** The answer is no envelope of OCP: a proxy's page, a cut-off body. */
  | { readonly kind: 'ocp_no_envelope'; readonly status: number; readonly call: string }
  /** `where`: a path in the answer, in dots; `problem`: the code of what is wrong there. */
  | { readonly kind: 'ocp_unreadable'; readonly where: string; readonly problem: string; readonly call: string }
  /** OCP said no, or failed. `said`: its own words, in the language it was asked in. */
  | {
      readonly kind: 'ocp_answered';
      readonly status: number;
      readonly ocpCode: string | null;
      readonly said: string | null;
      readonly call: string;
      /** OCP itself failed, by its own envelope with its trace id: no proxy on the way. Missing otherwise, and in older records. */
      readonly own?: true;
    }
  /** Held back here, because OCP throttled us a moment ago. */
  | { readonly kind: 'ocp_throttled' }
  /**
   * OCP rejected the log-on, of this call or of another a moment ago. `until`: when the next one is sent, ms; records of
   * older versions lack it. `said`: OCP's own words, where this call got them.
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
  /** OCP said yes and named no task. */
  | { readonly kind: 'no_task' }
  /** Slack does not say who the asker and the approvers are. */
  | { readonly kind: 'slack_silent' }
  /** This replica no longer surely runs the engine: nothing was sent. */
  | { readonly kind: 'term_over' }
  /** Everything was stopped between the claim and the sending: nothing was sent. */
  | { readonly kind: 'stopped' }
  /** Another request moves a tenant of the same replication family. */
  | { readonly kind: 'family_held' }
  /** Requests that an earlier version sent are still being indexed by their families. */
  | { readonly kind: 'families_behind' }
  /** `code`: Slack's own. */
  | { readonly kind: 'slack_refused' | 'slack_unanswered'; readonly code: string }
  | { readonly kind: 'slack_busy' }
  /** None of ours: a library's or a defect. The log holds its message. */
  | { readonly kind: 'unexpected'; readonly name: string }
  /** As older versions of the program recorded it: English, or OCP's own words. */
  | { readonly kind: 'text'; readonly text: string; readonly code: string | null };

/** What an operation on OCP ended with, as far as a program acts on it. */
export const ocpErrorCodes = [
  /** No connection to any of the addresses: nothing was sent. */
  'ocp_unreachable',
  /** Sent, and no answer came. */
  'ocp_lost_answer',
  'ocp_unauthorised',
  'ocp_forbidden',
  'ocp_not_found',
  /** OCP, or our client before sending, says that this cannot be asked. */
  'ocp_refused',
  'ocp_conflict',
  'ocp_throttled',
  'ocp_failed',
  /** An answer came and is not what OCP documents. */
  'ocp_malformed',
] as const;
export type OcpErrorCode = (typeof ocpErrorCodes)[number];

/** An error that says what happened as facts; its message is for the log. */
export abstract class ExplainedError extends Error {
  readonly why: Cause;

  constructor(why: Cause, message = logText(why)) {
    super(message);
    this.why = why;
  }
}

/** Why this was thrown; `unexpected` for what is none of ours. */
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

/** A failure as events hold it: read it with the two functions below. */
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

/** What is known besides a doubt; null where that says it all. */
export function recordedDetail({ why = null, message = '' }: RecordedFailure): Cause | null {
  return why ?? (message === '' ? null : { kind: 'text', text: message, code: null });
}
