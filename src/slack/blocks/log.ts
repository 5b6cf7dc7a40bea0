/** The end of a subtask's log, as a preformatted block: contexts printed by OCP can hold secrets, so those are masked. */
import { masked } from '../../task/redact.ts';
import { clean, cut, escapeWithin } from './escape.ts';

const LINES_MAX = 15;
const LINE_MAX = 240;
const BLOCK_MAX = 2_200;

/** The last lines in three backticks; null when there is nothing to show. At most 2,208 characters. */
export function logBlock(lines: readonly string[]): string | null {
  const all = lines.flatMap((line) => clean(line).split('\n')).filter((line) => line.trim() !== '');
  const shown: string[] = [];
  let room = BLOCK_MAX;
  for (const line of all.slice(-LINES_MAX).reverse()) {
    // Cut after masking, or half a secret could lose the key that gives it away.
    const text = escapeWithin(cut(masked(line).replaceAll('`', "'"), LINE_MAX), LINE_MAX);
    if (text.length + 1 > room) break;
    shown.unshift(text);
    room -= text.length + 1;
  }
  return shown.length === 0 ? null : `\`\`\`\n${shown.join('\n')}\n\`\`\``;
}
