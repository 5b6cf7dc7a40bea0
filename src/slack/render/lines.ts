/** Thread lines, and several of them in one message. */
import { BLOCKS_MAX, MESSAGE_MAX, type Rendered, SECTION_MAX, TEXT_MAX } from './blocks.ts';
import { words } from '../words/words.ts';
import { sections } from './steps.ts';

export interface Line {
  /** mrkdwn, escaped, never longer than one section. */
  readonly text: string;
  /** Shown in the channel as well: the last word of a request only. */
  readonly broadcast: boolean;
}

/** Room for the blocks' own names beside their text. */
const LINES_MAX = MESSAGE_MAX - 200;

/**
 * How many of the first lines go into one message: at least one where there are any. A message is broadcast or it is not,
 * so a broadcast line never takes quiet ones into the channel.
 */
export function fits(lines: readonly Line[]): number {
  const [first] = lines;
  let used = 0;
  let count = 0;
  for (const line of lines) {
    used += line.text.length + 1;
    if (line.broadcast !== first?.broadcast || used > LINES_MAX) break;
    count += 1;
    if (sections(lines.slice(0, count).map(({ text }) => text)).length > BLOCKS_MAX) return count - 1;
  }
  return Math.min(lines.length, Math.max(1, count));
}

/** One message of these lines. Call it with no more than `fits` of them: what does not fit is counted, not shown. */
export function renderLines(lines: readonly Line[]): Rendered {
  const shown = lines
    .slice(0, fits(lines))
    .map(({ text }) => (text.length > SECTION_MAX ? text.slice(0, SECTION_MAX) : text));
  const rest = lines.length - shown.length;
  const all = rest > 0 ? [...shown, words.thread.moreLines(rest)] : shown;
  return { text: fallbackOf(all), blocks: sections(all) };
}

function fallbackOf(lines: readonly string[]): string {
  const kept: string[] = [];
  let used = 0;
  for (const [at, line] of lines.entries()) {
    used += line.length + 1;
    if (used > TEXT_MAX - 60) return [...kept, words.thread.moreLines(lines.length - at)].join('\n');
    kept.push(line);
  }
  return kept.join('\n');
}
