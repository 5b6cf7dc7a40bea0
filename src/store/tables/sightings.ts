import type { Kysely } from 'kysely';
import type { Sighting } from '../../stop/who.ts';
import type { Schema } from '../schema.ts';

/**
 * What was last read of people, kept for the moment at which Slack does not answer: when an account was a member, and in
 * which of the policy's user groups. It is believed of nobody but who stops.
 */
export interface Sightings {
  /** `groups`: those of `asked` that the account is in. Of the others it is known that it is not. */
  put(account: string, asked: readonly string[], groups: readonly string[], at: number): Promise<void>;
  /** It is no member (deactivated, a guest): nothing is kept of it. */
  drop(account: string): Promise<void>;
  /** Read at `since` or later; null: not read. */
  get(account: string, since: number): Promise<Sighting | null>;
  prune(before: number): Promise<void>;
}

/** The account itself, in the place of a user group. */
const MEMBER = '';

export function sightings(db: Kysely<Schema>): Sightings {
  return {
    async put(account, asked, groups, at) {
      const left = asked.filter((group) => !groups.includes(group));
      if (left.length > 0)
        await db.deleteFrom('sightings').where('account', '=', account).where('user_group', 'in', left).execute();
      const rows = [MEMBER, ...groups].map((group) => ({ account, user_group: group, at }));
      const put = db.insertInto('sightings').values(rows);
      await put.onConflict((one) => one.columns(['account', 'user_group']).doUpdateSet({ at })).execute();
    },
    async drop(account) {
      await db.deleteFrom('sightings').where('account', '=', account).execute();
    },
    async get(account, since) {
      const rows = await db
        .selectFrom('sightings')
        .selectAll()
        .where('account', '=', account)
        .where('at', '>=', since)
        .execute();
      const member = rows.find((row) => row.user_group === MEMBER);
      if (!member) return null;
      return { at: member.at, groups: rows.flatMap((row) => (row.user_group === MEMBER ? [] : [row.user_group])) };
    },
    async prune(before) {
      await db.deleteFrom('sightings').where('at', '<', before).execute();
    },
  };
}
