/** What can be done about a failed or hanging task, in words: buttons, proposals, and what came of the last one. */
import type { RequestState } from '../../request/state.ts';
import { type StepRef, subtaskOf } from '../../task/remedies.ts';
import type { Task } from '../../task/task.ts';
import { words } from '../../text/words.ts';
import { causeText, detailText } from './cause.ts';
import { safe } from '../blocks/escape.ts';
import {
  type ManyRemedies,
  type RemedyFacts,
  type SentFacts,
  sentRemedies,
  stepById,
} from '../../view/tasks/remedies.ts';
import { failureWords, shortWorld } from './failure.ts';
import { listed, targetById } from '../blocks/names.ts';
import { stepAt, stepName } from './steps.ts';

/** Steps as they stand on record, `2/5 Failover to primary tenant`, escaped. */
export function stepNames(task: Task, steps: readonly StepRef[]): string {
  const names = steps.map(({ id, name }) => {
    const step = stepById(task, id);
    return step ? stepName(task, step) : safe(name, 75);
  });
  return listed(names, 3);
}

/** `retry of 2/5 Failover to primary tenant for orders on sh-prod`, escaped. */
export function remedyNoun(
  state: RequestState,
  about: RemedyFacts,
  names = 64,
  target = targetById(state, about.task.tenantId, names),
): string {
  const { task, remedy, effect, step } = about;
  const { noun } = words.remedy;
  if (effect === 'rollback' || effect === 'retryTask') return noun[effect](target);
  return noun[effect](step ? stepName(task, step, names) : safe(subtaskOf(remedy) ?? '', 40), target);
}

/** What OCP does about it, and what a skipped step leaves undone. */
export function remedyDoes({ task, effect, step, leaves }: RemedyFacts, names = 64): string {
  const { does } = words.remedy;
  if (effect === 'rollback') return does.rollback;
  if (effect === 'retryTask' || step === null) return does.retryTask;
  const name = stepName(task, step, names);
  return effect === 'skip' ? does.skip(name, words.failure.skipLeaves[leaves]) : does[effect](name);
}

/** `Skip step 4/5`, plain. */
export function remedyLabel({ task, effect, step }: RemedyFacts): string {
  const { label } = words.remedy;
  if (effect === 'retry' || effect === 'retryTask') return label.retry;
  return effect === 'rollback' ? label.rollback : label[effect](step ? stepAt(task, step) : '');
}

/** What remains true in the world, seen from the step that the remedy is about. */
export function remedyWorld(state: RequestState, { failure }: RemedyFacts, length: 'short' | 'long'): string {
  return length === 'long' ? failureWords(state, failure) : shortWorld(state.operation.kind, failure.stepsReach);
}

/** `retry of 2/5 Failover to primary tenant for 12 tenants`, escaped. */
export function manyNoun(state: RequestState, facts: readonly RemedyFacts[], names = 64): string {
  const [first] = facts;
  if (first === undefined) return words.remedy.thread.something;
  return remedyNoun(state, first, names, facts.length === 1 ? undefined : words.card.tenants(facts.length));
}

/** `orders on sh-prod, carts on sh-prod and 10 more`, escaped. */
export function namesOf(state: RequestState, facts: readonly RemedyFacts[], max: number, names = 48): string {
  return listed(
    facts.map(({ task }) => targetById(state, task.tenantId, names)),
    max,
  );
}

/** What failed alike, and which tenants the question is about. */
export function manyLines(
  state: RequestState,
  { alike, going, dropped }: ManyRemedies,
  max: number,
): readonly string[] {
  const { many } = words.remedy;
  const steps = listed(
    [...new Set(alike.steps)].map((name) => safe(name, 75)),
    3,
  );
  const said = state.phase === 'waiting' ? many.tenants : many.toSend;
  return [
    many.alike(steps, alike.errorCode === null ? null : safe(alike.errorCode, 24)),
    ...(going.length > 0 ? [said(going.length, namesOf(state, going, max))] : []),
    ...(dropped.length > 0 ? [many.dropped(dropped.length, namesOf(state, dropped, max))] : []),
  ];
}

/** Names of those that need somebody; the others are counted. */
const NAMED_MAX = 5;

/** The remedies that were sent last, as long as the request goes on: of several, those with the same outcome together. */
export function sentRemedyLines(state: RequestState): readonly string[] {
  const groups = new Map<string, SentFacts[]>();
  for (const one of sentRemedies(state)) {
    const key = JSON.stringify([one.sent.status, one.sent.why]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => sentLine(state, group));
}

function sentLine(state: RequestState, group: readonly SentFacts[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { sent } = first;
  const text = words.remedy.state;
  const named = remedyNoun(state, first, 64, group.length === 1 ? undefined : namesOf(state, group, NAMED_MAX));
  const at = words.time.when(Math.max(...group.map((one) => one.sent.at)));
  switch (sent.status) {
    case 'claimed':
      return text.claimed(manyNoun(state, group), at);
    case 'not_sent':
      return text.notSent(named, sent.why === null ? '' : causeText(sent.why, 400));
    case 'accepted':
      return text.accepted(manyNoun(state, group), at);
    case 'refused':
      return text.refused(named, detailText(sent.why, 400));
    case 'unknown':
      return text.unknown(named);
    case 'found':
      return text.found(manyNoun(state, group), at);
    case 'lost':
      return text.lost(named, at);
  }
}
