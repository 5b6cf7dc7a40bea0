/** Random lives of a request, with any command from anybody at any time, in a world that changes under it. */
import { alone, familiesOf } from '../support/family.ts';
import { NOTHING_STOPPED } from '../../src/stop/hold.ts';
import * as fc from 'fast-check';
import type { Inspection } from '../../src/operation/inspection.ts';
import type { Operation } from '../../src/operation/operation.ts';
import type { Command } from '../../src/request/commands.ts';
import type { Person } from '../../src/people/person.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { wantedReading } from '../../src/request/roles.ts';
import { askerOf, type CallStatus, followedTasks, nextCalls, type RequestState } from '../../src/request/state.ts';
import { pendingPairs } from '../../src/request/remedies/pairs.ts';
import { remedies } from '../../src/task/remedies.ts';
import { remedyKinds } from '../../src/task/remedy-kinds.ts';
import type { Task } from '../../src/task/task.ts';
import { failoverOfAll, ledger } from '../support/batch.ts';
import {
  ANN,
  ASKER,
  BEN,
  blocker,
  DBAS,
  EVE,
  failoverOf,
  inspectionOf,
  memberAt,
  MINUTE,
  orders,
  taskOf,
  warning,
} from '../support/request.ts';
import { answered, lostAnswer, unreachable } from '../support/causes.ts';
import { choose, claimedTask, policies, stopFrom, taskFrom } from './random-parts.ts';

const GIL = 'U0GIL';
const cast = [ASKER, ANN, BEN, EVE, GIL];

/** One call, or two in two clusters under either stop rule. */
const operations: readonly Operation[] = [
  failoverOf(),
  failoverOfAll('stop_at_failure', orders, ledger),
  failoverOfAll('go_on', orders, ledger),
];

const worlds: readonly ((at: number) => Inspection)[] = [
  (at) => inspectionOf(at),
  (at) => inspectionOf(at, {}, [{ ...warning, text: `lag is ${at % 1_000} ms` }]),
  (at) => inspectionOf(at, {}, [blocker]),
  (at) => inspectionOf(at, { role: 'PRIMARY' }),
  (at) => inspectionOf(at, { primary: null, runningTask: { id: '31', name: 'Backup' } }),
  (at) => ({ at, targets: [] }),
];

const tasks: readonly Task[] = [
  taskOf('r.', 'RUNNING'),
  taskOf('SF', 'FAILED'),
  taskOf('SF', 'FAILED', { operation: 'ROLLBACK' }),
  taskOf('Sr', 'RUNNING', { operation: 'RETRY', prohibitRollback: true }),
  taskOf('SS', 'SUCCESSFUL'),
  taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' }),
  taskOf('r.', 'unknown:PAUSED'),
  // The way to a second call leads through a first that ends well.
  taskOf('SS', 'SUCCESSFUL'),
  taskOf('SS', 'SUCCESSFUL'),
  taskOf('SS', 'SUCCESSFUL', { operation: 'RETRY' }),
  taskOf('Sr', 'RUNNING', { operation: 'RETRY' }),
];

const standings = [
  ...(['member', 'member', 'member', 'member', 'member', 'member', 'member'] as const),
  ...(['deactivated', 'guest', 'bot', 'external', 'invited', 'nobody', 'unread'] as const),
];
/** Clocks are set back, too. */
const waits = [
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1_000, 1_000, 1_000, 1_000, 10_000, 10_000, 10_000, MINUTE],
  ...[MINUTE + 1, 4 * MINUTE, 5 * MINUTE - 1, 5 * MINUTE, 30 * MINUTE - 1, 30 * MINUTE],
  ...[-1_000, -MINUTE - 1, -5 * MINUTE],
];

const kinds = [
  ...(['request', 'inspect', 'approve', 'reject', 'withdraw', 'abandon', 'resend', 'give_reason', 'expire'] as const),
  ...([
    'claim',
    'accept',
    'refuse',
    'not_sent',
    'doubt',
    'lose',
    'find',
    'observe',
    'miss_task',
    'read_roles',
  ] as const),
  ...([
    'propose_remedy',
    'propose_remedies',
    'claim_remedy',
    'accept_remedy',
    'refuse_remedy',
    'not_sent_remedy',
    'doubt_remedy',
  ] as const),
  ...(['account_remedy', 'remind', 'beat', 'note_stops'] as const),
  ...(['hold_up', 'resume', 'person changes', 'policy changes', 'world changes'] as const),
];

