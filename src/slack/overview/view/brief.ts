/** A request in one or two lines, for lists: mrkdwn, escaped. */
import { chosenTenants, type Operation, type Target } from '../../../operation/operation.ts';
import { approversOf, type Candidate, decidersOf } from '../../../people/approvers.ts';
import { kindOf } from '../../../request/remedies/pairs.ts';
import type { RequestState } from '../../../request/state.ts';
import { leftOf } from '../../../request/to-dos/to-do-list.ts';
import { progress } from '../../../task/progress.ts';
import { isFirstRun } from '../../../task/run-time.ts';
import type { Task } from '../../../task/task.ts';
import type { Cards } from '../cards.ts';
import type { Summary, Work } from '../../../view/summaries.ts';
import type { Wait } from '../../../view/waits.ts';
import { candidateText } from '../../sentences/approvers.ts';
import { causeText } from '../../sentences/cause.ts';
import { stepName } from '../../sentences/steps.ts';
import { entryText } from '../../sentences/todo.ts';
import { cut, safe } from '../../blocks/escape.ts';
import { inARow, listed, mention } from '../../blocks/names.ts';
import { words } from '../../../text/words.ts';

const NAME_MAX = 40;
const TARGETS_SHOWN = 3;
const PEOPLE_SHOWN = 4;
const TASKS_SHOWN = 3;
const CAUSE_MAX = 200;

/** `Failover of orders on sh-prod`, as a link where there is one. */
export function whatText(operation: Operation, link: string | null): string {
  const what = words.overview.what[operation.kind](listed(operation.targets.map(targetText), TARGETS_SHOWN));
  return link !== null && /^https?:\/\/[^\s<>|]+$/.test(link) ? `<${link}|${what}>` : what;
}

function targetText(target: Target): string {
  const [{ tenantName, clusterName }, standby] = chosenTenants(target);
  const name = safe(tenantName, NAME_MAX);
  if (standby === undefined) return words.world.on(name, safe(clusterName, NAME_MAX));
  return words.overview.pair(name, safe(clusterName, NAME_MAX), safe(standby.clusterName, NAME_MAX));
}

interface Moment {
  /** Our clock and OCP's, ms since the epoch. */
  readonly now: number;
  readonly ocpNow: number;
}

/** Who has to do what, or what is being done. One line each, at most some. */
export function summaryLines({ state, waits, works }: Summary, moment: Moment): readonly string[] {
  // All else that could be said is only as far as this version can read.
  if (waits.some(({ kind }) => kind === 'newer')) return [words.world.sentence(words.overview.wait.newer)];
  const tasks = works.map((work) => workText(work, moment));
  const shown = tasks.slice(0, TASKS_SHOWN);
  const rest = tasks.length - shown.length;
  return [
    ...heldUpLines(state),
    ...waitLines(state, waits),
    ...shown,
    ...(rest > 0 ? [words.overview.work.more(rest)] : []),
  ];
}

/** What holds it up is said before what comes next. */
function heldUpLines({ heldUp }: RequestState): readonly string[] {
  if (heldUp === null) return [];
  return [words.card.heldUp(causeText(heldUp.why, CAUSE_MAX), words.time.when(heldUp.at))];
}

/** That Slack has taken no card of it: status, Home and history say it with the same words. */
export function unpostedLines({ id, phase }: RequestState, { unposted }: Cards): readonly string[] {
  if (!unposted.has(id)) return [];
  return [phase === 'ended' ? words.overview.unposted.ended : words.overview.unposted.open];
}

/** `*Failover of orders on sh-prod*: 2 of 5 to-dos open.` and the next one of them. */
export function toDoText({ operation, toDos }: RequestState, link: string | null): string {
  const [first, ...others] = toDos === null ? [] : leftOf(toDos);
  if (!toDos || !first) return '';
  const text = words.toDos.overview;
  const count = text.left(others.length + 1, toDos.items.length);
  return [
    words.world.labelled(`*${whatText(operation, link)}*`, count),
    `• ${text.first(cut(entryText(first, NAME_MAX), CAUSE_MAX))}`,
  ].join('\n');
}

