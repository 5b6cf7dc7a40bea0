/** A form from the command until it is submitted: what is on screen follows what is chosen in it. */
import type { ModalView } from '@slack/types';
import { causeOf } from '../../lib/cause.ts';
import { memberKey } from '../../operation/family.ts';
import { type Choice, choiceOf, choicesOf, meantChoices } from '../../operation/choices.ts';
import type { Language } from '../../lib/language.ts';
import type { OperationKind, StopRule } from '../../operation/operation.ts';
import type { Policy } from '../../policy/policy.ts';
import { causeText } from '../sentences/cause.ts';
import { elsewhereText } from './view/destination.ts';
import { safe } from '../blocks/escape.ts';
import { messageForm, operationForm } from './view/form.ts';
import { inLanguage, words } from '../../text/words.ts';
import { call, callAgain } from '../client/web.ts';
import { DIRECTORY_MAX_AGE_MS, type FormDeps } from './deps.ts';
import type { Draft, DraftPlace } from './draft.ts';
import { channelsFor, destinationOf, type Origin, originOf } from './targets/destination.ts';
import { changeDropped } from './targets/excluded.ts';
import { FormFailure, formFailureText } from './form-failure.ts';
import { refusalFor, stopsFor } from './targets/may-request.ts';
import { createFormFamilies, NO_OFFER, type Offer } from './families.ts';
import { choicesOfFamilies, choicesShown, modelOf, type OpenForm, opened } from './open-form.ts';
import { createReadings, type Reading, type Readings } from './readings.ts';
import { fieldsOf } from './values.ts';

/** What a form begins with. */
export interface Prefill {
  /** Values of options, in the order to be chosen. */
  readonly keys: readonly string[];
  /** By tenant id. */
  readonly serviceNames: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly stopRule: StopRule;
}

/** A form as Slack delivers it with an action: which view, and what its fields hold. */
export interface SeenView {
  readonly id: string;
  readonly values: unknown;
}

const MAX_OPEN = 1_000;

