import type { IncomingMessage } from 'node:http';
import { isObject, type Json, type JsonObject, list, parseJson, text } from '../validation/json.ts';
import { Refusal } from '../model/refusal.ts';

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
}

/** Arguments of a method: query, then a form or JSON body; form fields stay strings. */
export function parseArgs(query: URLSearchParams, contentType: string, body: string): JsonObject {
  const args: JsonObject = Object.fromEntries(query);
  if (contentType.startsWith('application/json')) {
    const value = parseJson(body === '' ? '{}' : body);
    if (!isObject(value)) throw new Refusal('invalid_json');
    return { ...args, ...value };
  }
  return { ...args, ...Object.fromEntries(new URLSearchParams(body)) };
}

/** A structured argument: JSON itself, or JSON in a form field. */
export function jsonArg(args: JsonObject, key: string, refusal = 'invalid_arguments'): Json | undefined {
  const value = args[key];
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  const parsed = parseJson(value);
  if (parsed === undefined) throw new Refusal(refusal);
  return parsed;
}

export function flagArg(args: JsonObject, key: string): boolean {
  const value = args[key];
  return value === true || value === 'true' || value === '1' || value === 1;
}

export function stringArg(args: JsonObject, key: string): string | undefined {
  const value = args[key];
  if (typeof value === 'number') return String(value);
  return text(value) === '' ? undefined : text(value);
}

export function requiredArg(args: JsonObject, key: string): string {
  const value = stringArg(args, key);
  if (value !== undefined) return value;
  const messages = [`[ERROR] missing required field: ${key}`];
  throw new Refusal('invalid_arguments', { response_metadata: { messages } });
}

interface Page<T> {
  readonly items: T[];
  readonly next: string;
}

/** One page of a list by `limit` and `cursor`; `next` is empty on the last page. */
export function page<T>(all: readonly T[], args: JsonObject, defaultLimit: number, maxLimit: number): Page<T> {
  const limit = Math.min(
    maxLimit,
    Math.max(1, Math.floor(Number(stringArg(args, 'limit') ?? defaultLimit)) || defaultLimit),
  );
  const cursor = stringArg(args, 'cursor');
  const start = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('next:', ''));
  if (!Number.isInteger(start) || start < 0) throw new Refusal('invalid_cursor');
  const end = start + limit;
  const next = end < all.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: all.slice(start, end), next };
}

/** A list argument: JSON, or values separated by commas. */
export function namesArg(args: JsonObject, key: string): string[] {
  const value = args[key];
  if (Array.isArray(value)) return list(value).map(String);
  return (text(value) ?? '').split(',').filter((name) => name !== '');
}
