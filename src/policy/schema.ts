/** The policy file's shape, key by key: what it is parsed with, and what editors get as JSON Schema. */
import { z } from 'zod';
import { listOf, nameSchema, say, setOf } from '../files/yaml.ts';
import { languages } from '../language.ts';
import { operationKinds } from '../operation/kinds/index.ts';
import type { PlainFault } from '../request/file-problem.ts';
import { REQUESTS_PER_HOUR } from '../request/policy.ts';
import { isPlaceZone, weekdays } from '../request/zone.ts';

const secondMs = 1000;
const unitMs: Readonly<Record<string, number>> = { s: secondMs, m: 60 * secondMs, h: 3600 * secondMs };
const longestMs = 24 * 3600 * secondMs;

const notDuration = say('not_a_duration');
const durationSchema = z
  .string(notDuration)
  .regex(/^\d{1,6}[smh]$/, notDuration)
  .transform((text, context) => {
    const ms = Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? Number.NaN);
    if (ms >= secondMs && ms <= longestMs) return ms;
    context.addIssue(notDuration);
    return z.NEVER;
  });

const notReading = say('not_a_reading_time');
const longestReadingMs = 10 * 60 * secondMs;
const readingSchema = z
  .string(notReading)
  .regex(/^\d{1,3}[sm]$/, notReading)
  .transform((text, context) => {
    const ms = Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? Number.NaN);
    if (ms <= longestReadingMs) return ms;
    context.addIssue(notReading);
    return z.NEVER;
  });

const personSchema = z.string(say('person_not_text')).regex(/^[UWS][A-Z0-9]{2,}$/, say('not_a_person'));
const channelSchema = z.string(say('channel_not_text')).regex(/^[CG][A-Z0-9]{2,}$/, say('not_a_channel'));
const patternSchema = z.string(say('pattern_not_text')).min(1, say('empty'));
const operationsSchema = setOf(z.enum(operationKinds), 'no_operations')
  .default([...operationKinds])
  .describe('Which operations. Left out: all.');

const everything = ['*'];
const scope = {
  operations: operationsSchema,
  clusters: setOf(patternSchema, 'no_clusters')
    .default(everything)
    .describe('Names or patterns of clusters: * is any text, ? is one character. Left out: all.'),
  tenants: setOf(patternSchema, 'no_tenants')
    .default(everything)
    .describe('Names or patterns of tenants: * is any text, ? is one character. Left out: all.'),
};

const ruleSchema = z.strictObject(
  {
    name: nameSchema.describe('Shown to people; unique among the rules.'),
    ...scope,
    requesters: setOf(personSchema, 'no_requesters').describe(
      'Who may ask: Slack user ids (U…, W…) and user group ids (S…).',
    ),
    approvers: setOf(personSchema, 'no_approvers').describe(
      'Who may agree: Slack user ids (U…, W…) and user group ids (S…).',
    ),
    approvals: z
      .int(say('not_whole'))
      .min(1, say('below_one'))
      .default(1)
      .describe('How many people other than the requester must agree.'),
    channel: channelSchema
      .optional()
      .describe(
        'Where requests are posted when the bot is not in the channel of the command. Where the sides of a pair stand under two rules: the channel of the rule of the side that OCP moves (failover: the standby; switchover: the primary), and the other only where that rule names none.',
      ),
    approval_window: durationSchema.prefault('30m').describe('How long a request waits for its approvals: 1s to 24h.'),
    start_window: durationSchema
      .prefault('5m')
      .describe('How long after the last approval the call to OCP may still begin: 1s to 24h.'),
    reading_time: readingSchema
      .prefault('5s')
      .describe(
        'An approval given sooner after the question appeared must be given again: 0s to 10m, 0s switches it off.',
      ),
    external_channels: z
      .boolean(say('not_yes_or_no'))
      .default(false)
      .describe('Whether requests may stand in channels that are shared with other organisations (Slack Connect).'),
    one_time_code: z
      .boolean(say('not_yes_or_no'))
      .default(false)
      .describe('Whether approving a failover asks for a one-time code besides the click: see docs/one-time-codes.md.'),
  },
  say('rule_mapping'),
);

