/**
 * Every way a request can go, found by asking the real decisions for everything at every point. Two points are one when
 * nothing that a decision looks at tells them apart but ids, figures and moments.
 */
import type { Operation } from '../../src/operation/operation.ts';
import type { Command } from '../../src/request/commands.ts';
import { decide } from '../../src/request/decide/decide.ts';
import type { RequestEvent } from '../../src/request/events.ts';
import { evolve } from '../../src/request/evolve.ts';
import { dueReadings, wantedReadings } from '../../src/request/roles.ts';
import { type RequestState, remedyOpen } from '../../src/request/state.ts';
import { NOTHING_STOPPED } from '../../src/stop/hold.ts';
import { failoverOfAll, ledger } from '../support/batch.ts';
import { ASKER, memberAt, newLife, orders, policyOf, requestCommand, START } from '../support/request.ts';
import { movesFrom, type Situation } from './alphabet.ts';

/** One decision that changed something. */
export interface Passage {
  readonly command: Command['type'];
  readonly steps: readonly Step[];
}

export interface Step {
  readonly event: RequestEvent;
  readonly before: RequestState | null;
  readonly after: RequestState;
}

/** One call, or two that stop or go on; one approval, or two; at once, or read first. */
const beginnings: readonly {
  readonly operation: Operation;
  readonly approvals: number;
  readonly readingMs?: number;
  readonly oneTimeCode?: true;
}[] = [
  { operation: failoverOfAll('stop_at_failure', orders), approvals: 2 },
  { operation: failoverOfAll('stop_at_failure', orders), approvals: 1, readingMs: 5_000 },
  { operation: failoverOfAll('stop_at_failure', orders), approvals: 1, oneTimeCode: true },
  { operation: failoverOfAll('stop_at_failure', orders, ledger), approvals: 1 },
  { operation: failoverOfAll('go_on', orders, ledger), approvals: 1 },
];

/** Tells `see` of every passage there is; the same one may come from many points. */
export function explore(see: (passage: Passage) => void): void {
  for (const { operation, ...terms } of beginnings) {
    const policy = policyOf(terms);
    const asked = requestCommand(newLife(), { person: memberAt(START, ASKER), operation, policy });
    const known = new Set<string>();
    const ahead: Situation[] = [];
    const go = (from: RequestState | null, command: Command, now: number) => {
      const passage = pass(from, command, now);
      if (passage === null) return;
      see(passage);
      const { after, event } = passage.last;
      // What holds a request up opens no other way, so it is asked for its end at once.
      if (event.type === 'held_up') go(after, { type: 'resume' }, now);
      if (event.type === 'stops_changed' && after.stops.length > 0)
        go(after, { type: 'note_stops', policy: policyOf(terms), stop: NOTHING_STOPPED }, now);
      if (marginal.includes(event.type)) return;
      // What follows when one of several tasks is unclear is left to one call.
      if ((event.type === 'task_missing' || event.type === 'task_hidden') && after.calls.length > 1) return;
      const key = keyOf(after);
      if (known.has(key)) return;
      known.add(key);
      ahead.push({ state: after, now });
    };
    go(null, asked, START);
    for (let here = ahead.pop(); here; here = ahead.pop())
      for (const { command, now } of movesFrom(here)) go(here.state, command, now);
  }
}

/** Notes at the margin: the request goes on as if they were not there. */
const marginal: readonly RequestEvent['type'][] = [
  'attempt_refused',
  'code_refused',
  'reminded',
  'todos_reminded',
  'heartbeat',
  'held_up',
  'resumed',
  'stops_changed',
];

/** What the command changes; null when that is nothing. */
function pass(state: RequestState | null, command: Command, now: number): (Passage & { last: Step }) | null {
  const steps: Step[] = [];
  for (const event of decide(state, command, now).events) {
    const before = steps.at(-1)?.after ?? state;
    const version = (before?.version ?? 0) + 1;
    const after = evolve(before, { requestId: 'r-1', version, at: now, event, previousHash: '', hash: '' });
    steps.push({ event, before, after });
  }
  const last = steps.at(-1);
  return last ? { command: command.type, steps, last } : null;
}

/** What a decision may hang on. */
function keyOf(state: RequestState): string {
  const { phase, proposal, remedy, closed, approvals, hasty, codesAsked, inspection } = state;
  // Few ends are asked for more: one of each kind.
  const isRead = dueReadings(state).length === 0;
  const { toDos } = state;
  const list = toDos && [toDos.done.length > 0, toDos.closed !== null, toDos.isSettled];
  if (phase === 'ended') return JSON.stringify([closed?.by ?? null, closed?.reason ?? null, isRead, list]);
  const calls = state.calls.map(({ status, attempt, unsent, claimedFor, tasks }) => [
    status,
    attempt > unsent,
    claimedFor?.kind,
    tasks.map(({ stage }) => stage),
  ]);
  // What waits for its roles to be read ends with them; everywhere else they change nothing.
  const unread = wantedReadings(state)
    .filter(({ target, reading }) => reading === null && endsWith(state, target.tenant.tenantId))
    .map(({ target }) => target.tenant.tenantId);
  const asked = [
    proposal?.kind,
    proposal?.call,
    approvals.length,
    hasty.length,
    codesAsked.length,
    inspection !== null,
  ];
  // Of several calls it is enough to know whether the fate of a remedy is open.
  const sent = state.calls.length > 1 && !remedyOpen(state) ? null : remedy?.status;
  return JSON.stringify([phase, calls, unread, asked, sent, closed !== null]);
}

/** True for a target whose task was rolled back, or that has none. */
function endsWith({ calls }: RequestState, tenantId: string): boolean {
  const tasks = calls.flatMap((call) => call.tasks.filter(({ task }) => task.tenantId === tenantId));
  return tasks.every(({ stage }) => stage === 'rolled_back');
}
