import { type Kysely, Migrator } from 'kysely';

/** Each migration runs once, in the order of its name. Add at the end; never change one that was released. */
const migrations = {
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
};

/** Brings the schema up to date. Throws when a migration fails; nothing of a failed one remains. */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
