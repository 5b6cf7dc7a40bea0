/** What the audit channel is told of the policy file. */
import type { PairDemand } from '../../policy/pairs.ts';
import { type PolicyChange, type PolicyItem, type PolicyNotice, SIDES_READING } from '../../policy/differences.ts';
import { isPlaceZone, offsetsOf } from '../../policy/zone.ts';
import { words } from '../../text/words.ts';
import type { Rendered } from '../blocks/blocks.ts';
import { safe } from '../blocks/escape.ts';
import { fileNotice, movement } from './file-notice.ts';
import { channelMention, listed, mention } from '../blocks/names.ts';
import { pairText } from '../sentences/pairs.ts';
import { stopReason } from '../sentences/stops.ts';

const NAME_MAX = 80;
const VALUE_MAX = 80;
/** Values of one key beyond this number are counted. */
const VALUES = 10;
const REASON_MAX = 300;

export function policyNotice(notice: PolicyNotice): Rendered {
  const text = words.notices.policy;
  return fileNotice(notice, { ...text, changed: headOf(notice) }, changeLines);
}

/** A version that stays means that nothing which decides has changed. */
function headOf(notice: PolicyNotice): (from: string, to: string) => string {
  const { changed, reread, presents } = words.notices.policy;
  if (notice.kind !== 'changed') return changed;
  if (notice.from === notice.version) return presents;
  return notice.changes.some(({ kind }) => kind === 'reading') ? reread : changed;
}

function changeLines(change: PolicyChange): readonly string[] {
  const text = words.notices.policy;
  switch (change.kind) {
    case 'stop_all':
      return [change.to === null ? text.resumed : text.stopped(stopReason(change.to, REASON_MAX))];
    case 'reading':
      return readingLines(change);
    case 'pairs':
      return pairLines(change.pairs);
    case 'groups_unread':
      return [text.groupsUnread(listed(change.groups.map(mention), VALUES))];
    case 'audit_channel':
      return [text.audit(channelOf(change.from), channelOf(change.to))];
    case 'stoppers':
      return [text.stoppers(stoppersText(change.from), stoppersText(change.to))];
    case 'languages':
      return [text.languages(languagesText(change.from), languagesText(change.to))];
    case 'requests_per_hour':
      return [text.requestsPerHour(change.from, change.to)];
    case 'people_from':
      return [text.peopleFrom[change.to]];
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

/** What each reading that is new to this version means, by its number. */
function readingLines({ from, to }: { readonly from: number; readonly to: number }): readonly string[] {
  const { bothSides, presented } = words.notices.policy;
  const meanings: readonly (readonly [number, string])[] = [
    [SIDES_READING, bothSides],
    [3, presented],
  ];
  return meanings.flatMap(([reading, meaning]) => (from < reading && reading <= to ? [meaning] : []));
}

function pairLines(pairs: readonly PairDemand[] | null): readonly string[] {
  const text = words.notices.pairs;
  if (pairs === null) return [text.unread];
  if (pairs.length === 0) return [text.none];
  return [text.heading(pairs.length), ...pairs.map((pair) => `• ${pairText(pair)}`)];
}

function termLines({ terms }: PolicyItem): readonly string[] {
  return Object.entries(terms).map(([key, values]) => words.notices.lines.term(safe(key, 40), valuesOf(key, values)));
}

function movedLine(key: string, from: readonly string[], to: readonly string[]): string {
  return movement(safe(key, 40), from, to, { whole: 1, show: (values) => valuesOf(key, values) });
}

function valuesOf(key: string, values: readonly string[]): string {
  if (values.length === 0) return words.notices.policy.none;
  const isPerson = key === 'requesters' || key === 'approvers';
  const show = (value: string) => {
    if (isPerson) return mention(value);
    if (key === 'zone' && isPlaceZone(value)) return `${safe(value, VALUE_MAX)} (${offsetsOf(value).join(', ')})`;
    return key === 'channel' ? channelMention(value) : safe(value, VALUE_MAX);
  };
  return listed(values.map(show), VALUES);
}

function stoppersText(ids: readonly string[]): string {
  return ids.length === 0 ? words.notices.policy.everybodyInARule : listed(ids.map(mention), VALUES);
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
