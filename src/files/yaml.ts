/** The text of a YAML file that people write, with the place of every problem. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { type FileFault, type FileProblem, plainFaults, type YamlFault } from '../policy/file/problem.ts';
import { fileProblemText } from '../text/file-problem.ts';
import { REPEATS } from './schemas.ts';
import { inLanguage } from '../text/words.ts';

export type FileResult<T> = { readonly value: T } | { readonly problems: readonly FileProblem[] };

export const limitBytes = 1_000_000;
export const tooLarge: FileFault = { kind: 'too_large', bytes: limitBytes };

export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly fault: FileFault;
  /** For an unknown key: the place is the key itself. */
  readonly atKey?: boolean;
}

/** Parses the text; `read` says what its content means, or what is wrong with it. `fileName` is only for the problems. Never throws. */
export function readYaml<T>(
  text: string,
  fileName: string,
  read: (content: unknown) => { readonly value: T } | { readonly findings: readonly Finding[] },
): FileResult<T> {
  const lines = new LineCounter();
  const problem = (offset: number, path: string, fault: FileFault): FileProblem => {
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
  const result = read(content);
  if ('value' in result) return result;
  const problems = result.findings.map(({ path, fault, atKey }) =>
    problem(locate(document, path, atKey === true), pathText(path), fault),
  );
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** For the log and a terminal, in English: `policy.yaml:12:5 rules[0].approvers is empty: nobody could agree`. */
export function describeFileProblem(problem: FileProblem): string {
  return inLanguage('en', () => fileProblemText(problem));
}

/** What an issue of a schema says is wrong, and where. */
export function toFindings(issue: z.core.$ZodIssue): Finding[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, fault: faultOf(issue) }];
  return issue.keys.map((key) => ({ path: [...issue.path, key], fault: { kind: 'unknown_key' }, atKey: true }));
}

function faultOf(issue: z.core.$ZodIssue): FileFault {
  if (issue.code === 'invalid_value') return { kind: 'one_of', values: issue.values.map(String) };
  if (issue.code === 'custom' && issue.message === REPEATS)
    return { kind: 'repeats', value: String(issue.params?.['value']) };
  return { kind: plainFaults.find((fault) => fault === issue.message) ?? 'wrong' };
}

/** A finding for each item whose name another one before it has. */
export function repeatedNames(
  key: string,
  kind: Extract<FileFault, { readonly name: string }>['kind'],
  items: readonly { readonly name: string }[],
): Finding[] {
  const names = items.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ path: [key, index, 'name'], fault: { kind, name } }] : [],
  );
}

function yamlFault(problem: YamlFault): FileFault {
  return { kind: 'yaml', problem };
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
