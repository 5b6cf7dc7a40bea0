/** Builds the bot's parts from a clock, a store, OCP and Slack. Nothing here opens a connection or a file. */
import type { App, Logger, Receiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../lib/clock.ts';
import { createCodes } from '../codes/codes.ts';
import { isCardOf, isForgotten } from '../engine/mirror/card-place.ts';
import { createClicks } from '../engine/clicks/clicks.ts';
import { createCodeIntake } from '../engine/clicks/code.ts';
import { createDirectory } from '../engine/reads/directory.ts';
import { createEngine } from '../engine/engine.ts';
import { createDoor } from '../engine/leadership/closing.ts';
import { createCandidates } from '../engine/reads/candidates.ts';
import { createFamilies } from '../engine/reads/families.ts';
import { createIntake, type Intake } from '../engine/clicks/intake.ts';
import type { BusinessLog, Policies, WatchedFile } from '../engine/ports.ts';
import { createRecentRequests } from '../engine/clicks/recent-requests.ts';
import { createReplica, type Replica } from '../engine/leadership/replica.ts';
import { createResumeClicks } from '../engine/clicks/resume-clicks.ts';
import { createStopDesk } from '../engine/clicks/stop-desk.ts';
import { createRequests } from '../engine/requests.ts';
import { remembering } from '../engine/audit/sightings.ts';
import { createStops, type Stops } from '../engine/stops/stops.ts';
import { messagesIn, noticesIn, ocpIn, type Term } from '../engine/leadership/term.ts';
import type { Looker } from '../lib/looker.ts';
import type { Ocp } from '../ocp/client.ts';
import type { LogOnGate } from '../ocp/transport/log-on.ts';
import type { decide } from '../request/decide/decide.ts';
import type { Recorded } from '../request/events.ts';
import type { Policy } from '../policy/policy.ts';
import type { Roster } from '../people/roster.ts';
import { roundOfResume } from '../stop/resumes.ts';
import type { OcpAway } from '../view/ocp.ts';
import { type Need, needsOf } from '../view/waits.ts';
import { foldIfKnown, foldKnownPart } from '../request/evolve.ts';
import { isOfTeam } from '../request/state.ts';
import { STOP_LOG } from '../stop/events.ts';
import { createSlackApp } from '../slack/app.ts';
import { type Background, createBackground } from '../slack/inbound/background.ts';
import { createDelivery } from '../slack/client/delivery.ts';
import { createChannels } from '../slack/client/channels.ts';
import { createCodePrompts } from '../slack/form/code-prompts.ts';
import { createDrafts } from '../slack/form/draft.ts';
import { createForm, openForm, type OperationForms } from '../slack/form/form.ts';
import { submit } from '../slack/form/submit.ts';
import { createIdentity, type Identity } from '../slack/client/identity.ts';
import { createNotices } from '../slack/client/notices.ts';
import { examineAll } from '../slack/overview/doctor/doctor.ts';
import type { Finding } from '../slack/overview/doctor/finding.ts';
import type { OcpProbe } from '../slack/overview/doctor/ocp.ts';
import type { PeopleFile, PolicyDeps } from '../slack/overview/doctor/policy.ts';
import { takesPart } from '../slack/overview/member.ts';
import { createOverview } from '../slack/overview/overview.ts';
import type { Egress } from '../slack/client/egress.ts';
import type { Pace } from '../slack/client/pace.ts';
import { createPeople } from '../slack/client/people.ts';
import { clickRefusalText, resumeClickText, resumeCodeForm } from '../slack/notice/click.ts';
import { codeForm } from '../slack/form/view/code-form.ts';
import { createSeen } from '../slack/inbound/receive/seen.ts';
import { renderer } from '../slack/renderer.ts';
import type { FormQueue } from '../slack/form/form-queue.ts';
import { inLanguage } from '../text/words.ts';
import type { EventLog } from '../store/events/event-log.ts';
import type { Store } from '../store/store.ts';

/** How many recently ended requests may still have their roles read again. */
const ENDED_LATELY_MAX = 200;

/** What the parts are built from. */
export interface AssemblyOptions {
  readonly clock: Clock;
  readonly business: BusinessLog;
  readonly policies: WatchedFile<Policy> & Policies & PolicyDeps['policies'];
  /** Left out, or null: there is no people file. */
  readonly peopleFile?: (WatchedFile<Roster> & PeopleFile) | null;
  /** Opens the secrets of one-time codes; left out, or null: no code can be checked. */
  readonly codesKey?: Buffer | null;
  readonly store: Store;
  readonly ocp: Ocp;
  /** The gate that `ocp` uses. */
  readonly gate: LogOnGate;
  /** Checks OCP while nobody uses it; left out: nothing does. */
  readonly ocpLook?: Looker | undefined;
  /** OCP as this replica last saw it; null while it answers. */
  readonly away: () => OcpAway | null;
  readonly web: WebClient;
  /** The connection to Slack; left out: direct. */
  readonly egress?: Egress | undefined;
  readonly pace: Pace;
  /** When forms are opened: this depends on real time and load, unlike everything else. */
  readonly turns: FormQueue;
  readonly slack: {
    readonly receiver: Receiver;
    readonly botToken: string;
    readonly apiUrl: string;
    readonly logger: Logger;
  };
  /** The decisions; the product's own by default. */
  readonly decide?: typeof decide;
  /** Called for every event that this process records: a request's log, of which the last `fresh` events are new. */
  readonly recorded?: (log: readonly Recorded[], fresh: number) => void;
  /** When everything but the log of an ended request is removed; left out: never. */
  readonly retention?: { readonly afterMs: number; retire(before: number): Promise<number> } | undefined;
  /** A fresh request id. */
  readonly newId: () => string;
  /** What the doctor checks. */
  readonly doctor: {
    readonly probes: readonly OcpProbe[];
    readonly freeBytes: () => Promise<number | null>;
    /** Milliseconds by which this machine's clock is ahead of Slack's; null: unknown. */
    readonly slackSkew?: () => number | null;
  };
}

export interface Assembled {
  readonly app: App;
  /** The engine, while this process leads. */
  readonly engine: Replica;
  readonly intake: Intake;
  /** The stop that people type. */
  readonly stops: Stops;
  readonly background: Background;
  /** Everything that `doctor` checks, without a reader. Never rejects. */
  readonly examine: () => Promise<readonly Finding[]>;
  /** The identity of this app: asks Slack until it has answered once. */
  readonly identity: () => Promise<Identity>;
  /** What continues only when people decide, in all requests. */
  readonly waiting: () => Promise<readonly Need[]>;
}

export function assemble(around: AssemblyOptions): Assembled {
  const { clock, business, policies, store, ocp, gate, web, pace } = around;
  const identity = createIdentity(web);
  const { peopleFile = null } = around;
  const { sightings } = store;
  const peopleFrom = async () => (await policies.fresh()).peopleFrom ?? 'workspace';
  const owners = peopleFile && { roster: peopleFile.read };
  const readPeople = () => createPeople({ web, clock, identity, peopleFrom, ...owners });
  const people = remembering(readPeople(), { sightings, clock, business });
  const stops = createStops({ log: store.stop, clock, business, changed: () => engine.changed() });
  const door = createDoor();
  const channels = createChannels(web, clock);
  const messages = createDelivery({ web, pace, identity });
  const tell = messages.tell;

  const requestsOn = (log: EventLog) =>
    createRequests({
      log,
      clock,
      business,
      changed: () => engine.changed(),
      beforeClaim: () => door.check(),
      decide: around.decide,
      recorded: around.recorded,
    });
  const requests = requestsOn(store.log);
  const families = createFamilies({ families: store.families, requests, clock });
  const candidates = createCandidates(clock);
  const codes = createCodes({ rows: store.authenticators, key: around.codesKey ?? null, clock });
  const prompts = createCodePrompts({ web, clock });
  const clicks = createClicks({
    requests,
    families,
    cursors: store.cursors,
    people,
    channels,
    policies,
    stops,
    ocp,
    messages,
    codes,
    askCode: ({ person }, state, language) =>
      prompts.open(
        state.id,
        person,
        inLanguage(language, () => codeForm(state)),
      ),
    words: clickRefusalText,
    clock,
    business,
  });
  const roster = async () => peopleFile && (await peopleFile.read());
  const resumeClicks = createResumeClicks({
    stops,
    cursors: store.cursors,
    people,
    channels,
    policies,
    roster,
    messages,
    codes,
    askCode: (click, round, language) =>
      prompts.open(
        click.requestId,
        click.person,
        inLanguage(language, () => resumeCodeForm(click.requestId, round)),
      ),
    words: (code, facts, language) => inLanguage(language, () => resumeClickText(code, facts)),
    clock,
    business,
  });
  const isResume = (id: string) => roundOfResume(id) !== null;
  const intake = createIntake({
    inbox: store.inbox,
    drafts: store.drafts,
    deliveries: store.deliveries,
    retention: around.retention,
    handle: (click) => (isResume(click.requestId) ? resumeClicks : clicks).handle(click),
    clock,
    business,
  });
  const notices = createNotices({ web, pace });
  /** Everything that the engine changes, here and outside, it changes under its term. */
  const begin = (term: Term) => {
    const { log, cursors, announcements, filling } = store.fenced(term);
    const mayCall = {
      ...term,
      check() {
        term.check();
        stops.check();
      },
    };
    return createEngine({
      requests: requestsOn(log),
      candidates,
      families,
      open: () => log.open(),
      endedSince: async (since) =>
        (await log.recorded('ended', since, ENDED_LATELY_MAX)).map(({ requestId }) => requestId),
      withToDos: () => log.withToDos(),
      held: () => store.families.held(),
      cursors,
      ocp: ocpIn(mayCall, ocp),
      gate,
      ocpLook: around.ocpLook,
      people,
      channels,
      policies,
      stops,
      roster,
      door,
      sightings,
      policyFile: policies,
      peopleFile,
      announcements,
      filling,
      notices: noticesIn(term, notices),
      messages: messagesIn(term, messages),
      renderer,
      clock,
      business,
    });
  };
  /** This tells a replica of another one's stop early; a claim reads the stop in any case. */
  const listen: Store['listen'] = (heard) =>
    store.listen((news) => {
      if (news.kind === 'missed' || (news.kind === 'request' && news.id === STOP_LOG))
        background.run('stop read', async () => void (await stops.load()));
      heard(news);
    });
  const engine = createReplica({
    ...store,
    listen,
    door,
    intake,
    begin,
    gateChanged: gate.changed,
    clock,
    business,
  });

  const past = createRecentRequests({ log: store.log, clock });
  const directory = createDirectory(ocp, clock);
  const drafts = createDrafts(store.drafts);
  const background = createBackground(business, around.turns);
  const { stopping } = background;
  const { newId } = around;
  const slackDeps = { web, channels, drafts, people, policies, stops, clock, stopping, business, newId };
  const formDeps = { ...slackDeps, directory, ocp, signals: candidates.signals };
  const forms: OperationForms = {
    failover: createForm(formDeps, 'failover'),
    switchover: createForm(formDeps, 'switchover'),
  };
  const seen = createSeen(store.deliveries, clock);
  const codeIntake = createCodeIntake({
    requests,
    questionOf: (id) => (isResume(id) ? resumeClicks.question : null),
    codes,
    cursors: store.cursors,
    take: intake.take,
    clock,
    business,
  });
  const unaware = () => store.stop.unaware();
  const desk = createStopDesk({ stops, people, channels, policies, sightings, unaware, clock, business });
  const exists = async (id: string) => (await requests.load(id)) !== null;
  const tellLater = (person: string, channel: string, text: string) =>
    background.run('asked again', () => tell(person, channel, text));
  const overviewDeps = {
    egress: around.egress,
    stopping,
    isForgotten,
    slackSkew: around.doctor.slackSkew,
    web,
    log: store.log,
    index: store.filling,
    channels,
    cursors: store.cursors,
    people,
    policies,
    stops,
    peopleFile,
    codes,
    directory,
    identity,
    ocpNow: () => ocp.ocpNow(),
    away: around.away,
    probes: around.doctor.probes,
    store: { ping: () => store.ping(), freeBytes: around.doctor.freeBytes },
    clock,
  };
  const overview = createOverview(overviewDeps);
  const app = createSlackApp({
    ...around.slack,
    answering: around.turns.answering,
    listeners: {
      ...formDeps,
      away: around.away,
      forms,
      desk,
      seen,
      tell,
      ...overview,
      openForm: (asked) => openForm(forms.failover, policies, asked),
      background: background.run,
      opening: background.form,
      take: intake.take,
      carriedOut: intake.drain,
      async closedBy(requestId, person) {
        const state = await requests.load(requestId);
        const { outcome, closed, operation } = state ?? {};
        if (!operation || (outcome !== 'rejected' && outcome !== 'withdrawn')) return null;
        if (closed?.by !== person || closed.reason !== null) return null;
        return { kind: operation.kind, act: outcome, targets: operation.targets };
      },
      async endedAt(requestId, { channel, ts, team }) {
        const { state, isWhole } = foldKnownPart(await requests.history(requestId));
        const place = await store.cursors.get(requestId);
        if (!state || !isOfTeam(state, team)) return null;
        // For a request that ended long ago only the log is left, which is enough: it holds the request.
        const isOld = isForgotten(place, state, { channel }, clock.now());
        if (!isOld && !isCardOf(place, { channel, messageTs: ts })) return null;
        if (!isWhole) return 'newer_version';
        return state.phase === 'ended' ? { operation: state.operation, reason: state.reason } : 'not_ended';
      },
      submit: (submission) =>
        submit(
          {
            ...formDeps,
            seen,
            exists,
            form: forms[submission.kind],
            families: ({ targets }, language) => families.read(ocp.in(language), targets, targets),
            execute: requests.execute,
            past,
            tellLater,
          },
          submission,
        ),
      takesPart: (person) => takesPart({ people, policies }, person),
      keepTrigger: prompts.keep,
      wantsCode: codeIntake.wants,
      giveCode: codeIntake.give,
      async giveReason(requestId, person, reason) {
        await requests.execute(requestId, { type: 'give_reason', by: person, reason });
      },
    },
  });
  const waiting = async () => {
    const logs = await Promise.all((await store.log.open()).map(({ id }) => requests.history(id)));
    // Of what a newer version recorded only that version knows what it waits for.
    return logs.flatMap((log) => foldIfKnown(log) ?? []).flatMap(needsOf);
  };
  return {
    app,
    engine,
    intake,
    stops,
    background, // It has separate readings: a bulk read of everybody must not decide a click a moment later.
    examine: () => examineAll({ ...overviewDeps, people: readPeople() }),
    identity,
    waiting,
  };
}
