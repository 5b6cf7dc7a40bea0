/** `/failover history [tenant|@person|days]`: a window of its own, read page by page. */
import type { WebClient } from '@slack/web-api';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { parseJson } from '../../trust.ts';
import { SlackError } from '../errors.ts';
import { safe } from '../render/escape.ts';
import { historyAnswer, historyLoading, historyMessage, historyView } from '../render/history.ts';
import { call } from '../web.ts';
import type { Links } from './links.ts';
import { type People, refusedAs } from './member.ts';
import { type Filter, type Log, type Page, PAGE_ROWS, readPage } from './reader.ts';
import { words } from '../words/words.ts';

interface HistoryDeps {
  readonly web: WebClient;
  readonly log: Log;
  readonly links: (ids: readonly string[]) => Promise<Links>;
  readonly people: People;
  readonly clock: Clock;
}

const DAYS_MAX = 3_650;

/** What the buttons of a page bring back. It passed through a client; it says nothing but what to look for. */
const turnSchema = z.object({
  tenant: z.string().max(200).nullable(),
  person: z.string().max(40).nullable(),
  days: z.int().min(1).max(DAYS_MAX).nullable(),
  offset: z.int().min(0),
});

/** The filter that was typed, or in words what is wrong with it. Each part stands at most once, in any order. */
export function parseFilter(argument: string): Filter | string {
  let filter: Filter = { tenant: null, person: null, days: null };
  for (const word of argument.split(/\s+/).filter((part) => part !== '')) {
    const found = partOf(word);
    if (typeof found === 'string') return found;
    if (
      Object.keys(found).some((key) => (key === 'tenant' || key === 'person' || key === 'days') && filter[key] !== null)
    )
      return words.overview.history.twice;
    filter = { ...filter, ...found };
  }
  return filter;
}

function partOf(word: string): Partial<Filter> | string {
  const person = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? /^@([UW][A-Z0-9]{2,})$/.exec(word)?.[1];
  if (person !== undefined) return { person };
  if (word.startsWith('@') || word.startsWith('<@')) return words.overview.history.notAPerson(safe(word, 60));
  const days = /^(\d+)d$/i.exec(word)?.[1];
  if (days === undefined) return { tenant: word.slice(0, 200) };
  const count = Number(days);
  return count >= 1 && count <= DAYS_MAX ? { days: count } : words.overview.history.tooManyDays;
}

export function createHistory(deps: HistoryDeps) {
  const { web, log, links, people, clock } = deps;

  async function linked(page: Page): Promise<Links> {
    return links(page.rows.map(({ state }) => state.id));
  }

  async function viewOf(person: string, filter: Filter, offset: number): Promise<ModalView> {
    const refusal = await refusedAs(people, person);
    if (refusal !== null) return historyMessage(refusal);
    const page = await readPage(log, filter, offset, clock.now());
    return historyView(page, filter, await linked(page), JSON.stringify({ ...filter, offset: page.offset }));
  }

  async function put(viewId: string, view: ModalView): Promise<void> {
    await call('views.update', () => web.views.update({ view_id: viewId, view }));
  }

  /** Null when the window was opened. */
  async function open(trigger: string): Promise<string | null> {
    try {
      const answer = await call('views.open', () => web.views.open({ trigger_id: trigger, view: historyLoading() }));
      return answer.view?.id ?? null;
    } catch (error) {
      if (error instanceof SlackError) return null;
      throw error;
    }
  }

  return {
    /** The answer as a message where no window could be opened, otherwise null. */
    async show(asked: { person: string; argument: string; trigger: string }) {
      const filter = parseFilter(asked.argument);
      if (typeof filter === 'string') return { text: filter };
      // The window first: its trigger lives three seconds, Slack's own delay included.
      const viewId = await open(asked.trigger);
      if (viewId !== null) {
        await put(viewId, await viewOf(asked.person, filter, 0));
        return null;
      }
      const refusal = await refusedAs(people, asked.person);
      if (refusal !== null) return { text: refusal };
      const page = await readPage(log, filter, 0, clock.now());
      return historyAnswer(page, filter, await linked(page));
    },

    async turn(asked: { person: string; viewId: string; metadata: string; to: 'older' | 'newer' }): Promise<void> {
      const { offset, ...filter } = turnSchema.parse(parseJson(asked.metadata));
      const step = asked.to === 'older' ? PAGE_ROWS : -PAGE_ROWS;
      await put(asked.viewId, await viewOf(asked.person, filter, Math.max(0, offset + step)));
    },
  };
}
