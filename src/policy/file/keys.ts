/**
 * The keys of the policy file. These tables determine its schema, the types `Policy` and `Rule`, the content of a
 * policy's version, and what the audit shows of a change.
 */
import { z } from 'zod';
import { listOf, nameSchema, say, setOf } from '../../files/schemas.ts';
import { DEFAULT_LANGUAGE, type Language } from '../../lib/language.ts';
import type { Freeze } from '../freeze.ts';
import { toFreeze } from './freezes.ts';
import { type Fields, fieldsOf, type Key, shapeOf } from './key.ts';
import { reasonIn } from './stop.ts';
import {
  channelSchema,
  durationSchema,
  freezeSchema,
  languagesSchema,
  personSchema,
  readingSchema,
  scope,
} from './values.ts';

/** Nobody can read who requests what and why in less time. */
export const READING_MS = 5_000;

/** In a lost region one person may have to make one request each for many clusters, some of them twice. */
export const REQUESTS_PER_HOUR = 30;

/** Whose members count: those of the bot's workspace, or of every workspace of its Enterprise organisation. */
const peopleSources = ['workspace', 'organisation'] as const;
export type PeopleFrom = (typeof peopleSources)[number];

type Texts = readonly string[];

/** The audit shows the values of a rule as a list of texts. */
function ruleKey<const Field extends string, Schema extends z.ZodType, Value>(
  key: Omit<Key<Field, Schema, Value, Texts>, 'unsaid'> & { readonly unsaid?: Texts },
): Key<Field, Schema, Value, Texts> {
  return { unsaid: [], ...key };
}

/** Lists are sets and are kept sorted. */
function sorted<T extends string>(items: readonly T[]): readonly T[] {
  return [...items].sort();
}

function ruleSet<const Field extends string, Schema extends z.ZodType<readonly string[]>>(
  field: Field,
  schema: Schema,
) {
  type Item = z.output<Schema>[number];
  const key = { field, weight: 'deciding', schema, shown: (items: readonly Item[]) => items } as const;
  return ruleKey<Field, Schema, readonly Item[]>({ ...key, read: (items) => sorted<Item>(items) });
}

const inWords = (ms: number): Texts => [duration(ms)];
/** A value that is true only where the file says so. */
const whereTrue = (written: boolean) => (written ? true : undefined);
const said = { shown: () => ['true'], unsaid: ['false'] } as const;

export const ruleKeys = {
  name: ruleKey({
    field: 'name',
    weight: 'deciding',
    schema: nameSchema.describe('Shown to people; unique among the rules.'),
    read: (written) => written,
    shown: (name) => [name],
  }),
  operations: ruleSet('operations', scope.operations),
  /** Patterns with `*` and `?` over whole names, case-insensitive. */
  clusters: ruleSet('clusters', scope.clusters),
  tenants: ruleSet('tenants', scope.tenants),
  requesters: ruleSet(
    'requesters',
    setOf(personSchema, 'no_requesters').describe('Who may request: Slack user ids (U…, W…) and user group ids (S…).'),
  ),
  approvers: ruleSet(
    'approvers',
    setOf(personSchema, 'no_approvers').describe('Who may approve: Slack user ids (U…, W…) and user group ids (S…).'),
  ),
  /** The number of approvals besides the requester, 1 or more. */
  approvals: ruleKey({
    field: 'approvals',
    weight: 'deciding',
    schema: z
      .int(say('not_whole'))
      .min(1, say('below_one'))
      .default(1)
      .describe('How many people other than the requester must approve.'),
    read: (written) => written,
    shown: (approvals) => [String(approvals)],
  }),
  /** Null: nowhere else. Deciding, because the readers of a question are part of it. */
  channel: ruleKey({
    field: 'channel',
    weight: 'deciding',
    schema: channelSchema
      .optional()
      .describe(
        'Where requests are posted when the bot is not in the channel of the command. With two rules for a pair: a failover uses the channel of the standby’s rule, a switchover that of the primary’s; if that rule names none, the other one.',
      ),
    read: (channel) => channel ?? null,
    shown: (channel) => (channel === null ? [] : [channel]),
  }),
  approval_window: ruleKey({
    field: 'approvalWindowMs',
    weight: 'deciding',
    schema: durationSchema.prefault('30m').describe('How long a request waits for its approvals: 1s to 24h.'),
    read: (written) => written,
    shown: (ms) => inWords(ms),
  }),
  start_window: ruleKey({
    field: 'startWindowMs',
    weight: 'deciding',
    schema: durationSchema
      .prefault('5m')
      .describe('How long after the last approval the call to OCP may start: 1s to 24h.'),
    read: (written) => written,
    shown: (ms) => inWords(ms),
  }),
  /** An approval sooner than this after the question appeared has to be given again; 0: never. Missing: READING_MS. */
  reading_time: ruleKey({
    field: 'readingMs',
    weight: 'deciding',
    schema: readingSchema
      .prefault('5s')
      .describe(
        'An approval sooner than this after the question appeared does not count and must be given again: 0s to 10m, 0s switches it off.',
      ),
    read: (ms) => (ms === READING_MS ? undefined : ms),
    shown: (ms) => inWords(ms),
    unsaid: inWords(READING_MS),
  }),
  /** Missing: its requests may not be posted in channels that other organisations can read. */
  external_channels: ruleKey({
    field: 'externalChannels',
    weight: 'deciding',
    schema: z
      .boolean(say('not_yes_or_no'))
      .default(false)
      .describe('Whether requests may be posted in channels that are shared with other organisations (Slack Connect).'),
    read: (written) => whereTrue(written),
    ...said,
  }),
  /** Missing: approvals take no code. */
  one_time_code: ruleKey({
    field: 'oneTimeCode',
    weight: 'deciding',
    schema: z
      .boolean(say('not_yes_or_no'))
      .default(false)
      .describe(
        'Whether approving a failover takes a one-time code in addition to the click: see docs/one-time-codes.md.',
      ),
    read: (written) => whereTrue(written),
    ...said,
  }),
};

