import type { Json, JsonObject } from '../validation/json.ts';
import type { View } from '../model/workspace.ts';
import type { Answer } from '../http/deliver.ts';

export type OutcomeError =
  /** No answer within three seconds. */
  | 'operation_timeout'
  /** The app cannot be reached or answered with an HTTP error. */
  | 'dispatch_failed'
  /** Slack itself is switched off. */
  | 'unreachable'
  /** Slack does not let this person do it; nothing was sent. */
  | 'not_allowed'
  /** No such command, message, button, view or field. */
  | 'not_found'
  /** The element asks "are you sure?": try again with `confirm: true`. */
  | 'confirm_required'
  /** The client refuses the form before sending it; see `errors`. */
  | 'invalid_input'
  /** The app answered `response_action: errors`; see `errors`. */
  | 'view_errors'
  /** The app's answer is not one that Slack understands; the person sees "We had some trouble connecting". */
  | 'broken_response'
  | 'query_too_short'
  | 'not_offered';

/** What a person sees after doing something, and what the app answered. */
export interface Outcome {
  readonly ok: boolean;
  /** The app's HTTP status; 200 for a Socket Mode ack; null when it was not asked or did not answer. */
  readonly status: number | null;
  readonly body: Json;
  readonly error: OutcomeError | null;
  readonly detail: string;
  /** Under the inputs of a form, by block_id. */
  readonly errors: { readonly [blockId: string]: string };
  /** The confirm dialog that stands in the way. */
  readonly confirm: JsonObject | null;
  /** What an external select offers, option groups flattened. */
  readonly options: readonly JsonObject[];
  /** The modal this person sees now. */
  readonly view: View | null;
}

const nothing = { status: null, body: null, detail: '', errors: {}, confirm: null, options: [], view: null };

export function refused(error: OutcomeError, detail: string, more: Partial<Outcome> = {}): Outcome {
  return { ...nothing, ok: false, error, detail, ...more };
}

/** Any answer but 2xx in time is a failure for the person. */
export function outcomeOf(answer: Answer, view: View | null): Outcome {
  if (!answer.answered) return refused(answer.error, `failed with the error "${answer.error}"`, { view });
  const { status, body } = answer;
  if (status >= 200 && status < 300) return { ...nothing, ok: true, error: null, status, body, view };
  return refused('dispatch_failed', 'failed with the error "dispatch_failed"', { status, body, view });
}
