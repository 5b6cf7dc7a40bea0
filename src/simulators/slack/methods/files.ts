import { type JsonObject, objects, text } from '../validation/json.ts';
import { addMessage, requireThread } from '../model/messages.ts';
import { Refusal } from '../model/refusal.ts';
import type { UploadedFile, Workspace } from '../model/workspace.ts';
import { jsonArg, requiredArg, stringArg } from './args.ts';
import type { Call, Methods } from './call.ts';
import { requirePosting } from './chat.ts';

export const fileMethods: Methods = {
  'files.getUploadURLExternal': { token: 'bot', scopes: ['files:write'], run: getUrl },
  'files.completeUploadExternal': { token: 'bot', scopes: ['files:write'], run: complete },
};

function getUrl({ front, w, args }: Call): JsonObject {
  const name = requiredArg(args, 'filename');
  const length = Number(requiredArg(args, 'length'));
  if (!Number.isInteger(length) || length < 1) throw new Refusal('invalid_arguments');
  const id = w.ids.next('F');
  w.files.set(id, { id, name, length, content: null, title: name, shared: false });
  return { upload_url: `${front.base}/upload/v1/${id}`, file_id: id };
}

/** Stores what was uploaded; false when nobody asked for that URL. */
export async function receiveUpload(w: Workspace, id: string, contentType: string, body: Buffer): Promise<boolean> {
  const file = w.files.get(id);
  if (file === undefined || file.content !== null) return false;
  file.content = contentType.startsWith('multipart/') ? await multipartText(contentType, body) : body.toString();
  return true;
}

async function multipartText(contentType: string, body: Buffer): Promise<string> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const [first] = [...form.values()];
  if (first === undefined) return '';
  return typeof first === 'string' ? first : await first.text();
}

function complete({ w, args }: Call): JsonObject {
  const files = objects(jsonArg(args, 'files')).map((given): UploadedFile => {
    const file = w.files.get(text(given['id']) ?? '');
    if (file === undefined || file.content === null || file.shared) throw new Refusal('file_not_found');
    file.title = text(given['title']) ?? file.name;
    return file;
  });
  if (files.length === 0) throw new Refusal('invalid_arguments');
  const channelId = stringArg(args, 'channel_id') ?? stringArg(args, 'channels');
  const shown = files.map((file) => ({
    id: file.id,
    title: file.title,
    name: file.name,
    size: file.length,
    mimetype: 'text/plain',
  }));
  if (channelId !== undefined) {
    const channel = requirePosting(w, channelId);
    const threadTs = stringArg(args, 'thread_ts') ?? null;
    if (threadTs !== null) requireThread(channel, threadTs);
    const draft = { user: w.app.botUserId, botId: w.app.botId, text: stringArg(args, 'initial_comment') ?? '' };
    addMessage(w, channel, { ...draft, threadTs, files: shown });
  }
  for (const file of files) file.shared = true;
  return { files: shown };
}
