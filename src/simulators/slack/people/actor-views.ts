import { inputErrors } from '../validation/client-checks.ts';
import { newCheck } from '../validation/check.ts';
import { type Placed, placedElements, valueKey } from '../validation/elements.ts';
import { isObject, type Json, type JsonObject, length, objects, show, text } from '../validation/json.ts';
import { limits } from '../validation/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { checkOptionGroups, checkOptions } from '../validation/validate-elements.ts';
import { parseView } from '../validation/validate-view.ts';
import { clearStack, popView, pushView, stackOf, topView, updateView } from '../model/views.ts';
import { touch, type User, type View } from '../model/workspace.ts';
import { accountRefusal, sendAction } from './actor-messages.ts';
import { deliver } from '../http/deliver.ts';
import type { Front } from '../http/front.ts';
import { type Outcome, outcomeOf, refused } from '../methods/outcome.ts';
import { blockSuggestion, viewClosed, viewSubmission } from './payloads.ts';

export type ViewRef = string | { readonly id: string };

/** Options that the app offered, by view, block and value: only those can be chosen in an external select. */
const offered = new WeakMap<View, Map<string, JsonObject>>();

interface Found {
  readonly view: View;
  readonly placed: Placed;
}

function openView(front: Front, user: User, ref: ViewRef): View | Outcome {
  const no = accountRefusal(front, user, false);
  if (no !== null) return no;
  const id = typeof ref === 'string' ? ref : ref.id;
  const view = front.w.views.get(id);
  if (view === undefined || view.userId !== user.id) return refused('not_found', `no open view ${id}`);
  return view;
}

function isOutcome(value: View | Found | Outcome): value is Outcome {
  return 'ok' in value;
}

function findField(front: Front, user: User, ref: ViewRef, blockId: string, actionId?: string): Found | Outcome {
  const view = openView(front, user, ref);
  if (isOutcome(view)) return view;
  const matches = (one: Placed) => one.blockId === blockId && (actionId === undefined || one.actionId === actionId);
  const placed = placedElements(view.blocks).find(matches);
  if (placed === undefined) return refused('not_found', `no field ${blockId}`, { view: topView(front.w, user.id) });
  return { view, placed };
}

/** Types into an external select and returns what it offers. */
export async function search(front: Front, user: User, ref: ViewRef, blockId: string, query: string): Promise<Outcome> {
  const found = findField(front, user, ref, blockId);
  if (isOutcome(found)) return found;
  const { view, placed } = found;
  const type = text(placed.element['type']) ?? '';
  if (!type.endsWith('external_select')) return refused('not_found', `${blockId} is a ${type}`, { view });
  const min = placed.element['min_query_length'];
  const least = typeof min === 'number' ? min : limits.minQueryLength;
  if (length(query) < least) return refused('query_too_short', `type at least ${least} characters`, { view });
  const payload = blockSuggestion(front, user, { in: 'view', view }, placed, query);
  const outcome = outcomeOf(await deliver(front, { kind: 'block_suggestion', payload }), topView(front.w, user.id));
  if (!outcome.ok) return outcome;
  const options = offeredOptions(outcome.body);
  if (typeof options === 'string') return { ...outcome, ok: false, error: 'broken_response', detail: options };
  const known = offered.get(view) ?? new Map<string, JsonObject>();
  for (const option of options) known.set(`${blockId} ${show(option['value'])}`, option);
  offered.set(view, known);
  return { ...outcome, options };
}

/** The options of an answer, or what is wrong with it. */
function offeredOptions(body: Json): JsonObject[] | string {
  if (!isObject(body)) return 'the answer has no options';
  const check = newCheck('modal', new Set());
  const grouped = body['option_groups'] !== undefined;
  if (grouped) checkOptionGroups(check, body, '', 0);
  else checkOptions(check, body, 'options', '', limits.options, 0);
  if (check.problems.length > 0) return check.problems.join('; ');
  return grouped
    ? objects(body['option_groups']).flatMap((group) => objects(group['options']))
    : objects(body['options']);
}