export function createForm(deps: FormDeps, kind: OperationKind) {
  const open = new Map<string, OpenForm>();

  /** Durable before Slack is answered: the id that the form will carry. */
  async function draft(asked: {
    person: string;
    team: string;
    channel: string | null;
    place: DraftPlace;
    text: string;
  }): Promise<Draft> {
    const { person, team, channel: typedIn, place, text } = asked;
    const value: Draft = {
      id: deps.newId(),
      kind,
      person,
      team,
      typedIn,
      place,
      text: text.trim(),
      here: null,
      dropped: [],
    };
    await deps.drafts.put(value, deps.clock.now());
    return value;
  }

  /** Opens the skeleton within the trigger's three seconds, then fills it. */
  async function show(value: Draft, triggerId: string, prefill: Prefill | null = null): Promise<void> {
    const language = await deps.people.languageOf(value.person);
    const skeleton = opened(value, '', readingsIn(language), language);
    skeleton.stops = await stopsFor(deps, kind, []);
    const view = inLanguage(language, () =>
      operationForm({ ...modelOf(skeleton, deps.clock.now()), stage: 'opening' }),
    );
    const viewId = await openSkeleton(triggerId, view);
    try {
      await fill(value, { ...skeleton, viewId }, prefill);
    } catch (error) {
      const failure = new FormFailure('fill', error);
      deps.business('background_failed', { what: 'form', message: failure.message });
      await message(viewId, language, () => formFailureText(failure)).catch(() => Promise.reject(failure));
    }
  }

  async function openSkeleton(triggerId: string, view: ModalView): Promise<string> {
    try {
      const answer = await call('views.open', () => deps.web.views.open({ trigger_id: triggerId, view }));
      return answer.view?.id ?? '';
    } catch (error) {
      throw new FormFailure('open', error);
    }
  }

  async function message(viewId: string, language: Language, text: () => string): Promise<void> {
    const view = inLanguage(language, () => messageForm(words.form[kind].title, text()));
    await put(viewId, view);
  }

  async function fill(value: Draft, skeleton: OpenForm, prefill: Prefill | null): Promise<void> {
    const { viewId, language } = skeleton;
    const refusal = await refusalFor(deps, value, language);
    if (refusal !== null) return message(viewId, language, () => refusal);

    const [origin, found] = await Promise.all([twice(() => originOf(deps, value)), offered(language)]);
    const offer = typeof found === 'string' ? NO_OFFER : found;
    const again = prefill?.keys.flatMap((key) => choiceOf(offer.choices, key) ?? []) ?? [];
    const { chosen, typed, matches } = prefill
      ? { chosen: again, typed: [], matches: again.length }
      : await meant(skeleton, offer, value);
    const gone = typeof found === 'string' || !prefill ? 0 : prefill.keys.length - chosen.length;
    const notice = [
      elsewhere(origin, language),
      typeof found === 'string' ? found : null,
      prefill === null && typeof found !== 'string' && value.text !== '' && chosen.length === 0 && typed.length === 0
        ? inLanguage(language, () => noMatch(value.text, matches))
        : null,
      gone > 0 ? inLanguage(language, () => words.flow[kind].noLonger(gone)) : null,
    ];
    // A field keeps what it holds from one update to the next, so what is chosen beforehand must be there from the first.
    const form: OpenForm = {
      ...skeleton,
      origin,
      notice: notice.filter((text) => text !== null).join('\n') || null,
      offer,
      typed,
      choices: chosen,
      ...(prefill && {
        serviceNames: new Map(prefill.serviceNames),
        reason: prefill.reason,
        stopRule: prefill.stopRule,
      }),
    };
    hold(form);
    await settle(form);
  }

  /**
   * What the typed text names. Several standbys of one family are shown, and the best of them is chosen where there is one: before the form
   * has its fields, because a field keeps what it holds.
   */
  async function meant(
    { readings, families }: OpenForm,
    offer: Offer,
    { text }: Draft,
  ): Promise<{ readonly chosen: readonly Choice[]; readonly typed: readonly Choice[]; readonly matches: number }> {
    const found = meantChoices(offer.choices, text);
    const matches = found.length;
    if (matches === 1) return { chosen: found, typed: [], matches };
    const [family, ...others] = families.of(found, offer);
    if (!family || others.length > 0) return { chosen: [], typed: [], matches };
    // Prechecks may take long, and are shown when they come: what they say by then counts.
    void readings.read(found);
    await families.read(found, offer);
    const best = families.of(found, offer)[0]?.best ?? null;
    const chosen = best === null ? [] : found.filter(({ key }) => key === memberKey(best));
    return { chosen, typed: found, matches };
  }

  function noMatch(text: string, matches: number): string {
    const { noMatch: none, severalMatch } = words.flow[kind];
    return matches === 0 ? none(safe(text, 100)) : severalMatch(safe(text, 100), matches);
  }

  function readingsIn(language: Language): Pick<OpenForm, 'readings' | 'families'> {
    const ocp = deps.ocp.in(language);
    const readings = createReadings(ocp, deps.clock);
    return { readings, families: createFormFamilies((lost) => deps.signals(ocp, lost), readings, deps.clock) };
  }

  /** What can be chosen, or in words why nothing can. */
  async function offered(language: Language): Promise<Offer | string> {
    try {
      const tenants = await deps.directory.tenants(DIRECTORY_MAX_AGE_MS, language);
      return { choices: choicesOf(kind, tenants), tenants };
    } catch (error) {
      const why = causeOf(error);
      return inLanguage(language, () => words.flow.ocpSilent(causeText(why, 300)));
    }
  }

  /** Forms that were left open: the oldest are forgotten first. */
  function hold(form: OpenForm): void {
    open.delete(form.draftId);
    open.set(form.draftId, form);
    const [oldest] = open.keys();
    if (open.size > MAX_OPEN && oldest !== undefined) open.delete(oldest);
  }

  /** The form as this process knows it; after a restart it begins again with what Slack delivers. */
  async function formOf(value: Draft, view: SeenView): Promise<OpenForm> {
    const known = open.get(value.id);
    if (known) return known;
    const language = await deps.people.languageOf(value.person);
    const origin = await originOf(deps, value);
    const form = {
      ...opened(value, view.id, readingsIn(language), language),
      origin,
      notice: elsewhere(origin, language),
    };
    hold(form);
    return form;
  }

  /** Said where the command was typed in a channel in which the request cannot be posted. */
  function elsewhere(origin: Origin, language: Language): string | null {
    return inLanguage(language, () => elsewhereText(origin));
  }

  async function put(viewId: string, view: ModalView, wanted?: () => boolean): Promise<void> {
    await callAgain(deps, 'views.update', () => deps.web.views.update({ view_id: viewId, view }), wanted);
  }

  /** Updates go out one after the other, each with the newest state; one that was overtaken is not sent. */
  function draw(form: OpenForm): Promise<void> {
    form.drawing += 1;
    const mine = form.drawing;
    const before = form.drawn;
    form.drawn = (async () => {
      // Whoever asked for the drawing before is told of its failure; this one only has to come after it.
      await Promise.allSettled([before]);
      const targets = choicesShown(form).map(({ target }) => target);
      form.destination = await destinationOf(deps, kind, form.origin, targets);
      form.stops = await stopsFor(deps, kind, targets);
      if (form.drawing === mine) {
        const view = inLanguage(form.language, () => operationForm(modelOf(form, deps.clock.now())));
        await put(form.viewId, view, () => form.drawing === mine);
      }
    })();
    return form.drawn;
  }

  /** Shows what is chosen, reads the prechecks that are missing, shows them. */
  async function settle(form: OpenForm): Promise<void> {
    const { turn, choices } = form;
    // Asked before it is drawn: what another choice reads meanwhile is not what this drawing shows.
    const about = choicesOfFamilies(form);
    const incomplete = form.readings.incomplete(choices) || form.families.incomplete(about, form.offer);
    await draw(form);
    // Somebody who has chosen others since is shown those.
    if (!incomplete || form.turn !== turn) return;
    await Promise.all([form.readings.read(choices), form.families.read(about, form.offer)]);
    if (form.turn === turn) await draw(form);
    // What could be chosen instead is compared last: nobody waits for it.
    const siblings = form.families.siblings(about, form.offer);
    if (form.turn !== turn || !form.readings.incomplete(siblings)) return;
    await form.readings.read(siblings);
    if (form.turn === turn) await draw(form);
  }

  /** Something was chosen or taken out: OCP's precheck runs for what is new and its findings appear in the form. */
  async function choose(value: Draft, view: SeenView): Promise<void> {
    const form = await formOf(value, view);
    form.turn += 1;
    const turn = form.turn;
    const keys = remember(form, view);
    await changeDropped(deps, form, (before) => before.filter((key) => keys.includes(key)));
    if (form.turn !== turn) return;
    // What was taken out is gone at once, also while OCP's list takes long, and when it does not come.
    form.choices = form.choices.filter(({ key }) => keys.includes(key));
    const offer = await offered(form.language);
    if (form.turn !== turn) return;
    form.readings.keep(keys);
    if (typeof offer === 'string') form.notice = offer;
    else {
      form.offer = offer;
      form.choices = keys.flatMap((key) => offer.choices.find((one) => one.key === key) ?? []);
    }
    await settle(form);
  }

  /** Takes over what the fields hold, for those that will be drawn under other ids. Returns what is chosen. */
  function remember(form: OpenForm, view: SeenView): readonly string[] {
    const fields = fieldsOf(kind, view.values);
    const [only, ...others] = choicesShown(form);
    if (only && others.length === 0 && fields) form.serviceNames.set(only.target.tenant.tenantId, fields.serviceName);
    for (const [tenantId, name] of fields?.serviceNames ?? []) form.serviceNames.set(tenantId, name);
    return fields?.keys ?? [];
  }

  /** Leaves out what OCP forbids as far as the form has shown it. On disk when it resolves; `redraw` shows it. */
  async function dropBlocked(value: Draft, view: SeenView): Promise<{ redraw: () => Promise<void> }> {
    const form = await formOf(value, view);
    const keys = remember(form, view);
    const known = form.choices.length > 0;
    if (!known) {
      const offer = await offered(form.language);
      if (typeof offer !== 'string') form.offer = offer;
      form.choices = form.offer.choices.filter(({ key }) => keys.includes(key));
      await form.readings.read(form.choices);
    }
    const blocked = form.choices.filter(({ key }) => isBlocked(form.readings.of(key))).map(({ key }) => key);
    await changeDropped(deps, form, (before) => [...new Set([...before, ...blocked])]);
    return { redraw: () => draw(form) };
  }

  return {
    kind,
    draft,
    show,
    choose,
    dropBlocked,
    /** What this process has read for an open form, or begins to read when it does not know the form. */
    readings: (draftId: string, language: Language): Readings =>
      open.get(draftId)?.readings ?? createReadings(deps.ocp.in(language), deps.clock),
    close: (draftId: string): void => void open.delete(draftId),
  };
}

export type OperationForm = ReturnType<typeof createForm>;
export type OperationForms = Readonly<Record<OperationKind, OperationForm>>;

/** One answer of Slack that does not arrive is no reason to fail a form. */
async function twice<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch {
    return read();
  }
}

function isBlocked(reading: Reading | null): boolean {
  return reading !== null && 'passed' in reading && !reading.passed;
}

/**
 * Opens the failover form without a command: its request is posted where the policy says. False when the policy names
 * no channel.
 */
export async function openForm(
  form: Pick<OperationForm, 'draft' | 'show'>,
  policies: { read(): Promise<Policy> },
  { person, team, trigger }: { person: string; team: string; trigger: string },
): Promise<boolean> {
  if (channelsFor(await policies.read(), 'failover').every((channel) => channel === null)) return false;
  await form.show(await form.draft({ person, team, channel: null, place: 'none', text: '' }), trigger);
  return true;
}
