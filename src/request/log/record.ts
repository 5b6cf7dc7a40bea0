/** A request's log as a file that outlives this product: one line of JSON an event, checked by `verify`. */
import { z } from 'zod';
import type { Recorded } from '../events.ts';

/** What a line says besides the event as it stands in the log: the same moments, readable, and OCP's clock. */
export interface RecordTimes {
  /** Our clock, ISO 8601. */
  readonly time: string;
  /** The newest moment of OCP's clock that the event carries, ISO 8601; null when it carries none. */
  readonly ocpTime: string | null;
}

/** JSON Lines, oldest event first, a line break at the end. The events are those of the store, not as they are read: whoever wrote them. */
export function recordText(log: readonly Recorded<unknown>[]): string {
  return log.map((recorded) => `${JSON.stringify({ ...recorded, ...timesOf(recorded) })}\n`).join('');
}

export function timesOf({ at, event }: Pick<Recorded<unknown>, 'at' | 'event'>): RecordTimes {
  const ocp = ocpClockOf(event);
  return { time: iso(at), ocpTime: ocp === null ? null : iso(ocp) };
}

const moment = z.number().nullish();
const moments = z.looseObject({ startedAt: moment, finishedAt: moment });
const task = moments.extend({ subtasks: z.array(moments) });

/** The events that carry one, as every version has written them. */
const clocks = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('call_claimed'), ocpTime: z.number() }),
  z.looseObject({ type: z.literal(['call_accepted', 'call_found']), tasks: z.array(task) }),
  z.looseObject({ type: z.literal('task_changed'), task }),
]);

/** An event that is not built as its type says carries none: it is in the file all the same. */
function ocpClockOf(event: unknown): number | null {
  const { data } = clocks.safeParse(event);
  if (!data) return null;
  if (data.type === 'call_claimed') return data.ocpTime;
  return newest(data.type === 'task_changed' ? [data.task] : data.tasks);
}

function newest(tasks: readonly z.output<typeof task>[]): number | null {
  const found = tasks
    .flatMap((one) => [one, ...one.subtasks])
    .flatMap(({ startedAt, finishedAt }) => [startedAt ?? [], finishedAt ?? []].flat());
  return found.length === 0 ? null : Math.max(...found);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
