import type { JsonObject } from '../validation/json.ts';
import { messageJson, repliesTo, tsBefore } from '../model/messages.ts';
import { channelForBot, channelJson, directChannel, groupJson, requireUser, userJson } from '../model/people.ts';
import { Refusal } from '../model/refusal.ts';
import type { Channel, Message } from '../model/workspace.ts';
import { flagArg, namesArg, page, requiredArg, stringArg } from './args.ts';
import { type Call, type Methods, requireChannelScope } from './call.ts';

export const conversationMethods: Methods = {
  'conversations.info': { token: 'bot', scopes: [], run: info },
  'conversations.members': { token: 'bot', scopes: [], run: members },
  'conversations.history': { token: 'bot', scopes: [], run: history },
  'conversations.replies': { token: 'bot', scopes: [], run: replies },
  'conversations.open': { token: 'bot', scopes: ['im:write'], run: open },
  'users.list': { token: 'bot', scopes: ['users:read'], run: userList },
  'users.info': { token: 'bot', scopes: ['users:read'], run: userInfo },
  'usergroups.list': { token: 'bot', scopes: ['usergroups:read'], run: groupList },
  'usergroups.users.list': { token: 'bot', scopes: ['usergroups:read'], run: groupUsers },
};

function info({ w, args }: Call): JsonObject {
  const channel = channelForBot(w, requiredArg(args, 'channel'));
  requireChannelScope(w, channel, 'read');
  return { channel: channelJson(w, channel) };
}

function userList({ w, args }: Call): JsonObject {
  const { items, next } = page([...w.users.values()], args, 100, 1_000);
  return { members: items.map((user) => userJson(w, user)), response_metadata: { next_cursor: next } };
}

function members({ w, args }: Call): JsonObject {
  const channel = channelForBot(w, requiredArg(args, 'channel'));
  requireChannelScope(w, channel, 'read');
  const { items, next } = page([...channel.members], args, 100, 1_000);
  return { members: items, response_metadata: { next_cursor: next } };
}

/** Only channels where the bot sits can be read, with or without the scope. */
function readable({ w, args }: Call): Channel {
  const channel = channelForBot(w, requiredArg(args, 'channel'));
  requireChannelScope(w, channel, 'history');
  if (!channel.members.has(w.app.botUserId)) throw new Refusal('not_in_channel');
  return channel;
}

function within(args: JsonObject, message: Message): boolean {
  const oldest = stringArg(args, 'oldest');
  const latest = stringArg(args, 'latest');
  const inclusive = flagArg(args, 'inclusive');
  const { ts } = message;
  if (oldest !== undefined && oldest !== '0' && (inclusive ? tsBefore(ts, oldest) : !tsBefore(oldest, ts)))
    return false;
  return latest === undefined || (inclusive ? !tsBefore(latest, ts) : tsBefore(ts, latest));
}

function shown(call: Call, channel: Channel, all: readonly Message[], defaultLimit: number): JsonObject {
  const { items, next } = page(all, call.args, defaultLimit, 1_000);
  const allMetadata = flagArg(call.args, 'include_all_metadata');
  return {
    messages: items.map((message) => messageJson(call.w, channel, message, allMetadata)),
    has_more: next !== '',
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  };
}

/** Root messages and broadcast replies, the newest first. A deleted root with replies leaves a tombstone. */
function history(call: Call): JsonObject {
  const channel = readable(call);
  const roots = channel.messages.filter((message) => {
    if (message.threadTs !== null && !message.broadcast) return false;
    if (message.deleted && repliesTo(channel, message.ts).length === 0) return false;
    return within(call.args, message);
  });
  return { ...shown(call, channel, roots.reverse(), 100), pin_count: 0 };
}

/** The parent, then its replies, the oldest first. */
function replies(call: Call): JsonObject {
  const channel = readable(call);
  const ts = requiredArg(call.args, 'ts');
  const asked = channel.messages.find((message) => message.ts === ts);
  const parent = asked?.threadTs == null ? asked : channel.messages.find((message) => message.ts === asked.threadTs);
  if (parent === undefined) throw new Refusal('thread_not_found');
  const answers = repliesTo(channel, parent.ts);
  if (parent.deleted && answers.length === 0) throw new Refusal('thread_not_found');
  return shown(call, channel, [parent, ...answers.filter((message) => within(call.args, message))], 1_000);
}

function open({ w, args }: Call): JsonObject {
  const users = namesArg(args, 'users');
  const first = users[0];
  if (first === undefined) throw new Refusal('invalid_arguments');
  if (users.length > 1) throw new Refusal('not_enough_users');
  const channel = directChannel(w, first);
  return { channel: flagArg(args, 'return_im') ? channelJson(w, channel) : { id: channel.id } };
}

function userInfo({ w, args }: Call): JsonObject {
  const user = requireUser(w, requiredArg(args, 'user'));
  return { user: userJson(w, user, flagArg(args, 'include_locale')) };
}

function groupList({ w, args }: Call): JsonObject {
  const groups = [...w.groups.values()].filter((group) => !group.disabled || flagArg(args, 'include_disabled'));
  return { usergroups: groups.map((group) => groupJson(w, group, flagArg(args, 'include_users'))) };
}

function groupUsers({ w, args }: Call): JsonObject {
  const group = w.groups.get(requiredArg(args, 'usergroup'));
  if (group === undefined || (group.disabled && !flagArg(args, 'include_disabled')))
    throw new Refusal('no_such_subteam');
  return { users: [...group.members] };
}
