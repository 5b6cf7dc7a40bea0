/** A file that people write: read again whenever it changes; a broken change is refused, and the last good one stays. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { sha256 } from '../operation/digest.ts';
import { errorCode } from '../lib/trust-boundaries.ts';
import type { FileFault, FileProblem } from '../policy/file/problem.ts';
import { describeFileProblem, type FileResult, limitBytes, tooLarge } from './yaml.ts';

/** `unreadable`: the file cannot be read; `invalid`: it was read and its content is refused. */
type Refused = 'unreadable' | 'invalid';

/** Nothing good was ever read, or the file as it is now is broken. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code: `${'policy' | 'people'}_${Refused}`;
  readonly problems: readonly FileProblem[];

  constructor(code: FileError['code'], problems: readonly FileProblem[]) {
    super(problems.map(describeFileProblem).join('\n'));
    this.code = code;
    this.problems = problems;
  }
}

/** What the file was found to be at one look. */
export interface FileReading<T> {
  /** In force from then on. */
  readonly value: T;
  /**
   * What is wrong with the file, when that is why an older one is in force; `hash` identifies its content. `counts`: something
   * in it counts all the same.
   */
  readonly refused: RefusedFile | null;
}

export interface RefusedFile {
  readonly hash: string;
  readonly problems: readonly FileProblem[];
  readonly counts: boolean;
}

export interface Watched<T> {
  /** What is in force now. Throws a FileError as long as nothing good was ever read. */
  read(): Promise<T>;
  /**
   * The same, from the text as it is on disk now: size and times alone may be those of before, within a tick of the clock, or for
   * seconds where the file is on another machine.
   */
  fresh(): Promise<T>;
  /**
   * Everything the file was found to be since the last call, by whoever read it, in order; the present last. So what
   * was in force for a moment is not missed. Throws as `read` does.
   */
  look(): Promise<readonly FileReading<T>[]>;
  /** Why the file, as it was last read, is not in force; null while it is. */
  problem(): FileError | null;
}

export interface WatchedOptions<T> {
  readonly kind: 'policy' | 'people';
  readonly parse: (text: string, fileName: string) => FileResult<T>;
  /** What is in force while a text is refused, instead of the last good one: something in the text may count all the same. */
  readonly standIn?: (good: T, text: string) => T;
  /** The file changed and is broken; the last good one stays in force. Told once for each change. */
  readonly onProblem: (error: FileError) => void;
}

/** Nobody may be looking; what is older than this many changes is forgotten. */
const SEEN_MAX = 100;

/** Looks at the file at every `read`, and parses it again when its size, times or identity changed. */
export function watched<T>(path: string, options: WatchedOptions<T>): Watched<T> {
  let stamped: string | null = null;
  let hashed: string | null = null;
  let good: { readonly value: T } | null = null;
  /** The last good one, or what stands in for it. */
  let inForce: { readonly value: T } | null = null;
  let seen: readonly FileReading<T>[] = [];
  let problem: FileError | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const fail = (why: Refused, problems: readonly FileProblem[]) => new FileError(`${options.kind}_${why}`, problems);

  async function readNow(fully: boolean): Promise<T> {
    // The stamp is taken before the text: a change in between is found by the next read.
    const stamp = await stampOf(path);
    if (inForce !== null && stamp === stamped && !fully) return inForce.value;
    const { hash, text, result } = await load();
    const isKnown = stamp === stamped && hash === hashed;
    stamped = stamp;
    hashed = hash;
    if (inForce !== null && isKnown) return inForce.value;
    problem = 'value' in result ? null : result.error;
    if ('value' in result) {
      good = result;
      inForce = result;
      note({ value: result.value, refused: null });
      return result.value;
    }
    if (good === null || inForce === null) throw result.error;
    // A text that cannot be read says nothing: what was in force stays.
    if (text !== null) inForce = { value: options.standIn?.(good.value, text) ?? good.value };
    options.onProblem(result.error);
    const { problems } = result.error;
    note({ value: inForce.value, refused: { hash, problems, counts: inForce.value !== good.value } });
    return inForce.value;
  }

  async function load(): Promise<Loaded<T>> {
    const broken = (why: Refused, fault: FileFault, hash: string, text: string | null) => ({
      hash,
      text,
      result: { error: fail(why, [{ file: path, line: 1, column: 1, path: '', fault }]) },
    });
    let bytes: Buffer;
    let isWhole: boolean;
    try {
      ({ bytes, isWhole } = await beginning(path));
    } catch (error) {
      return broken('unreadable', { kind: 'unreadable', code: errorCode(error) }, errorCode(error), null);
    }
    const text = bytes.toString('utf8');
    if (!isWhole) return broken('invalid', tooLarge, 'too large', text);
    const hash = sha256(bytes.toString('base64'));
    if (!isUtf8(bytes)) return broken('invalid', { kind: 'not_utf8' }, hash, text);
    const result = options.parse(text, path);
    return { hash, text, result: 'value' in result ? result : { error: fail('invalid', result.problems) } };
  }

  function note(found: FileReading<T>): void {
    seen = [...seen, found].slice(-SEEN_MAX);
  }

  function inTurn(fully: boolean): Promise<T> {
    // One after another, or a slow read of an old text could replace a newer one.
    const turn = last.then(
      () => readNow(fully),
      () => readNow(fully),
    );
    last = turn;
    return turn;
  }

  const read = () => inTurn(false);

  async function look(): Promise<readonly FileReading<T>[]> {
    await read();
    const found = seen;
    seen = found.slice(-1);
    return found;
  }

  return { read, fresh: () => inTurn(true), look, problem: () => problem };
}

interface Loaded<T> {
  readonly hash: string;
  /** Null when the file could not be read. */
  readonly text: string | null;
  readonly result: { readonly value: T } | { readonly error: FileError };
}

/** As much of the file as is ever looked at. */
async function beginning(path: string): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: limitBytes })) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, limitBytes), isWhole: bytes.length <= limitBytes };
}

async function stampOf(path: string): Promise<string> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
    return [size, mtimeNs, ctimeNs, ino].join(' ');
  } catch (error) {
    return errorCode(error);
  }
}