export function askedText(state: RequestState, now: number): string {
  return words.overview.asked(mention(state.requester), words.time.duration(now - state.requestedAt));
}

function waitLines(state: RequestState, waits: readonly Wait[]): readonly string[] {
  const said = [...new Set(waits.flatMap((wait) => (wait.kind === 'approval' ? [] : [waitText(wait)])))];
  const deciders = words.overview.wait.decide(anyOf(decidersOf(state)));
  return [
    ...(waits.some(({ kind }) => kind === 'approval') ? [approvalText(state)] : []),
    ...said.slice(0, TASKS_SHOWN).map((one) => inARow(words.world.sentence(one), words.world.sentence(deciders))),
  ];
}

function approvalText(state: RequestState): string {
  const { wait } = words.overview;
  const { proposal, rule, approvals } = state;
  const question =
    proposal === null
      ? wait.request
      : proposal.kind === 'resend'
        ? wait.resend(mention(proposal.by))
        : wait.remedy(mention(proposal.by), wait.remedies[kindOf(proposal)]);
  const given = wait.approval(approvals.length, rule.approvals);
  const { labelled, sentence } = words.world;
  const who = wait.approvers(anyOf(approversOf(state).may), words.time.when(state.expiresAt));
  return inARow(sentence(labelled(capital(question), given)), sentence(who));
}

function waitText(wait: Exclude<Wait, { kind: 'approval' }>): string {
  if (wait.kind === 'lost') return words.overview.wait.lost;
  if (wait.kind === 'failed' || wait.kind === 'overdue') return words.overview.wait[wait.kind](stepText(wait.task));
  return words.overview.wait[wait.kind];
}

function workText(work: Work, moment: Moment): string {
  const { wait, work: text } = words.overview;
  switch (work.kind) {
    case 'running':
      return runningText(work.task, moment);
    case 'remedy_claimed':
    case 'remedy_unknown':
      return text[work.kind](wait.remedies[work.of]);
    default:
      return text[work.kind];
  }
}

/** The step, how long it has run by OCP's clock, and how long it may. */
function runningText(task: Task, { ocpNow }: Moment): string {
  const { current } = progress(task);
  const { work } = words.overview;
  if (current === null) return work.started;
  const step = stepText(task);
  const { startedAt, timeoutSeconds, runTime, status } = current;
  if (startedAt === null || status === 'READY') return work.stepStarting(step);
  const age = Math.max(0, ocpNow - startedAt);
  const first = isFirstRun(current);
  // Retried alone, which OCP does not count as a run: it tells only when the step first started.
  if (!first && (runTime ?? 1) <= 1)
    return words.world.detailed(step, words.steps.firstStarted(words.time.duration(age)));
  if (timeoutSeconds === null) return work.stepOpen(step, words.time.duration(age));
  const most = timeoutSeconds * 1_000;
  const late = first && age > most ? work.late : '';
  return `${work.step(step, words.time.duration(age), words.time.duration(most))}${first ? '' : work.again(runTime ?? 1)}${late}`;
}

/** `2/5 Failover to primary tenant`; the task's own name where OCP has not told its steps. */
function stepText(task: Task): string {
  const { current } = progress(task);
  return current === null ? safe(task.name, NAME_MAX) : stepName(task, current, NAME_MAX);
}

function anyOf(candidates: readonly Candidate[]): string {
  const names = candidates.map(candidateText);
  if (names.length === 0) return words.world.nobody;
  if (names.length > PEOPLE_SHOWN) return listed(names, PEOPLE_SHOWN);
  const last = names.at(-1) ?? '';
  return names.length === 1 ? last : `${names.slice(0, -1).join(words.world.comma)}${words.overview.or}${last}`;
}

function capital(said: string): string {
  return said.charAt(0).toUpperCase() + said.slice(1);
}
