import { UnknownEvent } from '../../request/evolve.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Language } from '../../lib/language.ts';
import { isRefusing } from '../../operation/family-findings.ts';
import type { Hold } from '../../operation/inspection.ts';
import type { Target } from '../../operation/operation.ts';
import type { PrecheckReads } from '../../operation/prechecks.ts';
import type { CodeFacts, CodeStanding } from '../../people/authorise.ts';
import type { Command, RefusalCode } from '../../request/commands.ts';
import type { Click, ClickAction } from '../../request/clicks.ts';
import type { Clicked } from '../../request/guardrails.ts';
import type { Person } from '../../people/person.ts';
import { groupsIn, ruleFor } from '../../policy/policy.ts';
import { type FamilyDifference, type FamilyFacts } from '../../request/family.ts';
import { clickedOf } from '../../request/offers.ts';
import { aboutTask, isOfTeam, needsCode, operationNow, type RequestState } from '../../request/state.ts';
import { remedyKind } from '../../task/remedy-kinds.ts';
import { stopFacts } from '../../stop/hold.ts';
import type { StopState } from '../../stop/state.ts';
import { cardPlaceOf, type CardPlace, isCardOf, isForgotten } from '../mirror/card-place.ts';
import { failureOf } from '../reads/failures.ts';
import { inspect } from '../reads/inspect.ts';
import type { Families, FamilyReads } from '../reads/families.ts';
import type { BusinessLog, Channels, Languages, Messages, People, Policies, SpokenOcp } from '../ports.ts';
import type { Requests } from '../requests.ts';

/** `hold`: what holds, with the code `frozen`. */
export interface ClickRefusal {
  readonly code: RefusalCode | 'not_our_card' | 'slack_unread' | 'ocp_unread' | 'newer_version' | 'ended_long_ago';
  readonly hold?: Hold;
  /** With the codes `family_refused` and `family_held`. */
  readonly family?: readonly FamilyDifference[];
}

