import type { Cards } from '../cards.ts';
import type { StopInForce } from '../../../stop/in-force.ts';
import type { RequestState } from '../../../request/state.ts';
import type { OcpAway } from '../../../view/ocp.ts';
import type { Summary } from '../../../view/summaries.ts';
import {
  BLOCKS_MAX,
  context,
  header,
  MESSAGE_MAX,
  type Rendered,
  SECTION_MAX,
  section,
  sizeOf,
} from '../../blocks/blocks.ts';
import { gapBlocks } from './history.ts';
import { askedText, summaryLines, toDoText, unpostedLines, whatText } from './brief.ts';
import { awayLines } from '../../sentences/cause.ts';
import { stopBlocks, withStops } from '../../sentences/stops.ts';
import { words } from '../../../text/words.ts';

/** Every open request that fits a private answer, the most urgent first; what does not fit is counted. Clocks in ms. */
export function renderStatus(
  summaries: readonly Summary[],
  options: {
    readonly cards: Cards;
    readonly stops: readonly StopInForce[];
    /** Ended ones of which something is left to do. */
    readonly toDos: readonly RequestState[];
    /** Null while OCP answers. */
    readonly away: OcpAway | null;
    readonly now: number;
    readonly ocpNow: number;
    /** Slack did not say of every request whether this person can read it. */
    readonly isPartial: boolean;
  },
): Rendered {
  const first = awayLines(options.away);
  const head = [...stopBlocks(options.stops), ...first.map(section)];
  const noticed = (text: string) => withStops(options.stops, [...first, text].join('\n'));
  const gaps = gapBlocks({ isBehind: false, isPartial: options.isPartial });
  const toDos = toDoBlocks(options);
  if (summaries.length === 0)
    return {
      text: noticed(words.overview.status.nothing),
      blocks: [...head, section(words.overview.status.nothing), ...toDos, ...gaps],
    };
  const waiting = summaries.filter(({ waits }) => waits.length > 0);
  const working = summaries.filter(({ waits }) => waits.length === 0);
  const items = (of: readonly Summary[]) => of.map((summary) => itemText(summary, options));
  // What waits for people has the first claim on the room, and leaves some to the rest.
  const room = MESSAGE_MAX - 500 - sizeOf(head) - sizeOf(toDos);
  const shown = fitting(items(waiting), working.length === 0 ? room : room * 0.75);
  const second = fitting(items(working), room - sizeOf(shown));
  const rest = summaries.length - shown.length - second.length;
  const blocks = [
    ...head,
    ...(waiting.length > 0 ? [header(words.overview.status.waiting(waiting.length)), ...packed(shown)] : []),
    ...(working.length > 0 ? [header(words.overview.status.working(working.length)), ...packed(second)] : []),
    ...(rest > 0 ? [context(words.overview.status.more(rest))] : []),
    ...toDos,
    ...gaps,
  ];
  return { text: noticed(words.overview.status.fallback(waiting.length, working.length)), blocks };
}

/** What is under way has the first claim on the room: of these the longest open ones are shown, the others counted. */
const TO_DOS_ROOM = 1_500;

function toDoBlocks({ toDos, cards }: { toDos: readonly RequestState[]; cards: Cards }) {
  if (toDos.length === 0) return [];
  const items = toDos.map((state) => toDoText(state, cards.links.get(state.id) ?? null));
  const shown = fitting(items, TO_DOS_ROOM);
  const rest = items.length - shown.length;
  return [
    header(words.toDos.overview.heading(toDos.length)),
    ...packed(shown),
    ...(rest > 0 ? [context(words.overview.status.more(rest))] : []),
  ];
}

function itemText(
  summary: Summary,
  { cards, now, ocpNow }: { readonly cards: Cards; readonly now: number; readonly ocpNow: number },
): string {
  const { state } = summary;
  const what = whatText(state.operation, cards.links.get(state.id) ?? null);
  const title = words.world.detailed(`*${what}*`, askedText(state, now));
  return [
    title,
    ...[...unpostedLines(state, cards), ...summaryLines(summary, { now, ocpNow })].map((line) => `• ${line}`),
  ].join('\n');
}

function fitting(items: readonly string[], room: number): readonly string[] {
  const kept: string[] = [];
  let used = 0;
  for (const item of items) {
    used += sizeOf(item) + 2;
    if (used > room) break;
    kept.push(item);
  }
  return kept;
}

/** Several to a section: a message has room for fewer blocks than for words. */
function packed(items: readonly string[]) {
  const sections: string[] = [];
  for (const item of items) {
    const last = sections.at(-1);
    const joined = last === undefined ? item : `${last}\n\n${item}`;
    if (last !== undefined && joined.length <= SECTION_MAX) sections[sections.length - 1] = joined;
    else sections.push(item);
  }
  return sections.slice(0, BLOCKS_MAX / 2 - 2).map(section);
}
