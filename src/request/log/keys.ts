/** What a request is found by: names of tenants, and people. Pure. */
import { z } from 'zod';
import { tenantFields } from '../../operation/operation.ts';
import type { RequestEvent } from '../events.ts';

/** A name that begins with more than this many letters is found by the first ones. */
const NAME_MAX = 128;

export interface Keys {
  /** Where the card goes; null when none of these events says. */
  readonly channel: string | null;
  /** Names of its tenants, primaries included. */
  readonly tenants: readonly string[];
  /** Who asked, proposed or decided. */
  readonly acted: readonly string[];
  /** User ids and user group ids that its rule names. */
  readonly named: readonly string[];
}

/** What people do in a request: the events whose `by` is somebody who took part. */
const acts: readonly string[] = [
  'requested',
  'approved',
  'rejected',
  'withdrawn',
  'resend_proposed',
  'remedy_proposed',
  'remedies_proposed',
  'abandoned',
] satisfies readonly RequestEvent['type'][];

/** The types of the events that say any of it. */
export const keyEvents: readonly string[] = [...acts, 'returned', 'terms_joined'];

const ruled = z.object({ requesters: z.array(z.string()).catch([]), approvers: z.array(z.string()).catch([]) });
const tenant = z.object({ tenantName: z.string() }).nullish().catch(null);
/** Each part may be missing: in records of older versions, and in those of newer ones that say it elsewhere. */
const told = z.object({
  by: z.string().nullish().catch(null),
  channel: z.string().nullish().catch(null),
  rule: ruled.nullish().catch(null),
  rules: z.array(ruled).catch([]),
  operation: z
    .object({ targets: z.array(z.record(z.string(), tenant)).catch([]) })
    .nullish()
    .catch(null),
});

/** Of events of one request, whichever of them, as they stand in its log. */
export function keysOf(events: readonly { readonly type: string; readonly event: unknown }[]): Keys {
  const channels: string[] = [];
  const tenants = new Set<string>();
  const acted = new Set<string>();
  const named = new Set<string>();
  for (const { type, event } of events) {
    if (!keyEvents.includes(type)) continue;
    const { by, channel, rule, rules, operation } = told.parse(event);
    if (by != null && acts.includes(type)) acted.add(by);
    for (const one of rule ? [rule, ...rules] : rules)
      for (const id of [...one.requesters, ...one.approvers]) named.add(id);
    if (type !== 'requested') continue;
    if (channel != null) channels.push(channel);
    for (const target of operation?.targets ?? [])
      for (const field of tenantFields) if (target[field]) tenants.add(target[field].tenantName);
  }
  return { channel: channels[0] ?? null, tenants: [...tenants], acted: [...acted], named: [...named] };
}

/**
 * A name as it is compared: letter case, and ways of writing the same letter, do not count. Upper case, because the lower
 * case of a letter may depend on what follows it. PostgreSQL stores no NUL.
 */
export function foldedName(name: string): string {
  const folded = name.replaceAll('\0', '').normalize('NFKC').toUpperCase().normalize('NFKC');
  return Array.from(folded).slice(0, NAME_MAX).join('');
}

/** Everything that may be typed to find one of these names: how it begins, folded. */
export function beginningsOf(names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const name of names) {
    let begun = '';
    for (const letter of foldedName(name)) {
      begun += letter;
      found.add(begun);
    }
  }
  return [...found];
}
