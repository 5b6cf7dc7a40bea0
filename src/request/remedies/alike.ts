/** Which tasks of a request failed alike: the same steps, with the same error code, on the same way. Pure. */
import { type Remedy, stepsFor } from '../../task/remedies.ts';
import type { Task } from '../../task/task.ts';
import type { FollowedTask } from '../state.ts';
import type { Alike, RemedyPair } from './events.ts';

/** What this remedy of this task is about, as others may have it in common. `task`: as it stands now, with what is known of it. */
export function alikeOf({ errorCode }: FollowedTask, task: Task, remedy: Remedy): Alike {
  return { steps: stepsFor(task, remedy).map(({ name }) => name), errorCode };
}

/** One and the same text for tasks that failed alike. A rollback that failed is no failure on the way forward. */
export function alikeKey(followed: FollowedTask, task: Task, remedy: Remedy): string {
  const { steps, errorCode } = alikeOf(followed, task, remedy);
  return JSON.stringify([remedy.kind, task.operation === 'ROLLBACK', [...steps].sort(), errorCode]);
}

export interface Found {
  readonly pair: RemedyPair;
  readonly followed: FollowedTask;
  readonly task: Task;
}

/** Those that failed as the first one did: each of the others is a question of its own. */
export function alikeFirst(found: readonly Found[]): readonly Found[] {
  const [first] = found;
  const key = ({ followed, task, pair }: Found) => alikeKey(followed, task, pair.remedy);
  return first ? found.filter((one) => key(one) === key(first)) : [];
}