/** Chooses in a menu, by option value (or user, channel, date, time). A list for multi-selects and checkboxes. */
export async function choose(
  front: Front,
  user: User,
  ref: ViewRef,
  blockId: string,
  values: string | readonly string[] | null,
  actionId?: string,
): Promise<Outcome> {
  const found = findField(front, user, ref, blockId, actionId);
  if (isOutcome(found)) return found;
  const { view, placed } = found;
  const type = text(placed.element['type']) ?? '';
  const key = valueKey(type);
  if (key === null || key.key === 'value') return refused('not_found', `${blockId} is a ${type}`, { view });
  const wanted = values === null ? [] : typeof values === 'string' ? [values] : values;
  const withOptions = key.key.startsWith('selected_option');
  const items: Json[] = [];
  for (const value of wanted) {
    const item = withOptions ? optionOf(view, placed, value) : type === 'datetimepicker' ? Number(value) : value;
    if (item === undefined) return refused('not_offered', `${blockId} does not offer ${value}`, { view });
    items.push(item);
  }
  return change(
    front,
    user,
    found,
    { [key.key]: key.many ? items : (items[0] ?? null) },
    placed.block['dispatch_action'] === true,
  );
}

function optionOf(view: View, { blockId, actionId, element }: Placed, value: string): JsonObject | undefined {
  const served = offered.get(view)?.get(`${blockId} ${value}`);
  if (served !== undefined) return served;
  const now = view.state[blockId]?.[actionId];
  const groups = objects(element['option_groups']).flatMap((group) => objects(group['options']));
  const here = [...objects(element['options']), ...groups, ...objects(element['initial_options'])];
  const chosen = [...objects(now?.['selected_options']), now?.['selected_option'], element['initial_option']].filter(
    isObject,
  );
  return [...here, ...chosen].find((option) => option['value'] === value);
}

/** Types into a text field; with `enter`, presses Enter afterwards. */
export async function type(front: Front, user: User, ref: ViewRef, blockId: string, words: string, enter = false) {
  const found = findField(front, user, ref, blockId);
  if (isOutcome(found)) return found;
  const { placed, view } = found;
  const kind = text(placed.element['type']) ?? '';
  if (valueKey(kind)?.key !== 'value') return refused('not_found', `${blockId} is a ${kind}`, { view });
  const config = placed.element['dispatch_action_config'];
  const on = isObject(config) ? config['trigger_actions_on'] : ['on_enter_pressed'];
  const triggers = Array.isArray(on) ? on : [];
  const asked = triggers.includes('on_character_entered') || (enter && triggers.includes('on_enter_pressed'));
  const value = { value: words === '' ? null : words };
  return change(front, user, found, value, placed.block['dispatch_action'] === true && asked);
}

/** Inputs stay silent until the form is submitted, unless they ask for dispatch_action. */
async function change(
  front: Front,
  user: User,
  { view, placed }: Found,
  value: JsonObject,
  dispatch: boolean,
): Promise<Outcome> {
  const state = { type: placed.element['type'], ...value };
  const { blockId, actionId } = placed;
  view.state = { ...view.state, [blockId]: { ...view.state[blockId], [actionId]: state } };
  delete view.errors[blockId];
  touch(front.w, 'view', { user: user.id, view: view.id });
  if (placed.input && !dispatch)
    return { ...refused('not_found', ''), ok: true, error: null, view: topView(front.w, user.id) };
  return sendAction(front, user, { in: 'view', view }, placed, value);
}

