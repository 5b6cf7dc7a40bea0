/** Stops and freezes as people read them, each of them made here: mrkdwn with untrusted parts escaped, unless said otherwise. */
import { NEWER_STOP } from '../../stop/hold.ts';
import type { SectionBlock } from '@slack/types';
import type { Hold } from '../../operation/inspection.ts';
import type { Stop, StopShare } from '../../stop/state.ts';
import { isSameStop, type StopInForce, type StopScope } from '../../stop/in-force.ts';
import { words } from '../../text/words.ts';
import { section, SECTION_MAX } from '../blocks/blocks.ts';
import { cut, plain, safe } from '../blocks/escape.ts';
import { channelMention, listed, mention } from '../blocks/names.ts';

const NAME_MAX = 80;
const REASON_MAX = 300;
const PATTERNS = 5;
/** More of them are counted. */
const STOPS = 8;

/** `*Frozen:* “spring festival”, until …`. */
export function stopText(stop: Hold): string {
  return `${words.world.heading(words.stop.title[stop.kind])} ${factsOf(stop)}`;
}

/** Name or reason, and the end, with nothing before it. */
export function factsOf(stop: Hold): string {
  return facts(stop, { shown: safe, at: words.time.when, typed: typedBy });
}

/** One line each for what holds a request, and what that means. */
export function heldLines(stops: readonly Hold[]): readonly string[] {
  return stops.length === 0 ? [] : [...someOf(stops.map(stopText)), words.stop.card];
}

/** One line each for what is in force, with what each covers. */
export function inForceLines(stops: readonly StopInForce[]): readonly string[] {
  return someOf(
    stops.map(({ stop, scope, typed }) => {
      const many = typed && typed.shares.length > 1 ? typed.shares : null;
      const text = many ? manyText(many) : stopText(stop);
      const said = [
        words.world.sentence(text),
        ...(scope === null ? [] : [coversText(scope)]),
        ...(typed === null ? [] : [endText(typed)]),
      ].join(words.world.space);
      return [said, ...(many ? shareLines(many) : [])].join('\n');
    }),
  );
}

/** Each of them has a line below. */
function manyText(shares: Stop['shares']): string {
  return `${words.world.heading(words.stop.title.stopped)} ${words.stop.byPeople(shares.length, words.time.when(shares[0].at))}`;
}

/** How a stop that people typed ends. */
export function endText({ resume }: Stop): string {
  if (resume === null) return words.stop.toResume;
  return words.stop.proposed(mention(resume.by), channelMention(resume.channel), words.time.when(resume.expiresAt));
}

/** On top of an overview. */
export function stopBlocks(stops: readonly StopInForce[]): readonly SectionBlock[] {
  return stops.length === 0 ? [] : [section(cut(inForceLines(stops).join('\n'), SECTION_MAX))];
}

/** For a notification: what is in force, then what the message is about. */
export function withStops(stops: readonly StopInForce[], text: string): string {
  return [...inForceLines(stops), text].join('\n');
}

export function coversText({ operations, clusters, tenants }: StopScope): string {
  const kinds = operations.map((kind) => words.stop.operation[kind]);
  return words.stop.covers(listed(kinds, kinds.length), patterns(clusters), patterns(tenants));
}

/** What the thread is told: first what holds the request from now on, then what no longer does. */
export function changeLines(before: readonly Hold[], after: readonly Hold[]): readonly string[] {
  const isIn = (stops: readonly Hold[]) => (one: Hold) => stops.some((other) => isSameStop(one, other));
  const begun = after.filter((one) => !isIn(before)(one));
  const over = before.filter((one) => !isIn(after)(one));
  const ended = over.map((stop) =>
    stop.kind === 'freeze' ? words.stop.ended.freeze(safe(stop.name, NAME_MAX)) : words.stop.ended.stopped,
  );
  const lines = [
    ...(begun.length > 0 ? [[...someOf(begun.map(stopText)), words.stop.card].join('\n')] : []),
    ...(ended.length > 0 ? [[...someOf(ended), ...stillText(after)].join('\n')] : []),
  ];
  return lines;
}

/** What stands in the way after one has ended. */
function stillText(stops: readonly Hold[]): readonly string[] {
  return stops.length === 0 ? [words.stop.free] : someOf(stops.map(stopText));
}

/** Beside a field of a form: plain text, times in the person's own zone. */
export function refusedPlainly(stops: readonly Hold[], zone: string): string {
  const lines = stops.map((stop) =>
    words.world.labelled(
      words.stop.title[stop.kind],
      facts(stop, { shown: plain, at: (moment) => words.time.inZone(moment, zone), typed: typedSince }),
    ),
  );
  return [...someOf(lines).map(words.world.sentence), words.stop.notRequested].join(words.world.space);
}

/** Why a click did nothing: what holds, why and until when. */
export function heldBackText(hold: Hold, what: 'approval' | 'proposal'): string {
  const isTyped = hold.kind === 'stopped' && hold.by !== undefined;
  const { notApproved, notProposed, toResume } = words.stop;
  return [
    words.world.sentence(stopText(hold)),
    what === 'approval' ? notApproved : notProposed,
    ...(isTyped ? [toResume] : []),
  ].join('\n');
}

/** Everybody who stopped, one line each. */
export function shareLines(shares: readonly StopShare[]): readonly string[] {
  const lines = shares.map(({ by, at, reason, repeats }) => {
    const facts = factsOf({ kind: 'stopped', by, at, reason: reason ?? '' });
    return repeats === 0 ? words.stop.share.once(facts) : words.stop.share.repeated(facts, repeats);
  });
  return someOf(lines);
}

interface Manner {
  shown(text: string, max: number): string;
  at(moment: number): string;
  typed(by: string, at: string, reason: string): string;
}

function facts(stop: Hold, { shown, at, typed }: Manner): string {
  if (stop.kind === 'stopped') {
    if (stop.reason === NEWER_STOP) return words.stop.newer;
    const reason = shown(stop.reason, REASON_MAX);
    if (stop.by !== undefined) return typed(stop.by, at(stop.at ?? 0), reason);
    return reason === '' ? words.stop.byFileUnexplained : words.stop.byFile(reason);
  }
  const name = shown(stop.name, NAME_MAX);
  return stop.until === null ? words.stop.freezeEndless(name) : words.stop.freezeUntil(name, at(stop.until));
}

function typedBy(by: string, at: string, reason: string): string {
  const { byPerson, byPersonUnexplained } = words.stop;
  return reason === '' ? byPersonUnexplained(mention(by), at) : byPerson(mention(by), at, reason);
}

function typedSince(_by: string, at: string, reason: string): string {
  return reason === '' ? words.stop.sinceUnexplained(at) : words.stop.since(at, reason);
}

function patterns(of: readonly string[]): string {
  if (of.includes('*')) return words.stop.every;
  return listed(
    of.map((pattern) => `\`${safe(pattern, NAME_MAX)}\``),
    PATTERNS,
  );
}

function someOf(lines: readonly string[]): readonly string[] {
  return lines.length <= STOPS ? lines : [...lines.slice(0, STOPS), words.world.more(lines.length - STOPS)];
}

/** Why everything is stopped. A stop may give no reason; then it says how to end it. */
export function stopReason(reason: string, max: number): string {
  if (reason === NEWER_STOP) return words.stop.newer;
  return reason === '' ? words.world.difference.stopAll : safe(reason, max);
}
