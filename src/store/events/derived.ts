import { type Kysely, type RawBuilder, sql } from 'kysely';
import { isPostgres } from '../database/dialect.ts';

/**
 * Adds a column that the database works out itself, 1 or 0. A planner that is told of two columns guesses how often one is less than the
 * other; of one value it knows.
 */
export async function addWorkedOut(
  db: Kysely<unknown>,
  table: string,
  column: string,
  isSo: RawBuilder<unknown>,
): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn(column, 'integer', (added) => {
      const generated = added.generatedAlwaysAs(sql`case when ${isSo} then 1 else 0 end`);
      // Each of the two knows one of these where a column is added.
      return isPostgres(db) ? generated.stored() : generated;
    })
    .execute();
}
