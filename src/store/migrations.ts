import { DEFAULT_MIGRATION_TABLE, type Kysely, type Migration, Migrator } from 'kysely';
import { StoreError } from './store-error.ts';
import { familyTables, familyVersions } from './tables/families.ts';
import { requestIndex } from './events/request-index.ts';
import type { Schema } from './schema.ts';

type Migrations = Readonly<Record<string, Migration>>;

/** A process of an older version that does not know a migration of such a name does not start on what it left behind. */
const BREAKING = /-breaking$/;

/**
 * Each migration runs once, in the order of its name. Add at the end; never change one that was released.
 * While replicas are upgraded one after the other, those of the version before go on working on the new tables, and may
 * be started again: a migration only adds (tables, indexes, columns that may be null). What the version before last still
 * needed may go; a migration of that kind is named `…-breaking`.
 */
const migrations: Migrations = {
  '001-request-log': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('events')
        .addColumn('request_id', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('event', 'text', (column) => column.notNull())
        .addColumn('previous_hash', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('events_pk', ['request_id', 'version'])
        .execute();
      await db.schema
        .createTable('requests')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('phase', 'text', (column) => column.notNull())
        .addColumn('open', 'integer', (column) => column.notNull())
        .addColumn('requested_at', 'bigint', (column) => column.notNull())
        .addColumn('updated_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('requests_open').on('requests').columns(['open', 'requested_at']).execute();
      await db.schema
        .createTable('inbox')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('received_at', 'bigint', (column) => column.notNull())
        .addColumn('done_at', 'bigint')
        .execute();
      await db.schema.createIndex('inbox_pending').on('inbox').columns(['done_at', 'received_at']).execute();
      await db.schema
        .createTable('cursors')
        .addColumn('request_id', 'text', (column) => column.primaryKey())
        .addColumn('card_channel', 'text')
        .addColumn('card_ts', 'text')
        .addColumn('card_version', 'integer', (column) => column.notNull())
        .addColumn('card_rendering', 'text', (column) => column.notNull())
        .addColumn('card_attempt_at', 'bigint')
        .addColumn('thread_version', 'integer', (column) => column.notNull())
        .addColumn('thread_attempt_to', 'integer')
        .addColumn('thread_attempt_at', 'bigint')
        .addColumn('parked', 'text')
        .execute();
      await db.schema
        .createTable('drafts')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  '002-announcements': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('announcements')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('body', 'text', (column) => column.notNull())
        .execute();
    },
  },
  '003-replicas': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('events').addColumn('write_id', 'text').execute();
      await db.schema.alterTable('inbox').addColumn('owner', 'text').execute();
      await db.schema
        .createTable('replicas')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('beat', 'integer', (column) => column.notNull())
        .addColumn('host', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('leases')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('epoch', 'integer', (column) => column.notNull())
        .addColumn('holder', 'text')
        .execute();
      const leases = db.withTables<{ leases: { name: string; epoch: number; holder: string | null } }>();
      await leases.insertInto('leases').values({ name: 'engine', epoch: 0, holder: null }).execute();
    },
  },
  '004-deliveries': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('deliveries')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('until', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('deliveries_until').on('deliveries').columns(['until']).execute();
    },
  },
  '005-events-by-time': {
    async up(db: Kysely<unknown>) {
      await db.schema.createIndex('events_type_at').on('events').columns(['type', 'at']).execute();
    },
  },
  '006-authenticators': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('authenticators')
        .addColumn('account', 'text', (column) => column.primaryKey())
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('tries', 'text', (column) => column.notNull())
        .addColumn('enrolled_at', 'bigint', (column) => column.notNull())
        .addColumn('revision', 'integer', (column) => column.notNull())
        .execute();
    },
  },
  '007-stop': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('stop_events')
        .addColumn('version', 'integer', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('event', 'text', (column) => column.notNull())
        .addColumn('previous_hash', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('write_id', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('stops')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('stopped', 'integer', (column) => column.notNull())
        .execute();
      const stops = db.withTables<{ stops: { id: string; version: number; stopped: number } }>();
      await stops.insertInto('stops').values({ id: 'stop', version: 0, stopped: 0 }).execute();
      await db.schema
        .createTable('stop_replicas')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .execute();
      await db.schema
        .createTable('sightings')
        .addColumn('account', 'text', (column) => column.notNull())
        .addColumn('user_group', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('sightings_pk', ['account', 'user_group'])
        .execute();
    },
  },
  '009-ocp-gate': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('ocp_gate')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('streak', 'integer', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('ocp_log_ons')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('rejected', 'integer', (column) => column.notNull())
        .execute();
      const gates = db.withTables<{ ocp_gate: { name: string; streak: number } }>();
      await gates.insertInto('ocp_gate').values({ name: 'ocp', streak: 0 }).execute();
    },
  },
  '010-request-index': requestIndex,
  '011-families': familyTables,
  '012-family-versions': familyVersions,
  '013-to-dos': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('requests')
        .addColumn('to_do', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema.createIndex('requests_to_do').on('requests').columns(['to_do', 'requested_at', 'id']).execute();
    },
  },
};

/**
 * Brings the schema up to date, one process at a time. Throws when a migration fails, and then nothing of it remains;
 * and a StoreError when a newer version left a schema behind that this one cannot work on.
 */
export async function migrate(db: Kysely<Schema>, known: Migrations = migrations): Promise<void> {
  const { error } = await toLatest(db, known);
  // Looked at before the lock is held: a newer version may have migrated in between.
  const again = error === undefined ? undefined : (await toLatest(db, known)).error;
  if (again) throw again;
}

async function toLatest(db: Kysely<Schema>, known: Migrations) {
  const all = { ...known, ...(await newer(db, known)) };
  const provider = { getMigrations: () => Promise.resolve(all) };
  // Kysely's own order is that of a language, for which every start would load ICU's tables; these names are digits and words.
  const nameComparator = (one: string, other: string) => (one < other ? -1 : Number(one > other));
  return new Migrator({ db, provider, nameComparator }).migrateToLatest();
}

/** What a newer version has run here: its migrations leave what this version needs, so they count as known. */
async function newer(db: Kysely<Schema>, known: Migrations): Promise<Migrations> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return {};
  const done = db.withTables<{ [DEFAULT_MIGRATION_TABLE]: { name: string } }>();
  const names = (await done.selectFrom(DEFAULT_MIGRATION_TABLE).select('name').execute()).map(({ name }) => name);
  const unknown = names.filter((name) => !Object.hasOwn(known, name));
  const breaking = unknown.find((name) => BREAKING.test(name));
  if (breaking !== undefined) {
    const advice = 'Start that version, or restore a backup from before the upgrade.';
    throw new StoreError('store_unusable', `The store was upgraded by a newer version (${breaking}). ${advice}`, null);
  }
  return Object.fromEntries(unknown.map((name) => [name, { up: () => Promise.resolve() }]));
}
