import { beside, tenantOf } from '../../support/tenant.ts';
import { alone } from '../../support/family.ts';
import { unheld } from '../../support/request.ts';
/** A request's life, made by the real decisions: each command is decided, chained and folded as in the product. */
import type { CandidateFamily } from '../../../src/operation/candidates/candidates.ts';
import type { Inspection, TargetInspection } from '../../../src/operation/inspection.ts';
import {
  type FailoverTarget,
  type Operation,
  oldPrimaryOf,
  provenRoles,
  type SwitchoverTarget,
  type Target,
} from '../../../src/operation/operation.ts';
import type { PrecheckItem, Tenant, TenantRef } from '../../../src/operation/tenant.ts';
import type { Command } from '../../../src/request/commands.ts';
import { decide } from '../../../src/request/decide/decide.ts';
import type { Recorded } from '../../../src/request/events.ts';
import type { Past } from '../../../src/request/guardrails.ts';
import { fold } from '../../../src/request/evolve.ts';
import { passages } from '../../../src/request/log/phase-changes.ts';
import { chain } from '../../../src/request/log/hash-chain.ts';
import type { Person } from '../../../src/people/person.ts';
import type { Policy, Rule } from '../../../src/policy/policy.ts';
import { wantedReadings } from '../../../src/request/roles.ts';
import { endsOf, type RequestState } from '../../../src/request/state.ts';
import { type Line, threadLines } from '../../../src/slack/thread/thread.ts';
import type { RemedyKind } from '../../../src/task/remedy-kinds.ts';
import type { Subtask, SubtaskOperation, SubtaskStatus, Task } from '../../../src/task/task.ts';
import { lostAnswer } from '../../support/causes.ts';
import { steps } from '../../support/failing.ts';

export const START = Date.UTC(2026, 10, 22, 19, 5, 3);
export const ALICE = 'U0ALICE';
export const BOB = 'U0BOB';
export const CAROL = 'U0CAROL';

export const standby: TenantRef = { clusterId: '20', clusterName: 'sh-prod', tenantId: '2001', tenantName: 'orders' };
export const primary: TenantRef = {
  clusterId: '10',
  clusterName: 'bj-prod',
  tenantId: '1001',
  tenantName: 'orders_main',
};

export const rule: Rule = {
  name: 'production',
  operations: ['failover', 'switchover'],
  clusters: ['*'],
  tenants: ['*'],
  requesters: [ALICE, BOB, CAROL],
  approvers: [BOB, CAROL, 'S0DBA'],
  approvals: 1,
  channel: null,
  approvalWindowMs: 1_800_000,
  startWindowMs: 300_000,
  readingMs: 0,
};

export const warning: PrecheckItem = { code: 'OBE26107', text: 'OBProxy will not follow', blocking: false };
export const blocking: PrecheckItem = { code: 'OBE26107', text: 'The primary can still be connected', blocking: true };

export interface Setting {
  /** Instead of a failover of `target`. */
  readonly operation?: Operation;
  readonly target?: Partial<FailoverTarget>;
  readonly rule?: Partial<Rule>;
  readonly reason?: string;
  readonly items?: readonly PrecheckItem[];
  readonly reading?: Partial<TargetInspection>;
  readonly serviceName?: string | null;
  readonly past?: Past;
  /** The standbys that could take over. */
  readonly candidates?: readonly CandidateFamily[];
}

export interface Story {
  now: number;
  state(): RequestState;
  readonly log: Recorded[];
  readonly lines: Line[];
  /** Decides and records; throws when it is refused. */
  tell(command: Command): Story;
  /** Says what the world looks like now. */
  inspection(change?: Partial<TargetInspection>, items?: readonly PrecheckItem[]): Inspection;
  person(id: string): Person;
  readonly policy: Policy;
}

