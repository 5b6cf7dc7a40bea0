import type { Json, JsonObject } from '../validation/json.ts';
import { limits } from '../validation/limits.ts';
import { length } from '../validation/json.ts';
import {
  addMessage,
  cutText,
  editMessage,
  findMessage,
  messageJson,
  removeMessage,
  requireThread,
} from '../model/messages.ts';
import { channelForBot, directChannel } from '../model/people.ts';
import { Refusal } from '../model/refusal.ts';
import { messageBlocks, messageMetadata } from '../validation/validate-message.ts';
import { type Channel, type Message, touch, type Workspace } from '../model/workspace.ts';
import { flagArg, jsonArg, requiredArg, stringArg } from './args.ts';
import { type Call, type Methods, requireScope } from './call.ts';

export const chatMethods: Methods = {
  'chat.postMessage': { token: 'bot', scopes: ['chat:write'], run: postMessage },
  'chat.update': { token: 'bot', scopes: ['chat:write'], run: update },
  'chat.delete': { token: 'bot', scopes: ['chat:write'], run: remove },
  'chat.postEphemeral': { token: 'bot', scopes: ['chat:write'], run: postEphemeral },
  'chat.getPermalink': { token: 'bot', scopes: [], run: getPermalink },
  'reactions.add': { token: 'bot', scopes: ['reactions:write'], run: addReaction },
};

/** By id, by `#name`, or a person's id, which means the direct messages with the bot. */
function targetChannel(w: Workspace, name: string): Channel {
  if (w.users.has(name)) return directChannel(w, name);
  const byName = [...w.channels.values()].find((channel) => channel.kind !== 'im' && `#${channel.name}` === name);
  return channelForBot(w, byName?.id ?? name);
}

function writableChannel(w: Workspace, name: string): Channel {
  const channel = targetChannel(w, name);
  if (channel.archived) throw new Refusal('is_archived');
  if (channel.members.has(w.app.botUserId)) return channel;
  if (!w.scopes.has('chat:write.public')) throw new Refusal('not_in_channel');
  return channel;
}

interface Content {
  readonly text: string;
  readonly blocks: JsonObject[];
  readonly hasBlocks: boolean;
  readonly hasText: boolean;
}

function content({ w, args }: Call): Content {
  const given = jsonArg(args, 'blocks', 'invalid_blocks_format');
  const markdown = stringArg(args, 'markdown_text');
  const text = typeof args['text'] === 'string' ? args['text'] : undefined;
  if (markdown !== undefined && (given !== undefined || text !== undefined))
    throw new Refusal('markdown_text_conflict');
  if (markdown !== undefined && length(markdown) > limits.markdown) throw new Refusal('msg_too_long');
  const blocks = messageBlocks(w, markdown === undefined ? given : [{ type: 'markdown', text: markdown }]);
  return {
    text: text ?? markdown ?? '',
    blocks,
    hasBlocks: blocks.length > 0,
    hasText: (text ?? markdown ?? '') !== '',
  };
}

function postMessage(call: Call): JsonObject {
  const { w, args } = call;
  const channel = writableChannel(w, requiredArg(args, 'channel'));
  const said = content(call);
  if (!said.hasText && !said.hasBlocks) throw new Refusal('no_text');
  const metadata = messageMetadata(jsonArg(args, 'metadata', 'invalid_metadata_format'));
  const threadTs = stringArg(args, 'thread_ts') ?? null;
  if (threadTs !== null) requireThread(channel, threadTs);
  const { text, cut } = cutText(said.text);
  const broadcast = threadTs !== null && flagArg(args, 'reply_broadcast');
  const author = { user: w.app.botUserId, botId: w.app.botId };
  const message = addMessage(w, channel, { ...author, text, blocks: said.blocks, metadata, threadTs, broadcast });
  return {
    channel: channel.id,
    ts: message.ts,
    message: messageJson(w, channel, message, true),
    ...(cut
      ? {
          warning: 'message_truncated',
          response_metadata: { warnings: ['message_truncated'] },
        }
      : {}),
  };
}

