import { z } from 'zod';
import { operationKinds } from '../../operation/kinds/index.ts';
import { parseJson } from '../../lib/trust-boundaries.ts';

/** What the command was typed in, by what people can do there. `none`: nothing came with the form. `shared`: with another organisation. */
const place = z.enum(['none', 'channel', 'shared', 'im', 'mpim']);
export type DraftPlace = z.infer<typeof place>;

/** What the bot knows about an open form. Slack carries only its id, which becomes the request's. */
const draft = z.object({
  id: z.string(),
  kind: z.enum(operationKinds).default('failover'),
  person: z.string(),
  team: z.string(),
  /** The channel in which the command was typed, or in which the button stood; null: none, as with a shortcut. */
  typedIn: z.string().nullable(),
  /** What was typed behind the command. */
  text: z.string(),
  /** False when the form said that the bot may not post in that channel; null when there was no reason to. */
  here: z.boolean().nullable(),
  /** Null in what older versions wrote: a channel. */
  place: place.nullable().default(null),
  /** Choices that are left out although the select still holds them: Slack keeps what a field holds. */
  dropped: z.array(z.string()).default([]),
});
export type Draft = z.infer<typeof draft>;

interface DraftStore {
  put(row: { id: string; body: string; at: number }): Promise<void>;
  get(id: string): Promise<string | null>;
}

export interface Drafts {
  put(value: Draft, at: number): Promise<void>;
  get(id: string): Promise<Draft | null>;
}

export function createDrafts(store: DraftStore): Drafts {
  return {
    put: (value, at) => store.put({ id: value.id, body: JSON.stringify(value), at }),
    async get(id) {
      const body = await store.get(id);
      return body === null ? null : draft.parse(parseJson(body));
    },
  };
}
