/** What is true at the end of a request: for the card's last state and the thread's last line. mrkdwn lines. */
import { kinds } from '../../operation/kinds/index.ts';
import { newPrimaryOf, oldPrimaryOf, type Target } from '../../operation/operation.ts';
import { isRefusing } from '../../operation/family-findings.ts';
import { misfits } from '../../operation/role-check.ts';
import type { TargetInspection } from '../../operation/inspection.ts';
import type { TenantRef } from '../../operation/tenant.ts';
import { type Call, elsewhereOf, followedTasks, type RequestState, sent } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { detailText } from './cause.ts';
import { failureWords, notUndoneLines, unclearWords } from './failure.ts';
import { fates, many, type TargetFate, type TargetOutcome } from '../../view/outcomes.ts';
import { findingText } from './family.ts';
import { inARow, listed, ocpName, targetName, targetNames, tenantName, within } from '../blocks/names.ts';
import { differenceLines } from './precheck.ts';
import { rolesLines, rolesOf } from './roles.ts';

/** Tenants under another OCP beyond this number are counted. */
const UNREAD_LISTED = 50;

/** Characters for the roles of all tenants. */
const ROLES_MAX = 1_500;

/** Characters for what is wrong with the tenants of a request. */
const MISFITS_MAX = 1_500;

/** One or more sentences: what holds in the world now, as far as it is known. */
export function truthLines(state: RequestState): readonly string[] {
  const { truth } = words.card;
  const own = words.operation[state.operation.kind].truth;
  const targets: readonly Target[] = state.operation.targets;
  switch (state.outcome) {
    case null:
      return [];
    case 'succeeded':
      return succeeded(state);
    case 'rolled_back':
      // Older versions ended a request like this whose task was abandoned.
      return fates(state).every(({ fate }) => fate === 'rolled_back')
        ? [
            own.rolledBack(targetNames(targets)),
            ...followedTasks(state).flatMap(({ followed }) => notUndoneLines(followed.task)),
            ...readRoles(state),
          ]
        : outcomeLines(state);
    case 'refused':
      return refusals(state);
    case 'unfit':
      return unfitLines(state);
    case 'rejected':
    case 'withdrawn':
    case 'expired':
      return [truth.notSent];
    case 'abandoned':
      return [
        state.calls.some(({ tasks }) => tasks.length > 0) ? truth.abandonedTask : truth.abandonedLost,
        ...(many(state) ? outcomeLines(state, 'failed') : [...failures(state), ...readRoles(state)]),
      ];
    case 'mixed':
      return outcomeLines(state);
  }
}

/** Only what was read back is said to be so. */
function succeeded(state: RequestState): readonly string[] {
  const own = words.operation[state.operation.kind].truth;
  const targets: readonly Target[] = state.operation.targets;
  if (!many(state))
    return targets.map((target) => {
      const ocp = elsewhereOf(state, target);
      const both = sides(target);
      return inARow(
        ocp ? words.elsewhere.succeeded(...both, ocpName(ocp)) : own.succeeded(...both),
        ...state.calls.flatMap((_, call) => rolesOf(state, call, target.tenant.tenantId)),
      );
    });
  const unread = targets.filter((target) => elsewhereOf(state, target) !== null);
  if (unread.length === 0) return [own.succeededMany(targets.length)];
  const names = unread.map((target) => tenantName(newPrimaryOf(target), namesFor(state)));
  return [words.elsewhere.succeededMany(targets.length, listed(names, UNREAD_LISTED))];
}

/** The tenant that became primary and the one before it, named. */
export function sides(target: Target, max = 64): [became: string, old: string] {
  const old = oldPrimaryOf(target);
  return [tenantName(newPrimaryOf(target), max), old ? tenantName(old, max) : words.card.confirm.oldPrimary];
}

function unfitLines(state: RequestState): readonly string[] {
  const found = state.inspection ? misfits(state.operation.targets, state.inspection) : [];
  const { unfit, unfitPrimary, unfitFamily } = words.card.truth;
  const refusing = (state.family?.findings ?? []).filter(isRefusing);
  if (found.length === 0 && refusing.length > 0) {
    const lines = refusing.map((finding) => `• ${findingText(finding, state.operation.targets, 'mrkdwn')}`);
    return [unfitFamily, ...lines];
  }
  const named = !kinds[state.operation.kind].demotes && found.every(({ kind }) => kind === 'other_primary');
  return [named && found.length > 0 ? unfitPrimary : unfit, ...differenceLines(state, found, MISFITS_MAX)];
}

function refusals(state: RequestState): readonly string[] {
  const { truth } = words.card;
  if (!sent(state)) return [truth.refusedByPrecheck];
  const refused = state.calls.flatMap(({ refusal }) => refusal ?? []);
  const taskless = fates(state).filter(({ fate }) => fate === 'no_task');
  const [first, ...others] = refused;
  const lines = first ? [truth.refusedCall(detailText(first.why, 400))] : [];
  const none = taskless.length > 0 ? [truth.noTask(targetNames(taskless.map(({ target }) => target)))] : [];
  return [...(others.length > 0 || many(state) ? outcomeLines(state) : lines), ...none];
}