/** Presses the form's submit button; only the view on top has one. */
export async function submit(front: Front, user: User, ref: ViewRef): Promise<Outcome> {
  const view = openView(front, user, ref);
  if (isOutcome(view)) return view;
  const { w } = front;
  const now = () => topView(w, user.id);
  if (now()?.id !== view.id) return refused('not_found', 'another view is on top', { view: now() });
  if (view.submit === null) return refused('not_found', 'this view has no submit button', { view });
  const errors = inputErrors(view);
  if (Object.keys(errors).length > 0) {
    showErrors(front, view, errors);
    return refused('invalid_input', 'the form is not complete', { errors, view });
  }
  showErrors(front, view, {});
  const answer = await deliver(front, { kind: 'view_submission', payload: viewSubmission(front, user, view) });
  const outcome = outcomeOf(answer, now());
  return outcome.ok ? applyResponse(front, user, view, outcome) : outcome;
}

function showErrors(front: Front, view: View, errors: { readonly [blockId: string]: string }): void {
  view.errors = { ...errors };
  touch(front.w, 'view', { user: view.userId, view: view.id });
}

const trouble = 'We had some trouble connecting. Try again?';

function applyResponse(front: Front, user: User, view: View, outcome: Outcome): Outcome {
  const { w } = front;
  const { body } = outcome;
  const after = (more: Partial<Outcome> = {}): Outcome => ({ ...outcome, ...more, view: topView(w, user.id) });
  const broken = (why: string) => after({ ok: false, error: 'broken_response', detail: `${trouble} (${why})` });
  if (body === null || body === '' || (isObject(body) && Object.keys(body).length === 0)) {
    if (topView(w, user.id)?.id === view.id) popView(w, user.id);
    return after();
  }
  if (!isObject(body)) return broken('the answer is not JSON');
  try {
    switch (body['response_action']) {
      case 'clear':
        clearStack(w, user.id);
        return after();
      case 'update':
        updateView(w, { viewId: view.id }, parseView(w, body['view'], 'modal'));
        return after();
      case 'push':
        pushView(w, user.id, parseView(w, body['view'], 'modal'));
        return after();
      case 'errors':
        return applyErrors(front, view, body['errors'], after, broken);
      default:
        return broken(`unknown response_action ${show(body['response_action'])}`);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return broken(JSON.stringify(error.reply()));
  }
}

/** Errors name input blocks of this view; any other key breaks the modal. */
function applyErrors(
  front: Front,
  view: View,
  given: Json | undefined,
  after: (more: Partial<Outcome>) => Outcome,
  broken: (why: string) => Outcome,
): Outcome {
  if (!isObject(given) || Object.keys(given).length === 0) return broken('errors is empty');
  const inputs = new Set(view.blocks.filter((block) => block['type'] === 'input').map((block) => block['block_id']));
  const errors: { [blockId: string]: string } = {};
  for (const [blockId, message] of Object.entries(given)) {
    if (!inputs.has(blockId)) return broken(`no input block ${blockId}`);
    if (typeof message !== 'string' || message === '') return broken(`the error of ${blockId} is no text`);
    errors[blockId] = message;
  }
  showErrors(front, view, errors);
  return after({ ok: false, error: 'view_errors', detail: Object.values(errors).join(' '), errors });
}

/** Closes the view on top, or with `all` the whole stack, as the X does: then the root is reported as cleared. */
export async function close(front: Front, user: User, ref: ViewRef, all = false): Promise<Outcome> {
  const view = openView(front, user, ref);
  if (isOutcome(view)) return view;
  const { w } = front;
  const [root] = stackOf(w, user.id);
  const cleared = all || view.clearOnClose;
  const reported = cleared ? (root ?? view) : view;
  const payload = viewClosed(front, user, reported, cleared);
  if (cleared) clearStack(w, user.id);
  else popView(w, user.id);
  const silent = { ...refused('not_found', ''), ok: true, error: null, view: topView(w, user.id) };
  if (!reported.notifyOnClose) return silent;
  return outcomeOf(await deliver(front, { kind: 'view_closed', payload }), topView(w, user.id));
}
