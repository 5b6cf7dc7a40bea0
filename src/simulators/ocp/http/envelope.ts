import { type Language, type OcpRefusal, refusalText } from '../world/refusal.ts';
import { ocpTime } from '../world/time.ts';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What is the same in every reply. */
export interface EnvelopeFacts {
  readonly now: number;
  /** Milliseconds. */
  readonly duration: number;
  /** 16 hexadecimal digits; '' when the request was turned away before any handler. */
  readonly traceId: string;
}

/** Shown as `server`. */
const SERVER = '3af57a8e6b';

/** The success envelope; `data` null = the key is absent, as with rollback, skip and cancel. */
export function successEnvelope(facts: EnvelopeFacts, data: Json): JsonObject {
  return { ...common(facts), data, status: 200, successful: true };
}

export function errorEnvelope(
  facts: EnvelopeFacts,
  error: { code: string | number; message: string },
  status: number,
): JsonObject {
  return { ...common(facts), error: { code: error.code, message: error.message }, status, successful: false };
}

export function refusalEnvelope(
  facts: EnvelopeFacts,
  refusal: OcpRefusal,
  language: Language,
  form: 'string' | 'int',
): { status: number; body: JsonObject } {
  const text = refusalText(refusal, language, form);
  return { status: text.http, body: errorEnvelope(facts, text, text.http) };
}

/** OCP's JSON: keys in alphabetical order, nulls omitted (OCP Express source: JacksonFactory). */
export function ocpJson(value: Json): string {
  return JSON.stringify(tidy(value));
}

function common(facts: EnvelopeFacts): JsonObject {
  return { duration: facts.duration, server: SERVER, timestamp: ocpTime(facts.now), traceId: facts.traceId };
}

function tidy(value: Json): Json {
  if (isArray(value)) return value.map(tidy);
  if (value === null || typeof value !== 'object') return value;
  const sorted: Record<string, Json> = {};
  for (const key of Object.keys(value).sort()) {
    const each = value[key];
    if (each !== null && each !== undefined) sorted[key] = tidy(each);
  }
  return sorted;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
