/** The values of the policy file's keys: the form of each, and the fault of a value that does not have it. */
import { z } from 'zod';
import { nameSchema, say, setOf } from '../../files/schemas.ts';
import { languages } from '../../lib/language.ts';
import { operationKinds } from '../../operation/kinds/index.ts';
import type { PlainFault } from './problem.ts';
import { isPlaceZone, weekdays } from '../zone.ts';

const secondMs = 1000;
const unitMs: Readonly<Record<string, number>> = { s: secondMs, m: 60 * secondMs, h: 3600 * secondMs };
const longestMs = 24 * 3600 * secondMs;

const notDuration = say('not_a_duration');
export const durationSchema = z
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
export const readingSchema = z
  .string(notReading)
  .regex(/^\d{1,3}[sm]$/, notReading)
  .transform((text, context) => {
    const ms = Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? Number.NaN);
    if (ms <= longestReadingMs) return ms;
    context.addIssue(notReading);
    return z.NEVER;
  });

export const personSchema = z.string(say('person_not_text')).regex(/^[UWS][A-Z0-9]{2,}$/, say('not_a_person'));
export const channelSchema = z.string(say('channel_not_text')).regex(/^[CG][A-Z0-9]{2,}$/, say('not_a_channel'));
const patternSchema = z.string(say('pattern_not_text')).min(1, say('empty'));
const operationsSchema = setOf(z.enum(operationKinds), 'no_operations')
  .default([...operationKinds])
  .describe('Which operations. Default: all.');

const everything = ['*'];
export const scope = {
  operations: operationsSchema,
  clusters: setOf(patternSchema, 'no_clusters')
    .default(everything)
    .describe('Names or patterns of clusters: * is any text, ? is one character. Default: all.'),
  tenants: setOf(patternSchema, 'no_tenants')
    .default(everything)
    .describe('Names or patterns of tenants: * is any text, ? is one character. Default: all.'),
};

const zoneSchema = z
  .string(say('zone_not_text'))
  .refine(isPlaceZone, say('not_a_zone'))
  .describe('The time zone of times without an offset: a place such as Asia/Shanghai, or UTC.');

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
      days: setOf(z.enum(weekdays), 'no_days').describe('The days on which the freeze begins.'),
      from: hourSchema('not_an_hour_from').refine((text) => text !== '24:00', say('hour_24')),
      until: hourSchema('not_an_hour_until').describe(
        'When the freeze ends; if this is not after `from`, on the next day.',
      ),
    },
    say('weekly_mapping'),
  )
  .optional()
  .describe('A freeze at the same hours of the same days every week.');

export const freezeSchema = z
  .strictObject(
    {
      name: nameSchema.describe('Shown to people; unique among the freezes.'),
      ...scope,
      from: momentSchema.describe(
        'When the freeze begins: 2026-02-10T18:00:00+08:00, or 2026-02-10 18:00 with a zone.',
      ),
      until: momentSchema.describe('When the freeze ends; this moment is not frozen any more.'),
      weekly: weeklySchema,
      zone: zoneSchema.optional(),
    },
    say('freeze_mapping'),
  )
  .meta({ oneOf: [{ required: ['from', 'until'] }, { required: ['weekly', 'zone'] }] });

const languageSchema = z.enum(languages);
export const languagesSchema = z
  .strictObject(
    {
      default: languageSchema.default('en').describe('For channels not listed below. Default: en.'),
      channels: z
        .record(channelSchema, languageSchema, say('channel_languages_mapping'))
        .default({})
        .describe('By channel id: the language of posts there.'),
    },
    say('languages_mapping'),
  )
  .optional()
  .describe(
    'The language of cards, threads and notices: en (English) or zh (Chinese). Forms and private answers follow the person’s Slack language.',
  );

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
