/** Requests brought to each stage of their life by the real decisions, recorded as the product records them. */
import { alone } from './family.ts';
import type { Inspection, TargetInspection } from '../../src/operation/inspection.ts';
import type { FailoverTarget, Operation } from '../../src/operation/operation.ts';
import type { PrecheckItem, TenantRef } from '../../src/operation/tenant.ts';
import type { Command } from '../../src/request/commands.ts';
import { decide } from '../../src/request/decide/decide.ts';
import type { Decision } from '../../src/request/decide/decision.ts';
import type { Recorded, RequestEvent } from '../../src/request/events.ts';
import { forRest } from '../../src/request/remedies/rest.ts';
import { evolve } from '../../src/request/evolve.ts';
import { chain } from '../../src/request/log/hash-chain.ts';
import type { Person } from '../../src/people/person.ts';
import type { Policy, Rule } from '../../src/policy/policy.ts';
import { partsOf, type Terms } from '../../src/policy/rule.ts';
import { dueReadings } from '../../src/request/roles.ts';
import { askerOf, needsCode, nextCalls, type RequestState } from '../../src/request/state.ts';
import { NOTHING_STOPPED } from '../../src/stop/hold.ts';
import type { RemedyKind } from '../../src/task/remedy-kinds.ts';
import type { Subtask, Task } from '../../src/task/task.ts';
import { lostAnswer } from './causes.ts';

export const START = Date.UTC(2026, 10, 22, 19, 0, 0);
export const MINUTE = 60_000;

export const ASKER = 'U0ASKER';
export const ANN = 'U0ANN';
export const BEN = 'U0BEN';
export const EVE = 'U0EVE';
export const DBAS = 'S0DBAS';

export const orders: TenantRef = { clusterId: '20', clusterName: 'sh-prod', tenantId: '2001', tenantName: 'orders' };
export const ordersMain: TenantRef = {
  clusterId: '10',
  clusterName: 'bj-prod',
  tenantId: '1001',
  tenantName: 'orders_main',
};

export const rule: Rule = {
  name: 'production',
  operations: ['failover'],
  clusters: ['*'],
  tenants: ['*'],
  requesters: [ASKER, ANN],
  approvers: [ANN, BEN, ASKER, DBAS],
  approvals: 1,
  channel: null,
  approvalWindowMs: 30 * MINUTE,
  startWindowMs: 5 * MINUTE,
  // Approvals at once: habits have their own tests.
  readingMs: 0,
};

export const warning: PrecheckItem = { code: 'OBE26107', text: 'lag is 12 ms', blocking: false };
export const blocker: PrecheckItem = { code: 'OBE26107', text: 'the primary still answers', blocking: true };

export function policyOf(change: Partial<Rule> = {}, version = 'p1'): Policy {
  return { version, rules: [{ ...rule, ...change }], freezes: [], stopAll: null, auditChannel: null };
}

/** The policy whose rules these terms are made of. */
export function policyUnder(terms: Terms, version = 'p1'): Policy {
  return { ...policyOf({}, version), rules: partsOf(terms) };
}
/** Neither a stop nor a freeze. */
export const unheld = { policy: policyOf(), stop: NOTHING_STOPPED } as const;

/** A policy that covers nothing any more. */
export function noRule(version = 'p2'): Policy {
  return { ...policyOf({}, version), rules: [] };
}

export function targetOf(change: Partial<FailoverTarget> = {}): FailoverTarget {
  return { kind: 'failover', tenant: orders, primary: ordersMain, serviceName: null, ...change };
}

export function failoverOf(...targets: readonly FailoverTarget[]): Operation {
  return { kind: 'failover', targets: targets.length > 0 ? targets : [targetOf()], stopRule: 'stop_at_failure' };
}

/** What OCP says of the one tenant: a healthy standby unless changed. */
export function readingOf(
  change: Partial<TargetInspection> = {},
  items: readonly PrecheckItem[] = [],
): TargetInspection {
  const passed = items.every(({ blocking }) => !blocking);
  return {
    tenantId: orders.tenantId,
    role: 'STANDBY',
    status: 'NORMAL',
    primary: ordersMain,
    primaryRole: 'PRIMARY',
    primaryStatus: 'UNAVAILABLE',
    standby: null,
    precheck: { passed, items, syncScn: '1763838303000000000', primaryServiceName: 'orders_rw', readAt: START },
    runningTask: null,
    ...change,
  };
}

export function inspectionOf(
  at: number,
  change: Partial<TargetInspection> = {},
  items: readonly PrecheckItem[] = [],
): Inspection {
  return { at, targets: [readingOf(change, items)] };
}

