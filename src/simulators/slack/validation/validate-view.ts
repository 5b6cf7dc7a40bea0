import { checkEnum, checkList, checkString, checkText, newCheck, plain, problem, type Surface } from './check.ts';
import { isObject, type Json, type JsonObject, objects, text } from './json.ts';
import { limits } from './limits.ts';
import { Refusal } from '../model/refusal.ts';
import { checkBlocks } from './validate-blocks.ts';
import { blockRefusal } from './validate-message.ts';
import type { Workspace } from '../model/workspace.ts';

/** What the app gives for a view; everything else of a view is Slack's. */
export interface ViewDraft {
  readonly type: 'modal' | 'home';
  readonly callbackId: string;
  readonly externalId: string;
  readonly privateMetadata: string;
  readonly title: JsonObject;
  readonly submit: JsonObject | null;
  readonly close: JsonObject | null;
  readonly clearOnClose: boolean;
  readonly notifyOnClose: boolean;
  readonly blocks: JsonObject[];
}

const shared = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'];
const modalKeys = [...shared, 'title', 'submit', 'close', 'clear_on_close', 'notify_on_close', 'submit_disabled'];

/** Parses and checks a view; refuses with `invalid_arguments` and pointers under `/view`. */
export function parseView(w: Workspace, value: Json | undefined, expected: 'modal' | 'home'): ViewDraft {
  if (!isObject(value)) throw blockRefusal('invalid_arguments', ['missing required field: view [json-pointer:/]']);
  const surface: Surface = value['type'] === 'home' ? 'home' : 'modal';
  const check = newCheck(surface, w.refusedBlocks);
  checkEnum(check, value, 'type', '/view', [expected], true);
  checkString(check, value, 'callback_id', '/view', { max: limits.id });
  checkString(check, value, 'external_id', '/view', { max: limits.id });
  checkString(check, value, 'private_metadata', '/view', { max: limits.privateMetadata });
  if (surface === 'modal') {
    checkText(check, value, 'title', '/view', { ...plain, max: limits.viewTitle, required: true });
    checkText(check, value, 'submit', '/view', { ...plain, max: limits.viewButton });
    checkText(check, value, 'close', '/view', { ...plain, max: limits.viewButton });
  }
  const keys = surface === 'modal' ? modalKeys : shared;
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) problem(check, '/view', `invalid additional property: ${key}`);
  }
  const blocks = checkList(check, value, 'blocks', '/view', limits.blocksInView, surface === 'modal' ? 1 : 0);
  checkBlocks(check, blocks, '/view/blocks');
  if (surface === 'modal' && check.inputs > 0 && !isObject(value['submit'])) {
    problem(check, '/view', 'missing required field: submit');
  }
  if (check.problems.length > 0) throw blockRefusal('invalid_arguments', check.problems);
  if (Buffer.byteLength(JSON.stringify(value)) > limits.viewBytes) throw new Refusal('view_too_large');
  return {
    type: expected,
    callbackId: text(value['callback_id']) ?? '',
    externalId: text(value['external_id']) ?? '',
    privateMetadata: text(value['private_metadata']) ?? '',
    title: isObject(value['title']) ? value['title'] : { type: 'plain_text', text: '' },
    submit: isObject(value['submit']) ? value['submit'] : null,
    close: isObject(value['close']) ? value['close'] : null,
    clearOnClose: value['clear_on_close'] === true,
    notifyOnClose: value['notify_on_close'] === true,
    blocks: objects(blocks),
  };
}
