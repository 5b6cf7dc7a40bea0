/** Who is in which user group. Slack lets each group be asked for (usergroups.users.list) 20 times a minute in all. */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { createMemo, type Read } from './memo.ts';
import { call } from './web.ts';

const members = z.object({ users: z.array(z.string()) });

const A_MINUTE_MS = 60_000;
const READS_A_MINUTE = 20;
/** So many of them are kept for what is about to change something. */
const KEPT_FOR_CLAIMS = 8;
/** Who asks for a reading no older than this is about to change something. */
const CLAIM_MAX_AGE_MS = 2_000;

export interface Groups {
  /**
   * Who is in a user group, read no longer than `maxAgeMs` ago; when the minute's readings are used up, for what changes
   * nothing, up to a minute ago, and `at` says so. Rejects when Slack does not say, or may not be asked now.
   */
  members(group: string, maxAgeMs: number): Promise<Read<ReadonlySet<string>>>;
}

export function createGroups({ web, clock }: { readonly web: WebClient; readonly clock: Clock }): Groups {
  const memo = createMemo<ReadonlySet<string>>(clock);
  let asked: readonly number[] = [];

  async function ask(group: string): Promise<ReadonlySet<string>> {
    asked = [...asked, clock.elapsed()];
    const answer = await call('usergroups.users.list', () => web.usergroups.users.list({ usergroup: group }));
    return new Set(members.parse(answer).users);
  }

  function mayAsk(maxAgeMs: number): boolean {
    asked = asked.filter((since) => clock.elapsed() - since < A_MINUTE_MS);
    return asked.length < (maxAgeMs <= CLAIM_MAX_AGE_MS ? READS_A_MINUTE : READS_A_MINUTE - KEPT_FOR_CLAIMS);
  }

  return {
    members(group, maxAgeMs) {
      const older = memo.last(group);
      const claims = maxAgeMs <= CLAIM_MAX_AGE_MS;
      if (!claims && older && !mayAsk(maxAgeMs) && clock.elapsed() - older.since <= A_MINUTE_MS)
        return Promise.resolve(older);
      return memo.read(group, maxAgeMs, () =>
        mayAsk(maxAgeMs) ? ask(group) : Promise.reject(new Error('Slack may not be asked again within this minute.')),
      );
    },
  };
}
