/** Small makers of Block Kit objects, and the counting of what Slack counts. */
import type {
  Button,
  ConfirmationDialog,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { cut, escape } from './escape.ts';

export interface Rendered {
  /** What notifications and screen readers get: mrkdwn, escaped. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Slack refuses a message somewhere between 9,597 and 11,341 characters in all (bolt-js#2867). */
export const MESSAGE_MAX = 9_000;
/** chat.update refuses more than 4,000 with `msg_too_long`. */
export const TEXT_MAX = 3_900;
export const SECTION_MAX = 3_000;
/** Blocks in one message. */
export const BLOCKS_MAX = 50;

/** As many of the lines as `max` characters take; what is left is counted. */
export function fitting(lines: readonly string[], max: number, more: (count: number) => string): string {
  const kept: string[] = [];
  let used = 0;
  for (const [at, line] of lines.entries()) {
    used += line.length + 1;
    if (used > max - 60) return [...kept, more(lines.length - at)].join('\n');
    kept.push(line);
  }
  return kept.join('\n');
}

export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: cut(text, max), emoji: false };
}

/** `text` is mrkdwn whose untrusted parts are escaped; verbatim: Slack makes no links and mentions by itself. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, 150) };
}

/** Expanded: what somebody must know before a click does not hide behind "See more". */
export function section(text: string): SectionBlock {
  return { type: 'section', text: mrkdwn(text), expand: true };
}

/** Text that others wrote, shown as it is: no formatting, no mentions. */
export function plainSection(text: string): SectionBlock {
  return { type: 'section', text: plainText(text, SECTION_MAX) };
}

export function context(text: string): ContextBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}

interface ConfirmWords {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
}

export function confirmation(words: ConfirmWords, style: 'primary' | 'danger'): ConfirmationDialog {
  return {
    title: plainText(words.title, 100),
    text: plainText(words.text, 300),
    confirm: plainText(words.confirm, 30),
    deny: plainText(words.deny, 30),
    style,
  };
}

/** `value` is the request's id and nothing else: what comes back through a client is not trusted further. */
export function button(
  id: string,
  label: string,
  value: string,
  confirm: ConfirmationDialog | null,
  style?: 'primary' | 'danger',
): Button {
  const base: Button = { type: 'button', action_id: id, text: plainText(label, 75), value };
  return { ...base, ...(confirm ? { confirm } : {}), ...(style ? { style } : {}) };
}

/** Every string in the blocks but their types, as code points: at least what Slack counts. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Array.from(value).length;
  if (Array.isArray(value)) return value.reduce<number>((sum, inner) => sum + sizeOf(inner), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => (key === 'type' ? sum : sum + sizeOf(inner)), 0);
}

/** The words of the blocks one after another, whole blocks only, at most TEXT_MAX characters. */
export function fallback(blocks: readonly KnownBlock[]): string {
  const kept: string[] = [];
  let used = 0;
  for (const words of blocks.map(wordsOf).filter((text) => text !== '')) {
    const room = TEXT_MAX - used - 2;
    if (words.length > room) {
      kept.push('…');
      break;
    }
    kept.push(words);
    used += words.length + 1;
  }
  return kept.join('\n');
}

function wordsOf(block: KnownBlock): string {
  if (block.type === 'header') return escape(block.text.text);
  if (block.type === 'section') return block.text ? textOf(block.text) : '';
  if (block.type === 'plan') return [block.title, ...(block.tasks ?? []).map(titleOf)].join('\n');
  if (block.type === 'context')
    return block.elements.map((element) => (element.type === 'image' ? '' : textOf(element))).join(' ');
  return '';
}

function titleOf(task: Record<string, unknown> | { title: string }): string {
  return 'title' in task && typeof task.title === 'string' ? task.title : '';
}

function textOf(text: MrkdwnElement | PlainTextElement): string {
  return text.type === 'mrkdwn' ? text.text : escape(text.text);
}
