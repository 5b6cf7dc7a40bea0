/** Slack's own refusals, as the simulated Slack knows them, and the limits this product keeps below them. */
import type { KnownBlock, ModalView } from '@slack/types';
import { expect } from 'vitest';
import { parseJson } from '../../../src/simulators/slack/validation/json.ts';
import { messageBlocks } from '../../../src/simulators/slack/validation/validate-message.ts';
import { parseView } from '../../../src/simulators/slack/validation/validate-view.ts';
import { createWorkspace } from '../../../src/simulators/slack/model/workspace.ts';
import { type Rendered, sizeOf } from '../../../src/slack/blocks/blocks.ts';

const workspace = createWorkspace({ now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() });

/** Throws what Slack would answer. */
export function accepted(rendered: Rendered): Rendered {
  expect(messageBlocks(workspace, parseJson(JSON.stringify(rendered.blocks)))).toHaveLength(rendered.blocks.length);
  expect(sizeOf(rendered.blocks)).toBeLessThanOrEqual(9_000);
  expect(rendered.text.length).toBeLessThanOrEqual(3_900);
  expect(rendered.text).not.toBe('');
  return rendered;
}

export function acceptedView(view: ModalView): ModalView {
  expect(parseView(workspace, parseJson(JSON.stringify(view)), 'modal').type).toBe('modal');
  return view;
}

/** All words of the blocks, mrkdwn and plain. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'type' ? [] : textsOf(inner)));
}

/** Only what Slack reads as mrkdwn: where a `<!channel>` would call everybody. */
export function mrkdwnOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnOf);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return textsOf(value.text);
  if ('type' in value && value.type === 'plan' && 'title' in value && 'tasks' in value)
    return [...textsOf(value.title), ...textsOf(value.tasks)];
  return Object.values(value).flatMap(mrkdwnOf);
}

export function buttonsOf(blocks: readonly KnownBlock[]) {
  return blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.flatMap((element) => (element.type === 'button' ? element : [])) : [],
  );
}
