import type { Kysely } from 'kysely';
import type { Group } from '../events/group-commit.ts';
import type { Schema } from '../schema.ts';

/** What makes a delivery itself and not another, and until when (ms) it must be known again. */
interface Key {
  readonly key: string;
  readonly until: number;
}

export interface Deliveries {
  /** True when none of these keys was here before. They are on disk then, in one commit with what else was put in this turn. */
  first(keys: readonly Key[]): Promise<boolean>;
  /** True when one of these keys was here before. Writes nothing. */
  known(keys: readonly string[]): Promise<boolean>;
  /** Forgets what need not be known any more. */
  prune(now: number): Promise<void>;
}

export function deliveries(db: Kysely<Schema>, group: Group<Kysely<Schema>>): Deliveries {
  return {
    first: group(async (within, batch: readonly (readonly Key[])[]) => {
      const untils = new Map(batch.flat().map(({ key, until }) => [key, until]));
      // In one order everywhere: two processes that got the same deliveries must not wait for each other's rows.
      const rows = [...untils].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, until]) => ({ key, until }));
      if (rows.length === 0) return batch.map(() => true);
      const insert = within
        .insertInto('deliveries')
        .values(rows)
        .onConflict((conflict) => conflict.column('key').doNothing());
      const written = new Set((await insert.returning('key').execute()).map(({ key }) => key));
      // The same key twice in one batch is new only once.
      return batch.map((keys) => keys.map(({ key }) => written.delete(key)).every(Boolean));
    }),
    async known(keys) {
      if (keys.length === 0) return false;
      const row = await db.selectFrom('deliveries').select('key').where('key', 'in', keys).limit(1).executeTakeFirst();
      return row !== undefined;
    },
    async prune(now) {
      await db.deleteFrom('deliveries').where('until', '<', now).execute();
    },
  };
}
