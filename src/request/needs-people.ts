/** What of a request goes on only when people decide. Pure. */
import { followedTasks, isOverdue, remedyOpen, type RequestState } from './state.ts';

/** `failed`, `unclear`, `doubted`: as tasks are; `overdue`: a step runs for longer than OCP allows; `lost`: a call without a trace in OCP. */
export const needs = ['failed', 'unclear', 'doubted', 'overdue', 'lost'] as const;
export type Need = (typeof needs)[number];

/** One entry for each task and call. None while a proposal is before the approvers, or a remedy is on its way: something is being done. */
export function waitsForPeople(state: RequestState): readonly Need[] {
  if (state.phase !== 'executing' || remedyOpen(state)) return [];
  const stages = followedTasks(state).map(({ followed }) => (isOverdue(followed) ? 'overdue' : followed.stage));
  const all: readonly string[] = [...stages, ...state.calls.map(({ status }) => status)];
  return all.flatMap((one) => needs.find((need) => need === one) ?? []);
}
