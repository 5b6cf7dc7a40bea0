/** What is said only because time went by. Nothing depends on it: a late timer makes a late line, never a wrong one. */
import { isUnderWay, progress } from '../../task/progress.ts';
import type { Command } from '../commands.ts';
import { type Decision, happened, refused } from './decision.ts';
import type { HeartbeatShare, RequestEvent } from '../events.ts';
import { type FollowedTask, followedTasks, operationNow, type RequestState } from '../state.ts';
import { stopsOn } from '../../stop/in-force.ts';

/** The approvers are reminded once for each question, when half of its window is over. */
export function remind(state: RequestState, now: number): Decision {
  const { phase, round, remindedRound, expiresAt, rule, stops } = state;
  // Every window is that of its rule, so it began this long before its end.
  const due = now >= expiresAt - rule.approvalWindowMs / 2 && now < expiresAt;
  // Nobody is asked to approve what a stop or a freeze would refuse.
  if (phase !== 'waiting' || remindedRound >= round || !due || stops.length > 0) return refused('not_now');
  return happened({ type: 'reminded', round });
}

/** Beginning and end of a stop or freeze, each recorded once; what was recorded is what cards and threads show. */
export function noteStops(
  state: RequestState,
  { policy, stop }: Extract<Command, { type: 'note_stops' }>,
  now: number,
): Decision {
  const stops = stopsOn(policy, stop, operationNow(state), now);
  if (JSON.stringify(stops) === JSON.stringify(state.stops)) return refused('not_now');
  return happened({ type: 'stops_changed', stops });
}

/** One heartbeat for each task that has been silent for one more share of its subtask's time-out; then each step beyond all of it, once. */
export function beat(state: RequestState, now: number): Decision {
  const beats = followedTasks(state).flatMap(({ call, followed }): RequestEvent[] => {
    const late = newlyOverdue(followed, now);
    if (late.length > 0)
      return late.map((subtaskId) => ({ type: 'step_overdue', call, taskId: followed.task.id, subtaskId }));
    const due = dueBeat(followed, now);
    return due === null ? [] : [{ type: 'heartbeat', call, taskId: followed.task.id, ...due }];
  });
  return beats.length > 0 ? happened(...beats) : refused('not_now');
}

/**
 * Steps that run for longer than OCP allows. By our own clock, from the last change that was seen of the task: OCP's may differ, and keeps
 * the start of the first run only. Of steps that run side by side one may be reported late, none too early.
 */
function newlyOverdue({ stage, task, changedAt, overdue }: FollowedTask, now: number): readonly string[] {
  if (stage !== 'running') return [];
  return task.subtasks.flatMap((step) => {
    const isLate = isUnderWay(step) && step.timeoutSeconds !== null && now - changedAt > step.timeoutSeconds * 1_000;
    return isLate && !overdue.includes(step.id) ? [step.id] : [];
  });
}

/** Shares that went by unseen, while nobody was looking, are not told one by one: the last one says it all. */
const shares = [0.75, 0.5, 0.25] as const satisfies readonly HeartbeatShare[];

function dueBeat(followed: FollowedTask, now: number): { subtaskId: string; share: HeartbeatShare } | null {
  const { current } = progress(followed.task);
  if (followed.stage !== 'running' || current === null || current.timeoutSeconds === null) return null;
  if (!isUnderWay(current) || followed.overdue.includes(current.id)) return null;
  const silent = (now - followed.changedAt) / (current.timeoutSeconds * 1_000);
  const share = shares.find((one) => silent >= one);
  if (share === undefined || share <= (followed.heartbeat ?? 0)) return null;
  return { subtaskId: current.id, share };
}
