/** The kill switch as people type it: `stop_all` stops with any value, and in a file with any other errors. */
import { isMap, parseDocument } from 'yaml';
import { isReadable } from '../../lib/readable.ts';

const KEY = 'stop_all';
/** The first 300 characters of a line. */
const shown = /^.{0,300}/u;
/** An alias may refer to itself. */
const DEPTH_MAX = 4;

/** The first readable line of the value; empty when there is none. */
export function reasonIn(value: unknown, depth = 0): string {
  if (typeof value === 'string') return firstLine(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return '';
  if (Array.isArray(value)) return value.map((item) => reasonIn(item, depth + 1)).find((line) => line !== '') ?? '';
  const [first] = Object.entries(value);
  return first === undefined ? '' : firstLine(`${first[0]}: ${reasonIn(first[1], depth + 1)}`);
}

/**
 * Whether the text of a refused file stops everything, and for which reason; null when it does not. It is read as YAML
 * if possible; otherwise an uncommented, unindented line that begins with the key and a colon counts. Its spelling must
 * not defeat a stop: capitals, a hyphen, quotes, spaces before the colon and a full-width colon are all accepted.
 */
export function stopIn(text: string): string | null {
  return stopInYaml(text) ?? stopInLines(text);
}

function stopInYaml(text: string): string | null {
  try {
    const document = parseDocument(text, { logLevel: 'silent' });
    if (document.errors.length > 0 || !isMap(document.contents) || !document.has(KEY)) return null;
    const content: unknown = document.toJS();
    return typeof content === 'object' && content !== null && KEY in content ? reasonIn(content[KEY]) : '';
  } catch {
    // Aliases can multiply without end: then the lines are read instead.
    return null;
  }
}

/** Byte order marks may precede it, which editors do not show; this is how they appear here. */
const keyLine = /^[\uFEFF\uFFFD]*(["']?)stop[_ -]?all\1[ \t]*[:：](.*)$/iu;
/** The lines that continue the value: indented lines, and a list, which YAML allows under its key without indentation. */
const goesOn = /^([ \t]|- |\s*$)/;

function stopInLines(text: string): string | null {
  // A file in UTF-16 is refused; here each of its letters appears with a zero byte after it.
  const lines = text.replaceAll('\0', '').split(/\r\n|\r|\n/);
  const at = lines.findIndex((line) => keyLine.test(line));
  const [, , value] = keyLine.exec(lines[at] ?? '') ?? [];
  if (value === undefined) return null;
  const after = lines.slice(at + 1);
  const end = after.findIndex((line) => !goesOn.test(line));
  const block = [`${KEY}: ${value.trim()}`, ...after.slice(0, end < 0 ? after.length : end)].join('\n');
  return stopInYaml(block) ?? firstLine(value);
}

function firstLine(text: string): string {
  const line = text.split(/\r\n|\r|\n/).find(isReadable) ?? '';
  return shown.exec(line.trim())?.[0] ?? '';
}
