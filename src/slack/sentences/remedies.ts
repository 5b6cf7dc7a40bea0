/** What can be done about a failed or hanging task, in words: buttons, proposals, and what came of the last one. */
import type { RequestState } from '../../request/state.ts';
import { type StepRef, subtaskOf } from '../../task/remedies.ts';
import type { Task } from '../../task/task.ts';
import { words } from '../../text/words.ts';
import { causeText, detailText } from './cause.ts';
import { safe } from '../blocks/escape.ts';
import { type RemedyFacts, sentRemedy, stepById } from '../../view/tasks/remedies.ts';
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
export function remedyNoun(state: RequestState, about: RemedyFacts, names = 64): string {
  const { task, remedy, effect, step } = about;
  const { noun } = words.remedy;
  const target = targetById(state, task.tenantId, names);
  if (effect === 'rollback' || effect === 'retryTask') return noun[effect](target);
  return noun[effect](step ? stepName(task, step, names) : safe(subtaskOf(remedy) ?? '', 40), target);
}

/** What OCP does about it, and what a skipped step leaves undone. */
export function remedyDoes({ task, effect, step, leaves }: RemedyFacts, names = 64): string {
  const { does } = words.remedy;
  if (effect === 'rollback') return does.rollback;
  if (effect === 'retryTask' || step === null) return does.retryTask;
  const name = stepName(task, step, names);
  // `skip` is OCP's remedy of that name: its phrase alone says what stays undone.
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

/** The remedy that was sent last, as long as the request goes on. */
export function sentRemedyLines(state: RequestState): readonly string[] {
  const about = sentRemedy(state);
  if (about === null) return [];
  const { sent } = about;
  const text = words.remedy.state;
  const noun = remedyNoun(state, about);
  const at = words.time.when(sent.at);
  switch (sent.status) {
    case 'claimed':
      return [text.claimed(noun, at)];
    case 'not_sent':
      return [text.notSent(noun, sent.why === null ? '' : causeText(sent.why, 400))];
    case 'accepted':
      return [text.accepted(noun, at)];
    case 'refused':
      return [text.refused(noun, detailText(sent.why, 400))];
    case 'unknown':
      return [text.unknown(noun)];
    case 'found':
      return [text.found(noun, at)];
    case 'lost':
      return [text.lost(noun, at)];
  }
}
