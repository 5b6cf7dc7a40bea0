import { setImmediate } from 'node:timers/promises';

/**
 * SQLite answers within the turn of the event loop in which it is asked: work of many statements would keep everybody else
 * waiting to its end. What has come in meanwhile has its turn here.
 */
export async function othersFirst(): Promise<void> {
  await setImmediate();
}