export interface ClickDeps {
  readonly requests: Requests;
  readonly families: Families;
  readonly cursors: { get(requestId: string): Promise<CardPlace> };
  readonly people: People & Languages;
  readonly channels: Channels;
  readonly policies: Pick<Policies, 'read'>;
  readonly stops: { load(): Promise<StopState> };
  readonly ocp: SpokenOcp<'clusters' | 'alarms' | 'tenant' | 'taskEntries' | 'task' | keyof PrecheckReads>;
  readonly messages: Pick<Messages, 'tell'>;
  readonly codes: { standing(account: string): Promise<CodeStanding> };
  /** Asks whoever clicked for a one-time code. False when that is not possible any more: the click was too long ago. */
  readonly askCode: (click: Click, state: RequestState, language: Language) => Promise<boolean>;
  /** For one person, in their language. */
  readonly words: (refusal: ClickRefusal, state: RequestState | null, language: Language) => string;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/** Who somebody is, and who reads the channel, may be this old when they click. */
const CLICK_FACTS_MAX_AGE_MS = 10_000;

/**
 * Carries out a click that is already on disk. Every click ends in something its person can see: a changed card, or a
 * private message that says why not. Rejects only when the store fails; the click then stays in the inbox.
 */
export function createClicks(deps: ClickDeps): { handle(click: Click): Promise<void> } {
  const { requests, business } = deps;

  async function handle(click: Click): Promise<void> {
    const card = await cardPlaceOf(deps, click.requestId);
    const state = await loaded(click.requestId);
    if (state === 'newer')
      return refuse(click, { code: isCardOf(card, click) ? 'newer_version' : 'not_our_card' }, null);
    const misplacement = misplaced(click, state, card);
    const refusal = misplacement ? { code: misplacement } : await carryOut(click, state);
    if (!refusal) return;
    const now = await requests.load(click.requestId);
    if (refusal.code === 'code_needed' && now && (await deps.askCode(click, now, await languageOf(click)))) return;
    await refuse(click, refusal, now);
  }

  const languageOf = (click: Click) => deps.people.languageOf(click.person);

  /** A request of which only a newer version can read all is left alone, and whoever clicks on it hears so. */
  async function loaded(id: string): Promise<RequestState | null | 'newer'> {
    try {
      return await requests.load(id);
    } catch (error) {
      if (error instanceof UnknownEvent) return 'newer';
      throw error;
    }
  }

  async function refuse(click: Click, refusal: ClickRefusal, state: RequestState | null): Promise<void> {
    const language = await languageOf(click);
    business('click_refused', { request: click.requestId, by: click.person, action: click.action, code: refusal.code });
    const text = deps.words(refusal, state, language);
    try {
      await deps.messages.tell(click.person, click.channel, text);
    } catch (error) {
      business('private_answer_lost', { request: click.requestId, by: click.person, code: failureOf(error).code });
    }
  }

  /** A card counts only where the bot itself put it; a look-alike, a copy or another workspace's does not. */
  function misplaced(
    click: Click,
    state: RequestState | null,
    place: CardPlace,
  ): 'no_such_request' | 'not_our_card' | 'ended_long_ago' | null {
    if (!state) return 'no_such_request';
    if (!isOfTeam(state, click.team)) return 'not_our_card';
    if (isForgotten(place, state, click, deps.clock.now())) return 'ended_long_ago';
    return isCardOf(place, click) ? null : 'not_our_card';
  }

  async function carryOut(click: Click, state: RequestState | null): Promise<ClickRefusal | null> {
    if (!state) return { code: 'no_such_request' };
    const policy = await deps.policies.read();
    const groups = groupsIn(state.rule, ruleFor(policy, operationNow(state)));
    const [person] = await deps.people.read([click.person], groups, CLICK_FACTS_MAX_AGE_MS);
    if (!person) return { code: 'slack_unread' };
    // Only the first question has no predecessor that it could be confused with.
    const by = { person, round: click.round ?? 1 };
    try {
      if (click.action === 'approve')
        return await execute(click, {
          type: 'approve',
          ...by,
          audience: await readChannel(click),
          heldBy: await deps.families.holderOf(state),
          ...(await refusingFamily(state)),
          ...(await rules()),
          ...(await readingOf(click)),
          ...(await codeOf(click, state)),
        });
      return await execute(click, await commandOf(click, click.action, state, by));
    } catch (error) {
      if (!failureOf(error).code.startsWith('ocp_')) throw error;
      return { code: 'ocp_unread' };
    }
  }

  /** Read once more where the request was sent back for its family: OCP may say something else by now, or nothing. */
  async function refusingFamily(state: RequestState): Promise<{ family?: FamilyFacts }> {
    if (!state.family?.findings.some(isRefusing)) return {};
    try {
      return { family: await readFamilies(deps.ocp.in(state.language), state, state.operation.targets) };
    } catch (error) {
      if (!failureOf(error).code.startsWith('ocp_')) throw error;
      return {};
    }
  }

  /** How long the card had stood there, as far as can be told. */
  async function readingOf({ requestId, clickedAt, receivedAt }: Click): Promise<{ clicked?: Clicked }> {
    if (receivedAt === null) return {};
    const { cardTs } = await deps.cursors.get(requestId);
    const sincePostMs = clickedAt === null || cardTs === null ? null : clickedAt - Number(cardTs) * 1_000;
    return { clicked: { at: receivedAt, sincePostMs } };
  }

  /** Policy and stop as they are at the click, read last. */
  async function rules() {
    return { policy: await deps.policies.read(), stop: stopFacts(await deps.stops.load()) };
  }

  async function readFamilies(
    ocp: FamilyReads,
    state: RequestState,
    targets: readonly Target[],
    resumes = false,
  ): Promise<FamilyFacts> {
    return deps.families.factsOf(await deps.families.read(ocp, targets, state.operation.targets, resumes), state.id);
  }

  function readChannel({ channel }: Click) {
    return deps.channels.audience(channel, CLICK_FACTS_MAX_AGE_MS);
  }

  /** What is known of the one-time code, where this request asks for one. */
  async function codeOf({ person, code }: Click, state: RequestState): Promise<{ code?: CodeFacts }> {
    if (!needsCode(state)) return {};
    if (code !== null) return { code: { kind: 'right', ...code } };
    return { code: { kind: 'none', standing: await deps.codes.standing(person) } };
  }

  /** What a button asks for. Proposals are made on what OCP says at this moment; rejects with OCP's failure. */
  async function commandOf(
    click: Click,
    action: Exclude<ClickAction, 'approve'>,
    state: RequestState,
    by: { person: Person; round: number },
  ): Promise<Command | null> {
    switch (action) {
      case 'reject':
      case 'withdraw':
      case 'abandon':
        return { type: action, ...by };
      case 'todo':
        return { type: 'tick_todo', person: by.person, item: click.item ?? '' };
      case 'todo_undo':
        return { type: 'untick_todo', person: by.person, item: click.item ?? '' };
      case 'todos_close':
        return { type: 'close_todos', person: by.person };
      case 'resend': {
        const targets = state.calls.find(({ status }) => status === 'lost')?.targets ?? [];
        const ocp = deps.ocp.in(state.language);
        const [{ inspection }, family] = await Promise.all([
          inspect({ ocp, clock: deps.clock, business: deps.business }, targets),
          readFamilies(ocp, state, targets),
        ]);
        const audience = await readChannel(click);
        return { type: 'resend', ...by, audience, inspection, family, ...(await rules()) };
      }
      default: {
        // Several tasks may need one: they are dealt with one after the other, as the card offers them.
        const first = clickedOf(state, action, deps.clock.now());
        if (!first) return null;
        const { call, followed } = first;
        const ocp = deps.ocp.in(state.language);
        const [read, family] = await Promise.all([
          ocp.task(followed.task.id),
          readFamilies(ocp, state, aboutTask(state, followed.task.id), remedyKind(action).goesOn),
        ]);
        const task = { ...read, tenantId: followed.task.tenantId };
        const audience = await readChannel(click);
        return { type: 'propose_remedy', kind: action, call, task, family, ...(await rules()), audience, ...by };
      }
    }
  }

  async function execute(click: Click, command: Command | null): Promise<ClickRefusal | null> {
    if (command === null) return { code: 'remedy_not_possible' };
    const { decision } = await requests.execute(click.requestId, command);
    return decision.refusal;
  }

  return { handle };
}
