import pLimit, { type LimitFunction } from 'p-limit';
import type { Language } from '../../lib/language.ts';
import type { Choice } from '../../operation/choices.ts';
import type { OperationKind, StopRule } from '../../operation/operation.ts';
import type { StopInForce } from '../../stop/in-force.ts';
import type { FormModel } from './view/form.ts';
import { type Destination, type Origin, placeOf } from './targets/destination.ts';
import type { Draft } from './draft.ts';
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
  /** All that the select holds, as far as OCP's list knows it. */
  choices: readonly Choice[];
  /** Keys of choices that are left out. */
  dropped: readonly string[];
  /** What was typed, by tenant id. */
  readonly serviceNames: Map<string, string>;
  readonly reason: string;
  readonly stopRule: StopRule;
  readonly readings: Readings;
  /** Counts the changes of what is chosen. */
  turn: number;
  /** Counts the drawings that were asked for; `drawn` is the last of them. */
  drawing: number;
  drawn: Promise<void>;
  /** Changes of what is left out, in the order in which they came: see dropped.ts. */
  readonly oneByOne: LimitFunction;
}

export function opened(draft: Draft, viewId: string, readings: Readings, language: Language): OpenForm {
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
    choices: [],
    dropped: draft.dropped,
    serviceNames: new Map(),
    reason: '',
    stopRule: 'stop_at_failure',
    readings,
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

export function modelOf(form: OpenForm): FormModel {
  const { kind, draftId, destination, stops, notice, reason, stopRule, serviceNames } = form;
  return {
    kind,
    draftId,
    stage: 'ready',
    destination,
    stops,
    notice,
    chosen: choicesShown(form).map((choice) => ({ choice, reading: form.readings.of(choice.key) ?? 'running' })),
    dropped: form.choices.filter(({ key }) => form.dropped.includes(key)),
    serviceNames,
    reason,
    stopRule,
  };
}
