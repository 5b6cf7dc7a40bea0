/** What the audit channel is told of a file that people write, whatever the file says. */
import type { FileNotice } from '../../policy/file/problem.ts';
import type { Words } from '../../text/en/en.ts';
import { words } from '../../text/words.ts';
import { MESSAGE_MAX, type Rendered, TEXT_MAX } from '../blocks/blocks.ts';
import { safe } from '../blocks/escape.ts';
import { fileProblemText } from '../../text/file-problem.ts';
import { within } from '../blocks/names.ts';
import { sections } from '../sentences/steps.ts';

const PROBLEM_MAX = 400;

/** What is said of every such file, in its own words. */
type FileWords = Pick<Words['notices']['policy'], 'begins' | 'changed' | 'repaired' | 'refused'> &
  Partial<Pick<Words['notices']['policy'], 'stopCounts'>>;

export function fileNotice<Change>(
  notice: FileNotice<Change>,
  text: FileWords,
  changeLines: (change: Change) => readonly string[],
): Rendered {
  return noticeOf(linesOf(notice, text, changeLines));
}

/** One message; what does not fit is counted. */
export function noticeOf(all: readonly string[]): Rendered {
  const lines = within(all, MESSAGE_MAX - 500);
  return { text: within(lines, TEXT_MAX - 50).join('\n'), blocks: sections(lines) };
}

function linesOf<Change>(
  notice: FileNotice<Change>,
  text: FileWords,
  changeLines: (change: Change) => readonly string[],
): readonly string[] {
  switch (notice.kind) {
    case 'begins':
      return [text.begins(notice.version)];
    case 'repaired':
      return [text.repaired(notice.version)];
    case 'refused':
      return [
        text.refused(notice.version),
        ...(notice.counts && text.stopCounts !== undefined ? [text.stopCounts] : []),
        ...notice.problems.map((problem) => `• ${safe(fileProblemText(problem), PROBLEM_MAX)}`),
      ];
    case 'changed': {
      const { from, version, changes, repaired } = notice;
      const head = [...(repaired ? [text.repaired(version)] : []), text.changed(from, version)];
      return [...head, ...changes.flatMap(changeLines)];
    }
  }
}

/** Of lists longer than `whole` only what came and what went. `key` is ready for mrkdwn. */
export function movement(
  key: string,
  from: readonly string[],
  to: readonly string[],
  { whole, show }: { readonly whole: number; readonly show: (values: readonly string[]) => string },
): string {
  const text = words.notices.lines;
  if (from.length <= whole && to.length <= whole) return text.moved(key, show(from), show(to));
  const gained = to.filter((value) => !from.includes(value));
  const dropped = from.filter((value) => !to.includes(value));
  const parts = [
    ...(gained.length > 0 ? [text.gained(show(gained))] : []),
    ...(dropped.length > 0 ? [text.dropped(show(dropped))] : []),
  ];
  return text.term(key, parts.join(words.world.semicolon));
}
