import { setImmediate } from 'node:timers/promises';

/**
 * SQLite answers within the turn of the event loop in which it is asked: work of many statements would keep everybody else
 * waiting to its end. What has come in meanwhile has its turn here.
 */
export async function othersFirst(): Promise<void> {
  await setImmediate();
}

/**
 * Resolves when a signal that came before has been heard. Node hears signals where it waits for its sockets, which it does between
 * two immediates; the first one may come without that.
 */
export async function afterSignals(): Promise<void> {
  await othersFirst();
  await othersFirst();
}
