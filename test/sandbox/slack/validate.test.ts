import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/simulators/slack/validation/json.ts';
import { Refusal } from '../../../src/simulators/slack/model/refusal.ts';
import { messageBlocks, messageMetadata } from '../../../src/simulators/slack/validation/validate-message.ts';
import { parseView } from '../../../src/simulators/slack/validation/validate-view.ts';
import { createWorkspace } from '../../../src/simulators/slack/model/workspace.ts';
import { button, manualClock, modal, plainText, section, textInput } from './support.ts';

const w = createWorkspace(manualClock());

function refusalOf(run: () => unknown): JsonObject | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.reply();
    throw error;
  }
}

const message = (...blocks: Json[]) => refusalOf(() => messageBlocks(w, blocks))?.['error'] ?? 'ok';
const view = (given: JsonObject, type: 'modal' | 'home' = 'modal') =>
  refusalOf(() => parseView(w, given, type))?.['error'] ?? 'ok';
const x = (count: number) => 'x'.repeat(count);
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const option = (value: string, text = value): JsonObject => ({ text: plainText(text), value });
const actions = (...elements: JsonObject[]): JsonObject => ({ type: 'actions', elements });
const select = (more: JsonObject): JsonObject => ({ type: 'static_select', action_id: 'a', ...more });
const confirm = (more: JsonObject): JsonObject => ({
  ...{ title: plainText('t'), text: plainText('t'), confirm: plainText('y'), deny: plainText('n') },
  ...more,
});
const card = (id: string, more: JsonObject = {}): JsonObject => ({
  type: 'task_card',
  task_id: id,
  title: id,
  status: 'pending',
  ...more,
});
const richText = (text: string): JsonObject => ({
  ...{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] },
});

describe('a message keeps each limit to the last character', () => {
  const rows: [name: string, limit: number, make: (size: number) => Json[]][] = [
    ['blocks', 50, (n) => many(n, () => ({ type: 'divider' }))],
    ['section text', 3_000, (n) => [section(x(n))]],
    ['section fields', 10, (n) => [{ type: 'section', fields: many(n, () => plainText('f')) }]],
    ['field text', 2_000, (n) => [{ type: 'section', fields: [plainText(x(n))] }]],
    ['header', 150, (n) => [{ type: 'header', text: plainText(x(n)) }]],
    ['context elements', 10, (n) => [{ type: 'context', elements: many(n, () => plainText('c')) }]],
    ['actions elements', 25, (n) => [actions(...many(n, (i) => button(`b${i}`)))]],
    ['block_id', 255, (n) => [{ type: 'divider', block_id: x(n) }]],
    ['action_id', 255, (n) => [actions(button(x(n), { text: plainText('b') }))]],
    ['button text', 75, (n) => [actions(button('a', { text: plainText(x(n)) }))]],
    ['button value', 2_000, (n) => [actions(button('a', { value: x(n) }))]],
    ['option text', 75, (n) => [actions(select({ options: [option('v', x(n))] }))]],
    ['option value', 150, (n) => [actions(select({ options: [option(x(n), 't')] }))]],
    [
      'option description',
      75,
      (n) => [actions(select({ options: [{ ...option('v'), description: plainText(x(n)) }] }))],
    ],
    ['static options', 100, (n) => [actions(select({ options: many(n, (i) => option(`${i}`)) }))]],
    [
      'group label',
      75,
      (n) => [actions(select({ option_groups: [{ label: plainText(x(n)), options: [option('v')] }] }))],
    ],
    [
      'overflow options',
      5,
      (n) => [actions({ type: 'overflow', action_id: 'a', options: many(n, (i) => option(`${i}`)) })],
    ],
    [
      'checkboxes',
      10,
      (n) => [actions({ type: 'checkboxes', action_id: 'a', options: many(n, (i) => option(`${i}`)) })],
    ],
    ['placeholder', 150, (n) => [actions(select({ options: [option('v')], placeholder: plainText(x(n)) }))]],
    ['confirm title', 100, (n) => [actions(button('a', { confirm: confirm({ title: plainText(x(n)) }) }))]],
    ['confirm text', 300, (n) => [actions(button('a', { confirm: confirm({ text: plainText(x(n)) }) }))]],
    ['confirm button', 30, (n) => [actions(button('a', { confirm: confirm({ confirm: plainText(x(n)) }) }))]],
    ['table rows', 100, (n) => [{ type: 'table', rows: many(n, () => [{ type: 'raw_text', text: 'c' }]) }]],
    ['table cells', 20, (n) => [{ type: 'table', rows: [many(n, () => ({ type: 'raw_text', text: 'c' }))] }]],
    ['card title', 150, (n) => [{ type: 'card', title: plainText(x(n)) }]],
    [
      'container blocks',
      10,
      (n) => [{ type: 'container', title: plainText('c'), child_blocks: many(n, () => section('s')) }],
    ],
    ['markdown', 12_000, (n) => [{ type: 'markdown', text: x(n) }]],
    [
      'markdown of several blocks',
      12_000,
      (n) => [
        { type: 'markdown', text: x(6_000) },
        { type: 'markdown', text: x(n - 6_000) },
      ],
    ],
  ];
  test.each(rows)('%s: %i', (_name, limit, make) => {
    expect(message(...make(limit))).toBe('ok');
    expect(message(...make(limit + 1))).toBe('invalid_blocks');
  });

  test('all block text together: 9,600', () => {
    const three = [section(x(3_000)), section(x(3_000)), section(x(3_000))];
    expect(message(...three, section(x(600)))).toBe('ok');
    expect(message(...three, section(x(601)))).toBe('msg_blocks_too_long');
  });

  test('length is counted in code points', () => {
    expect(message({ type: 'header', text: plainText('🚒'.repeat(150)) })).toBe('ok');
  });
});

