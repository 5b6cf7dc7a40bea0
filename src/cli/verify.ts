/** `node dist/main.js verify FILE`: is an exported record whole? Needs no store, no network and no configuration. */
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';
import type { Recorded } from '../request/events.ts';
import { brokenAt } from '../request/log/hash-chain.ts';
import { timesOf } from '../request/log/record.ts';
import { errorCode, parseJson, storedEvent } from '../lib/trust-boundaries.ts';

export interface Verification {
  /** 0: whole. 1: broken, or no record at all. 78: used wrongly, or the file cannot be read. */
  readonly exitCode: 0 | 1 | 78;
  /** One or more lines for a terminal. */
  readonly text: string;
}

const usage =
  'Usage: node dist/main.js verify FILE (a record exported from a request’s thread, or - for standard input)';

const lineSchema = z.strictObject({
  requestId: z.string().min(1),
  version: z.int(),
  at: z.int(),
  event: z.looseObject({ type: z.string() }),
  previousHash: z.string(),
  hash: z.string(),
  time: z.string(),
  ocpTime: z.string().nullable(),
});
type Line = z.infer<typeof lineSchema>;

/** Reads and checks the file that the arguments name. Never rejects. */
export async function verify(args: readonly string[]): Promise<Verification> {
  const [file, ...more] = args;
  if (file === undefined || file === '' || more.length > 0) return { exitCode: 78, text: usage };
  try {
    return verdictOn(file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8'));
  } catch (error) {
    return { exitCode: 78, text: `${file} cannot be read (${errorCode(error) || String(error)}).\n${usage}` };
  }
}

/** What the text of a record proves. */
export function verdictOn(text: string): Verification {
  const written = text.replace(/\r?\n$/, '');
  if (written.trim() === '') return broken('the file holds no events.');
  const lines: Line[] = [];
  for (const [index, source] of written.split(/\r?\n/).entries()) {
    const line = lineOf(source);
    if (line === null) return broken(`line ${index + 1} is not an event of a Twokey record.`);
    if (line === 'respelled') return broken(`line ${index + 1} ${RESPELLED}`);
    lines.push(line);
  }
  return chained(lines);
}

function chained(lines: readonly Line[]): Verification {
  const log = lines.map((line): Recorded => {
    const { requestId, version, at, previousHash, hash } = line;
    return { requestId, version, at, previousHash, hash, event: storedEvent(JSON.stringify(line.event)) };
  });
  const requestId = log[0]?.requestId ?? '';
  const other = log.findIndex((recorded) => recorded.requestId !== requestId);
  const inChain = brokenAt(log) ?? Number.POSITIVE_INFINITY;
  const inTimes = log.findIndex((recorded, index) => !sameTimes(recorded, lines[index]));
  const first = Math.min(inChain, other < 0 ? inChain : other + 1, inTimes < 0 ? inChain : inTimes + 1);
  const at = lines[first - 1];
  if (at) {
    const place = `event ${first} (${JSON.stringify(at.event.type)}, ${JSON.stringify(at.time)}), request ${printable(requestId)}.`;
    return broken(`the first broken event is ${place}\nIt was changed, added or moved, or one before it is missing.`);
  }
  const last = log.at(-1);
  const end =
    last?.event.type === 'ended' ? 'The request has ended.' : 'The request had not ended when this was exported.';
  const head = `Last hash: ${last?.hash ?? ''}. Compare it with the message that the file was posted with: events cut off at the end leave no other trace.`;
  return { exitCode: 0, text: `whole: ${log.length} events, request ${printable(requestId)}\n${end}\n${head}` };
}

function sameTimes(recorded: Recorded, line: Line | undefined): boolean {
  try {
    const { time, ocpTime } = timesOf(recorded);
    return line?.time === time && line.ocpTime === ocpTime;
  } catch {
    // An event that says it is of a kind and is not built like it: nobody of us wrote it.
    return false;
  }
}

const RESPELLED =
  'is not spelled as Twokey writes it: a key stands in it twice, or a text, a number or a space was written anew.';

/**
 * JSON lets one value be written in many ways, and of a key that stands twice a reader sees both and a program one. What is
 * hashed is the value, so the line must be the one spelling that the value has.
 */
function lineOf(source: string): Line | 'respelled' | null {
  try {
    const value = parseJson(source);
    const line = lineSchema.parse(value);
    return JSON.stringify(value) === source ? line : 'respelled';
  } catch {
    return null;
  }
}

function broken(why: string): Verification {
  return { exitCode: 1, text: `broken: ${why}` };
}

/** A file from anywhere must not write to the terminal but with letters. */
function printable(text: string): string {
  return text.replace(/[^\w.:-]/g, '?').slice(0, 80);
}
