/** The parts of Slack's payloads that are used. They are parsed here before anything else uses them. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const commandBody = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  team_id: z.string(),
  channel_id: z.string(),
  channel_name: z.string().optional(),
  trigger_id: z.string(),
});
export type CommandBody = z.infer<typeof commandBody>;

/** In an Enterprise organisation `team` is null for some payloads, and `user.team_id` may be the organisation's. */
const from = {
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
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

const eventBody = z.object({ event_id: z.string() });

export const viewBody = z.object({
  ...from,
  trigger_id: z.string().optional(),
  view: z.object({
    id: z.string(),
    hash: z.string().optional(),
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.unknown() }),
  }),
});

type ViewBody = z.infer<typeof viewBody>;

export const optionsBody = z.object({ ...from, action_id: z.string().default(''), value: z.string().default('') });

/** The workspace of a payload; empty when it does not say. */
export function teamOf(body: { team?: { id: string } | null | undefined }): string {
  return body.team?.id ?? '';
}

/**
 * The workspace of a click, for comparison with its card's. Within an Enterprise organisation a payload may name the
 * workspace of the person, which says nothing about the card: channel and message identify the card, and users.info
 * says whether the person counts.
 */
export function cardTeamOf(
  body: Parameters<typeof teamOf>[0] & { enterprise?: { id: string } | null | undefined },
): string {
  return body.enterprise ? '' : teamOf(body);
}

/** Where a command was typed. The members of a direct message are fixed: nobody can be invited to it. */
export type Conversation = 'channel' | 'im' | 'mpim';

/** For an app that is not in a group direct message, Slack shows only this name: `mpdm-mei--arun--sofia-1`. */
export function conversationOf({ channel_id: id, channel_name: name = '' }: CommandBody): Conversation {
  if (id.startsWith('D')) return 'im';
  return name.startsWith('mpdm-') ? 'mpim' : 'channel';
}

/** `round:3` → 3. Null when the payload does not name the question of the button. */
export function roundOf(blockId: string | undefined): number | null {
  if (blockId === undefined || blockId === '') return null;
  const told = /^round:(\d{1,9})$/.exec(blockId)?.[1];
  // A block id that is not ours does not belong to a question of ours either.
  return told === undefined ? 0 : Number(told);
}

/** Slack's `action_ts`, seconds with a fraction, as milliseconds; null if it is none. */
export function momentOf(ts: string | undefined): number | null {
  return ts !== undefined && /^\d{1,12}\.\d{1,9}$/.test(ts) ? Number(ts) * 1_000 : null;
}

/**
 * A repeated delivery of a command has the same key, whatever its signature; a command typed again has another one.
 * This also applies to the keys below.
 */
export function commandKey({ trigger_id, user_id, channel_id, command, text }: CommandBody): string {
  return keyOf('command', [trigger_id, user_id, channel_id, command, text]);
}

export function shortcutKey(body: { trigger_id: string; user: { id: string }; callback_id: string }): string {
  return keyOf('shortcut', [body.trigger_id, body.user.id, body.callback_id]);
}

/** After a correction a form is submitted again, each time with a new trigger. */
export function submissionKey({ trigger_id, user, view }: ViewBody): string {
  const parts = trigger_id === undefined ? [view.hash, view.state.values] : [trigger_id];
  return keyOf('view', [view.id, user.id, ...parts]);
}

export function eventKey(body: unknown): string | null {
  const { data } = eventBody.safeParse(body);
  return data ? keyOf('event', [data.event_id]) : null;
}

/** The key of a button or a select. */
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
  return keyOf('click', parts);
}

function keyOf(kind: string, parts: readonly unknown[]): string {
  return `${kind}:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}
