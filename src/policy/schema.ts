/** The policy file's shape, key by key: what it is parsed with, and what editors get as JSON Schema. */
import { z } from 'zod';
import { languages } from '../language.ts';
import type { Operation } from '../operation/operation.ts';
import { isZone, weekdays } from '../request/zone.ts';

const secondMs = 1000;
const unitMs: Readonly<Record<string, number>> = { s: secondMs, m: 60 * secondMs, h: 3600 * secondMs };
const longestMs = 24 * 3600 * secondMs;

const notDuration = 'must be a duration from 1s to 24h, such as 90s, 30m or 1h';
const durationSchema = z
  .string(notDuration)
  .regex(/^\d{1,6}[smh]$/, notDuration)
  .transform((text, context) => {
    const ms = Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? Number.NaN);
    if (ms >= secondMs && ms <= longestMs) return ms;
    context.addIssue(notDuration);
    return z.NEVER;
  });

const personSchema = z
  .string('must be a Slack id')
  .regex(
    /^[UWS][A-Z0-9]{2,}$/,
    'must be a Slack user id (U… or W…) or user group id (S…), in capitals; names and handles are not accepted',
  );
const channelSchema = z
  .string('must be a channel id')
  .regex(/^[CG][A-Z0-9]{2,}$/, 'must be a Slack channel id (C… or G…), in capitals');
const patternSchema = z
  .string('must be a name or a pattern with * and ?, in quotes if it begins with *')
  .min(1, 'must not be empty');
const nameSchema = z
  .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be text') })
  .regex(/^\S(.{0,78}\S)?$/, 'must be one line of 1 to 80 characters without spaces at its ends');

function listOf<T extends z.ZodType>(item: T) {
  return z.array(item, { error: (issue) => (issue.input === undefined ? 'is required' : 'must be a list') });
}

/** A list in which order does not count and nothing stands twice. */
function setOf<T extends z.ZodType<string>>(item: T, empty: string) {
  return listOf(item)
    .min(1, empty)
    .superRefine((items, context) => {
      for (const [index, one] of items.entries()) {
        if (items.indexOf(one) < index) context.addIssue({ code: 'custom', message: `repeats ${one}`, path: [index] });
      }
    })
    .meta({ uniqueItems: true });
}

/** A new kind of operation does not compile here until it is named. */
const operationKinds = { failover: 'failover', switchover: 'switchover' } as const satisfies {
  [Kind in Operation['kind']]: Kind;
};
const operationsSchema = setOf(
  z.enum(operationKinds, `must be one of: ${Object.keys(operationKinds).join(', ')}`),
  'must name at least one operation, or be left out for all',
)
  .default(Object.values(operationKinds))
  .describe('Which operations. Left out: all.');

const everything = ['*'];
const scope = {
  operations: operationsSchema,
  clusters: setOf(patternSchema, 'must name at least one cluster, or be left out for all')
    .default(everything)
    .describe('Names or patterns of clusters: * is any text, ? is one character. Left out: all.'),
  tenants: setOf(patternSchema, 'must name at least one tenant, or be left out for all')
    .default(everything)
    .describe('Names or patterns of tenants: * is any text, ? is one character. Left out: all.'),
};

const ruleSchema = z.strictObject(
  {
    name: nameSchema.describe('Shown to people; unique among the rules.'),
    ...scope,
    requesters: setOf(personSchema, 'is empty: nobody could ask').describe(
      'Who may ask: Slack user ids (U…, W…) and user group ids (S…).',
    ),
    approvers: setOf(personSchema, 'is empty: nobody could agree').describe(
      'Who may agree: Slack user ids (U…, W…) and user group ids (S…).',
    ),
    approvals: z
      .int('must be a whole number')
      .min(1, 'must be 1 or more')
      .default(1)
      .describe('How many people other than the requester must agree.'),
    channel: channelSchema
      .optional()
      .describe('Where requests are posted when the bot is not in the channel of the command.'),
    approval_window: durationSchema.prefault('30m').describe('How long a request waits for its approvals: 1s to 24h.'),
    start_window: durationSchema
      .prefault('5m')
      .describe('How long after the last approval the call to OCP may still begin: 1s to 24h.'),
  },
  'must be a mapping with name, requesters and approvers',
);

const zoneSchema = z
  .string('must be the name of a time zone')
  .refine(isZone, 'must be the name of a time zone, such as Asia/Shanghai or UTC')
  .describe('The time zone of the times written without one, such as Asia/Shanghai.');

const notMoment = 'must be a time such as 2026-02-10T18:00:00+08:00, or 2026-02-10 18:00 with a zone beside it';
const momentSchema = z
  .string(notMoment)
  .regex(/^\d{4}-\d{2}-\d{2}([T ])([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?$/, {
    error: notMoment,
    abort: true,
  })
  .refine((text) => isDay(text.slice(0, 10)), 'is not a day of the calendar')
  .optional();

const hourSchema = (what: string) =>
  z.string(`must be ${what}, in quotes`).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, `must be ${what}, in quotes`);

const weeklySchema = z
  .strictObject(
    {
      days: setOf(z.enum(weekdays, `must be one of: ${weekdays.join(', ')}`), 'must name at least one day').describe(
        'The days on which it begins.',
      ),
      from: hourSchema('a time of day from "00:00" to "23:59"').refine(
        (text) => text !== '24:00',
        'must be before 24:00',
      ),
      until: hourSchema('a time of day from "00:00" to "24:00"').describe('At or before `from`: on the next day.'),
    },
    'must be a mapping with days, from and until',
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
    'must be a mapping with name, and with from and until, or weekly',
  )
  .meta({ oneOf: [{ required: ['from', 'until'] }, { required: ['weekly', 'zone'] }] });

const languageSchema = z.enum(languages, `must be one of: ${languages.join(', ')}`);
const languagesSchema = z
  .strictObject(
    {
      default: languageSchema.default('en').describe('Where the channel is not named below. Left out: en.'),
      channels: z
        .record(channelSchema, languageSchema, 'must be a mapping of channel ids to languages')
        .default({})
        .describe('By channel id: the language of what is posted there.'),
    },
    'must be a mapping with default and channels',
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
    audit_channel: channelSchema.optional().describe('Where changes of this file are told. Left out: only in the log.'),
    languages: languagesSchema,
    stop_all: z
      .string('must be the reason, as text; left out when nothing is stopped')
      .regex(/^\S(.{0,298}\S)?$/, 'must be a reason of one line, 1 to 300 characters without spaces at its ends')
      .optional()
      .describe('The kill switch: while it is here, everything is refused with this reason.'),
    freezes: listOf(freezeSchema)
      .default([])
      .describe('Times in which operations are refused, whoever asks and whoever agreed.'),
    rules: listOf(ruleSchema)
      .min(1, 'is empty: nobody could do anything')
      .describe(
        'Who may do what. The first rule that covers a tenant decides; a tenant without a rule cannot be moved.',
      ),
  },
  'must be a mapping with the key rules',
);

export type PolicyFile = z.infer<typeof fileSchema>;
export type FileRule = PolicyFile['rules'][number];
export type FileFreeze = PolicyFile['freezes'][number];

/** Parses the content of the file; the issues' messages follow the key's name. */
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