/** A request that alice has written down. */
export function story(setting: Setting = {}): Story {
  const policy: Policy = {
    version: 'p1',
    rules: [{ ...rule, ...setting.rule }],
    freezes: [],
    stopAll: null,
    auditChannel: null,
  };
  const target: FailoverTarget = { kind: 'failover', tenant: standby, primary, serviceName: null, ...setting.target };
  const operation: Operation = setting.operation ?? {
    kind: 'failover',
    targets: [target],
    stopRule: 'stop_at_failure',
  };
  const log: Recorded[] = [];
  const lines: Line[] = [];
  let state: RequestState | null = null;
  const self: Story = {
    now: START,
    log,
    lines,
    policy,
    state() {
      if (state === null) throw new Error('nothing was requested');
      return state;
    },
    tell(command) {
      const decision = decide(state, command, self.now);
      if (decision.refusal) throw new Error(`${command.type} was refused: ${decision.refusal.code}`);
      for (const recorded of chain('r-1', log.at(-1) ?? null, decision.events, self.now)) {
        log.push(recorded);
      }
      for (const { before, recorded, after } of passages(state, log.slice(state?.version ?? 0)))
        lines.push(...threadLines(before, recorded, after));
      state = fold(log);
      return self;
    },
    inspection(change = {}, items = setting.items ?? []) {
      const passed = !items.some((item) => item.blocking);
      const precheck = {
        passed,
        items,
        syncScn: '1763838303000000000',
        readAt: self.now,
        primaryServiceName: setting.serviceName === undefined ? 'orders_rw' : setting.serviceName,
      };
      const targets: readonly Target[] = operation.targets;
      return {
        at: self.now,
        targets: targets.map((one) => ({ ...readingOf(one, precheck), ...setting.reading, ...change })),
      };
    },
    person(id) {
      return { id, standing: 'member', groups: [], readAt: self.now };
    },
  };
  return self.tell({
    type: 'request',
    audience: 'own',
    ...unheld,
    person: self.person(ALICE),
    team: 'T1',
    channel: 'C1',
    typedIn: 'C1',
    policy,
    operation,
    reason: setting.reason ?? 'bj-prod burns',
    ...(setting.past && { past: setting.past }),
  });
}

function readingOf(target: Target, precheck: TargetInspection['precheck']): TargetInspection {
  const { tenantId } = target.tenant;
  const common = { tenantId, status: 'NORMAL', precheck, runningTask: null } as const;
  if (target.kind === 'switchover') {
    const both = { primary: null, primaryRole: null, primaryStatus: null } as const;
    return { ...common, ...both, role: 'PRIMARY', standby: { role: 'STANDBY', status: 'NORMAL' } };
  }
  const old = { primary: oldPrimaryOf(target), primaryRole: 'PRIMARY', primaryStatus: 'UNAVAILABLE' } as const;
  return { ...common, ...old, role: 'STANDBY', standby: null };
}

export function waiting(setting: Setting = {}): Story {
  const told = story(setting);
  const { candidates = [] } = setting;
  return told.tell({ type: 'inspect', family: alone, inspection: told.inspection(), candidates });
}

export function approve(told: Story, by = BOB): Story {
  return told.tell({ type: 'approve', audience: 'own', ...unheld, person: told.person(by), round: told.state().round });
}

export function claimed(setting: Setting = {}): Story {
  const told = waiting(setting);
  told.now += 120_000;
  return claim(approve(told));
}

export function claim(told: Story, change: Partial<TargetInspection> = {}, call = 0): Story {
  told.now += 3_000;
  const people = [...new Set([...told.state().approvals.map(({ by }) => by), ALICE, BOB, CAROL])].map((id) =>
    told.person(id),
  );
  const inspection = told.inspection(change);
  return told.tell({
    type: 'claim',
    family: alone,
    audience: 'own',
    ...unheld,
    call,
    inspection,
    policy: told.policy,
    people,
    baseline: [],
    ocpTime: told.now,
  });
}

export function running(setting: Setting = {}, graph: Task = task('R....')): Story {
  return claimed(setting).tell({ type: 'accept', call: 0, tasks: [graph], traceId: '2692bd8d54b25810' });
}

export function lost(setting: Setting = {}): Story {
  const told = claimed(setting);
  told.tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: lostAnswer });
  told.now += 60_000;
  return told.tell({ type: 'lose', call: 0, searchedUntil: told.now });
}

export function observe(told: Story, seen: Task, log: readonly string[] | null = null, call = 0): Story {
  const failed = seen.subtasks.find(({ status }) => status === 'FAILED');
  return told.tell({
    type: 'observe',
    call,
    task: seen,
    log: log && failed ? { subtaskId: failed.id, lines: log } : null,
  });
}

export function proven(setting: Setting = {}): Story {
  const told = running(setting);
  told.now += 60_000;
  observe(told, task('SSSSS', { status: 'SUCCESSFUL' }));
  told.now += 12_000;
  return prove(told);
}

/** Reads back the roles of a target as they must be, or as `roles` says. */
export function prove(told: Story, tenantId = '2001', call = 0, role?: string): Story {
  const targets: readonly Target[] = told.state().operation.targets;
  const target = targets.find(({ tenant }) => tenant.tenantId === tenantId);
  if (!target) throw new Error(`no target ${tenantId}`);
  const roles = provenRoles(target, false).map((one) => ({ tenantId: one.tenant.tenantId, role: role ?? one.role }));
  return told.tell({ type: 'read_roles', call, tenantId, roles, readAt: told.now, waitedMs: 0 });
}