/** A message of the bot itself; what other people wrote, and ephemerals, are out of reach. */
function ownMessage(w: Workspace, channel: Channel, ts: string, refusal: string): Message {
  const message = findMessage(channel, ts);
  if (message === undefined) throw new Refusal('message_not_found');
  if (message.user !== w.app.botUserId) throw new Refusal(refusal);
  return message;
}

function update(call: Call): JsonObject {
  const { w, args } = call;
  const channel = channelForBot(w, requiredArg(args, 'channel'));
  const message = ownMessage(w, channel, requiredArg(args, 'ts'), 'cant_update_message');
  if (channel.archived) throw new Refusal('is_archived');
  const said = content(call);
  if (!said.hasText && args['blocks'] === undefined) throw new Refusal('no_text');
  if (length(said.text) > limits.updateText) throw new Refusal('msg_too_long');
  if (isRichText(message.blocks) && said.hasBlocks && !isRichText(said.blocks)) throw new Refusal('block_mismatch');
  const given = jsonArg(args, 'metadata', 'invalid_metadata_format');
  const metadata = given === undefined ? {} : { metadata: messageMetadata(given) };
  const text = said.hasText || said.hasBlocks ? said.text : message.text;
  editMessage(w, channel, message, { text, blocks: said.blocks, ...metadata, marked: !said.hasBlocks });
  return { channel: channel.id, ts: message.ts, text: message.text, message: messageJson(w, channel, message, true) };
}

/** A message made of one rich_text block stays one (chat.update, `block_mismatch`). */
function isRichText(blocks: readonly JsonObject[]): boolean {
  return blocks.length === 1 && blocks[0]?.['type'] === 'rich_text';
}

function remove({ w, args }: Call): JsonObject {
  const channel = channelForBot(w, requiredArg(args, 'channel'));
  const message = ownMessage(w, channel, requiredArg(args, 'ts'), 'cant_delete_message');
  removeMessage(w, message);
  return { channel: channel.id, ts: message.ts };
}

function postEphemeral(call: Call): JsonObject {
  const { w, args } = call;
  const channel = writableChannel(w, requiredArg(args, 'channel'));
  const user = requiredArg(args, 'user');
  if (!w.users.has(user)) throw new Refusal('user_not_found');
  if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
  const said = content(call);
  if (!said.hasText && !said.hasBlocks) throw new Refusal('no_text');
  const threadTs = stringArg(args, 'thread_ts') ?? null;
  const author = { user: w.app.botUserId, botId: w.app.botId };
  const { text, blocks } = said;
  const message = addMessage(w, channel, { ...author, text, blocks, threadTs, ephemeralFor: user });
  return { message_ts: message.ts };
}

function getPermalink({ w, args }: Call): JsonObject {
  const channel = channelForBot(w, requiredArg(args, 'channel'));
  const message = findMessage(channel, requiredArg(args, 'message_ts'));
  if (message === undefined) throw new Refusal('message_not_found');
  const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  const link = `https://${w.team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
  return { channel: channel.id, permalink: link };
}

function addReaction({ w, args }: Call): JsonObject {
  const channel = channelForBot(w, requiredArg(args, 'channel'));
  if (!channel.members.has(w.app.botUserId)) throw new Refusal('not_in_channel');
  const message = findMessage(channel, requiredArg(args, 'timestamp'));
  if (message === undefined) throw new Refusal('message_not_found');
  const name = requiredArg(args, 'name');
  const users = message.reactions.get(name) ?? new Set<string>();
  if (users.has(w.app.botUserId)) throw new Refusal('already_reacted');
  message.reactions.set(name, users.add(w.app.botUserId));
  const detail: Json = { channel: channel.id, ts: message.ts };
  touch(w, 'message', detail);
  return {};
}

/** Every post needs this; the upload methods post too. */
export function requirePosting(w: Workspace, channel: string): Channel {
  requireScope(w, 'chat:write');
  return writableChannel(w, channel);
}
