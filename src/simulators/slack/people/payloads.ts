import type { Placed } from '../validation/elements.ts';
import type { Json, JsonObject } from '../validation/json.ts';
import { messageJson } from '../model/messages.ts';
import { issueResponseUrl, issueTrigger } from '../model/triggers.ts';
import { viewJson } from '../model/views.ts';
import type { Channel, Message, User, View, Workspace } from '../model/workspace.ts';
import type { Front } from '../http/front.ts';

/** The deprecated verification token, still sent by Slack. */
const token = 'sandbox-verification-token';

export function responseUrl(front: Front, user: User, channel: string, ts: string | null): string {
  return `${front.base}/response/${issueResponseUrl(front.w, user.id, channel, ts)}`;
}

function who(w: Workspace, user: User): JsonObject {
  return {
    team: teamOf(w, user),
    user: {
      id: user.id,
      username: user.name,
      name: user.name,
      team_id: user.teamId,
    },
    api_app_id: w.app.id,
    token,
    enterprise: w.organisationId === null ? null : { id: w.organisationId, name: 'Sandbox organisation' },
    is_enterprise_install: false,
  };
}

/** Within an organisation, the workspace of the person, not that of the app. */
function teamOf(w: Workspace, user: User): { readonly id: string; readonly domain: string } {
  const isElsewhere =
    w.organisationId !== null && user.organisationId === w.organisationId && user.teamId !== w.team.id;
  return isElsewhere ? { id: user.teamId, domain: 'elsewhere' } : { id: w.team.id, domain: w.team.domain };
}

export function actionTs(w: Workspace): string {
  return `${Math.floor(w.clock.now() / 1000)}.${String((w.clock.now() % 1000) * 1000).padStart(6, '0')}`;
}

function channelRef(channel: Channel): JsonObject {
  const name = channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name;
  return { id: channel.id, name };
}

export function commandFields(front: Front, user: User, channel: Channel, command: string, text: string): JsonObject {
  const { w } = front;
  return {
    token,
    team_id: teamOf(w, user).id,
    team_domain: teamOf(w, user).domain,
    channel_id: channel.id,
    channel_name: channelRef(channel)['name'],
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: w.app.id,
    is_enterprise_install: 'false',
    response_url: responseUrl(front, user, channel.id, null),
    trigger_id: issueTrigger(w, user.id),
  };
}

/** Where an element was used: in a message (perhaps an old wording of it) or in a view. */
export type Place =
  | { readonly in: 'message'; readonly channel: Channel; readonly message: Message }
  | { readonly in: 'view'; readonly view: View };

function placeFields(front: Front, user: User, place: Place, withUrl: boolean): JsonObject {
  const { w } = front;
  if (place.in === 'view') {
    return { container: { type: 'view', view_id: place.view.id }, view: viewJson(w, place.view) };
  }
  const { channel, message } = place;
  const ephemeral = message.ephemeralFor !== null;
  const thread = message.threadTs === null ? {} : { thread_ts: message.threadTs };
  return {
    container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: ephemeral, ...thread },
    channel: channelRef(channel),
    // An ephemeral message is not in the payload: the app cannot read it back.
    ...(ephemeral ? {} : { message: messageJson(w, channel, message, true), state: { values: { ...message.state } } }),
    ...(withUrl ? { response_url: responseUrl(front, user, channel.id, message.ts) } : {}),
  };
}

export function blockActions(front: Front, user: User, place: Place, placed: Placed, value: JsonObject): JsonObject {
  const { w } = front;
  const { element, actionId, blockId } = placed;
  const extra: JsonObject = {};
  for (const key of ['text', 'value', 'style', 'placeholder', 'confirm']) {
    if (element[key] !== undefined) extra[key] = element[key];
  }
  const action = {
    action_id: actionId,
    block_id: blockId,
    type: element['type'],
    ...extra,
    ...value,
    action_ts: actionTs(w),
  };
  return {
    type: 'block_actions',
    ...who(w, user),
    ...placeFields(front, user, place, true),
    trigger_id: issueTrigger(w, user.id, place.in === 'view' ? place.view.id : null),
    actions: [action],
  };
}

export function blockSuggestion(front: Front, user: User, place: Place, placed: Placed, query: string): JsonObject {
  const question = { action_id: placed.actionId, block_id: placed.blockId, value: query };
  return { type: 'block_suggestion', ...who(front.w, user), ...placeFields(front, user, place, false), ...question };
}

export function viewSubmission(front: Front, user: User, view: View): JsonObject {
  const trigger = { trigger_id: issueTrigger(front.w, user.id, view.id) };
  return {
    type: 'view_submission',
    ...who(front.w, user),
    ...trigger,
    view: viewJson(front.w, view),
    response_urls: [],
  };
}

export function viewClosed(front: Front, user: User, view: View, cleared: boolean): JsonObject {
  return { type: 'view_closed', ...who(front.w, user), view: viewJson(front.w, view), is_cleared: cleared };
}

export function globalShortcut(front: Front, user: User, callbackId: string): JsonObject {
  const { w } = front;
  return {
    type: 'shortcut',
    ...who(w, user),
    action_ts: actionTs(w),
    callback_id: callbackId,
    trigger_id: issueTrigger(w, user.id),
  };
}

export function messageAction(
  front: Front,
  user: User,
  channel: Channel,
  message: Message,
  callbackId: string,
): JsonObject {
  const { w } = front;
  return {
    type: 'message_action',
    ...who(w, user),
    action_ts: actionTs(w),
    callback_id: callbackId,
    trigger_id: issueTrigger(w, user.id),
    response_url: responseUrl(front, user, channel.id, message.ts),
    message_ts: message.ts,
    channel: channelRef(channel),
    message: messageJson(w, channel, message, true),
  };
}

export function eventEnvelope(front: Front, event: JsonObject): JsonObject {
  const { w } = front;
  const authorizations: Json = [
    { enterprise_id: null, team_id: w.team.id, user_id: w.app.botUserId, is_bot: true, is_enterprise_install: false },
  ];
  return {
    token,
    team_id: w.team.id,
    context_team_id: w.team.id,
    context_enterprise_id: null,
    api_app_id: w.app.id,
    event,
    type: 'event_callback',
    event_id: w.ids.next('Ev'),
    event_time: Math.floor(w.clock.now() / 1e3),
    authorizations,
    is_ext_shared_channel: false,
  };
}
