import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { isObject, type JsonObject, list, show, text } from '../../../simulators/slack/validation/json.ts';

/** Slack's own number where a block names none. */
const PAGE_SIZE = 5;

/** A table with pages, as Slack draws it: the first row is the header, and one column names each row. */
export function DataTable({ block }: { block: JsonObject }): VNode {
  const [header = [], ...rows] = list(block['rows']).map((row) => (Array.isArray(row) ? row.filter(isObject) : []));
  const size = typeof block['page_size'] === 'number' ? block['page_size'] : PAGE_SIZE;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const [wanted, turnTo] = useState(0);
  const page = Math.min(wanted, pages - 1);
  const own = typeof block['row_header_column_index'] === 'number' ? block['row_header_column_index'] : 0;
  const cell = (one: JsonObject) => show(one['text'] ?? one['value'] ?? '');
  const caption = text(block['caption']) ?? '';
  return html`<div class="data-table">
    <div class="scroller" tabindex="0" role="region" aria-label=${caption}>
      <table>
        <caption>${caption}</caption>
        <thead><tr>${header.map((one) => html`<th scope="col">${cell(one)}</th>`)}</tr></thead>
        <tbody>
          ${rows.slice(page * size, (page + 1) * size).map(
            (row) => html`<tr>
              ${row.map((one, column) => (column === own ? html`<th scope="row">${cell(one)}</th>` : html`<td>${cell(one)}</td>`))}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      pages > 1 &&
      html`<div class="pages">
        <button type="button" class="plain" disabled=${page === 0} onClick=${() => turnTo(page - 1)}>Previous</button>
        <span role="status">Page ${page + 1} of ${pages}</span>
        <button type="button" class="plain" disabled=${page === pages - 1} onClick=${() => turnTo(page + 1)}>Next</button>
      </div>`
    }
  </div>`;
}
