/** Makes the list of to-dos once a request has ended, and reminds people of what is left of it. */
import type { Clock } from '../lib/clock.ts';
import type { FamilyMember } from '../operation/family.ts';
import { type FamilyAfter, familyAfter } from '../request/to-dos/family-after.ts';
import { sidesOf, type Target } from '../operation/operation.ts';
import type { RequestState } from '../request/state.ts';
import { isFamilyWanted, nextListingAt, reminderAt } from '../request/to-dos/to-do-list.ts';
import { createBackoff } from './backoff.ts';
import { eachOf, type Worker } from './leadership/worker.ts';
import type { BusinessLog, SpokenOcp } from './ports.ts';
import { failureOf } from './reads/failures.ts';
import type { Requests } from './requests.ts';

export interface ToDoDeps {
  readonly requests: Requests;
  /** Ended requests of which people have something to do. */
  readonly withToDos: () => Promise<readonly { id: string }[]>;
  readonly ocp: SpokenOcp<'tenants'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/** A list that may still change is looked at this often, one that waits for a reminder no later than this. */
const SOON_MS = 5_000;
const LATE_MS = 3_600_000;

/** Whether anything is due is decided from the log; when to look again is known to this process alone. */
export function createToDos({ requests, withToDos, ocp, clock, business }: ToDoDeps): Worker {
  const patience = createBackoff(clock, { firstMs: 1_000, maxMs: 30_000 });

  async function step(id: string): Promise<void> {
    if (!patience.ready(id)) return;
    const state = await requests.load(id);
    if (!state) return;
    const due = nextListingAt(state);
    if (due !== null && due > clock.now()) return patience.later(id, Math.min(due - clock.now(), LATE_MS));
    const command =
      due === null ? ({ type: 'remind_todos' } as const) : ({ type: 'list_todos', family: await read(state) } as const);
    const { state: after } = await requests.execute(id, command);
    // What OCP did not show is asked for again as its failure says.
    if (patience.ready(id)) patience.later(id, waitOf(after));
  }

  function waitOf(state: RequestState | null): number {
    const list = state?.toDos;
    const due = list?.isSettled ? reminderAt(list) : null;
    return due === null ? SOON_MS : Math.min(Math.max(due - clock.now(), SOON_MS), LATE_MS);
  }

  /** Null where OCP does not show its tenants now: what is known is listed all the same. */
  async function read(state: RequestState): Promise<FamilyAfter | null> {
    if (!isFamilyWanted(state)) return null;
    try {
      const tenants = await ocp.in(state.language).tenants();
      return familyAfter(known(state), tenants, clock.now());
    } catch (error) {
      const { code, message } = failureOf(error);
      patience.failed(state.id, error);
      business('todos_unread', { request: state.id, code, message });
      return null;
    }
  }

  return eachOf({ name: 'to-dos', list: withToDos, step, business });
}

function known({ operation, family }: RequestState): readonly FamilyMember[] {
  const targets: readonly Target[] = operation.targets;
  return [...targets.flatMap(sidesOf), ...(family?.members ?? [])];
}
