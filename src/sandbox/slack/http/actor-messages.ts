import { initialValue, type Placed, placedElements, valueKey } from '../model/elements.ts';
import { isObject, type JsonObject, objects, text } from '../model/json.ts';
import { addMessage, findMessage } from '../model/messages.ts';
import { directChannel } from '../model/people.ts';
import { Refusal } from '../model/refusal.ts';
import { issueTrigger } from '../model/triggers.ts';
import { topView } from '../model/views.ts';
import { type Channel, type Message, touch, type User, type View } from '../model/workspace.ts';
import { type AppRequestKind, deliver } from './deliver.ts';
import { sendEvent } from './events.ts';
import type { Front } from './front.ts';
import { type Outcome, outcomeOf, refused } from './outcome.ts';
import { blockActions, commandFields, globalShortcut, messageAction, type Place } from './payloads.ts';
import { sayAsAnswer } from './response-url.ts';

export interface ClickOptions {
  /** Yes to the confirm dialog. */
  readonly confirm?: boolean;
  /** Skips what Slack's client checks (membership, account, confirm): a request that was on its way already. */
  readonly force?: boolean;
  readonly blockId?: string;
  /** The option's value, for menus in messages. */
  readonly option?: string;
}

export type ClickTarget = { readonly channel: string; readonly ts: string } | { readonly id: string };

/** Why this account cannot do anything now; null when it can. */
export function accountRefusal(front: Front, user: User, force: boolean): Outcome | null {
  if (!front.reachable) return refused('unreachable', 'Slack cannot be reached');
  if (force) return null;
  if (user.deleted) return refused('not_allowed', 'this account is deactivated');
  if (user.kind === 'bot') return refused('not_allowed', 'a bot user cannot click or type');
  return null;
}

export async function slash(
  front: Front,
  user: User,
  command: string,
  words: string,
  channelId: string,
  force = false,
) {
  const { w } = front;
  const no = accountRefusal(front, user, force);
  if (no !== null) return no;
  const channel = w.channels.get(channelId);
  if (channel === undefined) return refused('not_found', `no channel ${channelId}`);
  if (!force && !channel.members.has(user.id))
    return refused('not_allowed', 'only members of the channel can use commands there');
  const isOwn = w.organisationId !== null && user.organisationId === w.organisationId;
  if (!force && user.teamId !== w.team.id && !isOwn)
    return refused('not_allowed', 'people of other organisations cannot use commands');
  if (!w.commands.has(command)) return refused('not_found', `${command} is not a valid command`);
  const written = w.shouldEscape ? escapeMentions(front, words) : words;
  const payload = commandFields(front, user, channel, command, written);
  const outcome = outcomeOf(await deliver(front, { kind: 'command', payload }), topView(w, user.id));
  return outcome.ok ? sayAck(front, user, channel, outcome) : outcome;
}

/** The manifest's should_escape: `@name` and `#name` become references. */
function escapeMentions({ w }: Front, words: string): string {
  return words
    .replaceAll(/@([a-z0-9._-]+)/g, (all, name: string) => {
      const found = [...w.users.values()].find((user) => user.name === name);
      return found === undefined ? all : `<@${found.id}>`;
    })
    .replaceAll(/#([a-z0-9_-]+)/g, (all, name: string) => {
      const found = [...w.channels.values()].find((channel) => channel.name === name);
      return found === undefined ? all : `<#${found.id}|${found.kind === 'public' ? name : ''}>`;
    });
}

/** The body of the ack becomes a message: plain text, or JSON with text and blocks. */
function sayAck(front: Front, user: User, channel: Channel, outcome: Outcome): Outcome {
  const { body } = outcome;
  const said = typeof body === 'string' && body !== '' ? { text: body } : isObject(body) ? body : {};
  if (said['text'] === undefined && said['blocks'] === undefined) return outcome;
  try {
    sayAsAnswer(front.w, { channel: channel.id, userId: user.id }, said);
    return outcome;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...outcome, ok: false, error: 'broken_response', detail: JSON.stringify(error.reply()) };
  }
}

function visibleMessage(
  front: Front,
  user: User,
  channelId: string,
  ts: string,
): { channel: Channel; message: Message } | null {
  const { w } = front;
  const channel = w.channels.get(channelId);
  if (channel === undefined) return null;
  const mine = (one: Message) =>
    one.ts === ts && one.channel === channelId && one.ephemeralFor === user.id && !one.deleted;
  const message = findMessage(channel, ts) ?? w.ephemerals.find(mine);
  return message === undefined ? null : { channel, message };
}

function findPlaced(blocks: readonly JsonObject[], actionId: string, blockId: string | undefined): Placed | undefined {
  return placedElements(blocks).find(
    (one) => one.actionId === actionId && (blockId === undefined || one.blockId === blockId),
  );
}

export async function click(
  front: Front,
  user: User,
  target: ClickTarget,
  actionId: string,
  options: ClickOptions = {},
): Promise<Outcome> {
  const no = accountRefusal(front, user, options.force === true);
  if (no !== null) return no;
  if ('id' in target) {
    const view = front.w.views.get(target.id);
    if (view === undefined || view.userId !== user.id) return refused('not_found', `no open view ${target.id}`);
    return press(front, user, { in: 'view', view }, view.blocks, actionId, options);
  }
  const found = visibleMessage(front, user, target.channel, target.ts);
  if (found === null) return refused('not_found', `no message ${target.ts}`);
  return press(front, user, { in: 'message', ...found }, found.message.blocks, actionId, options);
}

