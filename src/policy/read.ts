/** The text of a policy file into `Policy`: YAML, every problem with its place. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { canonical, sha256 } from '../operation/digest.ts';
import { DEFAULT_LANGUAGE } from '../language.ts';
import type { Languages, Policy } from '../request/policy.ts';
import type { PolicyFault, PolicyProblem, YamlFault } from '../request/policy-problem.ts';
import { freezeFindings, toFreeze } from './freezes.ts';
import { faultOf, type FileRule, parseFile, type PolicyFile } from './schema.ts';

export type PolicyResult = { readonly policy: Policy } | { readonly problems: readonly PolicyProblem[] };

export const limitBytes = 1_000_000;
export const tooLarge: PolicyFault = { kind: 'too_large', bytes: limitBytes };

interface Finding {
  readonly path: readonly PropertyKey[];
  readonly fault: PolicyFault;
  /** For an unknown key: the place is the key itself. */
  readonly atKey?: boolean;
}

/** Parses the text of a policy file; `fileName` is only for the problems. Never throws. */
export function readPolicy(text: string, fileName: string): PolicyResult {
  const lines = new LineCounter();
  const problem = (offset: number, path: string, fault: PolicyFault): PolicyProblem => {
    const { line, col } = lines.linePos(offset);
    return { file: fileName, line: Math.max(line, 1), column: Math.max(col, 1), path, fault };
  };
  if (Buffer.byteLength(text, 'utf8') > limitBytes) {
    return { problems: [problem(0, '', tooLarge)] };
  }

  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { problems: faults.map(({ pos, code }) => problem(pos[0], '', yamlFault(code))) };

  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // An alias without its anchor, or aliases that multiply without end: the parser tells them apart by its words alone.
    const endless = error instanceof Error && error.message.startsWith('Excessive');
    return { problems: [problem(0, '', yamlFault(endless ? 'RESOURCE_EXHAUSTION' : 'BAD_ALIAS'))] };
  }
  const parsed = parseFile(content);
  const findings = parsed.success ? findContradictions(parsed.data) : parsed.error.issues.flatMap(toFindings);
  if (parsed.success && findings.length === 0) return { policy: toPolicy(parsed.data) };
  const problems = findings.map(({ path, fault, atKey }) =>
    problem(locate(document, path, atKey === true), pathText(path), fault),
  );
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function yamlFault(problem: YamlFault): PolicyFault {
  return { kind: 'yaml', problem };
}

function toFindings(issue: z.core.$ZodIssue): Finding[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, fault: faultOf(issue) }];
  return issue.keys.map((key) => ({ path: [...issue.path, key], fault: { kind: 'unknown_key' }, atKey: true }));
}

/** What each value alone cannot show. */
function findContradictions(file: PolicyFile): Finding[] {
  const findings: Finding[] = [];
  findings.push(...repeatedNames('rules', 'rule_name_taken', file.rules));
  findings.push(...repeatedNames('freezes', 'freeze_name_taken', file.freezes));
  for (const [index, freeze] of file.freezes.entries()) {
    for (const { path, fault } of freezeFindings(freeze))
      findings.push({ path: ['freezes', index, ...path], fault: { kind: fault } });
  }
  for (const [index, rule] of file.rules.entries()) {
    const most = mostApprovals(rule);
    const fault = { kind: 'too_few_approvers', most, needed: rule.approvals } as const;
    if (most < rule.approvals) findings.push({ path: ['rules', index, 'approvers'], fault });
  }
  return findings;
}

function repeatedNames(
  key: string,
  kind: 'rule_name_taken' | 'freeze_name_taken',
  items: readonly { readonly name: string }[],
): Finding[] {
  const names = items.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ path: [key, index, 'name'], fault: { kind, name } }] : [],
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
