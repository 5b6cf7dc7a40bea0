/**
 * Events as former versions wrote them, brought up to the shape of today before anything reads them. The only place that knows those shapes.
 * It is for reading alone: the stored bytes stay as they are, and hashes, `verify` and the export are of those.
 *
 * Where a missing field has a meaning of its own, it stays missing: `person` (nothing was read of them, no accounts are known), `steps` of a
 * proposal (its digest has none), `candidates` (nothing was read), `afterStop`, `earlier`, `again`, `code` (there were none), `names` and
 * everything else of an inspection, a rule or an operation (approvals have a digest of them). `not told` in a reading of roles stays as well:
 * null says more there, that OCP does not show the tenant. Text in place of facts (`frozen`, a primary as text) is a kind of its own.
 */
import { z } from 'zod';
import { DEFAULT_LANGUAGE } from '../../lib/language.ts';
import type { RequestEvent } from '../events.ts';

type Body = Readonly<Record<string, unknown>>;
type Bring = (event: Body) => Body;

/** A role that OCP did not give: before it was null, it was this. */
const UNTOLD = 'not told';

const differences = z.array(z.looseObject({}));
const items = z.array(z.looseObject({ todos: z.array(z.looseObject({ kind: z.string() })) }));

/** Where it is missing. */
function withField(field: string, value: unknown): Bring {
  return (event) => (event[field] === undefined ? { ...event, [field]: value } : event);
}

/** English text, where there are facts now. */
const withCause: Bring = (event) => {
  if (event['why'] !== undefined) return event;
  const { message = '', code = null } = event;
  return { ...event, why: message === '' ? null : { kind: 'text', text: message, code } };
};

function told(role: unknown): unknown {
  return role === UNTOLD ? null : role;
}

const withDifferences: Bring = (event) => {
  const { data } = differences.safeParse(event['differences']);
  const isFormer = (one: Body) => one['kind'] === 'role_changed' && [one['from'], one['to']].includes(UNTOLD);
  if (data?.some(isFormer) !== true) return event;
  return {
    ...event,
    differences: data.map((one) => (isFormer(one) ? { ...one, from: told(one['from']), to: told(one['to']) } : one)),
  };
};

const withTenants = withField('tenants', []);

const withToDos: Bring = (event) => {
  const { data } = items.safeParse(event['items']);
  if (!data) return event;
  const brought = (one: Body) => (one['kind'] === 'check_standbys' ? withTenants(one) : one);
  return { ...event, items: data.map((item) => ({ ...item, todos: item.todos.map(brought) })) };
};

/** By type; a type that has always had its shape is not here. */
const formerShapes: { readonly [Type in RequestEvent['type']]?: Bring } = {
  requested: withField('language', DEFAULT_LANGUAGE),
  remedy_claimed: withField('task', null),
  returned: withDifferences,
  targets_left_out: withDifferences,
  call_refused: withCause,
  call_not_sent: withCause,
  call_unknown: withCause,
  call_hidden: withCause,
  remedy_refused: withCause,
  remedy_not_sent: withCause,
  remedy_unknown: withCause,
  task_hidden: withCause,
  held_up: withCause,
  todos_listed: withToDos,
};

const byType = new Map<string, Bring>(Object.entries(formerShapes));

/** The event itself where nothing of it is former. */
export function broughtUp(type: string, event: Body): Body {
  return byType.get(type)?.(event) ?? event;
}
