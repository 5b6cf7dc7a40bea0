/** Logs of requests as they would stand in the store, written event by event, for what only reads them. */
import type { Inspection } from '../../../src/operation/inspection.ts';
import type { TenantRef } from '../../../src/operation/tenant.ts';
import type { Recorded, RequestEvent } from '../../../src/request/events.ts';
import { fold } from '../../../src/request/evolve.ts';
import { chain } from '../../../src/request/log/hash-chain.ts';
import type { Rule } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/store.ts';
import type { Subtask, Task } from '../../../src/task/task.ts';
import { channels, people } from '../../support/world.ts';

export const AT = Date.UTC(2026, 10, 22, 19, 5, 3);
export const MINUTE = 60_000;

export const rule: Rule = {
  name: 'everything',
  operations: ['failover', 'switchover'],
  clusters: ['*'],
  tenants: ['*'],
  requesters: [people.mei],
  approvers: [people.arun, people.sofia],
  approvals: 1,
  channel: channels.incident,
  approvalWindowMs: 30 * MINUTE,
  startWindowMs: 5 * MINUTE,
  readingMs: 0,
};

/** A task with a letter for each subtask: `.` pending, `r` running, `S` successful, `F` failed. */
export function task(steps: string, change: Partial<Task> = {}): Task {
  const statuses: Readonly<Record<string, Subtask['status']>> = { r: 'RUNNING', S: 'SUCCESSFUL', F: 'FAILED' };
  const status = steps.includes('F') ? 'FAILED' : /^S*$/.test(steps) ? 'SUCCESSFUL' : 'RUNNING';
  return {
    id: '900',
    name: 'Failover tenant',
    status,
    operation: 'EXECUTE',
    prohibitRollback: false,
    clusterId: '2',
    tenantId: '2001',
    startedAt: AT,
    finishedAt: null,
    creator: 'admin',
    subtasks: Array.from(steps).map((letter, at) => ({
      id: String(at + 1),
      name: `Step ${at + 1} & more`,
      status: statuses[letter] ?? 'PENDING',
      operation: 'EXECUTE',
      runTime: 1,
      timeoutSeconds: 1_800,
      startedAt: letter === '.' ? null : (change.startedAt ?? AT),
      finishedAt: null,
      upstreams: at === 0 ? [] : [String(at)],
      prohibitRollback: false,
      prohibitSkip: null,
    })),
    ...change,
  };
}

export function tenant(name: string, tenantId = '2001'): TenantRef {
  return { clusterId: '2', clusterName: 'shanghai', tenantId, tenantName: name };
}

interface Asked {
  readonly by?: string;
  readonly name?: string;
  readonly rule?: Partial<Rule>;
  readonly at?: number;
  readonly reason?: string;
  readonly channel?: string;
}

const inspection = (at: number): Inspection => ({
  at,
  targets: [
    {
      tenantId: '2001',
      role: 'STANDBY',
      status: 'NORMAL',
      primary: null,
      primaryRole: null,
      primaryStatus: null,
      standby: null,
      precheck: { passed: true, items: [], syncScn: null, primaryServiceName: null, readAt: at },
      runningTask: null,
    },
  ],
});

const approved = (by: string, at: number) => ({
  type: 'approved' as const,
  by,
  round: 1,
  digest: 'd',
  person: { id: by, standing: 'member' as const, groups: [], readAt: at },
  startBy: at + 5 * MINUTE,
});
const claim = (at: number): RequestEvent => ({
  type: 'call_claimed',
  call: 0,
  attempt: 1,
  digest: 'd',
  people: [],
  baseline: [],
  ocpTime: at,
});

/** A log that grows: each step some seconds after the one before. */
export function story(id: string, asked: Asked = {}) {
  const start = asked.at ?? AT;
  const log: Recorded[] = [];
  const self = {
    log,
    now: start,
    add(...events: readonly RequestEvent[]) {
      log.push(...chain(id, log.at(-1) ?? null, events, self.now));
      return self;
    },
    after(ms: number) {
      self.now += ms;
      return self;
    },
    approved: (by: string = people.arun) => self.after(MINUTE).add(approved(by, self.now)),
    /** One approval of several. */
    approvedOnly: (by: string = people.arun) => self.after(MINUTE).add({ ...approved(by, self.now), startBy: null }),
    running: (steps = 'Sr...', change: Partial<Task> = {}) =>
      self
        .approved()
        .after(2_000)
        .add(claim(self.now), { type: 'call_accepted', call: 0, tasks: [task(steps, change)], traceId: null }),
    lost: () =>
      self
        .approved()
        .after(2_000)
        .add(
          claim(self.now),
          { type: 'call_unknown', call: 0, doubt: 'no_answer', message: '' },
          { type: 'call_lost', call: 0, searchedUntil: self.now },
        ),
    failed: () =>
      self
        .running()
        .after(MINUTE)
        .add({ type: 'task_changed', call: 0, task: task('SF...'), changes: [], log: null }),
    rejected: (by: string = people.sofia) =>
      self.after(MINUTE).add({ type: 'rejected', by, round: 1 }, { type: 'ended', outcome: 'rejected' }),
    succeeded: () =>
      self
        .running()
        .after(3 * MINUTE)
        .add({ type: 'ended', outcome: 'succeeded' }),
  };
  const target = { tenant: tenant(asked.name ?? 'orders'), primary: null, serviceName: null };
  const expiresAt = start + 30 * MINUTE;
  self.add({
    type: 'requested',
    by: asked.by ?? people.mei,
    team: 'T1',
    channel: asked.channel ?? channels.incident,
    typedIn: asked.channel ?? channels.incident,
    operation: { kind: 'failover', targets: [target], stopRule: 'stop_at_failure' },
    reason: asked.reason ?? 'hangzhou is down',
    rule: { ...rule, ...asked.rule },
    policyVersion: 'p1',
    expiresAt,
  });
  self.add({ type: 'inspected', inspection: inspection(start) });
  return self;
}
export type Story = ReturnType<typeof story>;

/** Puts the log into the store, with its card at a place in the channel where `ts` says. */
export async function put(store: Store, { log }: Story, ts: string | null = null): Promise<void> {
  const state = fold(log);
  const first = log[0];
  if (!state || !first) throw new Error('an empty log');
  if (!(await store.log.append(0, [first], 'checking'))) throw new Error(`${state.id} stands there already`);
  if (!(await store.log.append(1, log.slice(1), state.phase))) throw new Error(`${state.id} could not be written`);
  const told = { cardVersion: state.version, threadVersion: state.version, cardRendering: '', cardAttemptAt: null };
  const cursor = {
    ...told,
    requestId: state.id,
    cardChannel: channels.incident,
    cardTs: ts,
    threadAttempt: null,
    parked: null,
  };
  if (ts !== null) await store.cursors.put(cursor);
}