describe('a modal keeps each limit to the last character', () => {
  const rows: [name: string, limit: number, make: (size: number) => JsonObject][] = [
    ['blocks', 100, (n) => modal(many(n, () => ({ type: 'divider' })))],
    ['title', 24, (n) => modal([section('s')], { title: plainText(x(n)) })],
    ['submit', 24, (n) => modal([section('s')], { submit: plainText(x(n)) })],
    ['close', 24, (n) => modal([section('s')], { close: plainText(x(n)) })],
    ['private_metadata', 3_000, (n) => modal([section('s')], { private_metadata: x(n) })],
    ['callback_id', 255, (n) => modal([section('s')], { callback_id: x(n) })],
    ['external_id', 255, (n) => modal([section('s')], { external_id: x(n) })],
    ['label', 2_000, (n) => modal([textInput('i', {}, { label: plainText(x(n)) })])],
    ['hint', 2_000, (n) => modal([textInput('i', {}, { hint: plainText(x(n)) })])],
    ['max_length', 3_000, (n) => modal([textInput('i', { max_length: n })])],
  ];
  test.each(rows)('%s: %i', (_name, limit, make) => {
    expect(view(make(limit))).toBe('ok');
    expect(view(make(limit + 1))).toBe('invalid_arguments');
  });

  test('an input needs a submit button', () => {
    const { submit: _, ...silent } = modal([textInput('i')]);
    expect(view(silent)).toBe('invalid_arguments');
  });

  test('it is at most 250 kB', () => {
    const big = many(100, () => section('é'.repeat(1_500)));
    expect(view(modal(big))).toBe('view_too_large');
  });
});

