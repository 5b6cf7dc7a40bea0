/** What is true at the end of a request, in words: for the card's last state and the thread's last line. mrkdwn lines. */
import { newPrimaryOf, oldPrimaryOf, type Target } from '../../operation/operation.ts';
import { type Approval, type ApprovalAbout, followedTasks, type RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { failureOf } from '../../view/failure.ts';
import type { OutcomeGroup, TargetOutcome } from '../../view/outcomes.ts';
import type { RequestView } from '../../view/request.ts';
import { livePrimaries, many } from '../../view/targets.ts';
import { stretchesOf, unansweredMs } from '../../view/timings.ts';
import type { Truth } from '../../view/truth.ts';
import { detailText } from './cause.ts';
import { failureWords, notUndoneLines, unclearWords } from './failure.ts';
import { findingText } from './family.ts';
import { inARow, listed, mention, ocpName, targetName, targetNames, tenantName, within } from '../blocks/names.ts';
import { differenceLines } from './precheck.ts';
import { rolesLines, rolesOf } from './roles.ts';

/** Tenants under another OCP beyond this number are counted. */
const UNREAD_LISTED = 50;

/** Characters for the roles of all tenants. */
const ROLES_MAX = 1_500;

/** Characters for what is wrong with the tenants of a request. */
const MISFITS_MAX = 1_500;

/** One or more sentences: what holds in the world now, as far as it is known. */
export function truthLines(view: RequestView): readonly string[] {
  const { state, truth } = view;
  const text = words.card.truth;
  const own = words.operation[state.operation.kind].truth;
  switch (truth?.kind) {
    case undefined:
      return [];
    case 'succeeded':
      return succeeded(state, truth);
    case 'rolled_back':
      return [
        own.rolledBack(targetNames(state.operation.targets)),
        ...followedTasks(state).flatMap(({ followed }) => notUndoneLines(followed.task)),
        ...readRoles(state),
      ];
    case 'blocked':
      return [text.refusedByPrecheck];
    case 'refused':
      return refusals(view, truth);
    case 'unfit_family':
      return [
        text.unfitFamily,
        ...truth.findings.map((finding) => `• ${findingText(finding, state.operation.targets, 'mrkdwn')}`),
      ];
    case 'unfit':
      return [
        truth.isOtherPrimary ? text.unfitPrimary : text.unfit,
        ...differenceLines(state, truth.misfits, MISFITS_MAX),
      ];
    case 'not_sent':
      return [text.notSent];
    case 'closed':
      return [
        truth.open === 'task' ? text.abandonedTask : text.abandonedLost,
        ...(many(state) ? outcomeLines(view, 'failed') : [...failures(state), ...readRoles(state)]),
      ];
    case 'by_tenant':
      return outcomeLines(view);
  }
}

/** Only what was read back is said to be so. */
function succeeded(state: RequestState, { unread }: Extract<Truth, { kind: 'succeeded' }>): readonly string[] {
  const own = words.operation[state.operation.kind].truth;
  const targets: readonly Target[] = state.operation.targets;
  if (!many(state))
    return targets.map((target) => {
      const [elsewhere] = unread;
      const both = sides(target);
      return inARow(
        elsewhere ? words.elsewhere.succeeded(...both, ocpName(elsewhere.ocp)) : own.succeeded(...both),
        ...state.calls.flatMap((_, call) => rolesOf(state, call, target.tenant.tenantId)),
      );
    });
  if (unread.length === 0) return [own.succeededMany(targets.length)];
  const names = unread.map(({ target }) => tenantName(newPrimaryOf(target), namesFor(state)));
  return [words.elsewhere.succeededMany(targets.length, listed(names, UNREAD_LISTED))];
}

/** The tenant that became primary and the one before it, named. */
export function sides(target: Target, max = 64): [became: string, old: string] {
  const old = oldPrimaryOf(target);
  return [tenantName(newPrimaryOf(target), max), old ? tenantName(old, max) : words.card.confirm.oldPrimary];
}

function refusals(view: RequestView, { causes, taskless }: Extract<Truth, { kind: 'refused' }>): readonly string[] {
  const { truth } = words.card;
  const [first, ...others] = causes;
  const lines = first ? [truth.refusedCall(detailText(first, 400))] : [];
  const none = taskless.length > 0 ? [truth.noTask(targetNames(taskless))] : [];
  return [...(others.length > 0 || many(view.state) ? outcomeLines(view) : lines), ...none];
}

/** `*12 of 50 done.* 3 refused by OCP, 35 not sent.` */
export function countsLine({ groups, results }: RequestView): string {
  const { batch } = words;
  const done = results.filter(({ outcome }) => outcome === 'succeeded').length;
  const rest = groups
    .filter(({ outcome }) => outcome !== 'succeeded')
    .map(({ outcome, members }) => batch.count(members.length, batch.outcome[outcome]));
  const head = batch.done(done, results.length);
  return rest.length === 0 ? head : `${head} ${words.world.sentence(rest.join(words.world.comma))}`;
}

/** Every tenant under what became of it; `told`: only counted, because each has a line of its own elsewhere. */
function outcomeLines(view: RequestView, told: TargetOutcome | null = null): readonly string[] {
  const names = namesFor(view.state);
  const groups = view.groups.filter(({ outcome }) => outcome !== told);
  return [countsLine(view), ...groups.flatMap((group) => groupLines(group, names)), ...readRoles(view.state, names)];
}

/** Of each tenant that did not end well. Of many, the last ones are counted: each has a line in the thread. */
function readRoles(state: RequestState, names = 64): readonly string[] {
  return within(rolesLines(state, names), ROLES_MAX);
}

/** Characters for a name: fewer when there are many, so that none has to be left out. */
function namesFor(state: RequestState): number {
  return Math.max(12, Math.min(64, Math.floor(1_400 / state.operation.targets.length / 3)));
}

/** A list of names never grows beyond what one section takes: it goes on in a second line. */
export function groupLines({ outcome, members }: OutcomeGroup, names: number): readonly string[] {
  const { batch } = words;
  const lines: string[] = [];
  let part: string[] = [];
  for (const { target } of members) {
    const name = targetName(target, names);
    if (part.join(words.world.comma).length + name.length > 2_000) {
      lines.push(part.join(words.world.comma));
      part = [];
    }
    part.push(name);
  }
  return [...lines, part.join(words.world.comma)].map((list, at) =>
    at === 0 ? batch.group(members.length, batch.outcome[outcome], list) : list,
  );
}

function failures(state: RequestState): readonly string[] {
  return followedTasks(state).flatMap(({ followed }) => {
    if (followed.stage === 'failed') return [failureWords(state, failureOf(state, followed.task))];
    return followed.stage === 'unclear' ? [unclearWords(state.operation.kind, followed)] : [];
  });
}

/** OCP's live check and its record contradict each other. */
export function looksAlive(state: RequestState, targets: readonly Target[]): readonly string[] {
  const alive = livePrimaries(state, targets).map((primary) => tenantName(primary, 32));
  return alive.length > 0 ? [words.card.primaryLooksAlive(listed(alive, 4))] : [];
}

/** `*Timing:* …`, or nothing when no call was sent. */
export function tookLines({ state, timings }: RequestView): readonly string[] {
  const stretches = stretchesOf(timings);
  if (stretches === null) return [];
  const { duration } = words.time;
  const say = state.outcome === 'succeeded' && !many(state) ? words.card.took : words.card.tookToEnd;
  const { toApprovalMs, toCallMs, toEndMs, totalMs } = stretches;
  const unanswered = unansweredMs(state);
  return [
    inARow(
      say(duration(toApprovalMs), duration(toCallMs), duration(toEndMs), duration(totalMs)),
      unanswered === null ? '' : words.card.unanswered(duration(unanswered)),
    ),
  ];
}

/** Who approved, and what, where that was not the request alone: `@bob (the request), @carol (the resend)`. */
export function approvalTexts(approvals: readonly Approval[], time: (at: number) => string | null): readonly string[] {
  const isPlain = approvals.every(({ about }) => about === 'request');
  const texts = approvals.map(({ by, at, about }) => {
    const notes = [isPlain ? null : aboutText(about), time(at)].flatMap((note) => note ?? []);
    return notes.length === 0 ? mention(by) : words.approvers.noted(mention(by), notes.join(words.world.comma));
  });
  return [...new Set(texts)];
}

function aboutText(about: ApprovalAbout): string {
  const { request, rest, resend } = words.approvers.about;
  switch (about) {
    case 'request':
      return request;
    case 'rest':
      return rest;
    case 'resend':
      return resend;
    default:
      return words.remedy.allowed[about];
  }
}
