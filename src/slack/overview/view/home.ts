import type { HomeView, KnownBlock, SectionBlock } from '@slack/types';
import type { StopInForce } from '../../../stop/in-force.ts';
import type { OcpAway } from '../../../view/ocp.ts';
import type { Cards } from '../cards.ts';
import type { Page } from '../reader.ts';
import type { HistoryRow } from '../../../view/history.ts';
import type { RequestState } from '../../../request/state.ts';
import type { Summary } from '../../../view/summaries.ts';
import { context, header, plainText, section, SECTION_MAX } from '../../blocks/blocks.ts';
import { askedText, summaryLines, toDoText, unpostedLines, whatText } from './brief.ts';
import { cut } from '../../blocks/escape.ts';
import { gapBlocks, rowText } from './history.ts';
import { awayLines } from '../../sentences/cause.ts';
import { stopBlocks } from '../../sentences/stops.ts';
import { words } from '../../../text/words.ts';

/** A Home view has room for 100 blocks: ten ended requests, the headings and what may be missing leave these, some of them to what is left to do. */
const SHOWN = 80;
const TO_DOS_SHOWN = 8;

export interface HomeModel {
  /** Open requests that wait for the reader, then the other open ones. */
  readonly yours: readonly Summary[];
  readonly others: readonly Summary[];
  /** Ended ones of which something is left to do. */
  readonly toDos: readonly RequestState[];
  /** The newest ended ones. */
  readonly page: Page;
  readonly cards: Cards;
  readonly stops: readonly StopInForce[];
  /** Null while OCP answers. */
  readonly away: OcpAway | null;
  /** Our clock and OCP's, ms since the epoch. */
  readonly now: number;
  readonly ocpNow: number;
}

export function renderHome(model: HomeModel): HomeView {
  const { yours, others, toDos, page, cards, now } = model;
  const { rows: ended } = page;
  const toDoShown = toDoItems(toDos, cards);
  const room = SHOWN - toDoShown.length;
  const yourShown = yours.slice(0, room);
  const otherShown = others.slice(0, room - yourShown.length);
  const items = (of: readonly Summary[]) => of.map((summary) => item(summary, model));
  const rest = yours.length + others.length - yourShown.length - otherShown.length;
  return {
    type: 'home',
    callback_id: 'home',
    blocks: [
      ...stopBlocks(model.stops),
      ...awayLines(model.away).map(section),
      formButton(),
      header(words.overview.home.you(yours.length)),
      ...(yours.length === 0 ? [section(words.overview.home.nothingForYou)] : items(yourShown)),
      header(words.overview.home.others(others.length)),
      ...(others.length === 0 ? [section(words.overview.home.nothingOpen)] : items(otherShown)),
      ...(rest > 0 ? [context(words.overview.home.more(rest))] : []),
      ...toDoShown,
      header(words.overview.home.ended),
      ...(ended.length === 0 ? [section(words.overview.home.nothingEnded)] : ended.map((row) => endedItem(row, cards))),
      ...gapBlocks(page),
      context(words.overview.home.read(words.time.when(now))),
    ],
  };
}

/** For people who are not members of the workspace, and when something could not be read. */
export function homeMessage(said: string): HomeView {
  return { type: 'home', callback_id: 'home', blocks: [section(said)] };
}

function formButton(): KnownBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: 'fail_over_tenant',
        style: 'primary',
        text: plainText(words.overview.home.form, 75),
      },
    ],
  };
}

function item(summary: Summary, { cards, now, ocpNow }: HomeModel): SectionBlock {
  const { state } = summary;
  const title = words.world.detailed(`*${whatText(state.operation, null)}*`, askedText(state, now));
  const said = [title, ...unpostedLines(state, cards), ...summaryLines(summary, { now, ocpNow })].join('\n');
  return withLink(said, cards.links.get(state.id));
}

function toDoItems(toDos: readonly RequestState[], cards: Cards): readonly KnownBlock[] {
  if (toDos.length === 0) return [];
  const rest = toDos.length - TO_DOS_SHOWN;
  return [
    header(words.toDos.overview.heading(toDos.length)),
    ...toDos.slice(0, TO_DOS_SHOWN).map((state) => withLink(toDoText(state, null), cards.links.get(state.id))),
    ...(rest > 0 ? [context(words.overview.home.more(rest))] : []),
  ];
}

function endedItem(row: HistoryRow, cards: Cards): SectionBlock {
  // The button beside it leads there.
  return withLink(rowText(row, cards, false), cards.links.get(row.state.id));
}

function withLink(said: string, link: string | undefined): SectionBlock {
  const block = section(cut(said, SECTION_MAX));
  if (link === undefined) return block;
  return {
    ...block,
    accessory: { type: 'button', action_id: 'open_thread', text: plainText(words.overview.home.thread, 75), url: link },
  };
}
