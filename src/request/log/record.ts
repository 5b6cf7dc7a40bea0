/** A request's log as a file that outlives this product: one line of JSON an event, checked by `verify`. */
import type { Task } from '../../task/task.ts';
import type { Recorded, RequestEvent } from '../events.ts';

/** What a line says besides the event as it stands in the log: the same moments, readable, and OCP's clock. */
export interface RecordTimes {
  /** Our clock, ISO 8601. */
  readonly time: string;
  /** The newest moment of OCP's clock that the event carries, ISO 8601; null when it carries none. */
  readonly ocpTime: string | null;
}

/** JSON Lines, oldest event first, a line break at the end. */
export function recordText(log: readonly Recorded[]): string {
  return log.map((recorded) => `${JSON.stringify({ ...recorded, ...timesOf(recorded) })}\n`).join('');
}

export function timesOf({ at, event }: Pick<Recorded, 'at' | 'event'>): RecordTimes {
  const ocp = ocpClockOf(event);
  return { time: iso(at), ocpTime: ocp === null ? null : iso(ocp) };
}

function ocpClockOf(event: RequestEvent): number | null {
  switch (event.type) {
    case 'call_claimed':
      return event.ocpTime;
    case 'call_accepted':
    case 'call_found':
      return newest(event.tasks);
    case 'task_changed':
      return newest([event.task]);
    default:
      return null;
  }
}

function newest(tasks: readonly Task[]): number | null {
  const moments = tasks
    .flatMap((task) => [task, ...task.subtasks])
    .flatMap(({ startedAt, finishedAt }) => [startedAt ?? [], finishedAt ?? []].flat());
  return moments.length === 0 ? null : Math.max(...moments);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
