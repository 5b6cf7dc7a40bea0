import { z } from 'zod';

/** Who did something, as far as a payload of any kind tells. Events and searches are nobody's deed. */
const deed = z.object({
  type: z.enum(['block_actions', 'view_submission', 'shortcut']).optional(),
  user_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  channel_id: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
});

/**
 * Who must hear that what they did was not taken, and where: a failure that Slack shows as it is says neither whether it counts nor
 * what to do. Null when nobody did anything.
 */
export function actorOf(body: unknown): { readonly person: string; readonly channel: string } | null {
  const { data } = deed.safeParse(body);
  const person = data?.user_id ?? data?.user?.id;
  if (data === undefined || person === undefined) return null;
  return { person, channel: data.channel_id ?? data.channel?.id ?? person };
}
