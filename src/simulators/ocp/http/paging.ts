import type { Json, JsonObject } from './envelope.ts';
import { OcpRefusal } from '../world/refusal.ts';

export type Query = readonly (readonly [key: string, value: string])[];

const MAX_SIZE = 2000;

/** First value of a query parameter, or null. */
export function param(query: Query, name: string): string | null {
  return query.find(([key, value]) => key === name && value !== '')?.[1] ?? null;
}

/** All values of a parameter, comma-separated or repeated; null = not given. */
export function params(query: Query, name: string): string[] | null {
  const values = query.filter(([key]) => key === name).flatMap(([, value]) => value.split(','));
  const given = values.map((value) => value.trim()).filter((value) => value !== '');
  return given.length > 0 ? given : null;
}

export function longParam(query: Query, name: string): number | null {
  const text = param(query, name);
  if (text === null) return null;
  if (!/^-?\d+$/.test(text)) throw new OcpRefusal('badType', name, text, 'Long');
  return Number(text);
}

export function booleanParam(query: Query, name: string): boolean | null {
  const text = param(query, name);
  if (text === null) return null;
  if (text !== 'true' && text !== 'false') throw new OcpRefusal('badType', name, text, 'Boolean');
  return text === 'true';
}

/**
 * `data` of a paged reply. Pages are 1-based, page 0 is the first; size is 10 by default and at most 2000.
 * `keys` are the sortable fields; an unknown one is refused (COM10011).
 */
export function paged<T>(
  items: readonly T[],
  query: Query,
  keys: Record<string, (item: T) => string | number>,
  view: (item: T) => Json,
): JsonObject {
  const sorted = inOrder(items, query, keys);
  const size = Math.min(Math.max(longParam(query, 'size') ?? 10, 1), MAX_SIZE);
  const number = Math.max(longParam(query, 'page') ?? 1, 1);
  const contents = sorted.slice((number - 1) * size, number * size).map(view);
  const totalPages = Math.ceil(sorted.length / size);
  return { contents, page: { number, size, totalElements: sorted.length, totalPages } };
}

function inOrder<T>(
  items: readonly T[],
  query: Query,
  keys: Record<string, (item: T) => string | number>,
): readonly T[] {
  const sort = params(query, 'sort');
  if (sort === null) return items;
  const [field = 'id', direction = 'asc'] = sort;
  const key = Object.hasOwn(keys, field) ? keys[field] : undefined;
  if (key === undefined) throw new OcpRefusal('badSort', field);
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return items.toSorted((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign));
}
