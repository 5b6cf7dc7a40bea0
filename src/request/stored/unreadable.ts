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