type Kind = (typeof kinds)[number];

/** What may well come next: lives made of anything at any time seldom get as far as a call. */
function likely(state: RequestState | null, pick: number): readonly Kind[] {
  const open = state?.phase === 'executing' ? state : null;
  const stages = open?.calls.flatMap(({ tasks: all }) => all.map(({ stage }) => stage)) ?? [];
  const sent = open?.remedies ?? [];
  if (sent.some(({ status }) => status === 'claimed') && pick % 3 > 0)
    return ['accept_remedy', 'refuse_remedy', 'not_sent_remedy', 'doubt_remedy', 'doubt_remedy'];
  if (sent.some(({ status }) => status === 'unknown') && pick % 3 > 0) return ['account_remedy'];
  if (stages.includes('failed') && pick % 4 > 1) return ['propose_remedy', 'propose_remedies'];
  if (stages.includes('proving') && pick % 4 === 1) return ['read_roles'];
  if (stages.includes('rolled_back') && pick % 2 === 1) return ['read_roles'];
  switch (state?.phase) {
    case undefined:
      return ['request'];
    case 'checking':
      return [
        'inspect',
        'inspect',
        'inspect',
        'inspect',
        'inspect',
        'inspect',
        'reject',
        'expire',
        'hold_up',
        'resume',
      ];
    case 'waiting':
      return [
        ...(['approve', 'approve', 'approve', 'approve', 'approve', 'approve', 'approve', 'approve'] as const),
        ...(['approve', 'approve', 'approve', 'reject', 'expire', 'find', 'remind', 'give_reason'] as const),
      ];
    case 'approved':
      if (state.remedies.some(({ status }) => status === 'claimed') && pick % 2 > 0)
        return ['accept_remedy', 'refuse_remedy', 'not_sent_remedy', 'doubt_remedy'];
      if (state.proposal && state.proposal.kind !== 'resend')
        return ['claim_remedy', 'claim_remedy', 'claim_remedy', 'claim_remedy', 'claim', 'observe', 'withdraw'];
      return [
        'claim',
        'claim',
        'claim',
        'claim',
        'claim',
        'claim',
        'claim',
        'expire',
        'give_reason',
        'withdraw',
        'find',
        'hold_up',
        'resume',
      ];
    case 'executing':
      return afterCall[state.calls[pick % state.calls.length]?.status ?? 'waiting'];
    case 'ended':
      return ['give_reason', 'give_reason', 'read_roles'];
  }
}

const afterCall: Readonly<Record<CallStatus, readonly Kind[]>> = {
  waiting: ['claim'],
  claimed: ['accept', 'accept', 'accept', 'accept', 'doubt', 'doubt', 'not_sent', 'not_sent', 'refuse'],
  unknown: ['lose', 'lose', 'lose', 'find'],
  lost: ['resend', 'resend', 'resend', 'resend', 'resend', 'find', 'abandon', 'give_reason'],
  accepted: [
    ...(['observe', 'observe', 'observe', 'observe', 'read_roles', 'read_roles', 'read_roles'] as const),
    ...(['propose_remedy', 'propose_remedy', 'propose_remedy', 'claim', 'beat', 'reject', 'withdraw'] as const),
  ],
  refused: ['give_reason'],
  stopped: ['observe', 'give_reason'],
};

/** The calls that a command of this kind may be about. */
const about: Partial<Record<Kind, readonly CallStatus[]>> = {
  accept: ['claimed'],
  refuse: ['claimed'],
  not_sent: ['claimed'],
  doubt: ['claimed'],
  find: ['unknown', 'lost', 'waiting'],
  lose: ['unknown'],
  observe: ['accepted'],
  miss_task: ['accepted'],
  read_roles: ['accepted', 'lost'],
  propose_remedy: ['accepted'],
  propose_remedies: ['accepted'],
  account_remedy: ['accepted'],
};

export const steps = fc.array(
  fc.record({
    /** Null: something that fits the moment. */
    kind: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...kinds) }),
    who: fc.constantFrom(...cast),
    wait: fc.constantFrom(...waits),
    pick: fc.nat(59),
    /** Now and then what is handed over is stale, incomplete or meant for something else. */
    crooked: fc.nat(9).map((odds) => odds === 0),
  }),
  { minLength: 20, maxLength: 56, size: 'max' },
);

