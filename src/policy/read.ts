/** The text of a policy file into `Policy`: YAML, every problem with its place. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { canonical, sha256 } from '../operation/digest.ts';
import { DEFAULT_LANGUAGE } from '../language.ts';
import type { Languages, Policy } from '../request/policy.ts';
import { freezeFindings, toFreeze } from './freezes.ts';
import { type FileRule, parseFile, type PolicyFile } from './schema.ts';

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

export const limitBytes = 1_000_000;
export const tooLarge = `is larger than ${limitBytes} bytes`;

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
  const parsed = parseFile(content);
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
function findContradictions(file: PolicyFile): Finding[] {
  const findings: Finding[] = [];
  findings.push(...repeatedNames('rules', 'rule', file.rules), ...repeatedNames('freezes', 'freeze', file.freezes));
  for (const [index, freeze] of file.freezes.entries()) {
    const inside = freezeFindings(freeze).map(({ path, message }) => ({ path: ['freezes', index, ...path], message }));
    findings.push(...inside);
  }
  for (const [index, rule] of file.rules.entries()) {
    const reachable = mostApprovals(rule);
    if (reachable < rule.approvals) {
      const message = `can give at most ${reachable} of the ${rule.approvals} approvals needed: nobody approves their own request`;
      findings.push({ path: ['rules', index, 'approvers'], message });
    }
  }
  return findings;
}

function repeatedNames(key: string, what: string, items: readonly { readonly name: string }[]): Finding[] {
  const names = items.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [{ path: [key, index, 'name'], message: `is the name of another ${what} too: ${name}` }]
      : [],
  );
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

function toPolicy(file: PolicyFile): Policy {
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
  const freezes = file.freezes.map(toFreeze).sort((one, other) => (one.name < other.name ? -1 : 1));
  const spoken = languagesOf(file);
  const content = {
    rules,
    freezes,
    stopAll: file.stop_all ?? null,
    auditChannel: file.audit_channel ?? null,
    ...(spoken && { languages: spoken }),
  };
  return { version: sha256(canonical(content)).slice(0, 12), ...content };
}

/** Null for English everywhere: such a file means the same with and without the key. */
function languagesOf({ languages }: PolicyFile): Languages | null {
  if (!languages) return null;
  const channels = Object.entries(languages.channels).filter(([, language]) => language !== languages.default);
  if (languages.default === DEFAULT_LANGUAGE && channels.length === 0) return null;
  return {
    default: languages.default,
    channels: Object.fromEntries(channels.sort(([one], [other]) => (one < other ? -1 : 1))),
  };
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
