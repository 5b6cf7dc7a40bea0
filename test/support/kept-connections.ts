/** Connections to PostgreSQL that outlive a store: opening and warming them up costs more than all that a test does with them. */
import { type Driver, Kysely } from 'kysely';
import { type ClientBase, Pool } from 'pg';
import { listenOn } from '../../src/store/database/notify-postgres.ts';
import { limited, poolOptions } from '../../src/store/database/postgres.ts';
import { PatientDialect } from '../../src/store/database/postgres-driver.ts';
import type { Schema } from '../../src/store/schema.ts';
import { type CountedStore, storeOn } from '../../src/store/store.ts';

export interface KeptConnections {
  /** A store on them, whose tables are there already. Closing it leaves the connections to the next. */
  open(): CountedStore;
  query(text: string): Promise<unknown>;
  end(): Promise<void>;
}

export function keepConnections(url: string): KeptConnections {
  const pool = new Pool({ ...poolOptions(url), idleTimeoutMillis: 0, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  const dialect = new PatientDialect(pool, (client) => {
    planOnce(client);
    return limited(client);
  });
  const driver = dialect.createDriver();
  const kept: Driver = {
    init: () => driver.init(),
    acquireConnection: () => driver.acquireConnection(),
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection) => driver.releaseConnection(connection),
    destroy: () => Promise.resolve(),
  };
  return {
    open() {
      const db = new Kysely<Schema>({
        dialect: {
          createDriver: () => kept,
          createAdapter: () => dialect.createAdapter(),
          createQueryCompiler: () => dialect.createQueryCompiler(),
          createIntrospector: (of) => dialect.createIntrospector(of),
        },
      });
      return storeOn(db, { listen: listenOn(url) });
    },
    query: (text) => pool.query(text),
    end: () => pool.end(),
  };
}

const names = new Map<string, string>();

/** The server reads and plans a statement once for each connection, which is half of what it does about one. */
function planOnce(client: ClientBase): void {
  const { query } = client;
  const value = (text: unknown, values: unknown, ...more: readonly unknown[]): unknown => {
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
      return Reflect.apply(query, client, [text, values, ...more]);
    const name = names.get(text) ?? `s${names.size}`;
    names.set(text, name);
    return Reflect.apply(query, client, [{ name, text, values }, ...more]);
  };
  Object.defineProperty(client, 'query', { value });
}
