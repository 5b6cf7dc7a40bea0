/**
 * Every command in every variant that can lead somewhere else, for a request as it stands. A new command has to be added
 * here before the project compiles, so that the states in docs/ cannot leave it out.
 */
import { fresherBeside } from '../support/candidates.ts';
import { alone, familiesOf } from '../support/family.ts';
import type { Inspection } from '../../src/operation/inspection.ts';
import type { Operation } from '../../src/operation/operation.ts';
import type { Command } from '../../src/request/commands.ts';
import { REMEDY_PATIENCE_MS } from '../../src/request/state.ts';
import { HIDDEN_AFTER_MS, MISSING_AFTER_MS } from '../../src/request/decide/world.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { CodeFacts } from '../../src/people/authorise.ts';
import type { Terms } from '../../src/policy/rule.ts';
import { RECORD_AGE_MS, READ_AFTER_END_MS, ROLE_PATIENCE_MS, wantedReadings } from '../../src/request/roles.ts';
import { askerOf, needsCode, type RequestState } from '../../src/request/state.ts';
import type { Task } from '../../src/task/task.ts';
import { UNDO_MS } from '../../src/request/to-dos/to-do-list.ts';
import { NOTHING_STOPPED } from '../../src/stop/hold.ts';
import { answered, lostAnswer, unreachable } from '../support/causes.ts';
import { readingOfAll, stock, taskFor } from '../support/batch.ts';
import { ANN, ASKER, BEN, blocker, EVE, memberAt, noRule, policyUnder, unheld } from '../support/request.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

const refused = answered('a task is running');
const notShown = {
  code: 'ocp_forbidden',
  why: { kind: 'ocp_answered', status: 403, ocpCode: null, said: null, call: 'GET' },
} as const;

export interface Situation {
  readonly state: RequestState;
  readonly now: number;
}

type Variants = { readonly [T in Command['type']]: (situation: Situation) => readonly Of<T>[] };

