/** What a form's fields hold, as a client sent them. Nothing in here is trusted before submit.ts has checked it. */
import { z } from 'zod';
import { kinds } from '../../operation/kinds/index.ts';
import type { OperationKind, StopRule } from '../../operation/operation.ts';
import { isReadable } from '../../lib/readable.ts';
import { isServiceName } from '../../operation/service-name.ts';
import { TARGETS_MAX } from './deps.ts';
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
  /** What stands in `service_name`, trimmed. */
  readonly serviceName: string;
  /** What stands in `service_name:<tenantId>`, trimmed, by tenant id. */
  readonly serviceNames: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly stopRule: string | null;
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
  return {
    keys: (field(kinds[kind].field)?.selected_options ?? []).map(({ value }) => value),
    serviceName: (field('service_name')?.value ?? '').trim(),
    serviceNames: new Map(names),
    reason: (field('reason')?.value ?? '').trim(),
    stopRule: field('stop_rule')?.selected_option?.value ?? null,
  };
}

export interface SubmittedForm {
  readonly keys: readonly string[];
  /** By tenant id; a tenant without one is not in it. */
  readonly serviceNames: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly stopRule: StopRule;
}

/** What is asked for once the choices in `dropped` are left out, or what is wrong beside which field. */
export function asked(
  kind: OperationKind,
  fields: Fields,
  dropped: readonly string[],
): { readonly wrong: Wrong } | { readonly asked: SubmittedForm } {
  const field = kinds[kind].field;
  const text = words.flow[kind];
  const keys = fields.keys.filter((key) => !dropped.includes(key));
  const tenants = keys.map((key) => key.split(':')[1] ?? '');
  const names = namesFor(tenants, fields);
  const stopRule = fields.stopRule ?? 'stop_at_failure';
  const wrong = {
    ...names.wrong,
    ...(!isReadable(fields.reason) && { reason: words.flow.reasonMissing }),
    ...(fields.reason.length > 3_000 && { reason: words.flow.reasonLong }),
    ...(stopRule !== 'stop_at_failure' && stopRule !== 'go_on' && { stop_rule: words.flow.stopRule }),
    ...(new Set(tenants).size < tenants.length && { [field]: text.twice }),
    ...(keys.some((key) => !kinds[kind].keyShape.test(key)) && { [field]: text.chooseOne }),
    ...(keys.length > TARGETS_MAX && { [field]: words.flow.tooMany(TARGETS_MAX) }),
    ...(keys.length === 0 && { [field]: fields.keys.length === 0 ? text.chooseOne : words.flow.allLeftOut }),
  };
  if (Object.keys(wrong).length > 0) return { wrong };
  const { reason } = fields;
  return {
    asked: { keys, serviceNames: names.names, reason, stopRule: stopRule === 'go_on' ? 'go_on' : 'stop_at_failure' },
  };
}

/** Which tenant gets which service name. A name that OCP would refuse, or that two tenants are to get, is wrong. */
function namesFor(
  tenants: readonly string[],
  { serviceName, serviceNames }: Fields,
): { readonly names: ReadonlyMap<string, string>; readonly wrong: Wrong } {
  const names = new Map<string, string>();
  const wrong: Record<string, string> = {};
  const [first, ...others] = tenants;
  const single = first !== undefined && others.length === 0;
  // The form was submitted before it could show a field for each.
  if (!single && serviceName !== '') wrong['service_name'] = words.flow.nameForWhich;
  for (const tenantId of tenants) {
    const own = single && serviceName !== '' ? serviceName : (serviceNames.get(tenantId) ?? '');
    const field = single && serviceName !== '' ? 'service_name' : `service_name:${tenantId}`;
    if (own === '') continue;
    if (!isServiceName(own)) wrong[field] = words.flow.serviceName;
    else if ([...names.values()].includes(own)) wrong[field] = words.flow.sameServiceName;
    names.set(tenantId, own);
  }
  return { names, wrong };
}
