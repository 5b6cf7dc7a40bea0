import { setImmediate } from 'node:timers/promises';

/**
 * Resolves when a signal that came before has been heard. Node hears signals where it waits for its sockets, which it does between
 * two immediates; the first one may come without that.
 */
export async function afterSignals(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
