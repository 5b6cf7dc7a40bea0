/** The text of a policy file into `Policy`: YAML, every problem with its place. */
import { type Finding, type FileResult, readYaml, repeatedNames, toFindings } from '../files/yaml.ts';
import { DEFAULT_LANGUAGE } from '../language.ts';
import { kinds } from '../operation/kinds/index.ts';
import { canonical, sha256 } from '../operation/digest.ts';
import { type Languages, type Policy, READING_MS, REQUESTS_PER_HOUR } from '../request/policy.ts';
import { freezeFindings, toFreeze } from './freezes.ts';
import { type FileRule, parseFile, type PolicyFile } from './schema.ts';
import { reasonIn, stopIn } from './stop.ts';

/** Parses the text of a policy file; `fileName` is only for the problems. Never throws. */
export function readPolicy(text: string, fileName: string): FileResult<Policy> {
  return readYaml(text, fileName, (content) => {
    const parsed = parseFile(content);
    const findings = parsed.success ? findContradictions(parsed.data) : parsed.error.issues.flatMap(toFindings);
    return parsed.success && findings.length === 0 ? { value: toPolicy(parsed.data) } : { findings };
  });
}

/**
 * How the file is read: of the same text a later reading may mean something else, and then its version is another. 2: rules
 * and freezes of both sides of a pair count.
 */
const READING = 2;

/** The policy in force when a changed file is refused: the last good one, and with it a stop that stands in the broken text. */
export function standIn(good: Policy, text: string): Policy {
  const stopAll = stopIn(text);
  if (stopAll === null) return good;
  const { version: _, reading: __, ...content } = good;
  return versioned({ ...content, stopAll });
}

function versioned(content: Omit<Policy, 'version' | 'reading'>): Policy {
  const meant = { reading: READING, ...content };
  return { version: sha256(canonical(meant)).slice(0, 12), ...meant };
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
    // Whoever wrote it believes that switchovers are guarded by it.
    if (rule.one_time_code && !rule.operations.some((kind) => kinds[kind].asksForCode))
      findings.push({ path: ['rules', index, 'one_time_code'], fault: { kind: 'code_of_no_use' } });
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
    // What stands in the file as it would be without it means the same, and is left out as it was before the key.
    ...(rule.one_time_code && { oneTimeCode: true as const }),
    ...(rule.reading_time !== READING_MS && { readingMs: rule.reading_time }),
    ...(rule.external_channels && { externalChannels: true as const }),
  }));
  // Lists are sets and stand sorted; the order of the rules counts, because the first that covers a target decides.
  const freezes = file.freezes.map(toFreeze).sort((one, other) => (one.name < other.name ? -1 : 1));
  const spoken = languagesOf(file);
  const content = {
    rules,
    freezes,
    stopAll: 'stop_all' in file ? reasonIn(file.stop_all) : null,
    auditChannel: file.audit_channel ?? null,
    ...(file.stoppers && { stoppers: [...file.stoppers].sort() }),
    ...(spoken && { languages: spoken }),
    ...(file.requests_per_hour !== REQUESTS_PER_HOUR && { requestsPerHour: file.requests_per_hour }),
  };
  return versioned(content);
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
