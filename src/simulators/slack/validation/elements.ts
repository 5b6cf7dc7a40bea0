import { isObject, type JsonObject, objects, text } from './json.ts';
import type { StateValues } from '../model/workspace.ts';

/** An interactive element and the block it stands in. */
export interface Placed {
  readonly blockId: string;
  readonly block: JsonObject;
  readonly element: JsonObject;
  readonly actionId: string;
  readonly input: boolean;
}

/** All interactive elements of blocks in reading order, those inside containers and cards too. */
export function placedElements(blocks: readonly JsonObject[]): Placed[] {
  return blocks.flatMap((block) => {
    const blockId = text(block['block_id']) ?? '';
    const place = (element: JsonObject, input: boolean): Placed[] => {
      const actionId = text(element['action_id']);
      return actionId === undefined ? [] : [{ blockId, block, element, actionId, input }];
    };
    switch (block['type']) {
      case 'input':
        return isObject(block['element']) ? place(block['element'], true) : [];
      case 'section':
        return isObject(block['accessory']) ? place(block['accessory'], false) : [];
      case 'actions':
      case 'context_actions':
        return objects(block['elements']).flatMap((element) => place(element, false));
      case 'card':
        return objects(block['actions']).flatMap((element) => place(element, false));
      case 'container':
        return placedElements(objects(block['child_blocks']));
      case 'carousel':
        return placedElements(objects(block['elements']));
      default:
        return [];
    }
  });
}

const plural: { readonly [type: string]: readonly [key: string, initial: string] } = {
  multi_static_select: ['selected_options', 'initial_options'],
  multi_external_select: ['selected_options', 'initial_options'],
  multi_users_select: ['selected_users', 'initial_users'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
  checkboxes: ['selected_options', 'initial_options'],
};

const single: { readonly [type: string]: readonly [key: string, initial: string] } = {
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  users_select: ['selected_user', 'initial_user'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  channels_select: ['selected_channel', 'initial_channel'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  plain_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  rich_text_input: ['rich_text_value', 'initial_value'],
};

export function valueKey(type: string): { key: string; many: boolean } | null {
  const many = plural[type];
  if (many !== undefined) return { key: many[0], many: true };
  const one = single[type];
  return one === undefined ? null : { key: one[0], many: false };
}

/** The element's value before anybody touched it; null for elements without a value, like buttons. */
export function initialValue(element: JsonObject): JsonObject | null {
  const type = text(element['type']) ?? '';
  const many = plural[type];
  if (many !== undefined) return { type, [many[0]]: element[many[1]] ?? [] };
  const one = single[type];
  return one === undefined ? null : { type, [one[0]]: element[one[1]] ?? null };
}

/** The values of blocks: what was there under the same block_id, action_id and type stays. */
export function stateOf(blocks: readonly JsonObject[], before: StateValues = {}): StateValues {
  const state: StateValues = {};
  for (const { blockId, actionId, element } of placedElements(blocks)) {
    const initial = initialValue(element);
    if (initial === null) continue;
    const old = before[blockId]?.[actionId];
    const kept = old !== undefined && old['type'] === initial['type'] ? old : initial;
    state[blockId] = { ...state[blockId], [actionId]: kept };
  }
  return state;
}

/** True when nothing is chosen or typed. */
export function isEmptyValue(value: JsonObject | undefined): boolean {
  if (value === undefined) return true;
  return Object.entries(value).every(([key, item]) => {
    if (key === 'type') return true;
    return item === null || item === undefined || item === '' || (Array.isArray(item) && item.length === 0);
  });
}
