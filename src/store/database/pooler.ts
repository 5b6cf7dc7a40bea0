/** Poolers: the time limits, the locks and the notifications of the store belong to a session, so each connection must be one. */
import { randomUUID } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import { errorCode } from '../../lib/trust-boundaries.ts';
import { StoreError } from '../store-error.ts';

const MARK = 'twokey.session';
/** A violation of the protocol: PgBouncer names its own refusals so, such as that of a transaction in statement mode. */
const REFUSED_BY_POOLER = '08P01';

/**
 * Rejects with a StoreError when a pooler lends a connection of the server for one transaction or statement. Such a pooler says nothing;
 * what two connections see of each other's settings shows it.
 */
export async function refuseLentConnections(config: ClientConfig): Promise<void> {
  const [one, other] = [new Client(config), new Client(config)];
  // What breaks rejects the statement; an error that nobody listens for would end the process.
  for (const client of [one, other]) client.on('error', () => undefined);
  try {
    await one.connect();
    await other.connect();
    if (await areSessions(one, other)) return;
  } catch (error) {
    throw unserved(error);
  } finally {
    await Promise.all([one.end(), other.end()]);
  }
  throw new StoreError(
    'store_pooled',
    'DATABASE_URL leads to a pooler in transaction or statement mode, which loses the time limits that a takeover rests on. Use its session mode, or the address of the server.',
    null,
  );
}

async function areSessions(one: Client, other: Client): Promise<boolean> {
  const mark = randomUUID();
  const isMarked = async (client: Client) => {
    const { rows } = await client.query<{ mark: string | null }>(`select current_setting('${MARK}', true) as mark`);
    return rows[0]?.mark === mark;
  };
  await one.query(`select set_config('${MARK}', $1, false)`, [mark]);
  // A pooler that lends its connections in turn answers from the next one, and one that lends the last from the same.
  if (!(await isMarked(one))) return false;
  // The transaction keeps what was lent to the other: the mark then shows there, or is gone here.
  return (await hasBegun(other)) && !(await isMarked(other)) && (await isMarked(one));
}

/** Its end takes the transaction with it. */
async function hasBegun(client: Client): Promise<boolean> {
  try {
    await client.query('begin');
    return true;
  } catch (error) {
    if (errorCode(error) === REFUSED_BY_POOLER) return false;
    throw error;
  }
}

/** The server has just answered: a statement that now waits in vain waits for a connection to it. */
function unserved(error: unknown): unknown {
  if (!(error instanceof Error && error.message === 'Query read timeout')) return error;
  const advice =
    'A pooler needs 12 connections to the server for each replica; otherwise, the server answers too slowly.';
  return new StoreError('store_unusable', `DATABASE_URL gives too few connections at the same time. ${advice}`, error);
}
