/** Random lives of a request: any command from anybody at any time, in a world that changes under it. */
import * as fc from 'fast-check';
import type { Inspection } from '../../src/operation/inspection.ts';
import type { Command } from '../../src/request/commands.ts';
import type { Person } from '../../src/request/person.ts';
import type { Policy } from '../../src/request/policy.ts';
import { askerOf, type CallStatus, type RequestState } from '../../src/request/state.ts';
import type { Task } from '../../src/task/task.ts';
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
  policyOf,
  rule,
  taskOf,
  warning,
} from '../support/request.ts';

const GIL = 'U0GIL';
const cast = [ASKER, ANN, BEN, EVE, GIL];

const policies: readonly Policy[] = [
  policyOf(),
  policyOf({ approvals: 2 }, 'p2'),
  policyOf({ approvers: [ANN, ASKER], requesters: [ASKER, EVE] }, 'p3'),
  { version: 'p4', rules: [{ ...rule, tenants: ['carts'] }] },
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
  taskOf('SS', 'SUCCESSFUL'),
  taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' }),
  taskOf('r.', 'unknown:PAUSED'),
];

const standings = ['member', 'member', 'deactivated', 'guest', 'unread'] as const;
const waits = [
  ...[0, 0, 0, 0, 0, 0, 0, 1, 1_000, 1_000, 1_000, 10_000, 10_000, MINUTE],
  ...[MINUTE + 1, 4 * MINUTE, 5 * MINUTE - 1, 5 * MINUTE, 30 * MINUTE - 1, 30 * MINUTE],
];

const kinds = [
  ...(['request', 'inspect', 'approve', 'reject', 'withdraw', 'abandon', 'resend', 'give_reason', 'expire'] as const),
  ...(['claim', 'accept', 'refuse', 'not_sent', 'doubt', 'lose', 'find', 'observe', 'read_role'] as const),
  ...(['hold_up', 'resume', 'person changes', 'policy changes', 'world changes'] as const),
];

type Kind = (typeof kinds)[number];

/** What may well come next: lives made of anything at any time seldom get as far as a call. */
function likely(state: RequestState | null): readonly Kind[] {
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
        'approve',
        'approve',
        'approve',
        'approve',
        'approve',
        'approve',
        'approve',
        'reject',
        'expire',
        'find',
        'give_reason',
      ];
    case 'approved':
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
      ];
    case 'executing':
      return afterCall[state.calls[0]?.status ?? 'waiting'];
    case 'ended':
      return ['give_reason'];
  }
}

const afterCall: Readonly<Record<CallStatus, readonly Kind[]>> = {
  waiting: ['claim'],
  claimed: ['accept', 'doubt', 'doubt', 'doubt', 'not_sent', 'not_sent', 'refuse'],
  unknown: ['lose', 'lose', 'lose', 'find'],
  lost: ['resend', 'resend', 'resend', 'resend', 'resend', 'find', 'abandon', 'give_reason'],
  accepted: ['observe', 'observe', 'observe', 'read_role', 'read_role', 'abandon'],
  refused: ['give_reason'],
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
  { minLength: 12, maxLength: 36, size: 'max' },
);

export type Step = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

export interface World {
  readonly people: Readonly<Record<string, Pick<Person, 'standing' | 'groups'>>>;
  readonly policy: Policy;
  readonly look: (at: number) => Inspection;
}

const healthy = (at: number) => inspectionOf(at);

export function beginning(pick: number): World {
  const people = Object.fromEntries(
    cast.map((id) => [id, { standing: 'member', groups: id === GIL ? [DBAS] : [] }] as const),
  );
  return { people, policy: choose(policies.slice(0, 2), pick), look: healthy };
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
  const kind = step.kind ?? choose(likely(state), pick);
  const read = (id: string): Person => memberAt(crooked ? now - (pick - 20) * 4_000 : now, id, world.people[id]);
  const call = crooked ? (pick % 3) - 1 : 0;
  const round = (state?.round ?? 1) - (crooked ? pick % 2 : 0);
  const inspection = world.look(now);
  const { policy } = world;
  const task = choose(tasks, pick);
  switch (kind) {
    case 'request': {
      const operation = failoverOf();
      return {
        type: kind,
        person: read(who),
        team: 'T1',
        channel: 'C1',
        typedIn: 'C1',
        operation,
        reason: 'x',
        policy,
      };
    }
    case 'inspect':
      return { type: kind, inspection };
    case 'approve':
    case 'reject':
    case 'withdraw':
    case 'abandon':
      return { type: kind, person: read(who), round };
    case 'resend':
      return { type: kind, person: read(who), round, inspection, policy };
    case 'give_reason':
      // Usually of whoever may give one, or it would hardly ever be taken.
      return { type: kind, by: crooked ? who : (state?.closed?.by ?? who), reason: 'because' };
    case 'hold_up':
      return { type: kind, code: pick % 2 === 0 ? 'ocp_unreachable' : 'slack_unread', message: 'm' };
    case 'resume':
    case 'expire':
      return { type: kind };
    case 'claim': {
      const ids = state ? [askerOf(state), ...state.approvals.map(({ by }) => by)] : [];
      const people = ids.slice(crooked ? pick % 2 : 0).map(read);
      return { type: kind, call, inspection, policy, people, baseline: [String(pick)], ocpTime: now };
    }
    case 'accept':
      return { type: kind, call, tasks: [task], traceId: null };
    case 'find':
      return { type: kind, call, tasks: [task] };
    case 'refuse':
      return { type: kind, call, code: 'c', message: 'm', traceId: null };
    case 'not_sent':
      return { type: kind, call, code: 'c', message: 'm' };
    case 'doubt':
      return { type: kind, call, doubt: 'no_answer', message: 'm' };
    case 'lose':
      return { type: kind, call, searchedUntil: now };
    case 'observe':
      return { type: kind, call, task, log: null };
    case 'read_role':
      return { type: kind, call, tenantId: '2001', role: pick % 2 === 0 ? 'PRIMARY' : 'STANDBY', readAt: now };
    default:
      return null;
  }
}

function choose<T>(from: readonly T[], pick: number): T {
  const chosen = from[pick % from.length];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}
