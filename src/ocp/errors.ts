/** The one error that leaves this folder. It never carries credentials, headers or bodies. */
import { type Cause, ExplainedError, type OcpErrorCode } from '../lib/cause.ts';

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

export class OcpError extends ExplainedError {
  override readonly name = 'OcpError';
  readonly code: OcpErrorCode;
  readonly effect: Effect;
  readonly status: number | null;
  readonly ocpCode: string | null;
  readonly ocpMessage: string | null;
  readonly traceId: string | null;
  readonly retryAfterMs: number | null;

  constructor(code: OcpErrorCode, why: Cause, details: OcpErrorDetails) {
    super(why);
    this.code = code;
    this.effect = details.effect;
    this.status = details.status ?? null;
    this.ocpCode = details.ocpCode ?? null;
    this.ocpMessage = details.ocpMessage ?? null;
    this.traceId = details.traceId ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** Refused here, before anything is sent. */
export function refusal(why: Cause): OcpError {
  return new OcpError('ocp_refused', why, { effect: 'none' });
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
