/** Thread lines, and several of them in one message. */
import { fitting, MESSAGE_MAX, type Rendered, SECTION_MAX, TEXT_MAX } from '../blocks/blocks.ts';
import { words } from '../../text/words.ts';
import { cut } from '../blocks/escape.ts';
import { sections } from '../sentences/steps.ts';

export interface Line {
  /** mrkdwn, escaped, never longer than one section. */
  readonly text: string;
  /** Shown in the channel as well: the last word of a request only. */
  readonly broadcast: boolean;
  /** It lets every other message go first. */
  readonly yields?: boolean;
}

/** A little less than Slack takes: a count of what is left may follow. */
const LINES_MAX = MESSAGE_MAX - 200;

/**
 * How many of the first lines go into one message: at least one where there are any. A message is broadcast or it is not,
 * so a broadcast line never takes quiet ones into the channel.
 */
export function fits(lines: readonly Line[]): number {
  const other = lines.findIndex((line) => line.broadcast !== lines[0]?.broadcast);
  return countOf(other < 0 ? lines : lines.slice(0, other));
}

/** One message of these lines. Call it with no more than `fits` of them: what is too long is counted, not shown. */
export function renderLines(lines: readonly Line[]): Rendered {
  const shown = lines.slice(0, countOf(lines)).map(({ text }) => cut(text, SECTION_MAX));
  const rest = lines.length - shown.length;
  const all = rest > 0 ? [...shown, words.thread.moreLines(rest)] : shown;
  return { text: fitting(all, TEXT_MAX, words.thread.moreLines), blocks: sections(all) };
}

function countOf(lines: readonly Line[]): number {
  let used = 0;
  const beyond = lines.findIndex(({ text }) => {
    used += text.length + 1;
    return used > LINES_MAX;
  });
  return beyond < 0 ? lines.length : Math.max(1, beyond);
}
