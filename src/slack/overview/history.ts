/** `/failover history [tenant|@person|days]`: a window of its own, read page by page. */
import type { WebClient } from '@slack/web-api';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import type { Language } from '../../lib/language.ts';
import type { RequestState } from '../../request/state.ts';
import { typedName } from '../../operation/typed-name.ts';
import { parseJson } from '../../lib/trust-boundaries.ts';
import { SlackError } from '../client/errors.ts';
import { safe } from '../blocks/escape.ts';
import { historyAnswer, historyLoading, historyMessage, historyView } from './view/history.ts';
import { call, callAgain } from '../client/web.ts';
import type { Cards } from './cards.ts';
import { type People, refusedAs } from './member.ts';
import {
  type Filter,
  FIRST_PAGE,
  type Index,
  type Log,
  type Page,
  PAGE_ROWS,
  type PagePlace,
  readPage,
  type Turn,
} from './reader.ts';
import type { Sight } from './sight.ts';
import { inLanguage, words } from '../../text/words.ts';

export interface HistoryDeps {
  readonly web: WebClient;
  readonly log: Log;
  readonly index: Index;
  readonly sightOf: (person: string) => Sight;
  readonly cards: (requests: readonly RequestState[]) => Promise<Cards>;
  readonly people: People;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

const DAYS_MAX = 3_650;

const place = z.object({ at: z.int(), id: z.string().max(100) }).nullable();

/** What the buttons of a page bring back. It passed through a client; it says nothing but what to look for. */
const turnSchema = z.object({
  tenant: z.string().max(200).nullable(),
  person: z.string().max(40).nullable(),
  days: z.int().min(1).max(DAYS_MAX).nullable(),
  before: z.int().min(0).default(0),
  newer: place.default(null),
  older: place.default(null),
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
  if (/^(@|＠|<@)/.test(word)) return words.overview.history.notAPerson(safe(word, 60));
  const days = /^(\d+)d$/i.exec(typedName(word))?.[1];
  if (days === undefined) return { tenant: (typedName(word) || word).slice(0, 200) };
  const count = Number(days);
  return count >= 1 && count <= DAYS_MAX ? { days: count } : words.overview.history.tooManyDays;
}

export function createHistory(deps: HistoryDeps) {
  const { web, log, index, sightOf, cards, people, clock } = deps;

  const cardsOf = (page: Page) => cards(page.rows.map(({ state }) => state));

  const pageFor = (person: string, filter: Filter, turn: Turn) =>
    readPage({ log, index, sight: sightOf(person) }, filter, turn, clock.now());

  async function viewOf(person: string, language: Language, filter: Filter, turn: Turn): Promise<ModalView> {
    const refusal = await refusedAs(people, person, language);
    if (refusal !== null) return inLanguage(language, () => historyMessage(refusal));
    const page = await pageFor(person, filter, turn);
    const found = await cardsOf(page);
    const { before, newer, older } = page;
    const metadata = JSON.stringify({ ...filter, before, newer: placeOf(newer), older: placeOf(older) });
    return inLanguage(language, () => historyView(page, filter, found, metadata));
  }

  async function put(viewId: string, view: ModalView): Promise<void> {
    await callAgain(deps, 'views.update', () => web.views.update({ view_id: viewId, view }));
  }

  /** Null when the window was opened. */
  async function open(trigger: string, language: Language): Promise<string | null> {
    const view = inLanguage(language, historyLoading);
    try {
      const answer = await call('views.open', () => web.views.open({ trigger_id: trigger, view }));
      return answer.view?.id ?? null;
    } catch (error) {
      if (error instanceof SlackError) return null;
      throw error;
    }
  }

  return {
    /** The answer as a message where no window could be opened, otherwise null. */
    async show(asked: { person: string; argument: string; trigger: string }) {
      const language = await people.languageOf(asked.person);
      const filter = inLanguage(language, () => parseFilter(asked.argument));
      if (typeof filter === 'string') return { text: filter };
      // The window first: its trigger lives three seconds, Slack's own delay included.
      const viewId = await open(asked.trigger, language);
      if (viewId !== null) {
        await put(viewId, await viewOf(asked.person, language, filter, FIRST_PAGE));
        return null;
      }
      const refusal = await refusedAs(people, asked.person, language);
      if (refusal !== null) return { text: refusal };
      const page = await pageFor(asked.person, filter, FIRST_PAGE);
      const found = await cardsOf(page);
      return inLanguage(language, () => historyAnswer(page, filter, found));
    },

    async turn(asked: { person: string; viewId: string; metadata: string; to: 'older' | 'newer' }): Promise<void> {
      const { before, newer, older, ...filter } = turnSchema.parse(parseJson(asked.metadata));
      const language = await people.languageOf(asked.person);
      const turn =
        asked.to === 'older'
          ? { from: older, to: asked.to, before: older === null ? 0 : before + PAGE_ROWS }
          : {
              from: newer,
              to: newer === null ? ('older' as const) : asked.to,
              before: Math.max(0, before - PAGE_ROWS),
            };
      await put(asked.viewId, await viewOf(asked.person, language, filter, turn));
    },
  };
}

function placeOf(place: PagePlace | null): PagePlace | null {
  return place && { at: place.at, id: place.id };
}
