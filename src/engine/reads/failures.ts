import { type Cause, causeOf } from '../../lib/cause.ts';
import { errorCode } from '../../lib/trust-boundaries.ts';

/** The stable code of a failure of OCP, Slack or the store; empty when it has none. */
export const codeOf = errorCode;

/** What a failure says of itself, for the places that must go on whatever it is. */
export interface Failure {
  readonly code: string;
  /** For the log. */
  readonly message: string;
  /** For people, once it is put into words. */
  readonly why: Cause;
  /** `unknown` unless the failure itself says that nothing can have happened. */
  readonly effect: 'none' | 'unknown';
  readonly permanent: boolean;
  readonly retryAfterMs: number | null;
  readonly traceId: string | null;
}

/** Reads a caught value. What is not one of ours has an unknown effect. */
export function failureOf(error: unknown): Failure {
  const held = typeof error === 'object' && error !== null ? error : {};
  return {
    code: errorCode(error) || 'unexpected',
    message: error instanceof Error ? error.message : String(error),
    why: causeOf(error),
    effect: 'effect' in held && held.effect === 'none' ? 'none' : 'unknown',
    permanent: 'permanent' in held && held.permanent === true,
    retryAfterMs: 'retryAfterMs' in held && typeof held.retryAfterMs === 'number' ? held.retryAfterMs : null,
    traceId: 'traceId' in held && typeof held.traceId === 'string' ? held.traceId : null,
  };
}
