import pLimit, { type LimitFunction } from 'p-limit';
import type { Language } from '../../lib/language.ts';
import type { Choice } from '../../operation/choices.ts';
import type { OperationKind, StopRule } from '../../operation/operation.ts';
import type { StopInForce } from '../../stop/in-force.ts';
import type { FormModel } from './view/form.ts';
import { type Destination, type Origin, placeOf } from './targets/destination.ts';
import type { Draft } from './draft.ts';
import { type FormFamilies, NO_OFFER, type Offer } from './families.ts';
import type { Readings } from './readings.ts';

/** A form as this process knows it. After a restart it is gone, and submitting still works: see submit.ts. */
export interface OpenForm {
  readonly draftId: string;
  readonly kind: OperationKind;
  /** Of whoever opened it. */
  readonly language: Language;
  readonly viewId: string;
  readonly origin: Origin;
  /** Of what is chosen, as it was when the form was last drawn. */
  destination: Destination;
  notice: string | null;
  /** What would refuse it, as it was when the form was last drawn. */
  stops: readonly StopInForce[];
  /** What OCP's list held last. */
  offer: Offer;
  /** What was typed behind the command, where that names several standbys of one family: shown while nothing is chosen. */
  readonly typed: readonly Choice[];
  /** All that the select holds, as far as OCP's list knows it. */
  choices: readonly Choice[];
  /** Keys of choices that are left out. */
  dropped: readonly string[];
  /** What was typed, by tenant id. */
  readonly serviceNames: Map<string, string>;
  readonly reason: string;
  readonly stopRule: StopRule;
  readonly readings: Readings;
  readonly families: FormFamilies;
  /** Counts the changes of what is chosen. */
  turn: number;
  /** Counts the drawings that were asked for; `drawn` is the last of them. */
  drawing: number;
  drawn: Promise<void>;
  /** Changes of what is left out, in the order in which they came: see dropped.ts. */
  readonly oneByOne: LimitFunction;
}

export function opened(
  draft: Draft,
  viewId: string,
  { readings, families }: Pick<OpenForm, 'readings' | 'families'>,
  language: Language,
): OpenForm {
  return {
    draftId: draft.id,
    kind: draft.kind,
    language,
    viewId,
    origin: {
      typedIn: draft.typedIn,
      place: draft.place ?? placeOf(draft.typedIn),
      here: draft.here ?? false,
      external: false,
    },
    destination: { kind: 'open' },
    notice: null,
    stops: [],
    offer: NO_OFFER,
    typed: [],
    choices: [],
    dropped: draft.dropped,
    serviceNames: new Map(),
    reason: '',
    stopRule: 'stop_at_failure',
    readings,
    families,
    turn: 0,
    drawing: 0,
    drawn: Promise.resolve(),
    oneByOne: pLimit(1),
  };
}

/** What will be asked for. */
export function choicesShown(form: OpenForm): readonly Choice[] {
  return form.choices.filter(({ key }) => !form.dropped.includes(key));
}

/** Those whose families are shown. */
export function choicesOfFamilies(form: OpenForm): readonly Choice[] {
  const shown = choicesShown(form);
  return shown.length > 0 ? shown : form.typed;
}

/** `now`: ms since the epoch, our clock. */
export function modelOf(form: OpenForm, now: number): FormModel {
  const { kind, draftId, destination, stops, notice, reason, stopRule, serviceNames } = form;
  return {
    kind,
    draftId,
    stage: 'ready',
    destination,
    stops,
    notice,
    chosen: choicesShown(form).map((choice) => ({ choice, reading: form.readings.of(choice.key) ?? 'running' })),
    families: form.families.of(choicesOfFamilies(form), form.offer),
    now,
    dropped: form.choices.filter(({ key }) => form.dropped.includes(key)),
    serviceNames,
    reason,
    stopRule,
  };
}
