import { type Kysely, type Migration, sql } from 'kysely';
import { isPostgres } from '../database/dialect.ts';
import { addWorkedOut } from './derived.ts';

/**
 * What requests are found by, and how far Slack shows them, in columns and rows that have indexes. Which requests are behind
 * is a column that the database works out itself, whoever writes: that there are none is found without looking at any other.
 * What is there already is filled in later, in small steps: see filling.ts.
 */
export const requestIndex: Migration = {
  async up(db: Kysely<unknown>) {
    const number = async (table: string, column: string) =>
      db.schema
        .alterTable(table)
        .addColumn(column, 'integer', (added) => added.notNull().defaultTo(0))
        .execute();
    await number('requests', 'indexed_version');
    await number('requests', 'shown');
    await db.schema.alterTable('requests').addColumn('channel', 'text').execute();
    await number('cursors', 'shown');
    await addWorkedOut(db, 'requests', 'unindexed', sql`indexed_version < version`);
    await addWorkedOut(db, 'requests', 'unshown', sql`shown < version`);
    // An edit without an end, or one that went back behind what the request's row says.
    const unsettled = sql`parked is null and (card_attempt_at is not null or card_version < shown or thread_version < shown)`;
    await addWorkedOut(db, 'cursors', 'unsettled', unsettled);

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
    await db.schema.createIndex('requests_shown').on('requests').columns(['open', 'unshown', 'updated_at']).execute();
    await db.schema.createIndex('requests_unindexed').on('requests').columns(['unindexed', 'open', 'id']).execute();
    await db.schema.createIndex('requests_unshown').on('requests').columns(['unshown', 'id']).execute();
    await db.schema.createIndex('cursors_unsettled').on('cursors').columns(['unsettled', 'request_id']).execute();
    await db.schema.createIndex('drafts_created').on('drafts').columns(['created_at']).execute();
    await tally(db);
  },
};

/** How many requests have ended is kept by the database itself: replicas of the version before end requests as well. */
async function tally(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tallies')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .execute();
  await sql`insert into tallies (name, count) select 'ended', count(*) from requests where open = 0`.execute(db);
  if (isPostgres(db)) {
    // Once for each statement: a row that one transaction changes thousands of times is read through all its versions.
    await sql`
      create function requests_tally() returns trigger language plpgsql as $$
      declare ended bigint := 0;
      begin
        if tg_op <> 'DELETE' then ended := ended + (select coalesce(sum(1 - open), 0) from added); end if;
        if tg_op <> 'INSERT' then ended := ended - (select coalesce(sum(1 - open), 0) from gone); end if;
        if ended <> 0 then
          insert into tallies as known (name, count) values ('ended', ended)
            on conflict (name) do update set count = known.count + excluded.count;
        end if;
        return null;
      end $$`.execute(db);
    for (const [event, rows] of [
      ['insert', 'new table as added'],
      ['update', 'old table as gone new table as added'],
      ['delete', 'old table as gone'],
    ] as const)
      await sql`
        create trigger ${sql.raw(`requests_tally_${event} after ${event} on requests referencing ${rows}`)}
        for each statement execute function requests_tally()`.execute(db);
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
