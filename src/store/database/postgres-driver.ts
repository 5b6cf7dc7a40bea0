/** Kysely's PostgreSQL, on connections that may break at any moment. */
import { CompiledQuery, type DatabaseConnection, type Driver, PostgresDialect, type QueryResult } from 'kysely';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { systemClock } from '../../lib/clock.ts';
import { isLost, isReadOnly, isWorthAnotherTry, named } from './connection-lost.ts';

/**
 * How long a statement is retried on new connections. Slack waits three seconds for an answer: a write that has not
 * worked by then must be refused, so that the person knows.
 */
export const PATIENCE_MS = 2_500;
const PAUSE_MS = 50;

/**
 * A single statement whose connection breaks is repeated on another one: each of ours can run twice without harm.
 * Inside a transaction nothing is repeated; the caller decides.
 */
export class PatientDialect extends PostgresDialect {
  readonly #connections: Connections;

  /** `prepare` runs on each new connection before anything else. */
  constructor(pool: Pool, prepare?: (client: ClientBase) => Promise<void>) {
    super({ pool });
    this.#connections = new Connections(pool, prepare ?? (() => Promise.resolve()));
  }

  override createDriver(): Driver {
    return new PatientDriver(this.#connections);
  }
}

class PatientDriver implements Driver {
  readonly #pool: Connections;
  readonly #connections = new WeakMap<DatabaseConnection, PatientConnection>();

  constructor(pool: Connections) {
    this.#pool = pool;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection = new PatientConnection(this.#pool);
    await connection.open(systemClock.now() + PATIENCE_MS);
    this.#connections.set(connection, connection);
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
    this.#of(connection).inTransaction = true;
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
    this.#of(connection).inTransaction = false;
  }

  /** A lost connection takes its transaction with it. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const ours = this.#of(connection);
    if (!ours.isBroken) await connection.executeQuery(CompiledQuery.raw('rollback'));
    ours.inTransaction = false;
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#of(connection).close();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.#pool.end();
  }

  #of(connection: DatabaseConnection): PatientConnection {
    const ours = this.#connections.get(connection);
    if (!ours) throw new Error('A connection of another driver.');
    return ours;
  }
}

/** A pool whose connections can all be dropped at once: connections to a server that accepts no writes never recover. */
class Connections {
  readonly #pool: Pool;
  readonly #prepare: (client: ClientBase) => Promise<void>;
  readonly #born = new WeakMap<PoolClient, number>();
  #generation = 0;

  constructor(pool: Pool, prepare: (client: ClientBase) => Promise<void>) {
    this.#pool = pool;
    this.#prepare = prepare;
  }

  async connect(): Promise<PoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      const born = this.#born.get(client);
      if (born === undefined) return this.#prepared(client);
      if (born === this.#generation) return client;
      client.release(true);
    }
  }

  async #prepared(client: PoolClient): Promise<PoolClient> {
    const born = this.#generation;
    // The statement reports the error to its caller; without a listener here it would end the process.
    client.on('error', () => undefined);
    try {
      await this.#prepare(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#born.set(client, born);
    return client;
  }

  giveUpAll(): void {
    this.#generation += 1;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

class PatientConnection implements DatabaseConnection {
  readonly #pool: Connections;
  #client: PoolClient | null = null;
  /** A connection can also break between two statements. */
  readonly #broke = () => {
    this.isBroken = true;
  };
  inTransaction = false;
  isBroken = false;

  constructor(pool: Connections) {
    this.#pool = pool;
  }

  async open(until: number): Promise<void> {
    for (;;) {
      try {
        this.#client = await this.#pool.connect();
        this.#client.on('error', this.#broke);
        this.isBroken = false;
        return;
      } catch (error) {
        if (!isLost(error) || systemClock.now() >= until) throw named(error);
        await systemClock.sleep(PAUSE_MS);
      }
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const until = systemClock.now() + PATIENCE_MS;
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#execute(query);
      } catch (error) {
        const readOnly = isReadOnly(error);
        if (readOnly) this.#pool.giveUpAll();
        this.isBroken ||= readOnly || isLost(error);
        const again = readOnly ? tried === 1 : isWorthAnotherTry(error) && systemClock.now() < until;
        if (this.inTransaction || !again) throw named(error);
        this.close();
        await systemClock.sleep(PAUSE_MS);
        await this.open(until);
      }
    }
  }

  async #execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (!this.#client) throw new Error('The connection is closed.');
    const { command, rowCount, rows } = await this.#client.query(query.sql, [...query.parameters]);
    const counts = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE';
    return { rows, ...(counts && { numAffectedRows: BigInt(rowCount ?? 0) }) };
  }

  /** Back to the pool; a broken one is thrown away, so that nobody waits for it. */
  close(): void {
    const client = this.#client;
    this.#client = null;
    client?.release(this.isBroken);
    client?.off('error', this.#broke);
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Nothing here is streamed.');
  }
}
