import { isEmptyValue } from './elements.ts';
import { isObject, type JsonObject, length, text } from './json.ts';
import type { View } from '../model/workspace.ts';

/** What Slack's client tells under an input before anything is sent; keyed by block_id, empty when all is well. */
export function inputErrors(view: View): { [blockId: string]: string } {
  const errors: { [blockId: string]: string } = {};
  for (const block of view.blocks) {
    const element = block['element'];
    const blockId = text(block['block_id']);
    if (block['type'] !== 'input' || blockId === undefined || !isObject(element)) continue;
    const value = view.state[blockId]?.[text(element['action_id']) ?? ''];
    const error = inputError(block, element, value);
    if (error !== null) errors[blockId] = error;
  }
  return errors;
}

function inputError(block: JsonObject, element: JsonObject, value: JsonObject | undefined): string | null {
  if (element['type'] === 'file_input') return null;
  if (isEmptyValue(value)) return block['optional'] === true ? null : 'Please complete this required field.';
  const typed = text(value?.['value']);
  if (typed !== undefined) return typedError(element, typed);
  const chosen = Object.values(value ?? {}).find((item) => Array.isArray(item));
  const max = element['max_selected_items'];
  if (Array.isArray(chosen) && typeof max === 'number' && chosen.length > max) return `Select at most ${max} items.`;
  return null;
}

function typedError(element: JsonObject, typed: string): string | null {
  const size = length(typed);
  switch (element['type']) {
    case 'plain_text_input': {
      const min = element['min_length'];
      const max = element['max_length'];
      if (typeof min === 'number' && size < min) return `Please enter at least ${min} characters.`;
      if (typeof max === 'number' && size > max) return `Please enter no more than ${max} characters.`;
      return null;
    }
    case 'number_input': {
      const value = Number(typed);
      if (!Number.isFinite(value)) return 'Please enter a number.';
      if (element['is_decimal_allowed'] !== true && !Number.isInteger(value)) return 'Please enter a whole number.';
      const min = text(element['min_value']);
      const max = text(element['max_value']);
      if (min !== undefined && value < Number(min)) return `Please enter a number of at least ${min}.`;
      if (max !== undefined && value > Number(max)) return `Please enter a number of at most ${max}.`;
      return null;
    }
    case 'email_text_input':
      return /^[^@\s]+@[^@\s]+$/.test(typed) ? null : 'Please enter an email address.';
    case 'url_text_input':
      return URL.canParse(typed) ? null : 'Please enter a URL.';
    default:
      return null;
  }
}
