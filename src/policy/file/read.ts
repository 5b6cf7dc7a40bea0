/** Parses the text of a policy file into `Policy`: YAML, every problem with its place. */
import { type Finding, type FileResult, readYaml, repeatedNames, toFindings } from '../../files/yaml.ts';
import { kinds } from '../../operation/kinds/index.ts';
import { canonical, sha256 } from '../../operation/digest.ts';
import type { Policy } from '../policy.ts';
import { freezeFindings } from './freezes.ts';
import { decidingOf, fieldsOf } from './key.ts';
import { freezesIn, ruleKeys, rulesIn, topKeys } from './keys.ts';
import { type FileRule, parseFile, type PolicyFile } from './schema.ts';
import { stopIn } from './stop.ts';

/** Parses the text of a policy file; `fileName` is only for the problems. Never throws. */
export function readPolicy(text: string, fileName: string): FileResult<Policy> {
  return readYaml(text, fileName, (content) => {
    const parsed = parseFile(content);
    const findings = parsed.success ? findContradictions(parsed.data) : parsed.error.issues.flatMap(toFindings);
    return parsed.success && findings.length === 0 ? { value: toPolicy(parsed.data) } : { findings };
  });
}

/**
 * How the file is read, as a part of the version: a later reading of the same text may mean something else, which must
 * be another version. 2: rules and freezes of both sides of a pair count. 3: presenting keys are not in the version.
 */
const READING = 3;

/** The policy in force when a changed file is refused: the last good one, plus any stop in the broken text. */
export function standIn(good: Policy, text: string): Policy {
  const stopAll = stopIn(text);
  if (stopAll === null) return good;
  const { version: _, reading: __, ...content } = good;
  return versioned({ ...content, stopAll });
}

function versioned(content: Omit<Policy, 'version' | 'reading'>): Policy {
  const { freezes } = content;
  const rules = content.rules.map((rule) => decidingOf(ruleKeys, rule));
  const deciding = { reading: READING, ...decidingOf(topKeys, content), freezes, rules };
  return { version: sha256(canonical(deciding)).slice(0, 12), reading: READING, ...content };
}

/** Contradictions between values. */
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
    // The author believes that this rule protects switchovers.
    if (rule.one_time_code && !rule.operations.some((kind) => kinds[kind].asksForCode))
      findings.push({ path: ['rules', index, 'one_time_code'], fault: { kind: 'code_of_no_use' } });
  }
  return findings;
}

/** The most approvals that a request of any requester can get. The members of a group are unknown here. */
function mostApprovals(rule: FileRule): number {
  if (rule.approvers.some(isGroup)) return Number.POSITIVE_INFINITY;
  const others = rule.requesters.map((requester) => rule.approvers.filter((id) => id !== requester).length);
  return Math.max(...others);
}

function isGroup(id: string): boolean {
  return id.startsWith('S');
}

function toPolicy(file: PolicyFile): Policy {
  const rules = file.rules.map((rule) => ({ ...rule, channel: rule.channel ?? file.channel }));
  return versioned({ ...fieldsOf(topKeys, file), rules: rulesIn(rules), freezes: freezesIn(file.freezes) });
}
