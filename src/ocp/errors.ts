/** The one error that leaves this folder. It never carries credentials, headers or bodies. */

export type OcpErrorCode =
  /** No connection to any of the addresses: nothing was sent. */
  | 'ocp_unreachable'
  /** Sent, and no answer came. */
  | 'ocp_lost_answer'
  | 'ocp_unauthorised'
  | 'ocp_forbidden'
  | 'ocp_not_found'
  /** OCP, or this client before sending, says that this cannot be asked. */
  | 'ocp_refused'
  | 'ocp_conflict'
  | 'ocp_throttled'
  | 'ocp_failed'
  /** An answer came and is not what OCP documents. */
  | 'ocp_malformed';

/** Whether a request that changes something may have taken effect. Reads and prechecks have none. */
export type Effect = 'none' | 'unknown';

export interface OcpErrorDetails {
  readonly effect: Effect;
  /** HTTP status; null when there was no answer. */
  readonly status?: number | null;
  /** OCP's `error.code` as text: an integer in some versions, `TSK10007` in others. */
  readonly ocpCode?: string | null;
  readonly ocpMessage?: string | null;
  readonly traceId?: string | null;
  /** Milliseconds after which OCP can be asked again; null when waiting alone does not help. */
  readonly retryAfterMs?: number | null;
}

const nextSteps: Readonly<Record<OcpErrorCode, string>> = {
  ocp_unreachable: 'Check OCP_URL, the network and the certificate (OCP_CA_FILE), then try again: nothing was sent.',
  ocp_lost_answer: 'Look in the OCP task list before asking again: the request may have been carried out.',
  ocp_unauthorised:
    'Check the OCP credentials, and that the clocks differ by less than 15 minutes. Further calls are held back for 10 minutes so that the account is not locked.',
  ocp_forbidden: 'Give the OCP user the permission: tenant maintenance, and task management for remedies.',
  ocp_not_found: 'Check in OCP that the cluster, tenant or task still exists.',
  ocp_refused: 'Read the reason given, put it right, then ask again.',
  ocp_conflict: 'Read the state in OCP again: something else changed it at the same time.',
  ocp_throttled: 'Wait until the throttling window of the OCP user has passed.',
  ocp_failed: 'Look at the OCP server log with the trace id; look in the OCP task list before asking again.',
  ocp_malformed:
    'Check that OCP_URL points at OCP itself and not at a proxy or log-on page, and check the OCP version.',
};

/** The same where nothing can have changed: only a read or a precheck ends so without effect. */
const nextAfterRead: Readonly<Partial<Record<OcpErrorCode, string>>> = {
  ocp_lost_answer: 'Ask again; if it stays so, check the network and the load of OCP.',
  ocp_failed: 'Ask again; if it stays so, look at the OCP server log with the trace id.',
};

export class OcpError extends Error {
  override readonly name = 'OcpError';
  readonly code: OcpErrorCode;
  readonly effect: Effect;
  readonly status: number | null;
  readonly ocpCode: string | null;
  readonly ocpMessage: string | null;
  readonly traceId: string | null;
  readonly retryAfterMs: number | null;
  /** What the reader can do. */
  readonly next: string;

  constructor(code: OcpErrorCode, message: string, details: OcpErrorDetails) {
    super(message);
    this.code = code;
    this.effect = details.effect;
    this.status = details.status ?? null;
    this.ocpCode = details.ocpCode ?? null;
    this.ocpMessage = details.ocpMessage ?? null;
    this.traceId = details.traceId ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.next = (details.effect === 'none' ? nextAfterRead[code] : undefined) ?? nextSteps[code];
  }
}

/** Refused here, before anything is sent. */
export function refusal(reason: string): OcpError {
  return new OcpError('ocp_refused', reason, { effect: 'none' });
}

/** The code for an HTTP status that is not a success. */
export function codeOfStatus(status: number): OcpErrorCode {
  if (status === 401) return 'ocp_unauthorised';
  if (status === 403) return 'ocp_forbidden';
  if (status === 404) return 'ocp_not_found';
  if (status === 409) return 'ocp_conflict';
  if (status === 429) return 'ocp_throttled';
  // A server or proxy that gave up waiting does not say how far the request got.
  if (status === 408) return 'ocp_lost_answer';
  if (status >= 400 && status < 500) return 'ocp_refused';
  return status >= 500 ? 'ocp_failed' : 'ocp_malformed';
}

/** What a refused or failed request that changes something may have done. */
export function effectOfStatus(status: number): Effect {
  return status >= 400 && status < 500 && status !== 408 ? 'none' : 'unknown';
}
