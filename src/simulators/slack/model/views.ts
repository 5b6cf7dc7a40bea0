import { stateOf } from '../validation/elements.ts';
import type { JsonObject } from '../validation/json.ts';
import { limits } from '../validation/limits.ts';
import { withBlockIds } from './messages.ts';
import { Refusal } from './refusal.ts';
import { exchangeTrigger } from './triggers.ts';
import type { ViewDraft } from '../validation/validate-view.ts';
import { touch, type View, type Workspace } from './workspace.ts';

function newHash(w: Workspace): string {
  return `${Math.floor(w.clock.now() / 1000)}.${w.ids.token().slice(-8)}`;
}

function checkExternalId(w: Workspace, draft: ViewDraft, own: View | null): void {
  if (draft.externalId === '') return;
  for (const view of w.views.values()) {
    if (view !== own && view.externalId === draft.externalId) throw new Refusal('duplicate_external_id');
  }
}

function createView(w: Workspace, draft: ViewDraft, userId: string, stack: readonly string[]): View {
  checkExternalId(w, draft, null);
  const id = w.ids.next('V');
  const blocks = withBlockIds(w, draft.blocks);
  const view: View = {
    ...draft,
    id,
    userId,
    blocks,
    state: stateOf(blocks),
    hash: newHash(w),
    errors: {},
    rootViewId: stack[0] ?? id,
    previousViewId: stack.at(-1) ?? null,
  };
  w.views.set(id, view);
  return view;
}

export function stackOf(w: Workspace, userId: string): View[] {
  return (w.stacks.get(userId) ?? []).flatMap((id) => w.views.get(id) ?? []);
}

export function topView(w: Workspace, userId: string): View | null {
  return stackOf(w, userId).at(-1) ?? null;
}

/** Opens a modal for whom the trigger belongs to; what was open there is replaced. */
export function openView(w: Workspace, triggerId: string | undefined, draft: ViewDraft): View {
  const { userId } = exchangeTrigger(w, triggerId);
  clearStack(w, userId);
  const view = createView(w, draft, userId, []);
  w.stacks.set(userId, [view.id]);
  touch(w, 'view', { user: userId, view: view.id });
  return view;
}

/** `views.push`: the trigger must come from inside a modal. */
export function pushWithTrigger(w: Workspace, triggerId: string | undefined, draft: ViewDraft): View {
  const trigger = exchangeTrigger(w, triggerId);
  const stack = w.stacks.get(trigger.userId) ?? [];
  if (trigger.viewId === null || !stack.includes(trigger.viewId)) throw new Refusal('invalid_trigger_id');
  return pushView(w, trigger.userId, draft);
}

export function pushView(w: Workspace, userId: string, draft: ViewDraft): View {
  const stack = w.stacks.get(userId) ?? [];
  if (stack.length >= limits.viewStack) throw new Refusal('push_limit_reached');
  const view = createView(w, draft, userId, stack);
  w.stacks.set(userId, [...stack, view.id]);
  touch(w, 'view', { user: userId, view: view.id });
  return view;
}

export interface Which {
  readonly viewId?: string | undefined;
  readonly externalId?: string | undefined;
  readonly hash?: string | undefined;
}

/** A view that is still open (or a home view). */
export function findView(w: Workspace, which: Which): View {
  for (const view of w.views.values()) {
    if (
      which.viewId === undefined
        ? view.externalId === which.externalId && which.externalId !== undefined
        : view.id === which.viewId
    ) {
      return view;
    }
  }
  throw new Refusal('not_found');
}

/** Replaces a view's content; what people typed under the same block_id and action_id stays. */
export function updateView(w: Workspace, which: Which, draft: ViewDraft): View {
  const view = findView(w, which);
  if (which.hash !== undefined && which.hash !== view.hash) throw new Refusal('hash_conflict');
  checkExternalId(w, draft, view);
  const blocks = withBlockIds(w, draft.blocks);
  Object.assign(view, { ...draft, blocks, state: stateOf(blocks, view.state), hash: newHash(w), errors: {} });
  touch(w, 'view', { user: view.userId, view: view.id });
  return view;
}

export function publishHome(w: Workspace, userId: string, draft: ViewDraft, hash: string | undefined): View {
  const known = w.homes.get(userId);
  if (known !== undefined) return updateView(w, { viewId: known, hash }, draft);
  const view = createView(w, draft, userId, []);
  w.homes.set(userId, view.id);
  touch(w, 'home', { user: userId });
  return view;
}

/** Takes the view on top away; the one below shows again. */
export function popView(w: Workspace, userId: string): void {
  const stack = w.stacks.get(userId) ?? [];
  const top = stack.at(-1);
  if (top !== undefined) w.views.delete(top);
  w.stacks.set(userId, stack.slice(0, -1));
  touch(w, 'view', { user: userId, view: null });
}

export function clearStack(w: Workspace, userId: string): void {
  for (const id of w.stacks.get(userId) ?? []) w.views.delete(id);
  w.stacks.delete(userId);
  touch(w, 'view', { user: userId, view: null });
}

/** The view as the API and payloads show it. */
export function viewJson(w: Workspace, view: View): JsonObject {
  const modal = view.type === 'modal';
  return {
    id: view.id,
    team_id: w.team.id,
    type: view.type,
    blocks: [...view.blocks],
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: { ...view.state } },
    hash: view.hash,
    title: view.title,
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close,
    submit: view.submit,
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: w.app.id,
    external_id: view.externalId,
    app_installed_team_id: w.team.id,
    bot_id: w.app.botId,
    ...(modal ? { submit_disabled: false } : {}),
  };
}