export const variants: Variants = {
  request: () => [],
  inspect: ({ state, now }) =>
    pictures(state, now).flatMap((inspection) =>
      [
        ...[alone, ...familiesOf([state.operation]).slice(1)].map((family) => ({ family })),
        { family: alone, candidates: fresherBeside(state.operation) },
      ].map((read) => ({ type: 'inspect' as const, ...read, inspection })),
    ),
  approve: (situation) =>
    codes(situation).flatMap((code) =>
      clicks(situation, [BEN, ANN, ASKER, EVE]).map((click) => ({
        type: 'approve' as const,
        audience: 'own' as const,
        ...unheld,
        ...click,
        ...code,
      })),
    ),
  refuse_code: ({ state }) => [{ type: 'refuse_code', by: BEN, round: state.round, why: 'wrong', until: null }],
  reject: (situation) => clicks(situation, [BEN, ASKER, EVE]).map((click) => ({ type: 'reject', ...click })),
  withdraw: (situation) => clicks(situation, [ASKER, ANN, EVE]).map((click) => ({ type: 'withdraw', ...click })),
  abandon: (situation) => clicks(situation, [BEN, EVE]).map((click) => ({ type: 'abandon', ...click })),
  list_todos: () => [{ type: 'list_todos', family: null }],
  tick_todo: (situation) =>
    items(situation).map((item) => ({ type: 'tick_todo', person: memberAt(situation.now, BEN), item })),
  untick_todo: (situation) =>
    items(situation).map((item) => ({ type: 'untick_todo', person: memberAt(situation.now, BEN), item })),
  close_todos: ({ now }) => [BEN, EVE].map((id) => ({ type: 'close_todos', person: memberAt(now, id) })),
  remind_todos: () => [{ type: 'remind_todos' }],
  resend: ({ state, now }) =>
    [alone, ...familiesOf([state.operation]).slice(1)].flatMap((family) =>
      clicks({ state, now }, [ANN, EVE]).map((click) => ({
        type: 'resend' as const,
        family,
        audience: 'own' as const,
        ...unheld,
        inspection: readingOfAll(now, state.operation),
        policy: policyOn(state),
        ...click,
      })),
    ),
  propose_remedy: ({ state, now }) =>
    [...known(state), { call: 0, task: taskFor(stock, 'SF', 'FAILED') }].flatMap(({ call, task }) =>
      (['retry', 'cancel'] as const).flatMap((kind) =>
        [alone, ...familiesOf([state.operation]).slice(1)].flatMap((family) =>
          clicks({ state, now }, [ANN, EVE]).map((click) => ({
            type: 'propose_remedy' as const,
            family,
            audience: 'own' as const,
            ...unheld,
            kind,
            call,
            task,
            policy: policyOn(state),
            ...click,
          })),
        ),
      ),
    ),
  give_reason: () => [ASKER, BEN].map((by) => ({ type: 'give_reason', by, reason: 'because' })),
  expire: () => [{ type: 'expire' }],
  remind: () => [{ type: 'remind' }],
  beat: () => [{ type: 'beat' }],
  hold_up: () => [{ type: 'hold_up', code: 'ocp_unreachable', why: unreachable }],
  resume: () => [{ type: 'resume' }],
  note_stops: ({ state }) => [
    { type: 'note_stops', policy: { ...policyOn(state), stopAll: 'region lost' }, stop: NOTHING_STOPPED },
  ],
  claim: ({ state, now }) =>
    eachCall(state).flatMap((call) =>
      policies(state).flatMap((policy) =>
        pictures(state, now).flatMap((inspection) =>
          [
            ...[alone, ...familiesOf([state.operation]).slice(1)].map((family) => ({ family })),
            { family: alone, candidates: fresherBeside(state.operation) },
          ].map((read) => ({
            type: 'claim' as const,
            ...read,
            audience: 'own' as const,
            ...unheld,
            call,
            inspection,
            policy,
            people: everybody(state, now),
            baseline: [],
            ocpTime: now,
          })),
        ),
      ),
    ),
  claim_remedy: ({ state, now }) =>
    known(state).flatMap(({ task }) =>
      policies(state).flatMap((policy) =>
        [alone, ...familiesOf([state.operation]).slice(1)].map((family) => ({
          type: 'claim_remedy' as const,
          family,
          audience: 'own' as const,
          ...unheld,
          task,
          policy,
          people: everybody(state, now),
        })),
      ),
    ),
  accept_remedy: () => [{ type: 'accept_remedy', traceId: null }],
  not_sent_remedy: () => [{ type: 'not_sent_remedy', code: 'c', why: unreachable }],
  account_remedy: ({ state, now }) =>
    known(state).flatMap(({ task }) =>
      [task, retried(task)].map((seen) => ({ type: 'account_remedy' as const, task: seen, begun: now })),
    ),
  refuse_remedy: () => [{ type: 'refuse_remedy', code: 'c', why: refused, traceId: null }],
  doubt_remedy: () => [{ type: 'doubt_remedy', doubt: 'no_answer', why: lostAnswer }],
  accept: ({ state }) => answers(state).map(({ call, tasks }) => ({ type: 'accept', call, tasks, traceId: null })),
  find: ({ state }) => answers(state).map(({ call, tasks }) => ({ type: 'find', call, tasks })),
  refuse: ({ state }) =>
    eachCall(state).map((call) => ({ type: 'refuse', call, code: 'c', why: refused, traceId: null })),
  not_sent: ({ state }) => eachCall(state).map((call) => ({ type: 'not_sent', call, code: 'c', why: unreachable })),
  doubt: ({ state }) => eachCall(state).map((call) => ({ type: 'doubt', call, doubt: 'no_answer', why: lostAnswer })),
  lose: ({ state, now }) => eachCall(state).map((call) => ({ type: 'lose', call, searchedUntil: now })),
  hide_call: ({ state }) =>
    eachCall(state).map((call) => ({ type: 'hide_call', call, ...notShown, unseenMs: HIDDEN_AFTER_MS })),
  observe: ({ state }) =>
    known(state).flatMap(({ call, task }) =>
      looks(task, state).map((seen) => ({ type: 'observe' as const, call, task: seen, log: null })),
    ),
  miss_task: ({ state }) => known(state).map(({ call, task }) => ({ type: 'miss_task', call, taskId: task.id })),
  hide_task: ({ state }) =>
    known(state).map(({ call, task }) => ({
      type: 'hide_task',
      call,
      taskId: task.id,
      ...notShown,
      unseenMs: HIDDEN_AFTER_MS,
    })),
  read_roles: ({ state, now }) =>
    readable(state).flatMap(({ call, tenantId, changedAt }) =>
      ['PRIMARY', 'STANDBY'].map((role) => ({
        type: 'read_roles' as const,
        call,
        tenantId,
        roles: [{ tenantId, role }],
        readAt: now,
        waitedMs: RECORD_AGE_MS,
        ...(changedAt !== null && { changedAt }),
      })),
    ),
};

const waiting = [
  'approve',
  'expire',
  'remind',
  'beat',
  'claim',
  'claim_remedy',
  'miss_task',
  'read_roles',
  'account_remedy',
  'list_todos',
  'untick_todo',
  'remind_todos',
] as const;

/** What hangs on how much time went by since, and after how long it becomes something else. */
const later: Readonly<Record<(typeof waiting)[number], (rule: Terms) => readonly number[]>> = {
  approve: ({ approvalWindowMs }) => [approvalWindowMs],
  expire: ({ startWindowMs, approvalWindowMs }) => [startWindowMs, approvalWindowMs],
  remind: ({ approvalWindowMs }) => [approvalWindowMs / 2],
  beat: ({ approvalWindowMs }) => [approvalWindowMs],
  claim: ({ startWindowMs }) => [startWindowMs],
  claim_remedy: ({ startWindowMs }) => [startWindowMs],
  miss_task: () => [MISSING_AFTER_MS],
  read_roles: () => [ROLE_PATIENCE_MS + 1],
  account_remedy: () => [REMEDY_PATIENCE_MS + 1],
  list_todos: () => [READ_AFTER_END_MS],
  untick_todo: () => [UNDO_MS],
  remind_todos: () => [24 * 3_600_000],
};

