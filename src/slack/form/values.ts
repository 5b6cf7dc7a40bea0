/** What a form's fields hold, as a client sent them. Nothing in here is trusted before submit.ts has checked it. */
import { z } from 'zod';
import { kinds } from '../../operation/kinds/index.ts';
import type { OperationKind, StopRule } from '../../operation/operation.ts';
import { isReadable } from '../../lib/readable.ts';
import { isSameName, isServiceName, type NameDecision, nameDecisions } from '../../operation/service-name.ts';
import { type OnChange, onChanges, type Pace, paces } from '../../request/decide/dispatch.ts';
import { TARGETS_MAX } from './deps.ts';
import { EXCLUDED, ON_CHANGE } from './view/fields.ts';
import { NAMES_MAX } from './view/service-names.ts';
import type { Draft } from './draft.ts';
import { words } from '../../text/words.ts';

/** By block id, as `response_action: errors` wants them. Only fields that the form shows may be named. */
export type Wrong = Readonly<Record<string, string>>;

const option = z.object({ value: z.string() });
const state = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_option: option.nullish(),
      selected_options: z.array(option).nullish(),
    }),
  ),
);

export interface Fields {
  /** Values of the chosen options, in the order chosen. */
  readonly keys: readonly string[];
  /** Of what is chosen beyond what the select holds, those that are taken out. */
  readonly excluded: readonly string[];
  /** The block that holds the targets, as this form shows it. */
  readonly targetsBlock: string;
  /** What is chosen in `service_names`; null for nothing. */
  readonly decision: NameDecision | null;
  /** What stands in `service_name`, trimmed; null where the form does not show it. */
  readonly serviceName: string | null;
  /** What stands in `service_name:<tenantId>`, trimmed, by tenant id. */
  readonly serviceNames: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly stopRule: string | null;
  /** Null where the form does not ask. */
  readonly pace: string | null;
  readonly onChange: string | null;
  /** By cluster id, which wave it is in, from 1. */
  readonly waves: ReadonlyMap<string, number>;
}

/** Null for another block. */
export function generationOf(kind: OperationKind, block: string): number | null {
  const [field, generation = '0', ...more] = block.split(':');
  return field === kinds[kind].field && /^\d{1,6}$/.test(generation) && more.length === 0 ? Number(generation) : null;
}

/** Keys of what is chosen: what the select holds, or what is listed without what is taken out of it. */
export function chosenKeys({ keys, excluded }: Fields, { chosen }: Pick<Draft, 'chosen'>): readonly string[] {
  return chosen.length === 0 ? keys : chosen.filter((key) => !excluded.includes(key));
}

/** Null when the state is none of this form's. */
export function fieldsOf(kind: OperationKind, values: unknown): Fields | null {
  const parsed = state.safeParse(values);
  if (!parsed.success) return null;
  const field = (id: string) => parsed.data[id]?.[id];
  const names = Object.keys(parsed.data).flatMap((id): [string, string][] => {
    const tenantId = /^service_name:(\d+)$/.exec(id)?.[1];
    return tenantId === undefined ? [] : [[tenantId, (field(id)?.value ?? '').trim()]];
  });
  const own = Object.keys(parsed.data).find((id) => generationOf(kind, id) !== null);
  const options = (block: string, action: string) =>
    (parsed.data[block]?.[action]?.selected_options ?? []).map(({ value }) => value);
  return {
    keys: own === undefined ? [] : options(own, kinds[kind].field),
    excluded: options(EXCLUDED, EXCLUDED),
    targetsBlock: own ?? (EXCLUDED in parsed.data ? EXCLUDED : kinds[kind].field),
    decision: nameDecisions.find((one) => one === field('service_names')?.selected_option?.value) ?? null,
    serviceName: parsed.data['service_name'] ? (field('service_name')?.value ?? '').trim() : null,
    serviceNames: new Map(names),
    reason: (field('reason')?.value ?? '').trim(),
    stopRule: field('stop_rule')?.selected_option?.value ?? null,
    pace: field('pace')?.selected_option?.value ?? null,
    onChange: (field(ON_CHANGE.few) ?? field(ON_CHANGE.many))?.selected_option?.value ?? null,
    waves: new Map(
      Object.keys(parsed.data).flatMap((id): [string, number][] => {
        const clusterId = /^wave:(\d+)$/.exec(id)?.[1];
        const wave = Number(field(id)?.selected_option?.value);
        return clusterId !== undefined && Number.isInteger(wave) ? [[clusterId, wave]] : [];
      }),
    ),
  };
}

