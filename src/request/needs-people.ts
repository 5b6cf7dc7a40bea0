/** What of a request goes on only when people decide. Pure. */
import { followedTasks, isHidden, isOverdue, isRemedyHidden, remedyOpen, type RequestState } from './state.ts';

/** `failed`, `unclear`, `doubted`: as tasks are, and `unclear` a call whose task cannot be searched for; `overdue`: a step runs for longer than OCP allows; `lost`: a call without a trace in OCP. */
export const needs = ['failed', 'unclear', 'doubted', 'overdue', 'lost'] as const;
export type Need = (typeof needs)[number];

/** One entry for each task and call. None while a proposal is before the approvers, or a remedy is on its way: something is being done. */
export function waitsForPeople(state: RequestState): readonly Need[] {
  if (state.phase !== 'executing' || (remedyOpen(state) && !isRemedyHidden(state))) return [];
  const stages = followedTasks(state).map(({ followed }) => (isOverdue(followed) ? 'overdue' : followed.stage));
  const calls = state.calls.map((call) => (isHidden(call) ? 'unclear' : call.status));
  const all: readonly string[] = [...stages, ...calls];
  return all.flatMap((one) => needs.find((need) => need === one) ?? []);
}
