/** The policy file: YAML into `Policy`, every problem with its place; and a reader that follows the file's changes. */
import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod';
import { canonical, sha256 } from './operation/digest.ts';
import type { Operation } from './operation/operation.ts';
import type { Policy } from './request/policy.ts';
import { errorCode } from './trust.ts';

export interface PolicyProblem {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Such as `rules[0].approvers`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

export type PolicyResult = { readonly policy: Policy } | { readonly problems: readonly PolicyProblem[] };

const limitBytes = 1_000_000;
const tooLarge = `is larger than ${limitBytes} bytes`;

const secondMs = 1000;
const unitMs: Readonly<Record<string, number>> = { s: secondMs, m: 60 * secondMs, h: 3600 * secondMs };
const longestMs = 24 * 3600 * secondMs;

const durationSchema = z.unknown().transform((value, context) => {
  const parts = typeof value === 'string' ? /^(\d{1,6})([smh])$/.exec(value) : null;
  const ms = Number(parts?.[1]) * (unitMs[parts?.[2] ?? ''] ?? Number.NaN);
  if (ms >= secondMs && ms <= longestMs) return ms;
  context.addIssue('must be a duration from 1s to 24h, such as 90s, 30m or 1h');
  return z.NEVER;
});

const personSchema = z
  .string('must be a Slack id')
  .regex(
    /^[UWS][A-Z0-9]{2,}$/,
    'must be a Slack user id (U… or W…) or user group id (S…), in capitals; names and handles are not accepted',
  );
const channelSchema = z
  .string('must be a channel id')
  .regex(/^[CG][A-Z0-9]{2,}$/, 'must be a Slack channel id (C… or G…), in capitals');
const patternSchema = z
  .string('must be a name or a pattern with * and ?, in quotes if it begins with *')
  .min(1, 'must not be empty');

function setOf<T extends z.ZodType<string>>(item: T, empty: string) {
  return z
    .array(item, { error: (issue) => (issue.input === undefined ? 'is required' : 'must be a list') })
    .min(1, empty)
    .superRefine((items, context) => {
      for (const [index, one] of items.entries()) {
        if (items.indexOf(one) < index) context.addIssue({ code: 'custom', message: `repeats ${one}`, path: [index] });
      }
    });
}

/** A new kind of operation does not compile here until it is named. */
const operationKinds = { failover: 'failover' } as const satisfies { [Kind in Operation['kind']]: Kind };
const everything = ['*'];
const ruleSchema = z.strictObject(
  {
    name: z
      .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be text') })
      .regex(/^\S(.{0,78}\S)?$/, 'must be one line of 1 to 80 characters without spaces at its ends'),
    operations: setOf(
      z.enum(operationKinds, `must be one of: ${Object.keys(operationKinds).join(', ')}`),
      'must name at least one operation, or be left out for all',
    ).default(Object.values(operationKinds)),
    clusters: setOf(patternSchema, 'must name at least one cluster, or be left out for all').default(everything),
    tenants: setOf(patternSchema, 'must name at least one tenant, or be left out for all').default(everything),
    requesters: setOf(personSchema, 'is empty: nobody could ask'),
    approvers: setOf(personSchema, 'is empty: nobody could agree'),
    approvals: z.int('must be a whole number').min(1, 'must be 1 or more').default(1),
    channel: channelSchema.optional(),
    approval_window: durationSchema.default(30 * 60 * secondMs),
    start_window: durationSchema.default(5 * 60 * secondMs),
  },
  'must be a mapping with name, requesters and approvers',
);

const fileSchema = z.strictObject(
  {
    channel: channelSchema.optional(),
    rules: z
      .array(ruleSchema, { error: (issue) => (issue.input === undefined ? 'is required' : 'must be a list') })
      .min(1, 'is empty: nobody could do anything'),
  },
  'must be a mapping with the key rules',
);

type File = z.infer<typeof fileSchema>;
type FileRule = File['rules'][number];

interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** For an unknown key: the place is the key itself. */
  readonly atKey?: boolean;
}

/** Parses the text of a policy file; `fileName` is only for the problems. Never throws. */
export function readPolicy(text: string, fileName: string): PolicyResult {
  const lines = new LineCounter();
  const problem = (offset: number, path: string, message: string): PolicyProblem => {
    const { line, col } = lines.linePos(offset);
    return { file: fileName, line: Math.max(line, 1), column: Math.max(col, 1), path, message };
  };
  if (Buffer.byteLength(text, 'utf8') > limitBytes) {
    return { problems: [problem(0, '', tooLarge)] };
  }

  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { problems: faults.map(({ pos, message }) => problem(pos[0], '', message)) };

  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // An alias without its anchor, or aliases that multiply without end.
    return { problems: [problem(0, '', error instanceof Error ? error.message : 'cannot be read')] };
  }
  const parsed = fileSchema.safeParse(content);
  const findings = parsed.success ? findContradictions(parsed.data) : parsed.error.issues.flatMap(toFindings);
  if (parsed.success && findings.length === 0) return { policy: toPolicy(parsed.data) };
  const problems = findings.map(({ path, message, atKey }) =>
    problem(locate(document, path, atKey === true), pathText(path), message),
  );
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** For people at a terminal: `policy.yaml:12:5 rules[0].approvers is empty: nobody could agree`. */
export function describePolicyProblem(problem: PolicyProblem): string {
  const { file, line, column, path, message } = problem;
  return `${file}:${line}:${column} ${path === '' ? 'the file' : path} ${message}`;
}

