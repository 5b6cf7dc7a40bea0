import type { JsonObject } from '../validation/json.ts';
import { requireUser } from '../model/people.ts';
import { Refusal } from '../model/refusal.ts';
import { parseView } from '../validation/validate-view.ts';
import { findView, openView, publishHome, pushWithTrigger, updateView, viewJson } from '../model/views.ts';
import { jsonArg, requiredArg, stringArg } from './args.ts';
import type { Call, Methods } from './call.ts';

/** Views need no scope. The view is checked before the trigger is used up. */
export const viewMethods: Methods = {
  'views.open': { token: 'bot', scopes: [], run: open },
  'views.push': { token: 'bot', scopes: [], run: push },
  'views.update': { token: 'bot', scopes: [], run: update },
  'views.publish': { token: 'bot', scopes: [], run: publish },
};

function trigger({ args }: Call): string {
  return stringArg(args, 'trigger_id') ?? requiredArg(args, 'interactivity_pointer');
}

function open(call: Call): JsonObject {
  const draft = parseView(call.w, jsonArg(call.args, 'view'), 'modal');
  return { view: viewJson(call.w, openView(call.w, trigger(call), draft)) };
}

function push(call: Call): JsonObject {
  const draft = parseView(call.w, jsonArg(call.args, 'view'), 'modal');
  return { view: viewJson(call.w, pushWithTrigger(call.w, trigger(call), draft)) };
}

function update({ w, args }: Call): JsonObject {
  const which = {
    viewId: stringArg(args, 'view_id'),
    externalId: stringArg(args, 'external_id'),
    hash: stringArg(args, 'hash'),
  };
  if (which.viewId === undefined && which.externalId === undefined) throw new Refusal('invalid_arguments');
  const known = findView(w, which);
  const draft = parseView(w, jsonArg(args, 'view'), known.type);
  return { view: viewJson(w, updateView(w, which, draft)) };
}

function publish({ w, args }: Call): JsonObject {
  const user = requireUser(w, requiredArg(args, 'user_id'));
  const draft = parseView(w, jsonArg(args, 'view'), 'home');
  return { view: viewJson(w, publishHome(w, user.id, draft, stringArg(args, 'hash'))) };
}
