/** What approvers must know: the operation, the world as OCP last told it, who asks and why. mrkdwn lines. */
import type { KnownBlock } from '@slack/types';
import {
  type FailoverTarget,
  newPrimaryOf,
  type OperationKind,
  type SwitchoverTarget,
  type Target,
  type TargetOf,
} from '../../operation/operation.ts';
import { needsCode, type RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import type { RequestView } from '../../view/request.ts';
import { approversOnCard } from '../sentences/approvers.ts';
import { plainSection, section } from '../blocks/blocks.ts';
import { questionOfMany } from './question-batch.ts';
import { alarmLines, lossLine, warningLines } from '../sentences/candidates.ts';
import { causeText } from '../sentences/cause.ts';
import { clean, cut, safe } from '../blocks/escape.ts';
import { familyLines } from '../sentences/family.ts';
import { earlierSection } from './guardrails.ts';
import { inspected, oldServiceName, primaryOf } from '../../request/targets.ts';
import { takeoverOf, type Takeover } from '../../view/takeovers.ts';
import { mention, ocpName, roleText, tenantById, tenantName, within } from '../blocks/names.ts';
import { approvalTexts, looksAlive, sides } from '../sentences/outcome.ts';
import { differenceLines, itemLines, positionLines, verdictWords } from '../sentences/precheck.ts';

/** Of what OCP's alarms say of lost primaries. */
const EVIDENCE_MAX = 1_000;

/** Of what families say. */
const FAMILY_MAX = 2_500;

/** How many characters the parts may take; smaller ones are tried when a card would be too long. */
export interface Room {
  readonly reason: number;
  readonly items: number;
  /** Up to so many targets are told in sentences, more of them in a list. */
  readonly targets: number;
  readonly tenantNames: number;
}

/** Everything above the buttons of a card that waits, its status line aside. */
export function question(view: RequestView, room: Room): readonly KnownBlock[] {
  const { state, asked: targets, takeovers } = view;
  return [
    ...changedSection(view, room),
    ...familySection(state),
    ...(targets.length <= Math.max(1, room.targets)
      ? targets.flatMap((target) => targetSections(state, target, room, targets.length))
      : questionOfMany(state, targets, room)),
    ...evidenceSection(takeovers, state.inspection?.at ?? state.requestedAt),
    ...reasonSections(state, room),
    ...earlierSection(state),
    mayApprove(state),
    ...approvedSection(view),
  ];
}

/** Above the facts of each target: one primary too many cannot be undone. */
function familySection(state: RequestState): readonly KnownBlock[] {
  const lines = familyLines(state);
  return lines.length === 0 ? [] : [section(cut(lines.join('\n'), FAMILY_MAX))];
}

/** Behind what each target is about: the primaries of several may be lost together. */
function evidenceSection(takeovers: readonly Takeover[], now: number): readonly KnownBlock[] {
  const lines = alarmLines(takeovers, now);
  return lines.length === 0 ? [] : [section(within(lines, EVIDENCE_MAX).join('\n'))];
}

export function mayApprove(state: RequestState): KnownBlock {
  const who = words.card.approvers(approversOnCard(state));
  return section(needsCode(state) ? `${who}\n${words.card.codeNeeded}` : who);
}

/** Why it is asked anew; none where it is asked for the first time. */
export function changedSection({ state, again }: RequestView, room: Room): readonly KnownBlock[] {
  if (again === null) return [];
  const head = words.card.changed[again];
  return [section([head, ...differenceLines(state, state.differences, room.items)].join('\n'))];
}

/** The precheck alone, for each target: why OCP's own words ended a request. */
export function precheckSections(state: RequestState, room: Room): readonly KnownBlock[] {
  const targets: readonly Target[] = state.operation.targets;
  if (targets.length > Math.max(1, room.targets)) return questionOfMany(state, targets, room, 'precheck');
  return targets.map((target) => section(precheckLines(state, target, room, targets.length).join('\n')));
}

function targetSections(state: RequestState, target: Target, room: Room, of: number): readonly KnownBlock[] {
  return [section(factsOf(state, target).join('\n')), section(precheckLines(state, target, room, of).join('\n'))];
}

const facts: {
  readonly [Kind in OperationKind]: (state: RequestState, target: TargetOf<Kind>) => readonly string[];
} = { failover: failoverFacts, switchover: switchoverFacts };

function factsOf<Kind extends OperationKind>(state: RequestState, target: TargetOf<Kind>): readonly string[] {
  return facts[target.kind](state, target);
}

function failoverFacts(state: RequestState, target: FailoverTarget): readonly string[] {
  const text = words.card;
  return [
    text.willHappen(tenantName(target.tenant)),
    ...targetLines(state, target),
    primaryLine(state, target),
    ...elsewhereLines(state, target),
    ...looksAlive(state, [target]),
    ...lossLines(state, target),
    serviceNameLine(state, target),
  ];
}

function switchoverFacts(state: RequestState, target: SwitchoverTarget): readonly string[] {
  const text = words.card;
  const name = oldServiceName(state, target);
  return [
    text.exchange(...sides(target)),
    rolesLine(state, target),
    ...elsewhereLines(state, target),
    text.nothingLost,
    name === null ? text.nameNone : text.nameFollows(safe(name, 64)),
  ];
}

/** Both roles, as one expects them or not. */
function rolesLine(state: RequestState, target: SwitchoverTarget): string {
  const { rolesNow, roleNow, rolesUnread } = words.card;
  const { notTold } = words.world;
  const reading = inspected(state, target);
  if (reading === null) return rolesUnread;
  const say = (tenant: Target['tenant'], role: string | null | undefined, status: string | null | undefined) =>
    roleNow(tenantName(tenant), roleText(role ?? null, 40), safe(status ?? notTold, 40));
  return rolesNow(
    say(target.tenant, reading.role, reading.status),
    say(target.standby, reading.standby?.role, reading.standby?.status),
  );
}

/** What is under another OCP was not read, and its approvers must not take it for read. */
function elsewhereLines(state: RequestState, target: Target): readonly string[] {
  const { standby, primary } = words.elsewhere;
  const reading = inspected(state, target);
  const ocp = reading?.standby?.elsewhere;
  const old = primaryOf(state, target);
  return [
    ...(ocp ? [standby(tenantName(newPrimaryOf(target)), ocpName(ocp))] : []),
    ...(old && reading?.primaryElsewhere ? [primary(tenantName(old), ocpName(reading.primaryElsewhere))] : []),
  ];
}

/** How much may be lost, and what speaks against choosing this one. */
function lossLines(state: RequestState, target: FailoverTarget): readonly string[] {
  const { mayBeLost, mayBeLostUnknown } = words.card;
  const primary = primaryOf(state, target);
  const takeover = takeoverOf(state.candidates, target);
  const measured = takeover && lossLine(takeover, primary ?? takeover.family.primary, state.inspection?.at ?? 0);
  const unmeasured = primary ? mayBeLost(tenantName(primary)) : mayBeLostUnknown;
  return [measured ?? unmeasured, ...(takeover ? warningLines(takeover) : [])];
}

/** Only when it is not what one expects of a standby. */
function targetLines(state: RequestState, target: FailoverTarget): readonly string[] {
  const reading = inspected(state, target);
  if (reading === null || (reading.role === 'STANDBY' && reading.status === 'NORMAL')) return [];
  const { notTold } = words.world;
  return [words.card.targetNow(roleText(reading.role, 40), safe(reading.status ?? notTold, 40))];
}

function primaryLine(state: RequestState, target: FailoverTarget): string {
  const { primaryNow, primaryNamed, primaryRole, primaryUnknown } = words.card;
  const primary = primaryOf(state, target);
  if (primary === null) return primaryUnknown;
  const reading = inspected(state, target);
  if (reading === null) return primaryNamed(tenantName(primary));
  const status = safe(reading.primaryStatus ?? words.world.notTold, 40);
  const role = reading.primaryRole;
  return primaryNow(tenantName(primary), role === null ? status : primaryRole(status, roleText(role, 40)));
}

function serviceNameLine(state: RequestState, target: FailoverTarget): string {
  const text = words.card;
  const old = oldServiceName(state, target);
  const name = target.serviceName;
  if (name === null) return old === null ? text.noServiceName : text.loseServiceName(safe(old, 64));
  if (old === null) return text.firstServiceName(safe(name, 64));
  return name === old ? text.sameServiceName(safe(name, 64)) : text.serviceName(safe(name, 64), safe(old, 64));
}

function precheckLines(state: RequestState, target: Target, room: Room, of: number): readonly string[] {
  const { card, world, time } = words;
  if (state.inspection === null) return [card.noPrecheck];
  const reading = inspected(state, target);
  if (reading === null) return [card.noDetails];
  const { precheck, runningTask, unreadTasks = [], gone = [] } = reading;
  if (gone.length > 0) return gone.map((id) => `• ${world.difference.gone(tenantById(state, id))}`);
  const { running, unreadTask, read } = world.precheck;
  return [
    card.precheck(verdictWords(precheck), read(time.when(precheck.readAt))),
    ...itemLines(precheck, Math.floor(room.items / Math.max(1, of))),
    ...(runningTask ? [`• ${running(words.world.withId(safe(runningTask.name, 75), safe(runningTask.id, 40)))}`] : []),
    ...unreadTasks.slice(0, 3).map(({ id, why }) => `• ${unreadTask(id && safe(id, 40), causeText(why, 200))}`),
    ...positionLines(precheck),
  ];
}

/** The reason stands in plain text: nothing in it is formatted, linked or notifies anybody. */
export function reasonSections(state: RequestState, room: Room): readonly KnownBlock[] {
  const reason = cut(clean(state.reason).trim(), room.reason);
  const asked = section(words.card.asked(mention(state.requester), words.time.when(state.requestedAt)));
  return reason === '' ? [asked] : [asked, plainSection(reason)];
}

export function approvedSection({ approvals }: Pick<RequestView, 'approvals'>): readonly KnownBlock[] {
  if (approvals.length === 0) return [];
  const people = approvalTexts(approvals, words.time.when);
  return [section(words.card.approvedBy(people.slice(0, 10).join(words.world.comma)))];
}