const ruleSchema = z.strictObject(shapeOf(ruleKeys), say('rule_mapping'));

/** A key outside rules and freezes. `told`: its value in the audit's stored notices, of any version. */
function topKey<const Field extends string, Schema extends z.ZodType, Value, Shown>(
  key: Key<Field, Schema, Value, Shown> & { readonly told: z.ZodType<Shown> },
) {
  return key;
}

const textsTold = z.array(z.string()).default([]);

/** The audit shows deciding keys first. */
export const topKeys = {
  /** Null: changes are only in the log. */
  audit_channel: topKey({
    field: 'auditChannel',
    weight: 'presenting',
    schema: channelSchema
      .optional()
      .describe('Where changes of this file and of the people file are posted. Default: only in the log.'),
    read: (channel): string | null => channel ?? null,
    shown: (text) => text,
    unsaid: null,
    told: z.string().nullable(),
  }),
  /** Missing where every language is English. */
  languages: topKey({
    field: 'languages',
    weight: 'presenting',
    schema: languagesSchema,
    read: (written) => languagesIn(written),
    shown: ({ default: others, channels }): Texts => [
      others,
      ...Object.entries(channels).map(([channel, language]) => `${channel}: ${language}`),
    ],
    unsaid: [],
    told: textsTold,
  }),
  /**
   * The reason why everything is refused; null when it is not. Empty for a stop without a reason: older versions expect
   * a text here and in the events.
   */
  stop_all: topKey({
    field: 'stopAll',
    weight: 'deciding',
    schema: z
      .unknown()
      .optional()
      .describe(
        'The kill switch: while this key is here, with any value, every request and call is refused. The first line of the value is shown as the reason. To resume, remove the key.',
      ),
    read: (value): string | null => (value === undefined ? null : reasonIn(value)),
    shown: (text) => text,
    unsaid: null,
    told: z.string().nullable(),
  }),
  /** User ids and user group ids. Missing: everybody who may request or approve under any rule. */
  stoppers: topKey({
    field: 'stoppers',
    weight: 'deciding',
    schema: setOf(personSchema, 'no_stoppers')
      .optional()
      .describe(
        'Who may stop every call with /failover stop: user ids and user group ids. Default: everybody who may request or approve under any rule.',
      ),
    read: (ids) => ids && sorted(ids),
    shown: (ids): Texts => ids,
    unsaid: [],
    told: textsTold,
  }),
  /** Missing: REQUESTS_PER_HOUR. */
  requests_per_hour: topKey({
    field: 'requestsPerHour',
    weight: 'deciding',
    schema: z
      .int(say('not_whole'))
      .min(1, say('below_one'))
      .default(REQUESTS_PER_HOUR)
      .describe('How many requests one person may submit within an hour.'),
    read: (times) => (times === REQUESTS_PER_HOUR ? undefined : times),
    shown: (times) => times,
    unsaid: REQUESTS_PER_HOUR,
    told: z.number().default(REQUESTS_PER_HOUR),
  }),
  /** Missing: the members of the bot's workspace alone. */
  people_from: topKey({
    field: 'peopleFrom',
    weight: 'deciding',
    schema: z
      .enum(peopleSources, say('not_a_people_source'))
      .default('workspace')
      .describe(
        'Who may take part: members of the bot’s workspace only, or of all workspaces of its Enterprise Grid organisation.',
      ),
    read: (from) => (from === 'workspace' ? undefined : from),
    shown: (from) => from,
    unsaid: 'workspace' as const,
    told: z.enum(peopleSources).default('workspace'),
  }),
};

/** The languages of cards, threads and notices. */
export interface Languages {
  readonly default: Language;
  /** By channel id. */
  readonly channels: Readonly<Record<string, Language>>;
}

/** Undefined for English everywhere: such a file means the same with and without the key. */
function languagesIn(written: z.output<typeof languagesSchema>): Languages | undefined {
  if (!written) return undefined;
  const channels = Object.entries(written.channels).filter(([, language]) => language !== written.default);
  if (written.default === DEFAULT_LANGUAGE && channels.length === 0) return undefined;
  return {
    default: written.default,
    channels: Object.fromEntries(channels.sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** The lists in the file. The order of the rules matters, because the first one that covers a target decides. */
export const listSchemas = {
  freezes: listOf(freezeSchema)
    .default([])
    .describe(
      'Times in which operations are refused, even approved ones. A freeze that covers either side of a pair, primary or standby, stops it.',
    ),
  rules: listOf(ruleSchema)
    .min(1, say('no_rules'))
    .describe(
      'Who may do what. For each side of a pair, primary and standby, the first rule that covers it counts; with two rules, a request must satisfy both. A pair without any rule cannot be moved.',
    ),
};

export function rulesIn(rules: z.output<typeof listSchemas.rules>): readonly Fields<typeof ruleKeys>[] {
  return rules.map((rule) => fieldsOf(ruleKeys, rule));
}

export function freezesIn(freezes: z.output<typeof listSchemas.freezes>): readonly Freeze[] {
  return freezes.map(toFreeze).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** As the file has it: `90s`, `30m`, `1h`. */
export function duration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds > 0 && seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
