/** A card in the simplest blocks there are, for a Slack that refuses the usual ones: the same words and the same buttons. */
import { escape } from '../blocks/escape.ts';
import { section } from '../blocks/blocks.ts';

interface Card {
  readonly text: string;
  readonly blocks: readonly object[];
}

const SECTION_ROOM = 2_900;
const SECTIONS_MAX = 5;

export function plainCard({ text, blocks }: Card): Card {
  const buttons = blocks.filter((block) => valueOf(block, 'type') === 'actions');
  // A text with a button of its own is nothing without it.
  const entries = blocks.filter((block) => valueOf(block, 'accessory') !== undefined);
  const lines = blocks.filter((block) => ![...buttons, ...entries].includes(block)).flatMap(linesOf);
  return { text, blocks: [...packed(lines).slice(0, SECTIONS_MAX).map(section), ...entries, ...buttons] };
}

/** mrkdwn: every text in the block, one line each. */
function linesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(linesOf);
  if (typeof value !== 'object' || value === null) return [];
  const type = valueOf(value, 'type');
  const text = valueOf(value, 'text');
  // A button beside a text is no sentence.
  if (type === 'button') return [];
  if (typeof text === 'string') return [type === 'mrkdwn' ? text : escape(text)];
  return Object.values(value).flatMap(linesOf);
}

function packed(lines: readonly string[]): readonly string[] {
  const sections: string[] = [];
  for (const line of lines.filter((one) => one.trim() !== '').map((one) => one.slice(0, SECTION_ROOM))) {
    const last = sections.at(-1);
    if (last !== undefined && last.length + line.length < SECTION_ROOM)
      sections[sections.length - 1] = `${last}\n${line}`;
    else sections.push(line);
  }
  return sections;
}

function valueOf(block: object, key: string): unknown {
  const value: unknown = Reflect.get(block, key);
  return value;
}