/** Clicks what an earlier wording of the message showed: revision 0 is the first. */
export async function clickStale(
  front: Front,
  user: User,
  target: { readonly channel: string; readonly ts: string },
  revision: number,
  actionId: string,
  options: ClickOptions = {},
): Promise<Outcome> {
  const no = accountRefusal(front, user, options.force === true);
  if (no !== null) return no;
  const channel = front.w.channels.get(target.channel);
  const message = channel?.messages.find((one) => one.ts === target.ts);
  const old = message?.revisions[revision];
  if (channel === undefined || message === undefined || old === undefined)
    return refused('not_found', `no revision ${revision}`);
  const seen: Message = { ...message, text: old.text, blocks: old.blocks, metadata: old.metadata, deleted: false };
  return press(front, user, { in: 'message', channel, message: seen }, old.blocks, actionId, options);
}

async function press(
  front: Front,
  user: User,
  place: Place,
  blocks: readonly JsonObject[],
  actionId: string,
  options: ClickOptions,
): Promise<Outcome> {
  const placed = findPlaced(blocks, actionId, options.blockId);
  if (placed === undefined) return refused('not_found', `nothing here has the action_id ${actionId}`);
  const force = options.force === true;
  if (place.in === 'message' && !force && place.channel.kind !== 'public' && !place.channel.members.has(user.id)) {
    return refused('not_allowed', 'this person does not see the channel');
  }
  const confirm = placed.element['confirm'];
  if (isObject(confirm) && options.confirm !== true && !force) {
    return refused('confirm_required', 'the element asks for a confirmation', {
      confirm,
      view: topView(front.w, user.id),
    });
  }
  const value = chosen(placed, options.option);
  if (value === null) return refused('not_found', `no option ${options.option ?? '(none given)'}`);
  const key = valueKey(text(placed.element['type']) ?? '');
  if (place.in === 'message' && key !== null) {
    const state = { type: placed.element['type'], ...value };
    place.message.state = { ...place.message.state, [placed.blockId]: { [actionId]: state } };
  }
  return sendAction(front, user, place, placed, value);
}

/** Buttons carry their own value; menus carry the option that was picked. */
function chosen({ element }: Placed, value: string | undefined): JsonObject | null {
  const type = text(element['type']) ?? '';
  const menu = type === 'overflow' || initialValue(element) !== null;
  if (!menu) return {};
  const options = [
    ...objects(element['options']),
    ...objects(element['option_groups']).flatMap((g) => objects(g['options'])),
  ];
  const option = options.find((one) => one['value'] === value);
  if (option === undefined) return null;
  const key = valueKey(type);
  return key?.many === true ? { [key.key]: [option] } : { [key?.key ?? 'selected_option']: option };
}

export async function sendAction(
  front: Front,
  user: User,
  place: Place,
  placed: Placed,
  value: JsonObject,
): Promise<Outcome> {
  const payload = blockActions(front, user, place, placed, value);
  const answer = await deliver(front, { kind: 'block_actions', payload });
  return outcomeOf(answer, topView(front.w, user.id));
}

/** A global shortcut, or with `on` a message shortcut. */
export async function shortcut(front: Front, user: User, callbackId: string, on?: { channel: string; ts: string }) {
  const { w } = front;
  const no = accountRefusal(front, user, false);
  if (no !== null) return no;
  if (!w.shortcuts.has(callbackId)) return refused('not_found', `no shortcut ${callbackId}`);
  const found = on === undefined ? null : visibleMessage(front, user, on.channel, on.ts);
  if (on !== undefined && found === null) return refused('not_found', `no message ${on.ts}`);
  const kind: AppRequestKind = found === null ? 'shortcut' : 'message_action';
  const payload =
    found === null
      ? globalShortcut(front, user, callbackId)
      : messageAction(front, user, found.channel, found.message, callbackId);
  return outcomeOf(await deliver(front, { kind, payload }), topView(w, user.id));
}

/** Opens the app's Home tab: `app_home_opened`, which the app answers by `views.publish`. */
export async function openHome(front: Front, user: User): Promise<View | null> {
  const { w } = front;
  if (accountRefusal(front, user, false) !== null) return null;
  const channel = directChannel(w, user.id).id;
  const event = { type: 'app_home_opened', user: user.id, channel, tab: 'home', event_ts: `${w.clock.now() / 1000}` };
  await sendEvent(front, event);
  const id = w.homes.get(user.id);
  return id === undefined ? null : (w.views.get(id) ?? null);
}

/** A person's plain message. */
export function say(front: Front, user: User, channelId: string, words: string, threadTs?: string): Message | null {
  const channel = front.w.channels.get(channelId);
  if (channel === undefined || channel.archived || !channel.members.has(user.id)) return null;
  return addMessage(front.w, channel, { user: user.id, text: words, threadTs: threadTs ?? null });
}

/** A fresh trigger for a person, as if they had just clicked something. */
export function trigger(front: Front, user: User): string {
  touch(front.w, 'trigger', user.id);
  return issueTrigger(front.w, user.id);
}
