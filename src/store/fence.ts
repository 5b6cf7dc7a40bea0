import type { Kysely, Transaction } from 'kysely';
import { isPostgres } from './database/dialect.ts';
import { isWorthAnotherTry } from './database/connection-lost.ts';
import type { Schema } from './schema.ts';

/** The row of `leases` that says who runs the engine. */
export const ENGINE = 'engine';

/** The term in which a write was begun. */
export interface Fence {
  readonly epoch: number;
}

/** Another replica runs the engine now: what this one had begun is not written. */
export class LeaseLost extends Error {
  readonly code = 'lease_lost';
  readonly effect = 'none';

  constructor(epoch: number) {
    super(`Another replica runs the engine: term ${epoch} is over, and nothing was written.`);
    this.name = 'LeaseLost';
  }
}

/**
 * Rejects with LeaseLost unless the fence's term is the present one. The row is held until the transaction ends, so that
 * no term begins between this look and the commit.
 */
export async function inTerm(trx: Transaction<Schema>, fence: Fence | null): Promise<void> {
  if (fence === null) return;
  const lease = trx.selectFrom('leases').select('epoch').where('name', '=', ENGINE);
  // SQLite has one writer, who has the whole file.
  const held = await (isPostgres(trx) ? lease.forShare() : lease).executeTakeFirst();
  if (held?.epoch !== fence.epoch) throw new LeaseLost(fence.epoch);
}

/** A write that may be made twice, in the fence's term; without a fence, in nobody's. */
export async function written(
  db: Kysely<Schema>,
  fence: Fence | null,
  work: (db: Kysely<Schema>) => Promise<unknown>,
): Promise<void> {
  await (fence === null ? work(db) : together(db, fence, work));
}

/** The same of several writes, all of them or none. */
export async function together<T>(
  db: Kysely<Schema>,
  fence: Fence | null,
  work: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await db.transaction().execute(async (trx) => {
        await inTerm(trx, fence);
        return await work(trx);
      });
    } catch (error) {
      if (tried === TRIES || !isWorthAnotherTry(error)) throw error;
    }
  }
}

const TRIES = 3;
