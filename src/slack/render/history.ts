import type { KnownBlock, ModalView } from '@slack/types';
import type { Links } from '../overview/links.ts';
import type { Filter, Page, Row } from '../overview/reader.ts';
import { overviewWords } from '../words/overview.ts';
import { duration, when } from '../words/time.ts';
import { worldWords } from '../words/world.ts';
import { context, plainText, type Rendered, section } from './blocks.ts';
import { whatText } from './brief.ts';
import { safe } from './escape.ts';
import { mention, mentions } from './names.ts';

const { history: text } = overviewWords;

export const PAGE_BUTTONS = { newer: 'history_newer', older: 'history_older' } as const;

/** What the window shows until the store and Slack have answered. */
export function historyLoading(): ModalView {
  return modal([section(text.loading)], '');
}

/** One page in a window; `metadata` is what its buttons bring back. */
export function historyView(page: Page, filter: Filter, links: Links, metadata: string): ModalView {
  const { offset, rows, total } = page;
  const more = offset + rows.length < total;
  const buttons = [...(offset > 0 ? ['newer' as const] : []), ...(more ? ['older' as const] : [])];
  const turn: readonly KnownBlock[] =
    buttons.length === 0
      ? []
      : [
          {
            type: 'actions',
            elements: buttons.map((name) => ({
              type: 'button',
              action_id: PAGE_BUTTONS[name],
              text: plainText(text[name], 75),
            })),
          },
        ];
  return modal([...pageBlocks(page, filter, links), ...turn], metadata);
}

export function historyMessage(said: string): ModalView {
  return modal([section(said)], '');
}

/** The first page as a message, for when no window could be opened. */
export function historyAnswer(page: Page, filter: Filter, links: Links): Rendered {
  const { rows, total } = page;
  const cut = rows.length < total ? [context(text.firstOnly(rows.length, total))] : [];
  return { text: filterText(filter), blocks: [...pageBlocks(page, filter, links), ...cut] };
}

export function rowText({ state, approvers, sentAt }: Row, link: string | null): string {
  const outcome = state.outcome === null ? '' : worldWords.outcome[state.outcome];
  const closer = state.closed?.by ?? null;
  const parts = [
    text.asked(mention(state.requester), when(state.requestedAt)),
    approvers.length > 0 ? text.approved(mentions(approvers)) : text.notApproved,
    ...(closer === null ? [] : [text.closed(mention(closer))]),
    tookText(state.requestedAt, sentAt, state.endedAt),
    ...(link === null ? [text.noThread] : []),
  ];
  return `*${whatText(state.operation, link)}: ${outcome}*\n${parts.join(', ')}.`;
}

function tookText(requestedAt: number, sentAt: number | null, endedAt: number | null): string {
  const end = endedAt ?? requestedAt;
  const all = duration(end - requestedAt);
  return sentAt === null ? text.took(all) : text.tookInOcp(all, duration(end - sentAt));
}

function pageBlocks({ rows, total, offset }: Page, filter: Filter, links: Links): readonly KnownBlock[] {
  if (rows.length === 0) return [context(filterText(filter)), section(text.none)];
  return [
    context(`${filterText(filter)} ${text.page(offset + 1, offset + rows.length, total)}`),
    ...rows.map((row) => section(rowText(row, links.get(row.state.id) ?? null))),
  ];
}

function filterText({ tenant, person, days }: Filter): string {
  const parts = [
    ...(tenant === null ? [] : [text.tenant(safe(tenant, 64))]),
    ...(person === null ? [] : [text.person(mention(person))]),
    ...(days === null ? [] : [text.days(days)]),
  ];
  return parts.length === 0 ? text.all : text.of(parts.join(', '));
}

function modal(blocks: KnownBlock[], metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'history',
    title: plainText(text.title, 24),
    private_metadata: metadata,
    blocks,
  };
}
