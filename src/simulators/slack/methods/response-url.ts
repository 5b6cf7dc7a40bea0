import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type Json, type JsonObject, parseJson, text } from '../validation/json.ts';
import { addMessage, editMessage, findMessage, removeMessage } from '../model/messages.ts';
import { Refusal } from '../model/refusal.ts';
import { takeResponseUrl } from '../model/triggers.ts';
import { messageBlocks } from '../validation/validate-message.ts';
import type { Message, ResponseUrl, Workspace } from '../model/workspace.ts';
import { readBody } from './args.ts';
import type { Front } from '../http/front.ts';
import { respond } from './reply.ts';

/** One post to a response_url: five uses in thirty minutes, then 404 with `used_url` or `expired_url`. */
export async function handleResponseUrl(
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  const body = parseJson((await readBody(request)).toString());
  const fault = front.faults.take('response_url');
  const entry = front.journal.add({
    direction: 'api',
    name: 'response_url',
    request: isObject(body) ? body : {},
    status: 200,
    reply: 'ok',
    raw: null,
    note: fault?.kind ?? null,
  });
  await respond(front, response, fault, () => {
    try {
      post(front.w, takeResponseUrl(front.w, id), body);
      return { status: 200, body: 'ok' };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      Object.assign(entry, { status: 404, reply: error.reply() });
      return { status: 404, body: error.reply() };
    }
  });
}

function post(w: Workspace, url: ResponseUrl, body: Json | undefined): void {
  if (!isObject(body)) throw new Refusal('invalid_payload');
  const original = url.messageTs === null ? undefined : originalOf(w, url.channel, url.messageTs);
  if (body['delete_original'] === true) {
    if (original !== undefined) removeMessage(w, original);
    return;
  }
  sayAsAnswer(w, url, body, original);
}

function originalOf(w: Workspace, channel: string, ts: string): Message | undefined {
  const known = w.channels.get(channel);
  const ephemeral = w.ephemerals.find(
    (message) => message.ts === ts && message.channel === channel && !message.deleted,
  );
  return ephemeral ?? (known === undefined ? undefined : findMessage(known, ts));
}

/** The app's answer to a command or click: ephemeral unless `response_type` is `in_channel`. */
export function sayAsAnswer(
  w: Workspace,
  where: { readonly channel: string; readonly userId: string },
  body: JsonObject,
  original?: Message,
): void {
  const channel = w.channels.get(where.channel);
  if (channel === undefined) throw new Refusal('channel_not_found');
  const blocks = messageBlocks(w, body['blocks']);
  const said = text(body['text']) ?? '';
  if (said === '' && blocks.length === 0) throw new Refusal('no_text');
  if (original !== undefined && body['replace_original'] === true) {
    return editMessage(w, channel, original, { text: said, blocks, marked: false });
  }
  const shared = body['response_type'] === 'in_channel';
  const threadTs = shared ? (text(body['thread_ts']) ?? null) : null;
  const author = { user: w.app.botUserId, botId: w.app.botId };
  addMessage(w, channel, { ...author, text: said, blocks, threadTs, ephemeralFor: shared ? null : where.userId });
}
