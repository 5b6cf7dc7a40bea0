import type { KnownBlock, ModalView } from '@slack/types';
import type { Cards } from '../cards.ts';
import type { Filter, Page } from '../reader.ts';
import { context, plainText, type Rendered, section } from '../../blocks/blocks.ts';
import { unpostedLines, whatText } from './brief.ts';
import { safe } from '../../blocks/escape.ts';
import { inARow, mention, mentions } from '../../blocks/names.ts';
import { words } from '../../../text/words.ts';
import type { HistoryRow } from '../../../view/history.ts';

export const PAGE_BUTTONS = { newer: 'history_newer', older: 'history_older' } as const;

/** What the window shows until the store and Slack have answered. */
export function historyLoading(): ModalView {
  return modal([section(words.overview.history.loading)], '');
}

/** One page in a window; `metadata` is what its buttons bring back. */
export function historyView(page: Page, filter: Filter, cards: Cards, metadata: string): ModalView {
  const { newer, older } = page;
  const buttons = [...(newer ? ['newer' as const] : []), ...(older ? ['older' as const] : [])];
  const turn: readonly KnownBlock[] =
    buttons.length === 0
      ? []
      : [
          {
            type: 'actions',
            elements: buttons.map((name) => ({
              type: 'button',
              action_id: PAGE_BUTTONS[name],
              text: plainText(words.overview.history[name], 75),
            })),
          },
        ];
  return modal([...pageBlocks(page, filter, cards), ...turn], metadata);
}

export function historyMessage(said: string): ModalView {
  return modal([section(said)], '');
}

/** The first page as a message, for when no window could be opened. */
export function historyAnswer(page: Page, filter: Filter, cards: Cards): Rendered {
  const { rows, older } = page;
  const cut = older ? [context(words.overview.history.firstOnly(rows.length))] : [];
  return { text: filterText(filter), blocks: [...pageBlocks(page, filter, cards), ...cut] };
}

/** `isLinked`: the title leads to the thread. */
export function rowText({ state, approvers, totalMs, inOcpMs }: HistoryRow, cards: Cards, isLinked = true): string {
  const link = cards.links.get(state.id) ?? null;
  const unposted = unpostedLines(state, cards);
  const outcome = state.outcome === null ? '' : words.world.outcome[state.outcome];
  const closer = state.closed?.by ?? null;
  const { duration } = words.time;
  const { took, tookInOcp } = words.overview.history;
  const parts = [
    words.overview.history.asked(mention(state.requester), words.time.when(state.requestedAt)),
    approvers.length > 0 ? words.overview.history.approved(mentions(approvers)) : words.overview.history.notApproved,
    ...(closer === null ? [] : [words.overview.history.closed(mention(closer))]),
    inOcpMs === null ? took(duration(totalMs)) : tookInOcp(duration(totalMs), duration(inOcpMs)),
    ...(link === null && unposted.length === 0 ? [words.overview.history.noThread] : []),
  ];
  const { detailed, labelled, sentence } = words.world;
  return [
    `*${labelled(whatText(state.operation, isLinked ? link : null), outcome)}*`,
    ...unposted,
    sentence(parts.reduce((said, part) => detailed(said, part))),
  ].join('\n');
}

/** What may be missing, and why. */
export function gapBlocks({ isBehind, isPartial }: Pick<Page, 'isBehind' | 'isPartial'>): readonly KnownBlock[] {
  return [
    ...(isBehind ? [context(words.overview.indexing)] : []),
    ...(isPartial ? [context(words.overview.partial)] : []),
  ];
}

function pageBlocks(page: Page, filter: Filter, cards: Cards): readonly KnownBlock[] {
  const { rows, before } = page;
  if (rows.length === 0) return [context(filterText(filter)), ...gapBlocks(page), section(words.overview.history.none)];
  return [
    context(inARow(filterText(filter), words.overview.history.page(before + 1, before + rows.length))),
    ...gapBlocks(page),
    ...rows.map((row) => section(rowText(row, cards))),
  ];
}

function filterText({ tenant, person, days }: Filter): string {
  const parts = [
    ...(tenant === null ? [] : [words.overview.history.tenant(safe(tenant, 64))]),
    ...(person === null ? [] : [words.overview.history.person(mention(person))]),
    ...(days === null ? [] : [words.overview.history.days(days)]),
  ];
  return parts.length === 0 ? words.overview.history.all : words.overview.history.of(parts.join(words.world.comma));
}

function modal(blocks: KnownBlock[], metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'history',
    title: plainText(words.overview.history.title, 24),
    close: plainText(words.form.messageClose, 24),
    private_metadata: metadata,
    blocks,
  };
}
