/** The policy file: read again whenever it changes; a broken change is refused, and the last good policy stays in force. */
import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { sha256 } from './operation/digest.ts';
import { limitBytes, readPolicy, tooLarge } from './policy/read.ts';
import type { Policy } from './request/policy.ts';
import type { PolicyFault, PolicyProblem } from './request/policy-problem.ts';
import { policyProblemText } from './slack/render/policy-problem.ts';
import { inLanguage } from './slack/words/words.ts';
import { errorCode } from './trust.ts';

/** For the log and a terminal, in English: `policy.yaml:12:5 rules[0].approvers is empty: nobody could agree`. */
export function describePolicyProblem(problem: PolicyProblem): string {
  return inLanguage('en', () => policyProblemText(problem));
}

/** `policy_unreadable`: the file cannot be read; `policy_invalid`: it was read and its content is refused. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly code: 'policy_unreadable' | 'policy_invalid';
  readonly problems: readonly PolicyProblem[];
  /** What the reader can do. */
  readonly next: string;

  constructor(code: PolicyError['code'], problems: readonly PolicyProblem[]) {
    super(problems.map(describePolicyProblem).join('\n'));
    this.code = code;
    this.problems = problems;
    this.next =
      code === 'policy_unreadable'
        ? 'Check POLICY_FILE and the permissions of the file; policy.example.yaml shows one.'
        : 'Put the lines named right; policy.example.yaml explains every key.';
  }
}

/** What the file was found to be at one look. */
export interface PolicySeen {
  /** In force from then on. */
  readonly policy: Policy;
  /** What is wrong with the file, when that is why an older policy is in force; `hash` identifies its content. */
  readonly refused: { readonly hash: string; readonly problems: readonly PolicyProblem[] } | null;
}

export interface PolicyReader {
  /** The policy in force now. Throws PolicyError as long as no good one was ever read. */
  read(): Promise<Policy>;
  /**
   * Everything the file was found to be since the last call, by whoever read it, in order; the present last. So a
   * policy that was in force for a moment is not missed. Throws as `read` does.
   */
  look(): Promise<readonly PolicySeen[]>;
  /** Why the file, as it was last read, is not in force; null while it is. */
  problem(): PolicyError | null;
}

export interface PolicyReaderOptions {
  /** The file changed and is broken; the last good policy stays in force. Told once for each change. */
  readonly onProblem: (error: PolicyError) => void;
}

/** Nobody may be looking; what is older than this many changes is forgotten. */
const SEEN_MAX = 100;

/** Looks at the file at every `read`, and parses it again when its size, times or identity changed. */
export function policyReader(path: string, options: PolicyReaderOptions): PolicyReader {
  let stamped: string | null = null;
  let policy: Policy | null = null;
  let seen: readonly PolicySeen[] = [];
  let problem: PolicyError | null = null;
  let last: Promise<unknown> = Promise.resolve();

  async function readNow(): Promise<Policy> {
    // The stamp is taken before the text: a change in between is found by the next read.
    const stamp = await stampOf(path);
    if (policy !== null && stamp === stamped) return policy;
    const { hash, result } = await load(path);
    stamped = stamp;
    problem = result instanceof PolicyError ? result : null;
    if (!(result instanceof PolicyError)) {
      policy = result;
      note({ policy, refused: null });
    } else if (policy !== null) {
      options.onProblem(result);
      note({ policy, refused: { hash, problems: result.problems } });
    } else {
      throw result;
    }
    return policy;
  }

  function note(found: PolicySeen): void {
    seen = [...seen, found].slice(-SEEN_MAX);
  }

  function read(): Promise<Policy> {
    // One after another, or a slow read of an old text could replace a newer one.
    const turn = last.then(readNow, readNow);
    last = turn;
    return turn;
  }

  async function look(): Promise<readonly PolicySeen[]> {
    await read();
    const found = seen;
    seen = found.slice(-1);
    return found;
  }

  return { read, look, problem: () => problem };
}

async function stampOf(path: string): Promise<string> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
    return [size, mtimeNs, ctimeNs, ino].join(' ');
  } catch (error) {
    return errorCode(error);
  }
}

interface Loaded {
  readonly hash: string;
  readonly result: Policy | PolicyError;
}

async function load(path: string): Promise<Loaded> {
  const broken = (code: PolicyError['code'], fault: PolicyFault, hash: string): Loaded => {
    const result = new PolicyError(code, [{ file: path, line: 1, column: 1, path: '', fault }]);
    return { hash, result };
  };
  let bytes: Buffer;
  try {
    if ((await stat(path)).size > limitBytes) return broken('policy_invalid', tooLarge, 'too large');
    bytes = await readFile(path);
  } catch (error) {
    return broken('policy_unreadable', { kind: 'unreadable', code: errorCode(error) }, errorCode(error));
  }
  const hash = sha256(bytes.toString('base64'));
  if (!isUtf8(bytes)) return broken('policy_invalid', { kind: 'not_utf8' }, hash);
  const result = readPolicy(bytes.toString('utf8'), path);
  return { hash, result: 'policy' in result ? result.policy : new PolicyError('policy_invalid', result.problems) };
}
