import { type Json, type JsonObject, length } from '../validation/json.ts';
import { limits } from '../validation/limits.ts';
import { Refusal } from './refusal.ts';
import { type Channel, type Message, type Revision, touch, type Workspace } from './workspace.ts';

export interface Draft {
  readonly user: string;
  readonly botId?: string | null;
  readonly text: string;
  readonly blocks?: JsonObject[];
  readonly metadata?: JsonObject | null;
  readonly threadTs?: string | null;
  readonly broadcast?: boolean;
  readonly ephemeralFor?: string | null;
  readonly files?: JsonObject[];
}

/** Unique in its channel and growing: seconds and microseconds of the clock, moved on when two fall together. */
function nextTs(w: Workspace, channel: Channel): string {
  channel.lastTs = Math.max(Math.floor(w.clock.now() * 1000), channel.lastTs + 1);
  const seconds = Math.floor(channel.lastTs / 1_000_000);
  return `${seconds}.${String(channel.lastTs % 1_000_000).padStart(6, '0')}`;
}

/** Every block gets an id when it is stored, as in Slack. */
export function withBlockIds(w: Workspace, blocks: readonly JsonObject[]): JsonObject[] {
  return blocks.map((block) => {
    const id = block['block_id'];
    const children = Array.isArray(block['child_blocks']) ? { child_blocks: withIds(w, block['child_blocks']) } : {};
    return {
      ...block,
      ...children,
      block_id: typeof id === 'string' && id !== '' ? id : w.ids.token().slice(0, 5) + w.ids.next(''),
    };
  });
}

function withIds(w: Workspace, blocks: Json[]): Json[] {
  return withBlockIds(
    w,
    blocks.filter((block): block is JsonObject => typeof block === 'object' && block !== null && !Array.isArray(block)),
  );
}

function revision(
  w: Workspace,
  message: { text: string; blocks: JsonObject[]; metadata: JsonObject | null },
): Revision {
  return { at: w.clock.now(), text: message.text, blocks: message.blocks, metadata: message.metadata };
}

export function addMessage(w: Workspace, channel: Channel, draft: Draft): Message {
  const content = { text: draft.text, blocks: withBlockIds(w, draft.blocks ?? []), metadata: draft.metadata ?? null };
  const message: Message = {
    ts: nextTs(w, channel),
    channel: channel.id,
    user: draft.user,
    botId: draft.botId ?? null,
    ...content,
    threadTs: draft.threadTs ?? null,
    broadcast: draft.broadcast ?? false,
    edited: null,
    deleted: false,
    revisions: [revision(w, content)],
    ephemeralFor: draft.ephemeralFor ?? null,
    files: draft.files ?? [],
    reactions: new Map(),
    state: {},
  };
  if (message.ephemeralFor === null) channel.messages.push(message);
  else w.ephemerals.push(message);
  touch(w, message.ephemeralFor === null ? 'message' : 'ephemeral', { channel: channel.id, ts: message.ts });
  return message;
}

export interface Edit {
  readonly text: string;
  readonly blocks: JsonObject[];
  /** Undefined keeps the metadata, null clears it. */
  readonly metadata?: JsonObject | null;
  /** Edits of blocks show no "edited" mark. */
  readonly marked: boolean;
}

export function editMessage(w: Workspace, channel: Channel, message: Message, edit: Edit): void {
  message.text = edit.text;
  message.blocks = withBlockIds(w, edit.blocks);
  if (edit.metadata !== undefined) message.metadata = edit.metadata;
  if (edit.marked) message.edited = { user: message.user, ts: `${Math.floor(w.clock.now() / 1000)}.000000` };
  message.revisions.push(revision(w, message));
  touch(w, 'message', { channel: channel.id, ts: message.ts });
}

export function removeMessage(w: Workspace, message: Message): void {
  message.deleted = true;
  touch(w, 'message', { channel: message.channel, ts: message.ts });
}

export function findMessage(channel: Channel, ts: string | undefined): Message | undefined {
  return channel.messages.find((message) => message.ts === ts && !message.deleted);
}

/** The parent's ts for a reply: a reply cannot be replied to. */
export function requireThread(channel: Channel, threadTs: string): Message {
  const parent = findMessage(channel, threadTs);
  if (parent === undefined) throw new Refusal('thread_not_found');
  if (parent.threadTs !== null) throw new Refusal('cannot_reply_to_message');
  return parent;
}

/** Text for chat.postMessage: cut at 40,000 with a warning; for chat.update refused beyond 4,000. */
export function cutText(text: string): { text: string; cut: boolean } {
  if (length(text) <= limits.postText) return { text, cut: false };
  return { text: Array.from(text).slice(0, limits.postText).join(''), cut: true };
}

export function repliesTo(channel: Channel, ts: string): Message[] {
  return channel.messages.filter((message) => message.threadTs === ts && !message.deleted);
}

/** The message as the API and payloads show it; without `allMetadata` only the type of its metadata. */
export function messageJson(w: Workspace, channel: Channel, message: Message, allMetadata = false): JsonObject {
  if (message.deleted) {
    const tombstone = { type: 'message', subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.' };
    return { ...tombstone, ts: message.ts, ...threadJson(channel, message) };
  }
  const app = {
    app_id: w.app.id,
    bot_id: message.botId,
    bot_profile: { id: message.botId, app_id: w.app.id, name: w.app.name },
  };
  return {
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: w.team.id,
    ...(message.botId === null ? {} : app),
    ...(message.blocks.length > 0 ? { blocks: [...message.blocks] } : {}),
    ...(message.edited === null ? {} : { edited: { ...message.edited } }),
    ...(message.files.length > 0 ? { files: [...message.files] } : {}),
    ...metadataJson(message.metadata, allMetadata),
    ...reactionsJson(message),
    ...threadJson(channel, message),
  };
}

function metadataJson(metadata: JsonObject | null, all: boolean): JsonObject {
  if (metadata === null) return {};
  return { metadata: all ? metadata : { event_type: metadata['event_type'] } };
}

function reactionsJson(message: Message): JsonObject {
  if (message.reactions.size === 0) return {};
  return { reactions: [...message.reactions].map(([name, users]) => ({ name, users: [...users], count: users.size })) };
}

function threadJson(channel: Channel, message: Message): JsonObject {
  if (message.threadTs !== null) {
    const parent = channel.messages.find((one) => one.ts === message.threadTs);
    return { thread_ts: message.threadTs, parent_user_id: parent?.user };
  }
  const replies = message.ephemeralFor === null ? repliesTo(channel, message.ts) : [];
  const last = replies.at(-1);
  if (last === undefined) return {};
  const users = [...new Set(replies.map((reply) => reply.user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: last.ts,
    is_locked: false,
    subscribed: false,
  };
}

/** Which of two `ts` comes first. */
export function tsBefore(left: string, right: string): boolean {
  return wholeTs(left) < wholeTs(right);
}

/** With all six digits of its fraction: `oldest` and `latest` may be given with fewer. */
function wholeTs(ts: string): string {
  const [seconds = '', fraction = ''] = ts.split('.');
  return `${seconds.padStart(16, '0')}.${fraction.padEnd(6, '0')}`;
}