export interface SubmittedForm {
  readonly targetsBlock: string;
  readonly keys: readonly string[];
  /** What becomes of the service names; null where the operation leaves them alone. */
  readonly decision: NameDecision | null;
  /** The new ones, by tenant id. */
  readonly serviceNames: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly stopRule: StopRule;
  readonly pace: Pace;
  /** Null where the form did not ask. */
  readonly onChange: OnChange | null;
  readonly waves: ReadonlyMap<string, number>;
}

/** What is asked for once the choices in `dropped` are left out, or what is wrong beside which field. */
export function asked(
  kind: OperationKind,
  fields: Fields,
  draft: Pick<Draft, 'chosen' | 'dropped'>,
): { readonly wrong: Wrong } | { readonly asked: SubmittedForm } {
  const field = fields.targetsBlock;
  const text = words.flow[kind];
  const chosen = chosenKeys(fields, draft);
  const keys = chosen.filter((key) => !draft.dropped.includes(key));
  const tenants = keys.map((key) => key.split(':')[1] ?? '');
  const decision = kinds[kind].namesService ? fields.decision : null;
  const names = decision === 'each' ? namesFor(tenants, fields) : NO_NAMES;
  const stopRule = fields.stopRule ?? 'stop_at_failure';
  const pace = paces.find((one) => one === (fields.pace ?? 'one_by_one'));
  const onChange = onChanges.find((one) => one === fields.onChange) ?? null;
  const wrong = {
    ...names.wrong,
    ...(kinds[kind].namesService && decision === null && { service_names: words.flow.serviceNames.choose }),
    ...(pace === undefined && { pace: words.flow.stopRule }),
    ...(!isReadable(fields.reason) && { reason: words.flow.reasonMissing }),
    ...(fields.reason.length > 3_000 && { reason: words.flow.reasonLong }),
    ...(stopRule !== 'stop_at_failure' && stopRule !== 'go_on' && { stop_rule: words.flow.stopRule }),
    ...(new Set(tenants).size < tenants.length && { [field]: text.twice }),
    ...(keys.some((key) => !kinds[kind].keyShape.test(key)) && { [field]: text.chooseOne }),
    ...(keys.length > TARGETS_MAX && { [field]: words.flow.tooMany(TARGETS_MAX) }),
    ...(keys.length === 0 && { [field]: chosen.length === 0 ? text.chooseOne : words.flow.allLeftOut }),
  };
  if (Object.keys(wrong).length > 0) return { wrong };
  const { reason } = fields;
  return {
    asked: {
      targetsBlock: field,
      keys,
      decision,
      serviceNames: names.names,
      reason,
      stopRule: stopRule === 'go_on' ? 'go_on' : 'stop_at_failure',
      pace: pace ?? 'one_by_one',
      onChange,
      waves: fields.waves,
    },
  };
}

interface Names {
  readonly names: ReadonlyMap<string, string>;
  readonly wrong: Wrong;
}

const NO_NAMES: Names = { names: new Map(), wrong: {} };

/** Every tenant gets a new service name. One that is missing, that OCP would refuse, or that two tenants are to get, is wrong. */
function namesFor(tenants: readonly string[], { serviceName, serviceNames }: Fields): Names {
  const names = new Map<string, string>();
  const wrong: Record<string, string> = {};
  if (tenants.length > NAMES_MAX)
    return { names, wrong: { service_names: words.flow.serviceNames.tooMany(NAMES_MAX) } };
  const [first, ...others] = tenants;
  const single = first !== undefined && others.length === 0;
  // The form was submitted before it could show a field for each.
  if (!single && serviceName !== null) wrong['service_name'] = words.flow.nameForWhich;
  for (const tenantId of tenants) {
    const isAlone = single && serviceName !== null;
    const own = isAlone ? serviceName : serviceNames.get(tenantId);
    // Or before it showed one at all.
    const field = isAlone ? 'service_name' : own === undefined ? 'service_names' : `service_name:${tenantId}`;
    if (own === undefined || own === '') {
      if (serviceName === null || isAlone) wrong[field] = words.flow.serviceNames.missing;
      continue;
    }
    if (!isServiceName(own)) wrong[field] = words.flow.serviceName;
    else if ([...names.values()].some((name) => isSameName(name, own))) wrong[field] = words.flow.sameServiceName;
    names.set(tenantId, own);
  }
  return { names, wrong };
}

/** Where a name of this tenant is typed, or would be. */
export function nameFieldOf(tenantId: string, decision: NameDecision | null, isAlone: boolean): string {
  if (decision !== 'each') return 'service_names';
  return isAlone ? 'service_name' : `service_name:${tenantId}`;
}
