import {
  type Check,
  checkEnum,
  checkLength,
  checkList,
  checkObject,
  checkString,
  checkText,
  plain,
  problem,
} from './check.ts';
import { isObject, type Json, type JsonObject, show } from './json.ts';
import { limits } from './limits.ts';

export type Place = 'accessory' | 'actions' | 'input';

const selects = ['static_select', 'external_select', 'users_select', 'conversations_select', 'channels_select'];
const allSelects = [...selects, ...selects.map((name) => `multi_${name}`)];
const pickers = ['checkboxes', 'datepicker', 'radio_buttons', 'timepicker', ...allSelects];

const allowed: { readonly [place in Place]: readonly string[] } = {
  accessory: ['button', 'image', 'overflow', 'workflow_button', ...pickers],
  actions: ['button', 'overflow', 'workflow_button', 'datetimepicker', 'rich_text_input', ...pickers],
  input: [
    'plain_text_input',
    'number_input',
    'email_text_input',
    'url_text_input',
    'rich_text_input',
    'file_input',
    'datetimepicker',
    ...pickers,
  ],
};

/** Elements that only a modal or a home view can hold. */
const viewsOnly = ['file_input', 'rich_text_input'];

export function checkElement(check: Check, element: Json, at: string, place: Place): void {
  if (!isObject(element)) return problem(check, at, 'must be an object');
  const type = element['type'];
  if (typeof type !== 'string' || !allowed[place].includes(type)) {
    return problem(check, `${at}/type`, `unsupported type: ${show(type)}`);
  }
  if (check.surface === 'message' && viewsOnly.includes(type)) {
    return problem(check, `${at}/type`, `unsupported type: ${type}`);
  }
  if (type === 'image') return checkImage(check, element, at);
  checkString(check, element, 'action_id', at, { max: limits.id, min: 1 });
  checkObject(check, element['confirm'], `${at}/confirm`, (confirm) => checkConfirm(check, confirm, `${at}/confirm`));
  checkText(check, element, 'placeholder', at, { ...plain, max: limits.placeholder });
  if (type === 'button' || type === 'workflow_button') checkButton(check, element, at, type);
  else if (type === 'overflow') checkOptions(check, element, 'options', at, limits.overflowOptions);
  else if (type === 'checkboxes' || type === 'radio_buttons')
    checkOptions(check, element, 'options', at, limits.choiceOptions);
  else if (type.endsWith('static_select')) checkStaticSelect(check, element, at);
  else if (type.endsWith('external_select')) checkExternalSelect(check, element, at);
  else if (type.endsWith('_input')) checkInputElement(check, element, at, type);
  if (element['max_selected_items'] !== undefined && !atLeast(element['max_selected_items'], 1)) {
    problem(check, `${at}/max_selected_items`, 'must be greater than 0');
  }
}

function atLeast(value: Json | undefined, min: number): value is number {
  return typeof value === 'number' && value >= min;
}

export function checkImage(check: Check, image: JsonObject, at: string): void {
  checkString(check, image, 'alt_text', at, { max: limits.imageText, required: true });
  checkString(check, image, 'image_url', at, { max: limits.url, min: 1, required: image['slack_file'] === undefined });
}

function checkButton(check: Check, button: JsonObject, at: string, type: string): void {
  checkText(check, button, 'text', at, { ...plain, max: limits.buttonText, required: true });
  checkString(check, button, 'value', at, { max: limits.buttonValue });
  checkString(check, button, 'url', at, { max: limits.url });
  checkString(check, button, 'accessibility_label', at, { max: limits.accessibilityLabel });
  checkEnum(check, button, 'style', at, ['primary', 'danger']);
  if (type === 'workflow_button') checkObject(check, button['workflow'], at, () => undefined, 'workflow');
}

function checkConfirm(check: Check, confirm: JsonObject, at: string): void {
  checkText(check, confirm, 'title', at, { ...plain, max: limits.confirmTitle, required: true });
  checkText(check, confirm, 'text', at, { max: limits.confirmText, required: true });
  checkText(check, confirm, 'confirm', at, { ...plain, max: limits.confirmButton, required: true });
  checkText(check, confirm, 'deny', at, { ...plain, max: limits.confirmButton, required: true });
  checkEnum(check, confirm, 'style', at, ['primary', 'danger']);
}

