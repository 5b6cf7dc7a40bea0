import { errorCode } from '../../lib/trust-boundaries.ts';
import { StoreError } from '../store-error.ts';

/** 08: connection exceptions. 57P01-3: the server stops or starts. 53300: no room for another connection. 25P03: cut off while idle in a transaction. */
const LOST_STATES = /^(08...|57P0[123]|53300|25P03)$/;
/** Deadlock, serialisation: the server took it back and says so, and it may be tried again. */
const TAKEN_BACK = /^40(001|P01)$/;
const LOST_SOCKETS = /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** node-postgres gives these no code. */
const LOST_WORDS =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/** The connection failed, not the statement: whether it had its effect is not known, and a new connection may do. */
export function isLost(error: unknown): boolean {
  const code = errorCode(error);
  if (LOST_STATES.test(code) || LOST_SOCKETS.test(code) || code === 'store_unreachable') return true;
  return error instanceof Error && LOST_WORDS.test(error.message);
}

/** The same error, or, where the connection failed, one that says whose: a bare ECONNRESET in the log could be anybody's. */
export function named(error: unknown): unknown {
  if (!isLost(error) || error instanceof StoreError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new StoreError('store_unreachable', `The store does not answer: ${why}`, error);
}

/** The server answers and takes nothing. After a failover of its own, a new connection may lead to another server. */
export function isReadOnly(error: unknown): boolean {
  return errorCode(error) === '25006';
}

/** A new connection may do, or the server itself took the transaction back. */
export function isWorthAnotherTry(error: unknown): boolean {
  return isLost(error) || isReadOnly(error) || TAKEN_BACK.test(errorCode(error));
}
