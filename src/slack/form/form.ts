/** A form from the command until it is submitted: what is on screen follows what is chosen in it. */
import type { ModalView } from '@slack/types';
import { causeOf } from '../../lib/cause.ts';
import { choiceOf, choicesOf, keyOf } from '../../operation/choices.ts';
import type { Language } from '../../lib/language.ts';
import type { OperationKind } from '../../operation/operation.ts';
import type { Precheck } from '../../operation/tenant.ts';
import { paces } from '../../request/decide/dispatch.ts';
import { causeText } from '../sentences/cause.ts';
import { elsewhereText } from './view/destination.ts';
import { safe } from '../blocks/escape.ts';
import { messageForm, operationForm } from './view/form.ts';
import { inLanguage, words } from '../../text/words.ts';
import { call, callAgain } from '../client/web.ts';
import { DIRECTORY_MAX_AGE_MS, type FormDeps } from './deps.ts';
import { SELECTED_MAX } from './view/fields.ts';
import type { Draft, DraftPlace } from './draft.ts';
import { destinationOf, type Origin, originOf } from './targets/destination.ts';
import { changeDropped } from './targets/excluded.ts';
import {
  addedBy,
  type Adding,
  begun,
  begunText,
  meansNothing,
  oneOfEach,
  undecidedText,
  withoutFamiliesOf,
} from './targets/typed.ts';
import { FormFailure, formFailureText } from './form-failure.ts';
import { refusalFor, stopsFor } from './targets/may-request.ts';
import { createFormFamilies, NO_OFFER, type Offer } from './families.ts';
import { choicesOfFamilies, choicesShown, modelOf, type OpenForm, opened } from './open-form.ts';
import type { Beginning } from './prefill.ts';
import { createReadings, type Reading, type Readings } from './readings.ts';
import { chosenKeys, fieldsOf, generationOf } from './values.ts';

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
      chosen: [],
    };
    await deps.drafts.put(value, deps.clock.now());
    return value;
  }

  /** Opens the skeleton within the trigger's three seconds, then fills it. */
  async function show(
    value: Draft,
    triggerId: string,
    { prefill = null, command = null }: Beginning = {},
  ): Promise<void> {
    const language = await deps.people.languageOf(value.person);
    const skeleton = opened(value, '', readingsIn(language), language);
    skeleton.stops = await stopsFor(deps, kind, []);
    const view = inLanguage(language, () =>
      operationForm({ ...modelOf(skeleton, deps.clock.now()), stage: 'opening' }),
    );
    const viewId = await openSkeleton(triggerId, view);
    try {
      await fill(value, { ...skeleton, viewId }, { prefill, command });
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

  async function fill(value: Draft, skeleton: OpenForm, { prefill, command }: Required<Beginning>): Promise<void> {
    const { viewId, language } = skeleton;
    const refusal = await refusalFor(deps, value, language);
    if (refusal !== null) return message(viewId, language, () => refusal);

    const [origin, found] = await Promise.all([twice(() => originOf(deps, value)), offered(language)]);
    const offer = typeof found === 'string' ? NO_OFFER : found;
    const again = prefill?.keys.flatMap((key) => choiceOf(offer.choices, key) ?? []) ?? [];
    const start = prefill ? null : await begun(skeleton, offer, value.text);
    const chosen = start ? start.chosen : again;
    const gone = typeof found === 'string' || !prefill ? 0 : prefill.keys.length - chosen.length;
    const notice = [
      elsewhere(origin, language),
      typeof found === 'string' ? found : null,
      ...(start && typeof found !== 'string' ? inLanguage(language, () => begunText(kind, start, offer)) : []),
      start && command !== null && meansNothing(start)
        ? inLanguage(language, () => words.typed.subcommand(safe(value.text, 100), command))
        : null,
      gone > 0 ? inLanguage(language, () => words.flow[kind].noLonger(gone)) : null,
    ];
    // A field keeps what it holds from one update to the next, so what is chosen beforehand must be there from the first.
    const form: OpenForm = {
      ...skeleton,
      origin,
      notice: notice.filter((text) => text !== null).join('\n') || null,
      offer,
      typed: start?.shown ?? [],
      sides: start?.sides ?? [],
      choices: chosen,
      proposed: chosen.length > 1 ? chosen.map(({ key }) => key) : [],
      ...(prefill && {
        serviceNames: new Map(prefill.serviceNames),
        reason: prefill.reason,
        stopRule: prefill.stopRule,
      }),
    };
    hold(form);
    await keepChosen(form);
    await settle(form);
  }

  /** More than a select holds is kept with the draft, for the submission, also after a restart. */
  async function keepChosen({ draftId, choices }: OpenForm): Promise<void> {
    if (choices.length <= SELECTED_MAX) return;
    const value = await deps.drafts.get(draftId);
    if (value) await deps.drafts.put({ ...value, chosen: choices.map(({ key }) => key) }, deps.clock.now());
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
    await keepReadings(form);
    await leaveOutBlocked(form);
    if (form.turn === turn) await draw(form);
    // What could be chosen instead is compared last: nobody waits for it.
    const siblings = form.families.siblings(about, form.offer);
    if (form.turn !== turn || !form.readings.incomplete(siblings)) return;
    await form.readings.read(siblings);
    if (form.turn === turn) await draw(form);
  }

  /** For the submission, whichever process gets it, and for the first reading of the request. */
  async function keepReadings({ draftId, choices, readings, language }: OpenForm): Promise<void> {
    const prechecks = choices.flatMap(({ key, target }): [string, Precheck][] => {
      const reading = readings.of(key);
      return reading !== null && 'passed' in reading ? [[keyOf(target), reading]] : [];
    });
    await deps.drafts.putReadings(draftId, { language, prechecks }, deps.clock.now());
  }

  /** What the bot chose and OCP blocks is left out by itself, where something is left; what people chose, they leave out. */
  async function leaveOutBlocked(form: OpenForm): Promise<void> {
    const shown = choicesShown(form);
    const blocked = shown.filter(({ key }) => form.proposed.includes(key) && isBlocked(form.readings.of(key)));
    if (blocked.length === 0 || blocked.length === shown.length) return;
    await changeDropped(deps, form, (before) => [...new Set([...before, ...blocked.map(({ key }) => key)])]);
  }

  /** Something was chosen or taken out: OCP's precheck runs for what is new and its findings appear in the form. */
  async function choose(value: Draft, view: SeenView): Promise<void> {
    const form = await formOf(value, view);
    form.turn += 1;
    const turn = form.turn;
    const keys = remember(form, value, view);
    form.proposed = form.proposed.filter((key) => keys.includes(key));
    if (value.chosen.length > 0) return exclude(form, value, keys);
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

  /** How the calls are sent: which fields that takes. */
  async function pace(value: Draft, view: SeenView): Promise<void> {
    const form = await formOf(value, view);
    remember(form, value, view);
    await draw(form);
  }

  /** Taken out of more than the select holds, or put back: nothing is read for it that is not known. */
  async function exclude(form: OpenForm, { chosen }: Draft, keys: readonly string[]): Promise<void> {
    form.excluded = chosen.filter((key) => !keys.includes(key));
    await settle(form);
  }

  /** A button that adds what it says, the best of each family: in a new field, because one keeps what it holds. */
  async function add(value: Draft, view: SeenView, adding: Adding): Promise<void> {
    const form = await formOf(value, view);
    form.turn += 1;
    const turn = form.turn;
    const keys = remember(form, value, view);
    const offer = await offered(form.language);
    if (form.turn !== turn) return;
    if (typeof offer === 'string') {
      form.notice = offer;
      return draw(form);
    }
    form.offer = offer;
    const before = keys.flatMap((key) => choiceOf(offer.choices, key) ?? []);
    const more = withoutFamiliesOf(before, addedBy(adding, offer), offer);
    const picked = await oneOfEach(form, offer, more);
    if (form.turn !== turn) return;
    const told = inLanguage(form.language, () => undecidedText(kind, picked));
    form.notice = told.join('\n') || null;
    if (adding.what !== 'lost') form.sides = [];
    form.typed = more;
    form.choices = [...before, ...picked.chosen];
    form.proposed = [...form.proposed, ...picked.chosen.map(({ key }) => key)];
    form.generation += 1;
    await keepChosen(form);
    await settle(form);
  }

  /** Takes over what the fields hold, for those that will be drawn under other ids. Returns what is chosen. */
  function remember(form: OpenForm, draft: Draft, view: SeenView): readonly string[] {
    const fields = fieldsOf(kind, view.values);
    form.pace = paces.find((one) => one === fields?.pace) ?? form.pace;
    form.generation = Math.max(form.generation, (fields && generationOf(kind, fields.targetsBlock)) ?? 0);
    const [only, ...others] = choicesShown(form);
    const alone = fields?.serviceName ?? null;
    if (only && others.length === 0 && alone !== null) form.serviceNames.set(only.target.tenant.tenantId, alone);
    if (fields) form.decision = fields.decision;
    for (const [tenantId, name] of fields?.serviceNames ?? []) form.serviceNames.set(tenantId, name);
    return fields ? chosenKeys(fields, draft) : [];
  }

  /** Leaves out what OCP forbids as far as the form has shown it. On disk when it resolves; `redraw` shows it. */
  async function dropBlocked(value: Draft, view: SeenView): Promise<{ redraw: () => Promise<void> }> {
    const form = await formOf(value, view);
    const keys = remember(form, value, view);
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
    add,
    pace,
    dropBlocked,
    /** What was read for an open form, by this process or another one. */
    async readings(draftId: string, language: Language): Promise<Readings> {
      const known = open.get(draftId)?.readings;
      if (known) return known;
      return createReadings(deps.ocp.in(language), deps.clock, await deps.drafts.prechecks(draftId, language));
    },
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