describe('blocks', () => {
  test('errors have Slack’s shape: a pointer to the place', () => {
    const reply = refusalOf(() => messageBlocks(w, [section(x(3_001))]));
    const told = 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]';
    expect(reply).toEqual({
      ...{ ok: false, error: 'invalid_blocks', errors: [told] },
      response_metadata: { messages: [`[ERROR] ${told}`] },
    });
  });

  test('an unknown type is refused, at the top and inside', () => {
    expect(message({ type: 'sparkline' })).toBe('invalid_blocks');
    expect(message(actions({ type: 'knob', action_id: 'a' }))).toBe('invalid_blocks');
    expect(message({ block_id: 'no type' })).toBe('invalid_blocks');
  });

  test('a block_id stands once in a message, an action_id once in a block', () => {
    expect(message({ type: 'divider', block_id: 'a' }, { type: 'divider', block_id: 'a' })).toBe('invalid_blocks');
    expect(message(actions(button('a'), button('a')))).toBe('invalid_blocks');
    expect(message(actions(button('a')), actions(button('a')))).toBe('ok');
  });

  test('button labels are plain text and never empty', () => {
    expect(message(actions(button('a', { text: { type: 'mrkdwn', text: 'b' } })))).toBe('invalid_blocks');
    expect(message(actions(button('a', { text: plainText('') })))).toBe('invalid_blocks');
  });

  test('a plan holds task cards with a title, one of four states and rich text', () => {
    const plan = (...tasks: JsonObject[]) => message({ type: 'plan', title: 'Failover', tasks });
    expect(plan(card('1', { details: richText('d'), output: richText('o') }), card('2', { status: 'error' }))).toBe(
      'ok',
    );
    expect(message(card('1'))).toBe('ok');
    expect(plan(card('1', { status: 'running' }))).toBe('invalid_blocks');
    expect(plan(card('1', { details: section('d') }))).toBe('invalid_blocks');
    expect(plan(card('1', { title: '' }))).toBe('invalid_blocks');
    expect(plan(card('1'), card('1'))).toBe('invalid_blocks');
    expect(message({ type: 'plan', title: plainText('an object') })).toBe('invalid_blocks');
  });

  test('a switch refuses plan blocks, to test the fallback', () => {
    const strict = createWorkspace(manualClock());
    strict.refusedBlocks.add('plan');
    const reply = refusalOf(() => messageBlocks(strict, [{ type: 'plan', title: 'p', tasks: [] }]));
    expect(reply).toMatchObject({
      error: 'invalid_blocks',
      errors: ['unsupported type: plan [json-pointer:/blocks/0]'],
    });
  });

  test('one table in a message', () => {
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'c' }]] };
    expect(message(table, table)).toBe('invalid_attachments');
  });

  test('inputs may stand in messages, files and rich text inputs may not', () => {
    expect(message(textInput('reason'))).toBe('ok');
    expect(message({ ...textInput('f'), element: { type: 'file_input', action_id: 'f' } })).toBe('invalid_blocks');
    expect(view(modal([{ ...textInput('f'), element: { type: 'file_input', action_id: 'f' } }]))).toBe('ok');
  });

  test('message-only blocks do not fit in a modal', () => {
    expect(view(modal([{ type: 'plan', title: 'p' }]))).toBe('invalid_arguments');
    expect(view(modal([{ type: 'alert', text: plainText('careful'), level: 'warning' }]))).toBe('ok');
    expect(message({ type: 'alert', text: plainText('careful'), level: 'loud' })).toBe('invalid_blocks');
  });

  test('an external select brings no options of its own', () => {
    const external = { type: 'multi_external_select', action_id: 'a' };
    expect(message(actions({ ...external, min_query_length: 0 }))).toBe('ok');
    expect(message(actions({ ...external, min_query_length: -1 }))).toBe('invalid_blocks');
    expect(message(actions({ ...external, options: [option('v')] }))).toBe('invalid_blocks');
  });
});

describe('metadata', () => {
  const metadata = (event_payload: Json, event_type: Json = 'twokey_request') =>
    refusalOf(() => messageMetadata({ event_type, event_payload }))?.['error'] ?? 'ok';

  test('values are flat, or one level of objects and lists', () => {
    expect(metadata({ id: 'r1', version: 3, final: true, tasks: ['a'], at: { seq: 1 } })).toBe('ok');
    expect(metadata({ deep: { deeper: { no: 1 } } })).toBe('invalid_metadata_schema');
    expect(metadata({ nothing: null })).toBe('invalid_metadata_schema');
    expect(metadata({}, '')).toBe('invalid_metadata_format');
    expect(metadata({ id: x(4_000) })).toBe('metadata_too_large');
  });
});
