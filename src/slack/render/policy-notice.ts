/** What the audit channel is told of the policy file. */
import type { PolicyChange, PolicyItem, PolicyNotice } from '../../request/policy-diff.ts';
import { words } from '../words/words.ts';
import { MESSAGE_MAX, type Rendered, TEXT_MAX } from './blocks.ts';
import { safe } from './escape.ts';
import { channelMention, listed, mention, within } from './names.ts';
import { fileProblemText } from './file-problem.ts';
import { sections } from './steps.ts';

const NAME_MAX = 80;
const VALUE_MAX = 80;
/** Values of one key beyond this number are counted. */
const VALUES = 10;
const PROBLEM_MAX = 400;
const REASON_MAX = 300;

/** One message; what does not fit is counted. */
export function policyNotice(notice: PolicyNotice): Rendered {
  const lines = within(linesOf(notice), MESSAGE_MAX - 500);
  return { text: within(lines, TEXT_MAX - 50).join('\n'), blocks: sections(lines) };
}

function linesOf(notice: PolicyNotice): readonly string[] {
  const text = words.notices.policy;
  switch (notice.kind) {
    case 'begins':
      return [text.begins(notice.version)];
    case 'repaired':
      return [text.repaired(notice.version)];
    case 'refused':
      return [
        text.refused(notice.version),
        ...notice.problems.map((problem) => `• ${safe(fileProblemText(problem), PROBLEM_MAX)}`),
      ];
    case 'changed': {
      const { from, version, changes, repaired } = notice;
      const head = [...(repaired ? [text.repaired(version)] : []), text.changed(from, version)];
      return [...head, ...changes.flatMap(changeLines)];
    }
  }
}

function changeLines(change: PolicyChange): readonly string[] {
  const text = words.notices.policy;
  switch (change.kind) {
    case 'stop_all':
      return [change.to === null ? text.resumed : text.stopped(safe(change.to, REASON_MAX))];
    case 'audit_channel':
      return [text.audit(channelOf(change.from), channelOf(change.to))];
    case 'languages':
      return [text.languages(languagesText(change.from), languagesText(change.to))];
    case 'requests_per_hour':
      return [text.requestsPerHour(change.from, change.to)];
    case 'rule_added':
      return [text.ruleAdded(safe(change.item.name, NAME_MAX), change.place, change.of), ...termLines(change.item)];
    case 'freeze_added':
      return [text.freezeAdded(safe(change.item.name, NAME_MAX)), ...termLines(change.item)];
    case 'rule_removed':
      return [text.ruleRemoved(safe(change.name, NAME_MAX))];
    case 'freeze_removed':
      return [text.freezeRemoved(safe(change.name, NAME_MAX))];
    case 'rules_reordered':
      return [
        text.order(
          listed(
            change.names.map((name) => safe(name, NAME_MAX)),
            VALUES,
          ),
        ),
      ];
    case 'rule_changed':
    case 'freeze_changed': {
      const say = change.kind === 'rule_changed' ? text.ruleChanged : text.freezeChanged;
      return [say(safe(change.name, NAME_MAX)), ...change.terms.map(({ key, from, to }) => movedLine(key, from, to))];
    }
  }
}

function termLines({ terms }: PolicyItem): readonly string[] {
  return Object.entries(terms).map(([key, values]) => words.notices.policy.term(safe(key, 40), valuesOf(key, values)));
}

/** Of long lists only what came and what went. */
function movedLine(key: string, from: readonly string[], to: readonly string[]): string {
  const text = words.notices.policy;
  const name = safe(key, 40);
  if (from.length <= 1 && to.length <= 1) return text.moved(name, valuesOf(key, from), valuesOf(key, to));
  const gained = to.filter((value) => !from.includes(value));
  const dropped = from.filter((value) => !to.includes(value));
  const parts = [
    ...(gained.length > 0 ? [text.gained(valuesOf(key, gained))] : []),
    ...(dropped.length > 0 ? [text.dropped(valuesOf(key, dropped))] : []),
  ];
  return text.term(name, parts.join(words.world.semicolon));
}

function valuesOf(key: string, values: readonly string[]): string {
  if (values.length === 0) return words.notices.policy.none;
  const isPerson = key === 'requesters' || key === 'approvers';
  const show = (value: string) => {
    if (isPerson) return mention(value);
    return key === 'channel' ? channelMention(value) : safe(value, VALUE_MAX);
  };
  return listed(values.map(show), VALUES);
}

function languagesText(terms: readonly string[]): string {
  if (terms.length === 0) return words.notices.policy.english;
  return listed(
    terms.map((term) => safe(term, VALUE_MAX)),
    VALUES,
  );
}

function channelOf(id: string | null): string {
  return id === null ? words.notices.policy.nowhere : channelMention(id);
}