function toFindings(issue: z.core.$ZodIssue): Finding[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is not a known key', atKey: true }));
}

/** What each value alone cannot show. */
function findContradictions(file: File): Finding[] {
  const findings: Finding[] = [];
  const names = file.rules.map((rule) => rule.name);
  for (const [index, rule] of file.rules.entries()) {
    if (names.indexOf(rule.name) < index) {
      findings.push({ path: ['rules', index, 'name'], message: `is the name of another rule too: ${rule.name}` });
    }
    const reachable = mostApprovals(rule);
    if (reachable < rule.approvals) {
      const message = `can give at most ${reachable} of the ${rule.approvals} approvals needed: nobody approves their own request`;
      findings.push({ path: ['rules', index, 'approvers'], message });
    }
  }
  return findings;
}

/** The most approvals that a request of any of the requesters can get. The members of a group are not known here. */
function mostApprovals(rule: FileRule): number {
  if (rule.approvers.some(isGroup)) return Number.POSITIVE_INFINITY;
  const others = rule.requesters.map((requester) => rule.approvers.filter((id) => id !== requester).length);
  return Math.max(...others);
}

function isGroup(id: string): boolean {
  return id.startsWith('S');
}

function toPolicy(file: File): Policy {
  const rules = file.rules.map((rule) => ({
    name: rule.name,
    operations: [...rule.operations].sort(),
    clusters: [...rule.clusters].sort(),
    tenants: [...rule.tenants].sort(),
    requesters: [...rule.requesters].sort(),
    approvers: [...rule.approvers].sort(),
    approvals: rule.approvals,
    channel: rule.channel ?? file.channel ?? null,
    approvalWindowMs: rule.approval_window,
    startWindowMs: rule.start_window,
  }));
  // Lists are sets and stand sorted; the order of the rules counts, because the first that covers a target decides.
  return { version: sha256(canonical(rules)).slice(0, 12), rules };
}

/** The offset of a path in the text; of its nearest parent when the path itself is not written. */
function locate(document: Document.Parsed, path: readonly PropertyKey[], atKey: boolean): number {
  let node: Node | null = document.contents;
  let offset = startOf(node);
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    let next: unknown = null;
    if (isSeq(node)) next = node.items[Number(step)];
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      next = pair?.value;
      if (isNode(pair?.key)) offset = startOf(pair.key);
      if (atKey && depth === path.length - 1) return offset;
    }
    if (!isNode(next)) return offset;
    node = next;
    offset = startOf(node);
  }
  return offset;
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
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

export interface PolicyReader {
  /** The policy in force now. Throws PolicyError as long as no good one was ever read. */
  read(): Promise<Policy>;
  /** Why the file, as it was last read, is not in force; null while it is. */
  problem(): PolicyError | null;
}

export interface PolicyReaderOptions {
  /** The file changed and is broken; the last good policy stays in force. Told once for each change. */
  readonly onProblem: (error: PolicyError) => void;
}

/** Looks at the file at every `read`, and parses it again when its size, times or identity changed. */
export function policyReader(path: string, options: PolicyReaderOptions): PolicyReader {
  let seen: string | null = null;
  let policy: Policy | null = null;
  let problem: PolicyError | null = null;
  let last: Promise<unknown> = Promise.resolve();

  async function readNow(): Promise<Policy> {
    // The stamp is taken before the text: a change in between is found by the next read.
    const stamp = await stampOf(path);
    if (policy !== null && stamp === seen) return policy;
    const result = await load(path);
    seen = stamp;
    problem = result instanceof PolicyError ? result : null;
    if (!(result instanceof PolicyError)) {
      policy = result;
    } else if (policy !== null) {
      options.onProblem(result);
    } else {
      throw result;
    }
    return policy;
  }

  function read(): Promise<Policy> {
    // One after another, or a slow read of an old text could replace a newer one.
    const turn = last.then(readNow, readNow);
    last = turn;
    return turn;
  }

  return { read, problem: () => problem };
}

async function stampOf(path: string): Promise<string> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
    return [size, mtimeNs, ctimeNs, ino].join(' ');
  } catch (error) {
    return errorCode(error);
  }
}

async function load(path: string): Promise<Policy | PolicyError> {
  const whole = (message: string): PolicyProblem => ({ file: path, line: 1, column: 1, path: '', message });
  let bytes: Buffer;
  try {
    if ((await stat(path)).size > limitBytes) return new PolicyError('policy_invalid', [whole(tooLarge)]);
    bytes = await readFile(path);
  } catch (error) {
    return new PolicyError('policy_unreadable', [whole(`cannot be read (${errorCode(error)})`)]);
  }
  if (!isUtf8(bytes)) return new PolicyError('policy_invalid', [whole('is not UTF-8 text')]);
  const result = readPolicy(bytes.toString('utf8'), path);
  return 'policy' in result ? result.policy : new PolicyError('policy_invalid', result.problems);
}
