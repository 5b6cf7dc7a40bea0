/** Schemas of what files hold whose faults have names. Pure. */
import { z } from 'zod';
import type { PlainFault } from '../policy/file/problem.ts';

/** A schema's issues carry a fault's name where zod wants a text; `toFindings` reads it back. */
export const say = (fault: PlainFault): PlainFault => fault;
export const REPEATS = 'repeats';

export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item, { error: (issue) => say(issue.input === undefined ? 'required' : 'not_a_list') });
}

/** A list in which order does not count and nothing stands twice. */
export function setOf<T extends z.ZodType<string>>(item: T, empty: PlainFault) {
  return listOf(item)
    .min(1, say(empty))
    .superRefine((items, context) => {
      for (const [index, one] of items.entries()) {
        if (items.indexOf(one) < index)
          context.addIssue({ code: 'custom', message: REPEATS, params: { value: one }, path: [index] });
      }
    })
    .meta({ uniqueItems: true });
}

/** One line that people are shown. */
export const nameSchema = z
  .string({ error: (issue) => say(issue.input === undefined ? 'required' : 'not_text') })
  .regex(/^\S(.{0,78}\S)?$/, say('not_a_name'));
