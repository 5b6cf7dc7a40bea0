import { Kysely, sql } from 'kysely';
import {
  type ClientBase,
  type ClientConfig,
  type CustomTypesConfig,
  Pool,
  type PoolConfig,
  types as readers,
} from 'pg';
import { systemClock } from '../../lib/clock.ts';
import { StoreError } from '../store-error.ts';
import { isLost } from './connection-lost.ts';
import { migrate } from '../migrations.ts';
import { refuseLentConnections } from './pooler.ts';
import { PatientDialect } from './postgres-driver.ts';
import type { Schema } from '../schema.ts';

/**
 * How long things may take, ms. A transaction that stands still (its process is stopped, its network gone) is ended by
 * the server: another replica must be able to take the lease over.
 */
const LIMITS = {
  statement_timeout: 4_000,
  lock_timeout: 3_000,
  idle_in_transaction_session_timeout: 1_000,
} as const;

/** Ours, for a server that does not answer at all. */
const WAITS = { connectionTimeoutMillis: 2_000, query_timeout: 5_000 } as const;

const CONNECTIONS = 10;
/** A server that is just being started, or failed over, is waited for so long. */
const START_MS = 5_000;
const MIGRATION_MS = 120_000;

/** bigint: our times and counters, all of which a number holds exactly. */
const types: CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === readers.builtins.INT8 ? Number : readers.getTypeParser(oid, format)),
};

/** What every connection of ours has in common. */
export function connectionOptions(url: string): ClientConfig {
  return { connectionString: url, application_name: 'twokey', keepAlive: true, types };
}

export function poolOptions(url: string): PoolConfig {
  return { ...connectionOptions(url), ...WAITS, max: CONNECTIONS };
}

/**
 * Opens the store on a PostgreSQL server and brings its schema up to date. Rejects with a StoreError that says what to do;
 * it never repeats the address, which holds a password.
 */
export async function openPostgres(url: string): Promise<Kysely<Schema>> {
  try {
    await prepared(url);
    const pool = new Pool(poolOptions(url));
    // A connection that breaks while nobody uses it: the pool has thrown it away, and the next one is a new one.
    pool.on('error', () => undefined);
    return new Kysely<Schema>({ dialect: new PatientDialect(pool, limited) });
  } catch (error) {
    throw unopened(error);
  }
}

/** Migrates on a connection of its own, which may wait for another replica that is doing the same. */
async function prepared(url: string): Promise<void> {
  const pool = new Pool({ ...connectionOptions(url), ...WAITS, query_timeout: MIGRATION_MS, max: 1 });
  pool.on('error', () => undefined);
  const limits = (client: ClientBase) => setLimits(client, { statement_timeout: MIGRATION_MS });
  const db = new Kysely<Schema>({ dialect: new PatientDialect(pool, limits) });
  try {
    await answering(db, systemClock.now() + START_MS);
    await refuseLentConnections({ ...connectionOptions(url), ...WAITS });
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

async function answering(db: Kysely<Schema>, until: number): Promise<void> {
  for (;;) {
    try {
      await sql`select 1`.execute(db);
      return;
    } catch (error) {
      if (!isLost(error) || systemClock.now() >= until) throw error;
    }
  }
}

/**
 * What every connection of the store begins with. Set once the connection stands and not while it is made: a pooler such as PgBouncer
 * refuses a connection that asks for limits of its own.
 */
export async function limited(client: ClientBase): Promise<void> {
  await setLimits(client, LIMITS);
  await durable(client);
}

async function setLimits(client: ClientBase, limits: Readonly<Record<string, number>>): Promise<void> {
  const settings = Object.entries(limits);
  const calls = settings.map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, false)`);
  await client.query(
    `select ${calls.join(', ')}`,
    settings.flatMap(([name, ms]) => [name, String(ms)]),
  );
}

/** A commit is on disk when it returns, whatever the server's default is; what is stricter stays. */
async function durable(client: ClientBase): Promise<void> {
  await client.query(
    `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local')`,
  );
}

function unopened(error: unknown): StoreError {
  if (error instanceof StoreError && error.code !== 'store_unreachable') return error;
  const reason = error instanceof StoreError ? error.cause : error;
  const why = reason instanceof Error ? reason.message : String(reason);
  const advice =
    'DATABASE_URL must name a PostgreSQL server that answers, and a database in which this user may create tables.';
  const code = isLost(error) ? 'store_unreachable' : 'store_unusable';
  return new StoreError(code, `The store on PostgreSQL cannot be opened (${why}). ${advice}`, error);
}
