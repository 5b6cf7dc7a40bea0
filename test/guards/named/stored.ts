/** What stands in a log: read whichever version wrote it, never mended on disk, and never half believed. */
import { type Guard, guardsOf } from './guard.ts';

const stored = 'request/stored';

export const storedEvents: readonly Guard[] = [
  ...guardsOf(
    'src/request/stored/read-event.ts',
    [stored],
    [
      [
        'nothing of an event is used that is not built like one',
        'unreadableEvent(new BrokenEvent(type,',
        'unreadableEvent(stored ?? new BrokenEvent(type,',
      ],
      [
        'an event as a former version wrote it is brought up before it is judged',
        'schema.safeParse(bringUp(type, stored))',
        'schema.safeParse(stored)',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/stored/shape.ts',
    [stored],
    [
      [
        'a field that only a newer version knows is let through',
        'schemaOf<T>(z.looseObject(fields));',
        'schemaOf<T>(z.strictObject(fields));',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/evolve.ts',
    [stored],
    [
      [
        'a broken event stops whoever folds its log',
        '  throwIfBroken(recorded);\n  const { event, at,',
        '  const { event, at,',
      ],
    ],
  ),
  ...guardsOf(
    'src/stop/state.ts',
    [stored],
    [['a broken event of the stop stops whoever folds it', '  throwIfBroken(recorded);\n', '']],
  ),
  ...guardsOf(
    'src/store/events/event-log.ts',
    ['store/event-log'],
    [
      [
        'what is exported is what is stored, whichever version wrote it',
        '    stored: (requestId) => stored(db, requestId),',
        '    stored: async (requestId) => (await stored(db, requestId)).map(readRecorded).map((one) => ({ ...one, event: { ...one.event } })),',
      ],
    ],
  ),
];
