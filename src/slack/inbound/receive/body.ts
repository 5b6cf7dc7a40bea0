/** The body of a request, as far as it must be known before anybody looks at it: an object of a kind that Slack documents. */
import { z } from 'zod';
import { parseJson } from '../../../lib/trust-boundaries.ts';

/** Checked and then passed on as it came: what is read of it is parsed where it is read. */
const kinds = z.union([
  z.object({ command: z.string() }),
  z.object({ type: z.literal('event_callback'), event: z.object({ type: z.string() }) }),
  z.object({ type: z.literal('block_actions'), actions: z.array(z.object({ action_id: z.string() })).min(1) }),
  z.object({ type: z.literal('block_suggestion'), action_id: z.string() }),
  z.object({ type: z.enum(['view_submission', 'view_closed']), view: z.object({ callback_id: z.string() }) }),
  z.object({ type: z.enum(['shortcut', 'message_action']), callback_id: z.string() }),
  z.object({ type: z.literal('url_verification'), challenge: z.string() }),
]);

export type Body = Readonly<Record<string, unknown>>;

/** Null for everything that is not one of Slack's payloads. Never throws. */
export function bodyOf(contentType: string, text: string): Body | null {
  const read = contentType === 'application/json' ? jsonOf(text) : formOf(contentType, text);
  return isObject(read) && kinds.safeParse(read).success ? read : null;
}

/** The fields of a form, none of them twice: two readers of one body must not see two things. */
function fieldsOf(text: string): Readonly<Record<string, string>> | null {
  const pairs = [...new URLSearchParams(text)];
  const fields = new Map(pairs);
  return fields.size === pairs.length ? Object.fromEntries(fields) : null;
}

function formOf(contentType: string, text: string): unknown {
  if (contentType !== 'application/x-www-form-urlencoded') return null;
  const fields = fieldsOf(text);
  if (fields === null || !Object.hasOwn(fields, 'payload')) return fields;
  // A command has no `payload`, and an interaction nothing else.
  return Object.keys(fields).length === 1 ? jsonOf(fields['payload'] ?? '') : null;
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