const zoneSchema = z
  .string(say('zone_not_text'))
  .refine(isPlaceZone, say('not_a_zone'))
  .describe('The time zone of the times written without one, such as Asia/Shanghai, or UTC.');

const notMoment = say('not_a_moment');
const momentSchema = z
  .string(notMoment)
  .regex(/^\d{4}-\d{2}-\d{2}([T ])([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?$/, {
    error: notMoment,
    abort: true,
  })
  .refine((text) => isDay(text.slice(0, 10)), say('not_a_day'))
  .optional();

const hourSchema = (fault: PlainFault) => z.string(say(fault)).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, say(fault));

const weeklySchema = z
  .strictObject(
    {
      days: setOf(z.enum(weekdays), 'no_days').describe('The days on which it begins.'),
      from: hourSchema('not_an_hour_from').refine((text) => text !== '24:00', say('hour_24')),
      until: hourSchema('not_an_hour_until').describe('At or before `from`: on the next day.'),
    },
    say('weekly_mapping'),
  )
  .optional()
  .describe('The same hours of the same days of every week.');

const freezeSchema = z
  .strictObject(
    {
      name: nameSchema.describe('Shown to people; unique among the freezes.'),
      ...scope,
      from: momentSchema.describe('The first moment: 2026-02-10T18:00:00+08:00, or 2026-02-10 18:00 with a zone.'),
      until: momentSchema.describe('The first moment after it.'),
      weekly: weeklySchema,
      zone: zoneSchema.optional(),
    },
    say('freeze_mapping'),
  )
  .meta({ oneOf: [{ required: ['from', 'until'] }, { required: ['weekly', 'zone'] }] });

const languageSchema = z.enum(languages);
const languagesSchema = z
  .strictObject(
    {
      default: languageSchema.default('en').describe('Where the channel is not named below. Left out: en.'),
      channels: z
        .record(channelSchema, languageSchema, say('channel_languages_mapping'))
        .default({})
        .describe('By channel id: the language of what is posted there.'),
    },
    say('languages_mapping'),
  )
  .optional()
  .describe(
    'The language of cards, threads and notices: en (English) or zh (Chinese). Forms and private answers follow the person.',
  );

const fileSchema = z.strictObject(
  {
    channel: channelSchema
      .optional()
      .describe(
        'Where requests are posted when the bot is not in the channel of the command. A rule may name another.',
      ),
    audit_channel: channelSchema
      .optional()
      .describe('Where changes of this file and of the people file are told. Left out: only in the log.'),
    languages: languagesSchema,
    stop_all: z
      .unknown()
      .optional()
      .describe(
        'The kill switch: while this key is here, whatever its value, everything is refused. The reason shown is the first line of the value. To resume, take the key out.',
      ),
    stoppers: setOf(personSchema, 'no_stoppers')
      .optional()
      .describe(
        'Who may stop every call with /failover stop: user ids and user group ids. Left out: everybody who may request or approve.',
      ),
    requests_per_hour: z
      .int(say('not_whole'))
      .min(1, say('below_one'))
      .default(REQUESTS_PER_HOUR)
      .describe('How often one person may ask within an hour.'),
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
  },
  say('file_mapping'),
);

export type PolicyFile = z.infer<typeof fileSchema>;
export type FileRule = PolicyFile['rules'][number];
export type FileFreeze = PolicyFile['freezes'][number];

/** Parses the content of the file; `toFindings` says what its issues mean. */
export function parseFile(content: unknown) {
  return fileSchema.safeParse(content);
}

/** JSON Schema (draft 2020-12) of the file, for editors. It cannot say everything that is checked at reading. */
export function policyJsonSchema(): object {
  return { title: 'Twokey policy', ...z.toJSONSchema(fileSchema, { io: 'input' }) };
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
