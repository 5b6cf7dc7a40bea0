/** Many tenants of a request as a table: a row each, what needs a person first. Plain text. */
import type { DataTableBlock, KnownBlock, RawTextElement } from '@slack/types';
import { newPrimaryOf, oldPrimaryOf, serviceNameOf, type Target } from '../../operation/operation.ts';
import type { RequestState } from '../../request/state.ts';
import { takeoverOf } from '../../view/takeovers.ts';
import { words } from '../../text/words.ts';
import { context, section, SECTION_MAX } from '../blocks/blocks.ts';
import { cut, escape, plain } from '../blocks/escape.ts';
import { primaryOf } from '../../request/targets.ts';

/** More targets than these are a table: a line each would be several screens of a phone. */
export const LISTED_TARGETS_MAX = 6;

/** Slack shows so many rows at a time; the reader turns pages. */
const PAGE_SIZE = 5;

export interface TableRoom {
  /** How many rows at most. */
  readonly rows: number;
  readonly tenantNames: number;
  /** False where Slack has refused the block. */
  readonly isTable: boolean;
}

export type Row = readonly [name: string, state: string, from: string, to: string, lag: string, serviceName: string];

/** `rows`: what must be seen first comes first. */
export function targetTable(rows: readonly Row[], room: TableRoom): readonly KnownBlock[] {
  const shown = rows.slice(0, room.rows);
  const more = rows.length > shown.length ? [context(words.batch.moreTenants(rows.length - shown.length))] : [];
  if (shown.length === 0) return more;
  if (!room.isTable) return [section(linesOf(shown)), ...more];
  const { columns, caption } = words.batch.table;
  const header = [columns.tenant, columns.state, columns.from, columns.to, columns.lag, columns.serviceName];
  const table: DataTableBlock = {
    type: 'data_table',
    caption: caption(rows.length),
    page_size: PAGE_SIZE,
    row_header_column_index: 0,
    rows: [header, ...shown].map((row) => row.map(cell)),
  };
  return [table, ...more];
}

/** Slack wants something in every cell. */
function cell(text: string): RawTextElement {
  return { type: 'raw_text', text: text === '' ? '–' : text };
}

function linesOf(rows: readonly Row[]): string {
  return cut(
    rows.map(([name, state, , to]) => escape(`• ${words.world.on(name, to)}: ${state}`)).join('\n'),
    SECTION_MAX,
  );
}

/** `said`: its state, in plain text. */
export function rowOf(state: RequestState, target: Target, said: string, names: number): Row {
  const from = primaryOf(state, target) ?? oldPrimaryOf(target);
  const to = newPrimaryOf(target);
  const takeover = takeoverOf(state.candidates, target);
  const lag = takeover?.own.lag ?? null;
  return [
    plain(target.tenant.tenantName, names) || target.tenant.tenantId,
    said,
    from === null ? '' : plain(from.clusterName, names),
    plain(to.clusterName, names),
    lag === null ? '' : words.time.lag(lag.ms),
    plain(serviceNameOf(target) ?? '', names),
  ];
}
