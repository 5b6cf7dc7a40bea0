/** What is wrong with a claim: judged from the log and from what was read for it, by nothing of the code under test. */
import { digestOf } from '../../src/operation/digest.ts';
import type { Operation, Target } from '../../src/operation/operation.ts';
import type { Person } from '../../src/people/person.ts';
import type { Rule } from '../../src/policy/policy.ts';
import { MINUTE } from '../support/request.ts';
import type { Moment } from './life.ts';

/** Events that put a new question before the approvers, and those with which the next call's turn may come. */
const questions: readonly string[] = ['returned', 'resend_proposed', 'remedy_proposed', 'remedies_proposed'];
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
  const rulesNow = lawsOf(command.policy.rules, before.operation);
  if (rulesNow.length === 0) return ['no rule'];
  const joins = past[asked.version]?.event;
  const rulesThen = joins?.type === 'terms_joined' ? joins.rules : [question.rule];
  const needed = Math.max(...rulesNow.map(({ approvals }) => approvals));
  // Once a remedy was decided, a call goes under the approvals that were given for it in the same clicks.
  const isRest = before.proposal === null && since.some(({ event: { type } }) => type === 'remedy_claimed');
  const type = isRest ? 'rest_approved' : 'approved';
  const approvers = since.flatMap((one) => (one.event.type === type ? [{ ...one.event, at: one.at }] : []));
  const asker = before.proposal?.by ?? before.requester;
  const good = approvers.filter(
    ({ by, digest }) =>
      by !== asker &&
      digest === event.digest &&
      rulesNow.every((rule) => stands(command.people, by, rule.approvers, at)),
  );
  if (new Set(good.map(({ by }) => by)).size < needed) wrong.push('too few approvers');
  if (good.length !== approvers.length) wrong.push('an approver who is none any more');
  const askers = rulesNow.map((rule) => [...rule.requesters, ...(before.proposal ? rule.approvers : [])]);
  if (!askers.every((ids) => stands(command.people, asker, ids, at))) wrong.push('an asker who may not ask any more');
  // And at the click, by the rule that was on record then.
  for (const { by, person, at: clicked } of approvers)
    if (!rulesThen.every((rule) => stands([person], by, rule.approvers, clicked)))
      wrong.push(`${by} was never allowed`);

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
  if (rulesThen.some(({ startWindowMs }) => at >= start + startWindowMs)) wrong.push('claimed too late');
  return wrong;
}

/** For each side of each target the first rule for its cluster; those of the lives are for one cluster or all. */
function lawsOf(rules: readonly Rule[], operation: Operation): readonly Rule[] {
  const all = rules.filter(({ tenants }) => tenants.includes('*'));
  const targets: readonly Target[] = operation.targets;
  const sides = targets.flatMap((target) => [
    target.tenant,
    target.kind === 'switchover' ? target.standby : target.primary,
  ]);
  const covers = (rule: Rule, cluster: string) =>
    rule.clusters.some((pattern) => pattern === '*' || cluster.startsWith(pattern.replace('*', '')));
  return sides.flatMap((side) => (side ? (all.find((rule) => covers(rule, side.clusterName)) ?? []) : []));
}

function inside({ from, until }: { readonly from: number; readonly until: number }, at: number): boolean {
  return from <= at && at < until;
}

function stands(people: readonly Person[], id: string, listed: readonly string[], at: number): boolean {
  const person = people.find((one) => one.id === id);
  if (!person || person.standing !== 'member' || Math.abs(at - person.readAt) > MINUTE) return false;
  return [id, ...(person.groups ?? [])].some((name) => listed.includes(name));
}