/** Somebody proposes what OCP allows for the task as it stands. */
/** What OCP's record shows of each target whose roles are wanted: as before, unless told otherwise. */
export function readRoles(told: Story, roles: { became?: string; old?: string; waitedMs?: number } = {}): Story {
  const { became = 'STANDBY', old = 'PRIMARY', waitedMs = 0 } = roles;
  for (const { call, target, changedAt } of wantedReadings(told.state())) {
    const ends = endsOf(told.state(), target).map(({ tenant }, at) => ({
      tenantId: tenant.tenantId,
      role: at === 0 ? became : old,
    }));
    const read = { call, tenantId: target.tenant.tenantId, roles: ends, readAt: told.now, waitedMs, changedAt };
    told.tell({ type: 'read_roles', ...read });
  }
  return told;
}

export function propose(told: Story, kind: RemedyKind, seen: Task, by = BOB): Story {
  const { round } = told.state();
  return told.tell({
    type: 'propose_remedy',
    family: alone,
    audience: 'own',
    ...unheld,
    person: told.person(by),
    kind,
    call: 0,
    task: seen,
    policy: told.policy,
    round,
  });
}

/** What was proposed is approved by carol and claimed. */
export function claimRemedy(told: Story, seen: Task): Story {
  approve(told, CAROL);
  told.now += 1_000;
  const people = [ALICE, BOB, CAROL].map((id) => told.person(id));
  return told.tell({
    type: 'claim_remedy',
    family: alone,
    task: seen,
    people,
    audience: 'own',
    ...unheld,
    policy: told.policy,
  });
}

/** `orders` on hz-prod and on sh-prod exchange their roles. */
export const pair: SwitchoverTarget = {
  kind: 'switchover',
  tenant: { clusterId: '30', clusterName: 'hz-prod', tenantId: '2001', tenantName: 'orders' },
  standby: { clusterId: '20', clusterName: 'sh-prod', tenantId: '3001', tenantName: 'orders' },
  standbyOcpClusterId: null,
};

export const switchover: Setting = {
  operation: { kind: 'switchover', targets: [pair], stopRule: 'stop_at_failure' },
};

export const failoverSteps = [
  'Reset log restore source',
  'Failover to primary tenant',
  'Upgrade tenant data version',
  'Create tenant service name',
  'Update primary tenant info task',
];

const letters: Readonly<Record<string, SubtaskStatus>> = {
  '.': 'PENDING',
  R: 'READY',
  r: 'RUNNING',
  S: 'SUCCESSFUL',
  F: 'FAILED',
};

/** `prohibitRollback` of a task as OCP computes it. The documented failover graph, one letter a step: `.` pending, `R` ready, `r` running, `S` successful, `F` failed. */
export function task(
  states: string,
  change: Partial<Task> = {},
  operations: Record<number, SubtaskOperation> = {},
): Task {
  const head = { name: 'Failover tenant', clusterId: '20', tenantId: '2001' };
  return { ...head, ...graphOf(failoverSteps, [1, 4], states, operations), ...change };
}

/** The documented switchover graph of ten steps. */
export function switchTask(
  states: string,
  change: Partial<Task> = {},
  operations: Record<number, SubtaskOperation> = {},
): Task {
  const head = { name: 'Switchover ob tenant for network mode', clusterId: '30', tenantId: '2001' };
  return { ...head, ...graphOf(steps.switchover, [4], states, operations), ...change };
}

function graphOf(
  steps: readonly string[],
  noReturn: readonly number[],
  states: string,
  operations: Record<number, SubtaskOperation>,
): Omit<Task, 'name' | 'clusterId' | 'tenantId'> {
  const subtasks = steps.map((name, at): Subtask => {
    const status = letters[states[at] ?? '.'] ?? 'PENDING';
    const started = status === 'PENDING' || status === 'READY' ? null : START + 125_000 + at * 12_000;
    const ended = status === 'SUCCESSFUL' || status === 'FAILED';
    return {
      id: `${13025780 + at}`,
      name,
      status,
      operation: operations[at] ?? 'EXECUTE',
      runTime: 1,
      timeoutSeconds: 1800,
      startedAt: started,
      finishedAt: ended && started !== null ? started + 12e3 : null,
      upstreams: at === 0 ? [] : [`${13025780 + at - 1}`],
      prohibitRollback: noReturn.includes(at),
      prohibitSkip: null,
    };
  });
  const prohibitRollback = subtasks.some((one) => one.prohibitRollback && !['PENDING', 'READY'].includes(one.status));
  const head = { id: '12022226', status: 'RUNNING', operation: 'EXECUTE', prohibitRollback } as const;
  return { ...head, startedAt: START + 124e3, finishedAt: null, creator: 'admin', subtasks };
}

export function tenant(change: Partial<Tenant> = {}): Tenant {
  const healthy = { role: 'STANDBY', syncStatus: 'VALID', version: '4.3.5.1', primary: beside(primary) } as const;
  return tenantOf(standby.tenantId, { ...standby, ...healthy, ...change });
}

/** Another standby of the same primary. */
export const sibling = { ...standby, clusterId: '30', clusterName: 'gz-prod', tenantId: '3001' };
