/** The app's Home tab: what waits for its reader, what is open, what ended lately. */
import type { HomeView } from '@slack/types';
import { groupsIn, groupsOf, type Policy } from '../../policy/policy.ts';
import type { StopState } from '../../stop/state.ts';
import { stopsInForce } from '../../stop/in-force.ts';
import { homeMessage, renderHome } from './view/home.ts';
import { callAgain } from '../client/web.ts';
import { inLanguage } from '../../text/words.ts';
import type { HistoryDeps } from './history.ts';
import { MEMBER_MAX_AGE_MS, refusalOf } from './member.ts';
import { FIRST_PAGE, readOpen, readPage } from './reader.ts';
import { waitsFor } from '../../view/summaries.ts';

interface HomeDeps extends HistoryDeps {
  readonly policies: { read(): Promise<Policy> };
  readonly stops: { load(): Promise<StopState> };
  readonly ocpNow: () => number;
}

export function createHome(deps: HomeDeps) {
  const { web, log, index, sightOf, cards, people, policies, ocpNow, clock } = deps;

  async function viewOf(id: string): Promise<HomeView> {
    const language = await people.languageOf(id);
    const sight = sightOf(id);
    const open = await readOpen(log, sight);
    // Rules on record may name groups that the present policy does not.
    const policy = await policies.read();
    const groups = new Set([...groupsOf(policy), ...groupsIn(...open.map(({ state }) => state.rule))]);
    const [person] = await people.read([id], [...groups], MEMBER_MAX_AGE_MS);
    const refusal = refusalOf(person, language);
    if (refusal !== null || !person) return homeMessage(refusal ?? '');
    const now = clock.now();
    const stops = stopsInForce(policy, await deps.stops.load(), now);
    const all = { tenant: null, person: null, days: null };
    const page = await readPage({ log, index, sight }, all, FIRST_PAGE, now);
    const yours = open.filter((summary) => waitsFor(summary, person, now));
    const others = open.filter((summary) => !yours.includes(summary));
    const found = await cards([...open, ...page.rows].map(({ state }) => state));
    const moment = { now, ocpNow: ocpNow() };
    return inLanguage(language, () => renderHome({ yours, others, page, cards: found, stops, ...moment }));
  }

  return {
    async publish(person: string): Promise<void> {
      const view = await viewOf(person);
      await callAgain(deps, 'views.publish', () => web.views.publish({ user_id: person, view }));
    },
  };
}
