/** What is wrong with a claim: judged from the log and from what was read for it, by nothing of the code under test. */
import { digestOf } from '../../src/operation/digest.ts';
import type { Person } from '../../src/request/person.ts';
import { MINUTE } from '../support/request.ts';
import type { Moment } from './life.ts';

/** Events that put a new question before the approvers, and those with which the next call's turn may come. */
const questions: readonly string[] = ['returned', 'resend_proposed', 'remedy_proposed'];
const turns: readonly string[] = ['call_accepted', 'call_found', 'call_refused', 'call_unknown', 'role_proven'];

/** Empty when nothing is. */
export function objections({ before, recorded, command, past }: Moment): readonly string[] {
  const { event, at } = recorded;
  if (event.type !== 'call_claimed' && event.type !== 'remedy_claimed') return ['not a claim'];
  if ((command.type !== 'claim' && command.type !== 'claim_remedy') || before === null) return ['not a claim'];
  const wrong: string[] = [];
  const asked = past.findLast(({ event: { type } }) => type === 'requested' || questions.includes(type));
  const question = asked?.event;
  if (!asked || !question || !('expiresAt' in question)) return ['nothing was asked'];
  const since = past.slice(asked.version);

  // Who: different, living, and allowed by the rule of now, by a reading of now.
  const [ruleNow] = command.policy.rules.filter(({ tenants }) => tenants.includes('*'));
  if (!ruleNow) return ['no rule'];
  const approvers = since.flatMap((one) => (one.event.type === 'approved' ? [{ ...one.event, at: one.at }] : []));
  const asker = before.proposal?.by ?? before.requester;
  const good = approvers.filter(
    ({ by, digest }) => by !== asker && digest === event.digest && stands(command.people, by, ruleNow.approvers, at),
  );
  if (new Set(good.map(({ by }) => by)).size < ruleNow.approvals) wrong.push('too few approvers');
  if (good.length !== approvers.length) wrong.push('an approver who is none any more');
  const askers = before.proposal ? [...ruleNow.requesters, ...ruleNow.approvers] : ruleNow.requesters;
  if (!stands(command.people, asker, askers, at)) wrong.push('an asker who may not ask any more');
  // And at the click, by the rule that was on record then.
  for (const { by, person, at: clicked } of approvers)
    if (!stands([person], by, question.rule.approvers, clicked)) wrong.push(`${by} was never allowed`);

  // What: the digest of what is on record.
  const { operation, inspection, policyVersion, proposal } = before;
  const round = 1 + past.filter(({ event: { type } }) => questions.includes(type)).length;
  const digest = inspection && digestOf({ operation, inspection, policyVersion, question: { round, proposal } });
  if (event.digest !== digest) wrong.push('digest');
  if (command.policy.version !== question.policyVersion) wrong.push('policy');
  if (command.policy.stopAll !== null) wrong.push('everything is stopped');
  const { number, latest } = command.stop;
  if (latest !== null && !latest.over) wrong.push('somebody has stopped everything');
  if (approvers.some(({ afterStop = 0 }) => afterStop !== number)) wrong.push('approved before a stop');
  const frozen = command.policy.freezes.some((freeze) => freeze.kind === 'weekly' || inside(freeze, at));
  if (frozen) wrong.push('frozen');
  if (command.type === 'claim' && event.type === 'call_claimed') {
    if (Math.abs(at - command.inspection.at) > MINUTE) wrong.push('an old picture');
    for (const { tenant } of before.calls[event.call]?.targets ?? []) {
      const was = inspection?.targets.find(({ tenantId }) => tenantId === tenant.tenantId);
      const is = command.inspection.targets.find(({ tenantId }) => tenantId === tenant.tenantId);
      if (!is?.precheck.passed || is.role !== was?.role || is.primary?.tenantId !== was.primary?.tenantId)
        wrong.push('world');
      if (is?.runningTask && is.runningTask.id !== was?.runningTask?.id) wrong.push('a task is running');
    }
    if (JSON.stringify(event.baseline) !== JSON.stringify(command.baseline)) wrong.push('baseline');
    if (proposal !== null && (proposal.kind !== 'resend' || proposal.call !== event.call))
      wrong.push('another question');
  }
  if (command.type === 'claim_remedy' && event.type === 'remedy_claimed') {
    const { task } = command;
    if (task.id !== event.taskId) wrong.push('another task');
    if (event.remedy.kind === 'rollback' && task.prohibitRollback !== false) wrong.push('no rollback');
    if (event.remedy.kind.startsWith('retry') && task.operation === 'ROLLBACK') wrong.push('no retry');
    if (event.remedy.kind !== 'cancel' && task.status !== 'FAILED' && event.remedy.kind.length < 9)
      wrong.push('it has not failed');
  }

  // Where: nobody else's people read along.
  if (command.audience !== 'own') wrong.push('other organisations read along');

  // When: agreed inside the approval window, claimed inside the start window.
  if (approvers.some((approval) => approval.at >= question.expiresAt)) wrong.push('approved too late');
  // A later call's window begins when the one before has come as far as it waits for.
  const claimedFirst = since.findIndex(({ event: { type } }) => type === 'call_claimed');
  const answers =
    claimedFirst < 0 ? [] : since.slice(claimedFirst).filter(({ event: { type } }) => turns.includes(type));
  const start = answers.at(-1)?.at ?? approvers.at(-1)?.at ?? 0;
  if (at >= start + question.rule.startWindowMs) wrong.push('claimed too late');
  return wrong;
}

function inside({ from, until }: { readonly from: number; readonly until: number }, at: number): boolean {
  return from <= at && at < until;
}

function stands(people: readonly Person[], id: string, listed: readonly string[], at: number): boolean {
  const person = people.find((one) => one.id === id);
  if (!person || person.standing !== 'member' || Math.abs(at - person.readAt) > MINUTE) return false;
  return [id, ...(person.groups ?? [])].some((name) => listed.includes(name));
}