/** In this order: what a person has to see to comes first. */
const fateOrder = [
  'failed',
  'unclear',
  'doubted',
  'lost',
  'no_task',
  'unknown',
  'refused',
  'rolled_back',
  'claimed',
  'running',
  'proving',
  'succeeded',
  'stopped',
  'waiting',
] as const satisfies readonly TargetOutcome[];

export interface FateGroup {
  readonly fate: TargetOutcome;
  readonly members: readonly TargetFate[];
}

export function fateGroups(state: RequestState): readonly FateGroup[] {
  const all = fates(state);
  return fateOrder.flatMap((fate) => {
    const members = all.filter((one) => one.fate === fate);
    return members.length > 0 ? [{ fate, members }] : [];
  });
}

/** `*12 of 50 done.* 3 refused by OCP, 35 not sent.` */
export function countsLine(state: RequestState): string {
  const { batch } = words;
  const groups = fateGroups(state);
  const done = groups.find(({ fate }) => fate === 'succeeded')?.members.length ?? 0;
  const rest = groups
    .filter(({ fate }) => fate !== 'succeeded')
    .map(({ fate, members }) => batch.count(members.length, batch.fate[fate]));
  const head = batch.done(done, state.operation.targets.length);
  return rest.length === 0 ? head : `${head} ${words.world.sentence(rest.join(words.world.comma))}`;
}

/** Every tenant under what became of it; `told`: only counted, because each has a line of its own elsewhere. */
function outcomeLines(state: RequestState, told: TargetOutcome | null = null): readonly string[] {
  const names = namesFor(state);
  const groups = fateGroups(state).filter(({ fate }) => fate !== told);
  return [countsLine(state), ...groups.flatMap((group) => groupLines(group, names)), ...readRoles(state, names)];
}

/** Of each tenant that did not end well. Of many, the last ones are counted: each has a line in the thread. */
function readRoles(state: RequestState, names = 64): readonly string[] {
  return within(rolesLines(state, names), ROLES_MAX);
}

/** Characters for a name: fewer when there are many, so that none has to be left out. */
export function namesFor(state: RequestState): number {
  return Math.max(12, Math.min(64, Math.floor(1_400 / state.operation.targets.length / 3)));
}

/** A list of names never grows beyond what one section takes: it goes on in a second line. */
export function groupLines({ fate, members }: FateGroup, names: number): readonly string[] {
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
    at === 0 ? batch.group(members.length, batch.fate[fate], list) : list,
  );
}

function failures(state: RequestState): readonly string[] {
  return state.calls
    .flatMap(({ tasks }) => tasks)
    .flatMap((followed) => {
      if (followed.stage === 'failed') return [failureWords(state, followed.task)];
      return followed.stage === 'unclear' ? [unclearWords(state.operation.kind, followed)] : [];
    });
}

/** The primary as it was last read, otherwise as it was when the request was written. */
export function primaryOf(state: RequestState, target: Target): TenantRef | null {
  return inspected(state, target)?.primary ?? oldPrimaryOf(target);
}

/** OCP's live check and its record contradict each other: the record may be old, or the check may be wrong. */
export function looksAlive(state: RequestState, targets: readonly Target[]): readonly string[] {
  const alive = targets.flatMap((target) => {
    const reading = inspected(state, target);
    const primary = kinds[target.kind].demotes ? null : primaryOf(state, target);
    const shown = reading?.primaryRole === 'PRIMARY' && reading.primaryStatus === 'NORMAL';
    return primary && shown && reading.precheck.passed ? [tenantName(primary, 32)] : [];
  });
  return alive.length > 0 ? [words.card.primaryLooksAlive(listed(alive, 4))] : [];
}

/** The service name that led to the old primary; null when OCP named none. */
export function oldServiceName(state: RequestState, target: Target): string | null {
  const name = inspected(state, target)?.precheck.primaryServiceName?.trim() ?? '';
  return name === '' ? null : name;
}

export function inspected(state: RequestState, target: Target): TargetInspection | null {
  return state.inspection?.targets.find(({ tenantId }) => tenantId === target.tenant.tenantId) ?? null;
}

/** Milliseconds of the way from the request to its end; null where it did not come so far. */
interface Took {
  readonly toApproval: number;
  readonly toCall: number;
  readonly toEnd: number;
}

function took(state: RequestState): Took | null {
  const claimedAt = firstClaim(state.calls);
  if (claimedAt === null || state.endedAt === null) return null;
  // Remedies were approved after the call.
  const before = state.agreed.flatMap(({ at }) => (at <= claimedAt ? [at] : []));
  if (before.length === 0) return null;
  const approvedAt = Math.max(...before);
  return {
    toApproval: approvedAt - state.requestedAt,
    toCall: claimedAt - approvedAt,
    toEnd: state.endedAt - claimedAt,
  };
}

function firstClaim(calls: readonly Call[]): number | null {
  const times = calls.flatMap(({ claimedAt }) => claimedAt ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

/** `*Took:* …`, or nothing when no call was sent. */
export function tookLines(state: RequestState): readonly string[] {
  const times = took(state);
  if (times === null) return [];
  const { duration } = words.time;
  const say = state.outcome === 'succeeded' && !many(state) ? words.card.took : words.card.tookToEnd;
  return [say(duration(times.toApproval), duration(times.toCall), duration(times.toEnd))];
}
