import { newCheck, problem } from './check.ts';
import { isObject, type Json, type JsonObject, length, objects } from './json.ts';
import { limits } from './limits.ts';
import { Refusal } from '../model/refusal.ts';
import { blockText, checkBlocks } from './validate-blocks.ts';
import type { Workspace } from '../model/workspace.ts';

/** Slack's shape of a block error: bolt-python#1016. */
export function blockRefusal(code: string, problems: readonly string[]): Refusal {
  const messages = problems.map((one) => `[ERROR] ${one}`);
  return new Refusal(code, { errors: [...problems], response_metadata: { messages } });
}

/** The blocks of a message, or the refusal that chat.postMessage and chat.update answer. */
export function messageBlocks(w: Workspace, value: Json | undefined): JsonObject[] {
  if (value === undefined || value === null) return [];
  const check = newCheck('message', w.refusedBlocks);
  if (!Array.isArray(value)) throw blockRefusal('invalid_blocks_format', ['must be an array [json-pointer:/blocks]']);
  if (value.length > limits.blocksInMessage) {
    problem(check, '/blocks', `no more than ${limits.blocksInMessage} items allowed`);
  }
  checkBlocks(check, value, '/blocks');
  if (check.problems.length > 0) throw blockRefusal('invalid_blocks', check.problems);
  if (check.tables > 1) throw blockRefusal('invalid_attachments', ['only_one_table_allowed [json-pointer:/blocks]']);
  if (check.markdown > limits.markdown)
    throw blockRefusal('invalid_blocks', ['markdown text is too long [json-pointer:/blocks]']);
  if (blockText(value) - check.markdown > limits.blockTextTotal) throw new Refusal('msg_blocks_too_long');
  return objects(value);
}

/** The metadata of a message: null when there is none, and also for `{}`, which clears it. */
export function messageMetadata(value: Json | undefined): JsonObject | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw new Refusal('invalid_metadata_format');
  if (Object.keys(value).length === 0) return null;
  const payload = value['event_payload'];
  if (typeof value['event_type'] !== 'string' || value['event_type'] === '')
    throw new Refusal('invalid_metadata_format');
  if (!isObject(payload) || !Object.values(payload).every(isPayloadValue)) throw new Refusal('invalid_metadata_schema');
  if (length(JSON.stringify(value)) > limits.metadata) throw new Refusal('metadata_too_large');
  return { event_type: value['event_type'], event_payload: payload };
}

/** Strings, numbers, booleans, and one level of objects or lists of them. */
function isPayloadValue(value: Json | undefined): boolean {
  if (isScalar(value)) return true;
  if (Array.isArray(value)) return value.every((item) => isScalar(item) || (isObject(item) && isFlat(item)));
  return isObject(value) && isFlat(value);
}

function isFlat(value: JsonObject): boolean {
  return Object.values(value).every(isScalar);
}

function isScalar(value: Json | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
