import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { call } from './web.ts';

/** Which app this is, in which workspace. */
export interface Identity {
  readonly teamId: string;
  /** The Enterprise organisation of the workspace; null where it is of none. */
  readonly organisationId: string | null;
  readonly botUserId: string;
  readonly botId: string | null;
  /** The workspace's address, such as `https://acme.slack.com/`; null when Slack does not say. */
  readonly url: string | null;
}

const authTest = z.object({
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  user_id: z.string(),
  bot_id: z.string().nullish(),
  url: z.string().nullish(),
});

/** Asks Slack once it is needed, and again until it has answered once. Rejects with SlackError while it does not. */
export function createIdentity(web: WebClient): () => Promise<Identity> {
  let known: Promise<Identity> | null = null;

  async function ask(): Promise<Identity> {
    const { team_id, enterprise_id, user_id, bot_id, url } = authTest.parse(
      await call('auth.test', () => web.auth.test()),
    );
    const organisationId = enterprise_id ?? null;
    return { teamId: team_id, organisationId, botUserId: user_id, botId: bot_id ?? null, url: url ?? null };
  }

  return () => {
    // Those who ask while the answer is on its way share it.
    known ??= ask().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
}

/** Asks Slack whether it answers and takes the token. Rejects with SlackError. */
export async function askWhoami(web: WebClient): Promise<void> {
  await call('auth.test', () => web.auth.test());
}