export function memberAt(now: number, id: string, change: Partial<Person> = {}): Person {
  return { id, standing: 'member', groups: [], readAt: now, ...change };
}

/** A task of two steps for the tenant, one letter each: `.` pending, `r` running, `S` successful, `F` failed. */
export function taskOf(steps: string, status: Task['status'], change: Partial<Task> = {}): Task {
  const statuses: Readonly<Record<string, Subtask['status']>> = { r: 'RUNNING', S: 'SUCCESSFUL', F: 'FAILED' };
  return {
    id: '900',
    name: 'Failover tenant',
    status,
    operation: 'EXECUTE',
    prohibitRollback: false,
    clusterId: orders.clusterId,
    tenantId: orders.tenantId,
    startedAt: START,
    finishedAt: null,
    creator: 'admin',
    subtasks: steps.split('').map((letter, at) => ({
      id: String(at + 1),
      name: `step ${at + 1}`,
      status: statuses[letter] ?? 'PENDING',
      operation: 'EXECUTE',
      runTime: 1,
      timeoutSeconds: 1800,
      startedAt: null,
      finishedAt: null,
      upstreams: at === 0 ? [] : [String(at)],
      prohibitRollback: false,
      prohibitSkip: null,
    })),
    ...change,
  };
}

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
type ClickType = 'approve' | 'reject' | 'withdraw' | 'abandon';

/** A request as it goes on: time that is moved by hand, the log so far, and the commands that fit its moment. */
export interface Life {
  now: number;
  readonly log: readonly Recorded[];
  state(): RequestState;
  /** What would be decided; records nothing. */
  ask(command: Command): Decision;
  /** Decides and records; throws when it is refused. */
  tell(command: Command): Life;
  /** Decides and records what a refusal puts on record; throws when it is not refused. */
  tellInVain(command: Command): Life;
  last(): RequestEvent;
  person(id: string, change?: Partial<Person>): Person;
  click(type: ClickType, by: string, change?: Partial<Person>): Command;
  resend(by: string, change?: Partial<Of<'resend'>>): Command;
  /** For the first task of the first call as it is known, unless changed. */
  propose(kind: RemedyKind, by: string, change?: Partial<Of<'propose_remedy'>>): Command;
  /** With the task as it is known, everybody read just now. */
  claimRemedy(change?: Partial<Of<'claim_remedy'>>): Command;
  /** Everything as it was approved, everybody read just now. */
  claim(change?: Partial<Of<'claim'>>): Command;
}

export function newLife(): Life {
  const log: Recorded[] = [];
  let state: RequestState | null = null;
  const life: Life = {
    now: START,
    log,
    state() {
      if (state === null) throw new Error('nothing was requested');
      return state;
    },
    ask: (command) => decide(state, command, life.now),
    tell(command) {
      const { events, refusal } = life.ask(command);
      if (refusal) throw new Error(`${command.type} was refused: ${refusal.code}`);
      return record(events);
    },
    tellInVain(command) {
      const { events, refusal } = life.ask(command);
      if (!refusal) throw new Error(`${command.type} was not refused`);
      return record(events);
    },
    last() {
      const recorded = log.at(-1);
      if (!recorded) throw new Error('nothing was recorded');
      return recorded.event;
    },
    person: (id, change) => memberAt(life.now, id, change),
    click: (type, by, change) => ({
      type,
      person: life.person(by, change),
      round: life.state().round,
      audience: 'own',
      ...(type === 'approve' && { clicked: { at: life.now, sincePostMs: null } }),
      policy: state ? policyUnder(state.rule) : policyOf(),
      stop: NOTHING_STOPPED,
    }),
    resend: (by, change) => ({
      type: 'resend',
      family: alone,
      audience: 'own',
      person: life.person(by),
      round: life.state().round,
      inspection: inspectionOf(life.now),
      policy: policyUnder(life.state().rule),
      stop: NOTHING_STOPPED,
      ...change,
    }),
    propose: (kind, by, change) => ({
      type: 'propose_remedy',
      family: alone,
      audience: 'own',
      kind,
      person: life.person(by),
      round: life.state().round,
      call: 0,
      task: change?.task ?? firstTask(life.state()),
      policy: policyUnder(life.state().rule),
      stop: NOTHING_STOPPED,
      ...change,
    }),
    claimRemedy: (change) => ({
      type: 'claim_remedy',
      family: alone,
      audience: 'own',
      task: change?.task ?? firstTask(life.state()),
      policy: policyUnder(life.state().rule),
      stop: NOTHING_STOPPED,
      people: askerAndApprovers(life.state()).map((id) => life.person(id)),
      ...change,
    }),
    claim(change) {
      const { rule: ruleOnRecord, inspection } = life.state();
      return {
        type: 'claim',
        family: alone,
        audience: 'own',
        call: nextCalls(life.state())[0]?.index ?? 0,
        inspection: { targets: inspection?.targets ?? [], at: life.now },
        policy: policyUnder(ruleOnRecord),
        stop: NOTHING_STOPPED,
        people: askerAndApprovers(life.state()).map((id) => life.person(id)),
        baseline: ['7', '8'],
        ocpTime: life.now,
        ...change,
      };
    },
  };
  function record(events: readonly RequestEvent[]): Life {
    for (const recorded of chain('r-1', log.at(-1) ?? null, events, life.now)) {
      log.push(recorded);
      state = evolve(state, recorded);
    }
    return life;
  }
  return life;
}

