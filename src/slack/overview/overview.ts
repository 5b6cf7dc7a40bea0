/** Everything that only tells how things stand: status, history, doctor, Home and the exported record. */
import type { Subcommands } from '../inbound/commands.ts';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../lib/clock.ts';
import { stopsInForce } from '../../stop/in-force.ts';
import type { Identity } from '../client/identity.ts';
import { renderStatus } from './view/status.ts';
import { inLanguage } from '../../text/words.ts';
import { createDoctor } from './doctor/doctor.ts';
import type { OcpProbe } from './doctor/ocp.ts';
import type { PeopleFile, PolicyDeps } from './doctor/policy.ts';
import type { StoreProbe } from './doctor/store.ts';
import { createHistory } from './history.ts';
import { createHome } from './home.ts';
import { createCards } from './cards.ts';
import { type People, refusedAs } from './member.ts';
import { type Index, type Log, readOpen, readToDos } from './reader.ts';
import { createRecord, type RecordDeps } from './record.ts';
import { createSight, type SightDeps } from './sight.ts';
import type { OcpAway } from '../../view/ocp.ts';

interface OverviewDeps extends Pick<RecordDeps, 'isForgotten'> {
  readonly web: WebClient;
  readonly slackSkew?: (() => number | null) | undefined;
  readonly log: Log;
  readonly index: Index;
  readonly channels: SightDeps['channels'];
  readonly cursors: {
    get(requestId: string): Promise<{ readonly cardChannel: string | null; readonly cardTs: string | null }>;
  };
  readonly people: People & PolicyDeps['people'];
  readonly policies: PolicyDeps['policies'];
  readonly stops: PolicyDeps['stops'];
  readonly peopleFile: PeopleFile | null;
  readonly codes: PolicyDeps['codes'];
  readonly directory: PolicyDeps['directory'];
  readonly identity: () => Promise<Identity>;
  /** OCP's clock, ms since the epoch: ages of steps are told by it. */
  readonly ocpNow: () => number;
  /** OCP as it was last seen, null while it answers: nothing is asked of it for an answer. */
  readonly away: () => OcpAway | null;
  readonly probes: readonly OcpProbe[];
  readonly store: StoreProbe;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

export function createOverview(deps: OverviewDeps) {
  const { log, people, clock, ocpNow } = deps;
  const cards = createCards(deps);
  const sightOf = createSight(deps);
  const history = createHistory({ ...deps, cards, sightOf });

  async function status({ person }: { person: string }) {
    const language = await people.languageOf(person);
    const refusal = await refusedAs(people, person, language);
    if (refusal !== null) return { text: refusal };
    const sight = sightOf(person);
    const open = await readOpen(log, sight);
    const toDos = await readToDos(log, sight);
    const found = await cards([...open.map(({ state }) => state), ...toDos]);
    const now = clock.now();
    const stops = stopsInForce(await deps.policies.read(), await deps.stops.load(), now);
    const moment = { now, ocpNow: ocpNow(), away: deps.away(), stops, isPartial: sight.isPartial() };
    return inLanguage(language, () => renderStatus(open, { cards: found, toDos, ...moment }));
  }

  const subcommands: Subcommands = { status, history: history.show, doctor: createDoctor(deps) };
  return {
    subcommands,
    history,
    home: createHome({ ...deps, cards, sightOf }),
    record: createRecord(deps),
  };
}
