/** What Slack delivers, as far as it is used. Parsed here, before anything looks at it. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const commandBody = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  team_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string(),
});
export type CommandBody = z.infer<typeof commandBody>;

/** In an Enterprise organisation `team` is null for some payloads, and `user.team_id` may be the organisation's. */
const from = {
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
};

export const actionBody = z.object({
  ...from,
  trigger_id: z.string().optional(),
  container: z
    .object({ type: z.string().optional(), channel_id: z.string().optional(), message_ts: z.string().optional() })
    .default({}),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string() }).optional(),
  view: z
    .object({
      id: z.string(),
      callback_id: z.string().default(''),
      private_metadata: z.string().default(''),
      state: z.object({ values: z.unknown() }).default({ values: {} }),
    })
    .optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        block_id: z.string().optional(),
        value: z.string().optional(),
        action_ts: z.string().optional(),
        selected_options: z.array(z.object({ value: z.string() })).optional(),
      }),
    )
    .min(1),
});
export type ActionBody = z.infer<typeof actionBody>;

export const viewBody = z.object({
  ...from,
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.unknown() }),
  }),
});

export const optionsBody = z.object({ ...from, action_id: z.string().default(''), value: z.string().default('') });

/** The workspace a payload speaks for; empty when it does not say. */
export function teamOf(body: { team?: { id: string } | null | undefined }): string {
  return body.team?.id ?? '';
}

/** `round:3` → 3. Null when the payload does not say under which question the button stood. */
export function roundOf(blockId: string | undefined): number | null {
  if (blockId === undefined || blockId === '') return null;
  const told = /^round:(\d{1,9})$/.exec(blockId)?.[1];
  // A block id that is not ours is not a question of ours either.
  return told === undefined ? 0 : Number(told);
}

/** The same click delivered again has the same key; another click, even on the same button, has another. */
export function clickKey(body: ActionBody): string {
  const [action] = body.actions;
  const parts = [
    body.trigger_id,
    body.user.id,
    action?.action_id,
    action?.action_ts,
    action?.value,
    body.container.message_ts,
  ];
  return `click:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}
