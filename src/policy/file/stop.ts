/** The kill switch as people type it: whatever stands behind `stop_all`, and wherever else the file is wrong, it stops. */
import { isMap, parseDocument } from 'yaml';
import { isReadable } from '../../lib/readable.ts';

const KEY = 'stop_all';
/** The first 300 characters of a line. */
const shown = /^.{0,300}/u;
/** An alias may lead back to itself. */
const DEPTH_MAX = 4;

/** The first line of the value that anybody can read; empty when there is none. */
export function reasonIn(value: unknown, depth = 0): string {
  if (typeof value === 'string') return firstLine(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return '';
  if (Array.isArray(value)) return value.map((item) => reasonIn(item, depth + 1)).find((line) => line !== '') ?? '';
  const [first] = Object.entries(value);
  return first === undefined ? '' : firstLine(`${first[0]}: ${reasonIn(first[1], depth + 1)}`);
}

/**
 * Whether the text of a file that was refused stops everything, and with which reason; null when it does not. As YAML where
 * it is some; otherwise an uncommented, unindented line that begins with the key and a colon counts. Its spelling is not
 * what a stop may fail for: capitals, a hyphen, quotes, spaces before the colon, the colon of a Chinese keyboard.
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
    // Aliases that multiply without end: its lines are looked at.
    return null;
  }
}

/** What stands before it are byte order marks, which no editor shows, as they are read here. */
const keyLine = /^[\uFEFF\uFFFD]*(["']?)stop[_ -]?all\1[ \t]*[:：](.*)$/iu;
/** What goes on with the value: indented lines, and a list, which YAML lets stand under its key without indentation. */
const goesOn = /^([ \t]|- |\s*$)/;

function stopInLines(text: string): string | null {
  // A file in UTF-16 is refused, and read here as if each of its letters were followed by nothing.
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
