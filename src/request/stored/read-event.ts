/** From the bytes of a log to the events that are folded: parsed once, when they are loaded. */
import { z } from 'zod';
import { parseJson, unreadableEvent } from '../../lib/trust-boundaries.ts';
import type { Recorded, RequestEvent } from '../events.ts';
import { eventSchemas } from './event-schemas.ts';
import { broughtUp } from './former-events.ts';
import { BrokenEvent } from './unreadable.ts';

/** An event as its bytes say it, whichever version wrote them. Hashes, `verify` and the export are of this. */
export type StoredEvent = Readonly<Record<string, unknown>>;

const typed = z.looseObject({ type: z.string() });

/** Of text that is no event at all, nothing but that is known. */
export function storedEvent(text: string): StoredEvent {
  return typed.safeParse(jsonOf(text)).data ?? { type: 'unreadable', text };
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** Reads events of one log: its schemas by type, and what brings former shapes up. */
export function readerOf<Event>(
  schemas: ReadonlyMap<string, z.ZodType<Event>>,
  bringUp: (type: string, event: StoredEvent) => StoredEvent = (_, event) => event,
): (event: StoredEvent) => Event {
  return (stored) => {
    const type = String(stored['type']);
    const schema = schemas.get(type);
    // Only a newer version can have written it.
    if (!schema) return unreadableEvent(stored);
    const { data, error } = schema.safeParse(bringUp(type, stored));
    if (data !== undefined) return data;
    const [issue] = error?.issues ?? [];
    return unreadableEvent(new BrokenEvent(type, issue?.path.join('.') ?? '', issue?.code ?? 'unknown'));
  };
}

export const readEvent: (event: StoredEvent) => RequestEvent = readerOf(eventSchemas, broughtUp);

export function readRecorded({ event, ...recorded }: Recorded<StoredEvent>): Recorded {
  return { ...recorded, event: readEvent(event) };
}
