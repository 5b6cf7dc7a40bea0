/**
 * The keys of the policy file. Its schema, the types `Policy` and `Rule`, what a policy's version is of, and what the audit tells
 * of a change are all made of these tables.
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

/** Nobody reads who asks, for what and why in less. */
export const READING_MS = 5_000;

/** In a lost region one person may have to ask for many clusters, one request each, and for some of them again. */
export const REQUESTS_PER_HOUR = 30;

/** Whose members count: those of the bot's workspace, or of every workspace of its Enterprise organisation. */
const peopleSources = ['workspace', 'organisation'] as const;
export type PeopleFrom = (typeof peopleSources)[number];

type Texts = readonly string[];

/** The audit shows what a rule says as a list of texts. */
function ruleKey<const Field extends string, Schema extends z.ZodType, Value>(
  key: Omit<Key<Field, Schema, Value, Texts>, 'unsaid'> & { readonly unsaid?: Texts },
): Key<Field, Schema, Value, Texts> {
  return { unsaid: [], ...key };
}

/** Lists are sets and stand sorted. */
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
/** What is true only where the file says so. */
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
  /** Patterns with `*` and `?` over whole names, letter case ignored. */
  clusters: ruleSet('clusters', scope.clusters),
  tenants: ruleSet('tenants', scope.tenants),
  requesters: ruleSet(
    'requesters',
    setOf(personSchema, 'no_requesters').describe('Who may ask: Slack user ids (U…, W…) and user group ids (S…).'),
  ),
  approvers: ruleSet(
    'approvers',
    setOf(personSchema, 'no_approvers').describe('Who may agree: Slack user ids (U…, W…) and user group ids (S…).'),
  ),
  /** Needed besides the requester, 1 or more. */
  approvals: ruleKey({
    field: 'approvals',
    weight: 'deciding',
    schema: z
      .int(say('not_whole'))
      .min(1, say('below_one'))
      .default(1)
      .describe('How many people other than the requester must agree.'),
    read: (written) => written,
    shown: (approvals) => [String(approvals)],
  }),
  /** Null: nowhere else. Deciding, because who reads a question is part of it. */
  channel: ruleKey({
    field: 'channel',
    weight: 'deciding',
    schema: channelSchema
      .optional()
      .describe(
        'Where requests are posted when the bot is not in the channel of the command. Where the sides of a pair stand under two rules: the channel of the rule of the side that OCP moves (failover: the standby; switchover: the primary), and the other only where that rule names none.',
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
      .describe('How long after the last approval the call to OCP may still begin: 1s to 24h.'),
    read: (written) => written,
    shown: (ms) => inWords(ms),
  }),
  /** An approval given sooner after the question appeared is asked for again; 0: none is. Missing: READING_MS. */
  reading_time: ruleKey({
    field: 'readingMs',
    weight: 'deciding',
    schema: readingSchema
      .prefault('5s')
      .describe(
        'An approval given sooner after the question appeared must be given again: 0s to 10m, 0s switches it off.',
      ),
    read: (ms) => (ms === READING_MS ? undefined : ms),
    shown: (ms) => inWords(ms),
    unsaid: inWords(READING_MS),
  }),
  /** Missing: its requests may not stand in channels that other organisations read. */
  external_channels: ruleKey({
    field: 'externalChannels',
    weight: 'deciding',
    schema: z
      .boolean(say('not_yes_or_no'))
      .default(false)
      .describe('Whether requests may stand in channels that are shared with other organisations (Slack Connect).'),
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
      .describe('Whether approving a failover asks for a one-time code besides the click: see docs/one-time-codes.md.'),
    read: (written) => whereTrue(written),
    ...said,
  }),
};

const ruleSchema = z.strictObject(shapeOf(ruleKeys), say('rule_mapping'));

/** What holds beside rules and freezes. `told`: what the audit kept of it, whichever version did. */
function topKey<const Field extends string, Schema extends z.ZodType, Value, Shown>(
  key: Key<Field, Schema, Value, Shown> & { readonly told: z.ZodType<Shown> },
) {
  return key;
}

const textsTold = z.array(z.string()).default([]);

/** The audit tells of those that decide first. */
export const topKeys = {
  /** Null: changes are told in the log alone. */
  audit_channel: topKey({
    field: 'auditChannel',
    weight: 'presenting',
    schema: channelSchema
      .optional()
      .describe('Where changes of this file and of the people file are told. Left out: only in the log.'),
    read: (channel): string | null => channel ?? null,
    shown: (text) => text,
    unsaid: null,
    told: z.string().nullable(),
  }),
  /** Missing where the file says nothing that differs from English everywhere. */
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
   * Why everything is refused; null when it is not. Empty for a stop that gives no reason: older versions read a text here,
   * and in the events.
   */
  stop_all: topKey({
    field: 'stopAll',
    weight: 'deciding',
    schema: z
      .unknown()
      .optional()
      .describe(
        'The kill switch: while this key is here, whatever its value, everything is refused. The reason shown is the first line of the value. To resume, take the key out.',
      ),
    read: (value): string | null => (value === undefined ? null : reasonIn(value)),
    shown: (text) => text,
    unsaid: null,
    told: z.string().nullable(),
  }),
  /** User ids and user group ids. Missing: whoever may request or approve under any rule. */
  stoppers: topKey({
    field: 'stoppers',
    weight: 'deciding',
    schema: setOf(personSchema, 'no_stoppers')
      .optional()
      .describe(
        'Who may stop every call with /failover stop: user ids and user group ids. Left out: everybody who may request or approve.',
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
      .describe('How often one person may ask within an hour.'),
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
      .describe('Whose members may take part: those of the workspace, or of its whole Enterprise Grid organisation.'),
    read: (from) => (from === 'workspace' ? undefined : from),
    shown: (from) => from,
    unsaid: 'workspace' as const,
    told: z.enum(peopleSources).default('workspace'),
  }),
};

/** In which language cards, threads and notices are written. */
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

/** What is listed in the file. The order of the rules counts, because the first that covers a target decides. */
export const listSchemas = {
  freezes: listOf(freezeSchema)
    .default([])
    .describe(
      'Times in which operations are refused to everybody. A freeze that covers either side of a pair, the primary or the standby, stops it.',
    ),
  rules: listOf(ruleSchema)
    .min(1, say('no_rules'))
    .describe(
      'Who may do what. For each side of a pair, the primary and the standby, the first rule that covers it counts; where these are two rules, a request needs what both demand. A pair of which no side has a rule cannot be moved.',
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
