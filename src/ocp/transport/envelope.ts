/** OCP's reply envelope (OCP documentation: "API call description"). */
import { z } from 'zod';
import { decodeInstant } from '../../task/decode.ts';

export interface Page {
  /** From 1. */
  readonly number: number;
  readonly size: number;
  readonly totalElements: number;
  readonly totalPages: number;
}

export interface Envelope {
  readonly successful: boolean;
  /** Undefined when the key is absent: skip, cancel and, since 4.3, rollback answer without data. */
  readonly data: unknown;
  readonly status: number | null;
  /** Null when absent or empty (rejected before OCP's handler). */
  readonly traceId: string | null;
  /** Milliseconds since the epoch, OCP's clock. */
  readonly timestamp: number | null;
  readonly error: { readonly code: string | null; readonly message: string | null } | null;
}

const optionalText = z.string().nullish().catch(null);

const envelopeSchema = z.object({
  successful: z.boolean(),
  data: z.unknown().optional(),
  status: z.number().nullish().catch(null),
  traceId: optionalText,
  timestamp: optionalText,
  error: z
    .object({ code: z.union([z.number(), z.string()]).nullish().catch(null), message: optionalText })
    .nullish()
    .catch(null),
});

/** Null when the text is not an OCP envelope (a proxy's HTML page, a cut-off body). */
export function decodeEnvelope(text: string): Envelope | null {
  const result = envelopeSchema.safeParse(parseJson(text));
  if (!result.success) return null;
  const { successful, data, status, traceId, timestamp, error } = result.data;
  return {
    successful,
    data: data ?? undefined,
    status: status ?? null,
    traceId: traceId || null,
    timestamp: timestamp ? decodeInstant(timestamp) : null,
    error: error ? { code: error.code == null ? null : String(error.code), message: error.message ?? null } : null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const count = z.number().catch(0);
const pageSchema = z.object({ number: count, size: count, totalElements: count, totalPages: count });

const contentsSchema = z.object({ contents: z.array(z.unknown()), page: pageSchema.nullish().catch(null) });

/** `data` of a list reply. Batch replies have no page. Null when it is no list. */
export function decodeContents(
  data: unknown,
): { readonly contents: readonly unknown[]; readonly page: Page | null } | null {
  const result = contentsSchema.safeParse(data);
  return result.success ? { contents: result.data.contents, page: result.data.page ?? null } : null;
}
