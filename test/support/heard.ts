/** A store on a real database, with every statement that it makes. */
import type { Kysely, KyselyPlugin } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The database; `heard` gets each statement before it is carried out, `given` how many rows it gave. */
export function heardBy(
  db: Kysely<Schema>,
  ear: { heard(statement: Statement): void; given?(rows: number): void },
): Kysely<Schema> {
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      const { sql, parameters } = db.getExecutor().compileQuery(node, queryId);
      ear.heard({ sql, parameters });
      return node;
    },
    transformResult({ result }) {
      ear.given?.(result.rows.length);
      return Promise.resolve(result);
    },
  };
  return db.withPlugin(plugin);
}
