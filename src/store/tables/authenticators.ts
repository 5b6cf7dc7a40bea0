import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** What an account's one-time codes are checked with; the secret is sealed. */
export interface Authenticator {
  readonly sealed: string;
  readonly tries: string;
  /** One more with every write. */
  readonly revision: number;
}

export interface Authenticators {
  get(account: string): Promise<Authenticator | null>;
  /** Takes the place of what the account had. */
  put(row: {
    readonly account: string;
    readonly sealed: string;
    readonly tries: string;
    readonly at: number;
  }): Promise<void>;
  /** False when the row is not at this revision any more; nothing is written then. */
  tried(account: string, revision: number, tries: string): Promise<boolean>;
}

/** `open`: their database, opened when it is first needed. */
export function authenticators(open: () => Promise<Kysely<Schema>>): Authenticators {
  return {
    async get(account) {
      const db = await open();
      const row = await db
        .selectFrom('authenticators')
        .select(['sealed', 'tries', 'revision'])
        .where('account', '=', account)
        .executeTakeFirst();
      return row ?? null;
    },
    async put({ account, sealed, tries, at }) {
      const db = await open();
      await db
        .insertInto('authenticators')
        .values({ account, sealed, tries, enrolled_at: at, revision: 1 })
        .onConflict((conflict) =>
          conflict.column('account').doUpdateSet((row) => ({
            sealed,
            tries,
            enrolled_at: at,
            // A code that is being checked against the secret before must not be taken for this one.
            revision: row('authenticators.revision', '+', 1),
          })),
        )
        .execute();
    },
    async tried(account, revision, tries) {
      const db = await open();
      const done = await db
        .updateTable('authenticators')
        .set({ tries, revision: revision + 1 })
        .where('account', '=', account)
        .where('revision', '=', revision)
        .executeTakeFirst();
      return done.numUpdatedRows === 1n;
    },
  };
}
