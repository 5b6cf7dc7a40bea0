/** The policy file's shape: what it is parsed with, and what editors get as JSON Schema. */
import { z } from 'zod';
import { say } from '../../files/schemas.ts';
import { shapeOf } from './key.ts';
import { listSchemas, topKeys } from './keys.ts';
import { channelSchema } from './values.ts';

const fileSchema = z.strictObject(
  {
    /** Of each rule that names none. */
    channel: channelSchema
      .optional()
      .describe(
        'Where requests are posted when the bot is not in the channel of the command. A rule may name another.',
      ),
    ...shapeOf(topKeys),
    ...listSchemas,
  },
  say('file_mapping'),
);

export type PolicyFile = z.infer<typeof fileSchema>;
export type FileRule = PolicyFile['rules'][number];

/** Parses the content of the file; `toFindings` says what its issues mean. */
export function parseFile(content: unknown) {
  return fileSchema.safeParse(content);
}

/** JSON Schema (draft 2020-12) of the file, for editors. It cannot say everything that is checked at reading. */
export function policyJsonSchema(): object {
  return { title: 'Twokey policy', ...z.toJSONSchema(fileSchema, { io: 'input' }) };
}