function askerAndApprovers(state: RequestState): readonly string[] {
  return [...new Set([askerOf(state), ...forRest(state).approvals.map(({ by }) => by)])];
}

function firstTask(state: RequestState): Task {
  const followed = state.calls[0]?.tasks[0];
  if (!followed) throw new Error('no task is followed');
  return followed.task;
}

export function requestCommand(life: Life, change: Partial<Of<'request'>> = {}): Command {
  return {
    type: 'request',
    audience: 'own',
    person: life.person(ASKER),
    team: 'T1',
    channel: 'C1',
    typedIn: 'C1',
    operation: failoverOf(),
    reason: 'bj-prod burns',
    policy: policyOf(),
    stop: NOTHING_STOPPED,
    ...change,
  };
}

export function checking(change: Partial<Rule> = {}): Life {
  const life = newLife();
  return life.tell(requestCommand(life, { policy: policyOf(change) }));
}

export function waiting(change: Partial<Rule> = {}, items: readonly PrecheckItem[] = []): Life {
  const life = checking(change);
  return life.tell({ type: 'inspect', family: alone, inspection: inspectionOf(life.now, {}, items) });
}

export function approved(change: Partial<Rule> = {}, items: readonly PrecheckItem[] = []): Life {
  const life = waiting(change, items);
  life.now += MINUTE;
  if (!needsCode(life.state())) return life.tell(life.click('approve', BEN));
  const click = {
    type: 'approve',
    audience: 'own',
    person: life.person(BEN),
    round: 1,
    clicked: { at: life.now, sincePostMs: null },
    policy: policyOf(change),
    stop: NOTHING_STOPPED,
  } as const;
  life.tellInVain({ ...click, code: { kind: 'none', standing: 'enrolled' } });
  return life.tell({ ...click, code: { kind: 'right', step: 1, at: life.now } });
}

export function claimed(change: Partial<Rule> = {}): Life {
  const life = approved(change);
  life.now += 2_000;
  return life.tell(life.claim());
}

export function unknown(change: Partial<Rule> = {}): Life {
  return claimed(change).tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: lostAnswer });
}

export function lost(change: Partial<Rule> = {}): Life {
  const life = unknown(change);
  life.now += 2 * MINUTE;
  return life.tell({ type: 'lose', call: 0, searchedUntil: life.now });
}

/** Lost, and ANN proposes to send it again. */
export function proposed(change: Partial<Rule> = {}): Life {
  const life = lost(change);
  return life.tell(life.resend(ANN));
}

export function running(change: Partial<Rule> = {}): Life {
  return claimed(change).tell({ type: 'accept', call: 0, tasks: [taskOf('r.', 'RUNNING')], traceId: 'abc' });
}

export function observed(life: Life, task: Task): Life {
  return life.tell({ type: 'observe', call: 0, task, log: null });
}

/** What OCP's record shows of every target whose roles are wanted: a standby still, unless told otherwise. */
export function rolesRead(life: Life, role = 'STANDBY', waitedMs = 0): Life {
  for (const { call, target, changedAt, reading } of dueReadings(life.state())) {
    const { tenantId } = target.tenant;
    const read = { call, tenantId, roles: [{ tenantId, role }], readAt: life.now, waitedMs, changedAt };
    if (reading === null || waitedMs > 0) life.tell({ type: 'read_roles', ...read });
  }
  return life;
}

/** OCP's own work has ended well; the role has still to be read back. */
export function proving(): Life {
  const life = running();
  life.now += MINUTE;
  return observed(life, taskOf('SS', 'SUCCESSFUL'));
}
