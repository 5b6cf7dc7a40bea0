/** Events as they come back from a store. */
import type { Recorded, RequestEvent } from '../../src/request/events.ts';
import { readEvent, readRecorded, type StoredEvent, storedEvent } from '../../src/request/stored/read-event.ts';
import { readStopEvent } from '../../src/stop/event-schemas.ts';
import type { StopEvent } from '../../src/stop/events.ts';

/** From the JSON in the store. */
export function eventOf(text: string): RequestEvent {
  return readEvent(storedEvent(text));
}

export function stopEventOf(text: string): StopEvent {
  return readStopEvent(storedEvent(text));
}

/** A log as the store holds it. */
export function asStored(log: readonly Recorded<unknown>[]): readonly Recorded<StoredEvent>[] {
  return log.map((one) => ({ ...one, event: storedEvent(JSON.stringify(one.event)) }));
}

/** A log that was stored and loaded. */
export function loaded(log: readonly Recorded<unknown>[]): readonly Recorded[] {
  return asStored(log).map(readRecorded);
}
