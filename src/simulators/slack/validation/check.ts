import { isObject, type Json, type JsonObject, length, list } from './json.ts';

export type Surface = 'message' | 'modal' | 'home';

/** One walk over a document: it gathers problems in Slack's wording with JSON pointers. */
export interface Check {
  readonly surface: Surface;
  readonly refusedBlocks: ReadonlySet<string>;
  readonly problems: string[];
  readonly blockIds: Set<string>;
  markdown: number;
  tables: number;
  inputs: number;
}

export function newCheck(surface: Surface, refusedBlocks: ReadonlySet<string>): Check {
  return { surface, refusedBlocks, problems: [], blockIds: new Set(), markdown: 0, tables: 0, inputs: 0 };
}

export function problem(check: Check, at: string, message: string): void {
  check.problems.push(`${message} [json-pointer:${at}]`);
}

interface Size {
  readonly max: number;
  readonly min?: number;
  readonly required?: boolean;
}

/** A string of the parent; returns it when it is one. */
export function checkString(check: Check, parent: JsonObject, key: string, at: string, size: Size): string | null {
  const value = parent[key];
  if (value === undefined || value === null) {
    if (size.required === true) problem(check, at, `missing required field: ${key}`);
    return null;
  }
  const here = `${at}/${key}`;
  if (typeof value !== 'string') {
    problem(check, here, 'must be a string');
    return null;
  }
  checkLength(check, value, here, size.max, size.min ?? 0);
  return value;
}

export function checkLength(check: Check, value: string, at: string, max: number, min = 0): void {
  const size = length(value);
  if (size > max) problem(check, at, `must be less than ${max + 1} characters`);
  if (size < min) problem(check, at, `must be more than ${min - 1} characters`);
}

/** A list of the parent; empty when it is missing or no list, which is told. */
export function checkList(check: Check, parent: JsonObject, key: string, at: string, max: number, min = 1): Json[] {
  const value = parent[key];
  if (value === undefined || value === null) {
    if (min > 0) problem(check, at, `missing required field: ${key}`);
    return [];
  }
  const here = `${at}/${key}`;
  if (!Array.isArray(value)) problem(check, here, 'must be an array');
  const items = list(value);
  if (Array.isArray(value) && items.length > max) problem(check, here, `no more than ${max} items allowed`);
  if (Array.isArray(value) && items.length < min) problem(check, here, `must provide at least ${min} items`);
  return items;
}

export function checkEnum(
  check: Check,
  parent: JsonObject,
  key: string,
  at: string,
  allowed: readonly string[],
  required = false,
): void {
  const value = parent[key];
  if (value === undefined || value === null) {
    if (required) problem(check, at, `missing required field: ${key}`);
    return;
  }
  if (typeof value !== 'string' || !allowed.includes(value)) {
    problem(check, `${at}/${key}`, `must be one of ${allowed.join(', ')}`);
  }
}

/** Calls `then` for an object, tells what is wrong otherwise. */
export function checkObject(
  check: Check,
  value: Json | undefined,
  at: string,
  then: (value: JsonObject) => void,
  required: string | null = null,
): void {
  if (value === undefined || value === null) {
    if (required !== null) problem(check, at, `missing required field: ${required}`);
    return;
  }
  if (isObject(value)) then(value);
  else problem(check, at, 'must be an object');
}

interface TextRule extends Size {
  readonly types?: readonly ('plain_text' | 'mrkdwn')[];
}

const bothTexts = ['plain_text', 'mrkdwn'] as const;

/** A text object `{type, text}` under `key`. */
export function checkText(check: Check, parent: JsonObject, key: string, at: string, rule: TextRule): void {
  const value = parent[key];
  if (value === undefined || value === null) {
    if (rule.required === true) problem(check, at, `missing required field: ${key}`);
    return;
  }
  checkTextObject(check, value, `${at}/${key}`, rule);
}

export function checkTextObject(check: Check, value: Json, at: string, rule: TextRule): void {
  if (!isObject(value)) return problem(check, at, 'must be an object');
  const types: readonly string[] = rule.types ?? bothTexts;
  const type = value['type'];
  if (typeof type !== 'string' || !types.includes(type))
    problem(check, `${at}/type`, `must be one of ${types.join(', ')}`);
  if (type === 'plain_text' && value['verbatim'] !== undefined)
    problem(check, at, 'invalid additional property: verbatim');
  if (type === 'mrkdwn' && value['emoji'] !== undefined) problem(check, at, 'invalid additional property: emoji');
  checkString(check, value, 'text', at, { max: rule.max, min: rule.min ?? 1, required: true });
}

export const plain = { types: ['plain_text'] } as const;
