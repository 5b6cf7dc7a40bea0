/** What a log may hold that this version cannot read, and what comes of it. */
import type { Recorded } from '../events.ts';

/**
 * Stands in a log, as it is read, where an event of a known type is not built like one: damaged in the store, or of a newer version that gave the
 * type another shape. Nothing of it is used, and its type is none that anybody looks for.
 */
export class BrokenEvent {
  readonly type: string;
  /** The first thing that is wrong: a path in the event, with dots, and the code of the fault. */
  readonly where: string;
  readonly problem: string;

  constructor(stored: string, where: string, problem: string) {
    this.type = `broken:${stored}`;
    this.where = where;
    this.problem = problem;
  }
}

/**
 * While replicas are upgraded one after the other, one of the version before may meet what only the newer one knows. To pass
 * over it would be to decide on a state that is not the request's: whoever meets it leaves the request alone.
 */
export class UnknownEvent extends Error {
  readonly code: 'unknown_event' | 'broken_event' = 'unknown_event';
  /** Nothing is done about a request before its log is read. */
  readonly effect = 'none';

  constructor(
    { requestId, version }: Pick<Recorded, 'requestId' | 'version'>,
    type: string,
    what = `is of a kind that this version does not know (${type}): a newer one wrote it. The request is left alone. Finish the upgrade.`,
  ) {
    super(`Event ${version} of request ${requestId} ${what}`);
    this.name = 'UnknownEvent';
  }
}

/** The same where a known type is not built like one: whoever meets it leaves the request alone as well. */
export class UnreadableEvent extends UnknownEvent {
  override readonly code = 'broken_event';

  constructor(place: Pick<Recorded, 'requestId' | 'version'>, { type, where, problem }: BrokenEvent) {
    super(
      place,
      type,
      `cannot be read (${type}, ${problem} at ${where === '' ? 'its top' : where}). The request is left alone. ` +
        'Finish the upgrade, if there is one; otherwise compare the store with its backup.',
    );
    this.name = 'UnreadableEvent';
  }
}

/** Throws UnreadableEvent where nothing but a broken event stands. */
export function throwIfBroken({ event, ...place }: Recorded<unknown>): void {
  if (event instanceof BrokenEvent) throw new UnreadableEvent(place, event);
}
