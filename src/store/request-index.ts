import { type Kysely, type Migration, sql } from 'kysely';
import { isPostgres } from './dialect.ts';

/**
 * What requests are found by, and how far Slack shows them, in columns and rows that have indexes. The partial indexes hold
 * only the requests that are behind, so that there being none is found without looking at any other. What is there already
 * is filled in later, in small steps: see finding.ts.
 */
export const requestIndex: Migration = {
  async up(db: Kysely<unknown>) {
    const requests = db.schema.alterTable('requests');
    await requests.addColumn('indexed_version', 'integer', (column) => column.notNull().defaultTo(0)).execute();
    await requests.addColumn('shown', 'integer', (column) => column.notNull().defaultTo(0)).execute();
    await requests.addColumn('channel', 'text').execute();
    const cursors = db.schema.alterTable('cursors');
    await cursors.addColumn('shown', 'integer', (column) => column.notNull().defaultTo(0)).execute();

    await db.schema
      .createTable('request_tenants')
      .addColumn('beginning', 'text', (column) => column.notNull())
      .addColumn('requested_at', 'bigint', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('request_tenants_pk', ['beginning', 'requested_at', 'request_id'])
      .execute();
    await db.schema.createIndex('request_tenants_of').on('request_tenants').columns(['request_id']).execute();
    await db.schema
      .createTable('request_people')
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('acted', 'integer', (column) => column.notNull())
      .addColumn('requested_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('request_people_pk', ['request_id', 'person'])
      .execute();
    const byPerson = ['person', 'acted', 'requested_at', 'request_id'];
    await db.schema.createIndex('request_people_acted').on('request_people').columns(byPerson).execute();

    await db.schema.createIndex('requests_by_time').on('requests').columns(['requested_at', 'id']).execute();
    await sql`create index requests_shown on requests (updated_at) where open = 0 and shown >= version`.execute(db);
    await sql`create index requests_unindexed on requests (id) where indexed_version < version`.execute(db);
    await sql`create index requests_unshown on requests (id) where shown < version`.execute(db);
    await sql`create index cursors_unsettled on cursors (request_id) where ${unsettled}`.execute(db);
    await db.schema.createIndex('drafts_created').on('drafts').columns(['created_at']).execute();
    await tally(db);
  },
};

/** Cursors of which more has to be told than their request's row says: an edit without an end, or one that went back. */
export const unsettled = sql<boolean>`parked is null and (card_attempt_at is not null or card_version < shown or thread_version < shown)`;

/** How many requests have ended is kept by the database itself: replicas of the version before end requests as well. */
async function tally(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tallies')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .execute();
  await sql`insert into tallies (name, count) select 'ended', count(*) from requests where open = 0`.execute(db);
  if (isPostgres(db)) {
    await sql`
      create function requests_tally() returns trigger language plpgsql as $$
      declare ended integer := 0;
      begin
        if tg_op <> 'DELETE' then ended := ended + 1 - new.open; end if;
        if tg_op <> 'INSERT' then ended := ended - 1 + old.open; end if;
        if ended <> 0 then
          insert into tallies as known (name, count) values ('ended', ended)
            on conflict (name) do update set count = known.count + excluded.count;
        end if;
        return null;
      end $$`.execute(db);
    await sql`
      create trigger requests_tally after insert or delete or update of open on requests
      for each row execute function requests_tally()`.execute(db);
    return;
  }
  const count = (ended: string) =>
    sql.raw(`begin
      insert into tallies (name, count) values ('ended', ${ended})
        on conflict (name) do update set count = count + excluded.count;
    end`);
  const trigger = (name: string, when: string, ended: string) =>
    sql`create trigger ${sql.raw(`requests_tally_${name} after ${when} on requests`)} ${count(ended)}`.execute(db);
  await trigger('insert', 'insert', '1 - new.open');
  await trigger('update', 'update of open', 'old.open - new.open');
  await trigger('delete', 'delete', 'old.open - 1');
}
