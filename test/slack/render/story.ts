/** A request's life, made by the real decisions: each command is decided, chained and folded as in the product. */
import type { Inspection, TargetInspection } from '../../../src/operation/inspection.ts';
import type { FailoverTarget } from '../../../src/operation/operation.ts';
import type { PrecheckItem, Tenant, TenantRef } from '../../../src/operation/tenant.ts';
import type { Command } from '../../../src/request/commands.ts';
import { decide } from '../../../src/request/decide.ts';
import type { Recorded } from '../../../src/request/events.ts';
import { evolve } from '../../../src/request/evolve.ts';
import { chain } from '../../../src/request/log.ts';
import type { Person } from '../../../src/request/person.ts';
import type { Policy, Rule } from '../../../src/request/policy.ts';
import type { RequestState } from '../../../src/request/state.ts';
import { type Line, threadLines } from '../../../src/slack/render/thread.ts';
import type { Subtask, SubtaskOperation, SubtaskStatus, Task } from '../../../src/task/task.ts';

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
  operations: ['failover'],
  clusters: ['*'],
  tenants: ['*'],
  requesters: [ALICE, BOB, CAROL],
  approvers: [BOB, CAROL, 'S0DBA'],
  approvals: 1,
  channel: null,
  approvalWindowMs: 1_800_000,
  startWindowMs: 300_000,
};

export const warning: PrecheckItem = { code: 'OBE26107', text: 'OBProxy will not follow', blocking: false };
export const blocking: PrecheckItem = { code: 'OBE26107', text: 'The primary can still be connected', blocking: true };

interface Setting {
  readonly target?: Partial<FailoverTarget>;
  readonly rule?: Partial<Rule>;
  readonly reason?: string;
  readonly items?: readonly PrecheckItem[];
  readonly reading?: Partial<TargetInspection>;
  readonly serviceName?: string | null;
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
  const policy = { version: 'p1', rules: [{ ...rule, ...setting.rule }] };
  const target: FailoverTarget = { tenant: standby, primary, serviceName: null, ...setting.target };
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
        const after = evolve(state, recorded);
        lines.push(...threadLines(state, recorded, after));
        log.push(recorded);
        state = after;
      }
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
      const reading = {
        ...({ tenantId: target.tenant.tenantId, role: 'STANDBY', status: 'NORMAL', primary: target.primary } as const),
        ...({ primaryRole: 'PRIMARY', primaryStatus: 'UNAVAILABLE', precheck, runningTask: null } as const),
      };
      return { at: self.now, targets: [{ ...reading, ...setting.reading, ...change }] };
    },
    person(id) {
      return { id, standing: 'member', groups: [], readAt: self.now };
    },
  };
  return self.tell({
    type: 'request',
    person: self.person(ALICE),
    team: 'T1',
    channel: 'C1',
    typedIn: 'C1',
    policy,
    operation: {
      kind: 'failover',
      targets: [target],
    },
    reason: setting.reason ?? 'bj-prod burns',
  });
}

export function waiting(setting: Setting = {}): Story {
  const told = story(setting);
  return told.tell({ type: 'inspect', inspection: told.inspection() });
}

export function approve(told: Story, by = BOB): Story {
  return told.tell({ type: 'approve', person: told.person(by), round: told.state().round });
}

export function claimed(setting: Setting = {}): Story {
  const told = waiting(setting);
  told.now += 120_000;
  return claim(approve(told));
}

export function claim(told: Story, change: Partial<TargetInspection> = {}): Story {
  told.now += 3_000;
  const people = [...new Set([...told.state().approvals.map(({ by }) => by), ALICE, BOB, CAROL])].map((id) =>
    told.person(id),
  );
  const inspection = told.inspection(change);
  return told.tell({
    type: 'claim',
    call: 0,
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
  told.tell({ type: 'doubt', call: 0, doubt: 'no_answer', message: 'socket hang up' });
  told.now += 60_000;
  return told.tell({ type: 'lose', call: 0, searchedUntil: told.now });
}

export function observe(told: Story, seen: Task, log: readonly string[] | null = null): Story {
  const failed = seen.subtasks.find(({ status }) => status === 'FAILED');
  return told.tell({
    type: 'observe',
    call: 0,
    task: seen,
    log: log && failed ? { subtaskId: failed.id, lines: log } : null,
  });
}

export function proven(setting: Setting = {}): Story {
  const told = running(setting);
  told.now += 60_000;
  observe(told, task('SSSSS', { status: 'SUCCESSFUL' }));
  told.now += 12_000;
  return told.tell({ type: 'read_role', call: 0, tenantId: '2001', role: 'PRIMARY', readAt: told.now });
}

const failoverSteps = [
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

/** The documented failover graph, one letter a step: `.` pending, `R` ready, `r` running, `S` successful, `F` failed. */
export function task(
  states: string,
  change: Partial<Task> = {},
  operations: Record<number, SubtaskOperation> = {},
): Task {
  const subtasks = [...failoverSteps].map((name, at): Subtask => {
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
      prohibitRollback: at === 1 || at === 4,
      prohibitSkip: null,
    };
  });
  return {
    ...({
      id: '12022226',
      name: 'Failover tenant',
      status: 'RUNNING',
      operation: 'EXECUTE',
      prohibitRollback: null,
    } as const),
    clusterId: '20',
    tenantId: '2001',
    startedAt: START + 124e3,
    finishedAt: null,
    creator: 'admin',
    subtasks,
    ...change,
  };
}

export function tenant(change: Partial<Tenant> = {}): Tenant {
  return {
    ...standby,
    ...({
      role: 'STANDBY',
      status: 'NORMAL',
      locked: false,
      syncStatus: 'VALID',
      version: '4.3.5.1',
    } as const),
    serviceName: null,
    serviceNameStatus: null,
    primary,
    standbys: [],
    ...change,
  };
}