/** One option of a menu, in a view, a message or the answer to a block_suggestion. */
export function checkOption(check: Check, option: Json, at: string, seen: Set<string>): void {
  if (!isObject(option)) return problem(check, at, 'must be an object');
  checkText(check, option, 'text', at, { max: limits.optionText, required: true });
  const value = checkString(check, option, 'value', at, { max: limits.optionValue, required: true });
  if (value !== null && seen.has(value)) problem(check, `${at}/value`, `duplicate option value: ${value}`);
  if (value !== null) seen.add(value);
  checkText(check, option, 'description', at, { max: limits.optionDescription });
}

export function checkOptions(check: Check, parent: JsonObject, key: string, at: string, max: number, min = 1): void {
  const seen = new Set<string>();
  const options = checkList(check, parent, key, at, max, min);
  for (const [index, option] of options.entries()) checkOption(check, option, `${at}/${key}/${index}`, seen);
}

export function checkOptionGroups(check: Check, parent: JsonObject, at: string, min = 1): void {
  for (const [index, group] of checkList(check, parent, 'option_groups', at, limits.optionGroups, min).entries()) {
    const here = `${at}/option_groups/${index}`;
    checkObject(check, group, here, (group) => {
      checkText(check, group, 'label', here, { ...plain, max: limits.optionGroupLabel, required: true });
      checkOptions(check, group, 'options', here, limits.options);
    });
  }
}

function checkStaticSelect(check: Check, select: JsonObject, at: string): void {
  if (select['option_groups'] === undefined) return checkOptions(check, select, 'options', at, limits.options);
  if (select['options'] !== undefined) problem(check, at, 'options and option_groups are mutually exclusive');
  checkOptionGroups(check, select, at);
}

function checkExternalSelect(check: Check, select: JsonObject, at: string): void {
  const min = select['min_query_length'];
  if (min !== undefined && !atLeast(min, 0)) problem(check, `${at}/min_query_length`, 'must be greater than -1');
  if (select['options'] !== undefined) problem(check, at, 'invalid additional property: options');
  if (select['initial_options'] !== undefined) checkOptions(check, select, 'initial_options', at, limits.options);
  checkObject(check, select['initial_option'], `${at}/initial_option`, (option) =>
    checkOption(check, option, `${at}/initial_option`, new Set()),
  );
}

function checkInputElement(check: Check, element: JsonObject, at: string, type: string): void {
  if (type === 'plain_text_input') {
    const min = element['min_length'];
    const max = element['max_length'];
    if (min !== undefined && (!atLeast(min, 0) || min > limits.plainTextLength)) {
      problem(check, `${at}/min_length`, `must be between 0 and ${limits.plainTextLength}`);
    }
    if (max !== undefined && (!atLeast(max, 1) || max > limits.plainTextLength)) {
      problem(check, `${at}/max_length`, `must be between 1 and ${limits.plainTextLength}`);
    }
    if (typeof min === 'number' && typeof max === 'number' && min > max)
      problem(check, at, 'min_length exceeds max_length');
    const initial = checkString(check, element, 'initial_value', at, { max: limits.plainTextLength });
    if (initial !== null && typeof max === 'number') checkLength(check, initial, `${at}/initial_value`, max);
  }
  if (type === 'number_input') {
    if (typeof element['is_decimal_allowed'] !== 'boolean')
      problem(check, at, 'missing required field: is_decimal_allowed');
    for (const key of ['initial_value', 'min_value', 'max_value']) checkString(check, element, key, at, { max: 100 });
  }
  if (type === 'file_input' && element['max_files'] !== undefined) {
    const max = element['max_files'];
    if (!atLeast(max, 1) || max > limits.inputFiles)
      problem(check, `${at}/max_files`, `must be between 1 and ${limits.inputFiles}`);
  }
}
