/**
 * The one file with type assertions. Everything here takes back, unchanged, what this program itself wrote or what a
 * library hands over with a looser type than it documents; data from outside is parsed with zod where it enters.
 */
import type * as undici from 'undici';
import { createRequire } from 'node:module';
import type { KnownBlock } from '@slack/types';
import type { RequestEvent } from '../request/events.ts';
import type { StopEvent } from '../stop/events.ts';

/** JSON text as an unknown value. Throws SyntaxError on text that is not JSON. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value;
}

/** The keys of a table that this program wrote: a list that cannot miss a member of the table's type. */
export function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(table) as Key[];
}

/** A record put together entry by entry, of the shape that the table behind it declares. */
export function recordOf<Shape extends object>(entries: Iterable<readonly [string, unknown]>): Shape {
  return Object.fromEntries(entries) as Shape;
}

/** An event read back from our own log; log.ts's hash chain shows whether somebody else wrote it. */
export function storedEvent(text: string): RequestEvent {
  return parseJson(text) as RequestEvent;
}

/** The same from the log of the stop. */
export function storedStopEvent(text: string): StopEvent {
  return parseJson(text) as StopEvent;
}

export type Sqlite = Pick<typeof import('@photostructure/sqlite'), 'DatabaseSync'>;

/**
 * The package is made to have the interface of Node's own module, which the types of Node 20 do not know. Required and not imported: what is built is
 * CommonJS, and code that V8 kept of it cannot import.
 */
export function requireSqlite(name: 'node:sqlite' | '@photostructure/sqlite'): Sqlite {
  return createRequire(import.meta.url)(name) as Sqlite;
}

/** The error code of a Node.js or SQLite error; empty when there is none. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** Blocks built by slack/render, typed there by @slack/types, as the web client's parameter type. */
export function blocksForSlack(blocks: readonly object[]): KnownBlock[] {
  return [...blocks] as KnownBlock[];
}

/** Undici's fetch is Node's, with types of its own: the same requests, the same answers, through this dispatcher. */
export function fetchOf(through: typeof undici.fetch, dispatcher: undici.Dispatcher): typeof fetch {
  return ((input: Parameters<typeof undici.fetch>[0], init?: undici.RequestInit) =>
    through(input, { ...init, dispatcher })) as unknown as typeof fetch;
}