export type Step = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

export interface World {
  readonly people: Readonly<Record<string, Pick<Person, 'standing' | 'groups'>>>;
  readonly policy: Policy;
  readonly operation: Operation;
  readonly look: (at: number) => Inspection;
}

const healthy = (at: number) => inspectionOf(at);

export function beginning(pick: number): World {
  const people = Object.fromEntries(
    cast.map((id) => [id, { standing: 'member', groups: id === GIL ? [DBAS] : [] }] as const),
  );
  return { people, policy: choose(policies.slice(0, 2), pick), operation: choose(operations, pick), look: healthy };
}

export function changed(world: World, { kind, who, pick }: Step): World {
  switch (kind) {
    case 'person changes': {
      const groups = pick % 3 === 0 ? null : pick % 3 === 1 ? [DBAS] : [];
      return { ...world, people: { ...world.people, [who]: { standing: choose(standings, pick), groups } } };
    }
    case 'policy changes':
      return { ...world, policy: choose(policies, pick) };
    case 'world changes':
      return { ...world, look: choose([healthy, healthy, ...worlds], pick) };
    default:
      return world;
  }
}

/** The command of a step; null for one that only changes the world. */
export function commandOf(step: Step, world: World, state: RequestState | null, now: number): Command | null {
  const { who, pick, crooked } = step;
  const kind = step.kind ?? choose(likely(state, pick), pick);
  // Read long ago, or by a clock that has been set back since.
  const askew = now - (pick - 30) * 4_000;
  const read = (id: string): Person => memberAt(crooked && pick % 3 !== 0 ? askew : now, id, world.people[id]);
  const fitting = (state?.calls ?? []).flatMap(({ status }, at) => (about[kind]?.includes(status) ? [at] : []));
  const call = crooked ? (pick % 4) - 1 : (fitting[pick % Math.max(1, fitting.length)] ?? 0);
  const round = (state?.round ?? 1) - (crooked ? pick % 2 : 0);
  const family = crooked && pick % 5 === 0 ? choose(familiesOf(operations), pick / 5) : alone;
  const audience = crooked ? choose(['external', 'unread', 'own'] as const, pick) : 'own';
  const { policy, operation } = world;
  const tenants = (calls: readonly number[]) =>
    state === null
      ? operation.targets.map(({ tenant }) => tenant)
      : calls.flatMap((at) => state.calls[at]?.targets.map(({ tenant }) => tenant) ?? []);
  const everywhere = [...(state?.calls ?? []).keys()];
  const look = (calls: readonly number[]): Inspection => {
    const seen = world.look(now);
    const targets = tenants(calls).flatMap(({ tenantId }) => seen.targets.map((one) => ({ ...one, tenantId })));
    return { at: crooked && pick % 3 === 0 ? askew : seen.at, targets };
  };
  const tenant = tenants([call])[0] ?? orders;
  // Not in step with the choice of the kind.
  const stop = stopFrom(pick);
  const task = taskFrom(choose(tasks, pick * 5 + 3), tenant);
  const { tenantId } = tenant;
  const everybody = (): readonly Person[] => {
    const ids = state ? [askerOf(state), ...state.approvals.map(({ by }) => by)] : [];
    return ids.slice(crooked ? pick % 2 : 0).map(read);
  };
  switch (kind) {
    case 'request': {
      return {
        type: kind,
        person: read(who),
        team: 'T1',
        channel: 'C1',
        typedIn: 'C1',
        operation,
        reason: 'x',
        policy,
        stop,
        audience,
      };
    }
    case 'inspect':
      return { type: kind, inspection: look(everywhere), family };
    case 'approve':
    case 'reject':
    case 'withdraw':
    case 'abandon':
      return { type: kind, person: read(who), round, policy, stop, audience };
    case 'resend': {
      const lost = state?.calls.findIndex(({ status }) => status === 'lost') ?? 0;
      return { type: kind, person: read(who), round, inspection: look([lost]), family, policy, stop, audience };
    }
    case 'propose_remedy': {
      const known = state?.calls[call]?.tasks[0]?.task;
      const failing = crooked || known === undefined ? task : known;
      // Usually one that OCP would take: of the others most are refused alike.
      const fits = remedies(failing)[pick % 2]?.kind ?? choose(remedyKinds, pick);
      return { type: kind, kind: fits, person: read(who), round, call, task: failing, family, policy, stop, audience };
    }
    case 'propose_remedies': {
      const all = state ? followedTasks(state) : [];
      const tasks = all.map(({ call: of, followed }) => ({ call: of, task: followed.task }));
      const fits = tasks.flatMap(({ task: one }) => remedies(one))[0]?.kind ?? choose(remedyKinds, pick);
      return { type: kind, kind: fits, person: read(who), round, tasks, family, policy, stop, audience };
    }
    case 'claim_remedy': {
      const pending = state ? pendingPairs(state) : [];
      const pair = pending[pick % Math.max(1, pending.length)];
      const known = pair ? state?.calls[pair.call]?.tasks.find((one) => one.task.id === pair.taskId) : null;
      return {
        type: kind,
        task: crooked || !known ? task : known.task,
        family,
        policy,
        stop,
        people: everybody(),
        audience,
      };
    }
    case 'accept_remedy':
      return { type: kind, taskId: claimedTask(state, pick), traceId: null };
    case 'refuse_remedy':
      return { type: kind, taskId: claimedTask(state, pick), code: 'c', why: answered('m'), traceId: null };
    case 'not_sent_remedy':
      return { type: kind, taskId: claimedTask(state, pick), code: 'c', why: unreachable };
    case 'doubt_remedy':
      return { type: kind, taskId: claimedTask(state, pick), doubt: 'no_answer', why: lostAnswer };
    case 'account_remedy': {
      const sent = state?.remedies.find(({ status }) => status === 'unknown') ?? null;
      const known = state?.calls[sent?.call ?? 0]?.tasks.find((one) => one.task.id === sent?.taskId)?.task;
      const operation = sent?.remedy.kind === 'rollback' ? 'ROLLBACK' : 'RETRY';
      const taken = { ...(known ?? task), status: 'RUNNING', operation } as const;
      return { type: kind, task: pick % 2 === 0 ? taken : (known ?? task), begun: crooked ? 0 : now };
    }
    case 'remind':
    case 'beat':
      return { type: kind };
    case 'give_reason':
      // Usually of whoever may give one, or it would hardly ever be taken.
      return { type: kind, by: crooked ? who : (state?.closed?.by ?? who), reason: 'because' };
    case 'hold_up':
      return { type: kind, code: pick % 2 === 0 ? 'ocp_unreachable' : 'slack_unread', why: unreachable };
    case 'note_stops':
      return {
        type: kind,
        policy: pick % 2 === 0 ? policy : { ...policy, stopAll: 'region lost' },
        stop: NOTHING_STOPPED,
      };
    case 'resume':
    case 'expire':
      return { type: kind };
    case 'claim': {
      const next = crooked ? call : state ? (nextCalls(state)[0]?.index ?? 0) : 0;
      const picture = { inspection: look([next]), family, baseline: [String(pick)], ocpTime: now };
      return { type: kind, call: next, policy, stop, people: everybody(), audience, ...picture };
    }
    case 'accept':
      return { type: kind, call, tasks: [task], traceId: null };
    case 'find':
      return { type: kind, call, tasks: [task] };
    case 'refuse':
      return { type: kind, call, code: 'c', why: answered('m'), traceId: null };
    case 'not_sent':
      return { type: kind, call, code: 'c', why: unreachable };
    case 'doubt':
      return { type: kind, call, doubt: 'no_answer', why: lostAnswer };
    case 'lose':
      return { type: kind, call, searchedUntil: now };
    case 'observe':
      return { type: kind, call, task, log: null };
    case 'miss_task':
      return { type: kind, call, taskId: task.id };
    case 'read_roles': {
      const roles = [{ tenantId, role: pick % 3 === 0 ? 'STANDBY' : 'PRIMARY' }];
      const changedAt = state ? wantedReading(state, call, tenantId)?.changedAt : undefined;
      const since = changedAt === undefined ? {} : { changedAt };
      return { type: kind, call, tenantId, roles, readAt: now, waitedMs: pick % 2 === 0 ? 0 : MINUTE, ...since };
    }
    default:
      return null;
  }
}