/** Every command for this situation, at once and later. */
export function movesFrom({ state, now }: Situation): readonly { readonly command: Command; readonly now: number }[] {
  const lists: readonly ((situation: Situation) => readonly Command[])[] = Object.values(variants);
  const atOnce = lists.flatMap((list) => list({ state, now })).map((command) => ({ command, now }));
  const delayed = waiting.flatMap((type) => {
    const list: (situation: Situation) => readonly Command[] = variants[type];
    return later[type](state.rule).flatMap((wait) =>
      list({ state, now: now + wait }).map((command) => ({ command, now: now + wait })),
    );
  });
  return [...atOnce, ...delayed];
}

function clicks({ state, now }: Situation, people: readonly string[]) {
  return people.map((id) => ({ person: memberAt(now, id), round: state.round }));
}

/** Where a one-time code is asked for: none, none that could be given, and a right one. */
function codes({ state, now }: Situation): readonly { readonly code?: CodeFacts }[] {
  if (!needsCode(state)) return [{}];
  return [
    { code: { kind: 'none', standing: 'enrolled' } },
    { code: { kind: 'none', standing: 'locked' } },
    { code: { kind: 'right', step: 1, at: now } },
  ];
}

function everybody(state: RequestState, now: number) {
  return [askerOf(state), ...state.approvals.map(({ by }) => by)].map((id) => memberAt(now, id));
}

function policyOn(state: RequestState): Policy {
  return policyUnder(state.rule, state.policyVersion);
}

function policies(state: RequestState): readonly Policy[] {
  return isBatch(state) ? [policyOn(state)] : [policyOn(state), noRule()];
}

/** All as it should be, or forbidden by OCP. */
function pictures({ operation }: { readonly operation: Operation }, at: number): readonly Inspection[] {
  const good = readingOfAll(at, operation);
  const forbidden = good.targets.map((target) => ({
    ...target,
    precheck: { ...target.precheck, passed: false, items: [blocker] },
  }));
  return [good, { ...good, targets: forbidden }];
}

function items({ state }: Situation): readonly string[] {
  return (state.toDos?.items ?? []).map(({ id }) => id);
}

function eachCall(state: RequestState): readonly number[] {
  return [...state.calls.keys()];
}

/** What OCP may say of a call: a task for each tenant, or only one of a tenant that nobody asked about. */
function answers(state: RequestState) {
  return state.calls.flatMap(({ targets }, call) => {
    const each = targets.map(({ tenant }) => looks(taskFor(tenant, 'r.', 'RUNNING'), state));
    const alike = (each[0] ?? []).map((_, look) => each.flatMap((looks) => looks[look] ?? []));
    return [...alike, [taskFor(stock, 'r.', 'RUNNING')]].map((tasks) => ({ call, tasks }));
  });
}

/** Roles are read of tenants whose tasks are followed, and of those about which something else is to be reported. */
function readable(state: RequestState) {
  const wanted = wantedReadings(state).map(({ call, target, changedAt }) => ({
    call,
    tenantId: target.tenant.tenantId,
    changedAt,
  }));
  const others = known(state).flatMap(({ call, task }) => {
    const tenantId = task.tenantId ?? '';
    return wanted.some((one) => one.tenantId === tenantId) ? [] : [{ call, tenantId, changedAt: null }];
  });
  return [...wanted, ...others];
}

function known(state: RequestState): readonly { call: number; task: Task }[] {
  return state.calls.flatMap(({ tasks }, call) => tasks.map(({ task }) => ({ call, task })));
}

/** Whatever a task may look like the next time. */
function looks(task: Task, state: RequestState): readonly Task[] {
  const as = (steps: string, status: Task['status'], change: Partial<Task> = {}): Task => {
    const { id, clusterId, tenantId } = task;
    const place = { clusterId: clusterId ?? '', clusterName: '', tenantId: tenantId ?? '', tenantName: '' };
    return taskFor(place, steps, status, { id, ...change });
  };
  return [
    as('r.', 'RUNNING'),
    as('SF', 'FAILED'),
    as('SS', 'SUCCESSFUL'),
    as('..', 'SUCCESSFUL', { operation: 'ROLLBACK' }),
    ...(isBatch(state) ? [] : [as('r.', 'unknown:PAUSED')]),
  ];
}

function retried(task: Task): Task {
  return { ...task, status: 'RUNNING', operation: 'RETRY' };
}

/** Two calls have twenty-five times the points of one: what only one task or one reading is about is left to one call. */
function isBatch({ calls }: RequestState): boolean {
  return calls.length > 1;
}
