import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/operation/digest.ts';
import type { Command } from '../../src/request/commands.ts';
import { decide } from '../../src/request/decide.ts';
import type { Recorded, RequestEvent } from '../../src/request/events.ts';
import { evolve, fold } from '../../src/request/evolve.ts';
import { brokenAt, chain } from '../../src/request/log.ts';
import type { Person } from '../../src/request/person.ts';
import type { RequestState } from '../../src/request/state.ts';
import { storedEvent } from '../../src/trust.ts';
import { ASKER, memberAt, MINUTE, requestCommand, newLife, START } from '../support/request.ts';
import { beginning, changed, commandOf, type Step, steps } from './random-life.ts';

const RUNS = { seed: 20_261_122, numRuns: 600 };

interface Moment {
  readonly before: RequestState | null;
  readonly recorded: Recorded;
  readonly after: RequestState;
  readonly command: Command;
  /** Everything recorded before. */
  readonly past: readonly Recorded[];
}

/** Lives through the steps; `decided` sees every decision, `recorded` every event as it is recorded. */
function live(
  first: number,
  path: readonly Step[],
  see: {
    decided?: (state: RequestState | null, command: Command, now: number, events: readonly RequestEvent[]) => void;
    recorded?: (moment: Moment) => void;
  },
): { log: readonly Recorded[]; state: RequestState | null } {
  let world = beginning(first);
  let state: RequestState | null = null;
  let now = START;
  const log: Recorded[] = [];
  const carryOut = (command: Command) => {
    const { events } = decide(state, command, now);
    see.decided?.(state, command, now, events);
    for (const recorded of chain('r-1', log.at(-1) ?? null, events, now)) {
      const after = evolve(state, recorded);
      see.recorded?.({ before: state, recorded, after, command, past: [...log] });
      log.push(recorded);
      state = after;
    }
  };
  const { policy, operation } = world;
  carryOut(requestCommand(newLife(), { person: memberAt(now, ASKER), policy, operation }));
  for (const step of path) {
    now += step.wait;
    world = changed(world, step);
    const command = commandOf(step, world, state, now);
    if (command) carryOut(command);
  }
  return { log, state };
}

function everyLife(check: (first: number, path: readonly Step[]) => void, more: { numRuns?: number } = {}): void {
  fc.assert(fc.property(fc.nat(5), steps, check), { ...RUNS, ...more });
}

describe('whatever people and the world do, in any order, at any time', () => {
  it('no call is claimed but for enough other, living, authorised people, on its digest, inside both windows', () => {
    let claims = 0;
    let resends = 0;
    let returns = 0;
    everyLife((first, path) => {
      live(first, path, {
        recorded(moment) {
          const { event } = moment.recorded;
          if (event.type === 'returned') returns += 1;
          if (event.type !== 'call_claimed') return;
          claims += 1;
          if (moment.before?.proposal) resends += 1;
          expect(objections(moment)).toEqual([]);
        },
      });
    });
    // The property would be hollow if lives hardly ever got that far.
    expect(claims).toBeGreaterThan(150);
    expect(resends).toBeGreaterThan(5);
    expect(returns).toBeGreaterThan(100);
  });

  it('no remedy is claimed without a proposer and enough others, inside both windows, on the task as it is', () => {
    let claims = 0;
    everyLife((first, path) => {
      live(first, path, {
        recorded(moment) {
          const { event } = moment.recorded;
          if (event.type !== 'remedy_claimed') return;
          claims += 1;
          expect(moment.before?.proposal).toMatchObject({ kind: 'remedy', taskId: event.taskId, remedy: event.remedy });
          expect(objections(moment)).toEqual([]);
        },
      });
    });
    expect(claims).toBeGreaterThan(20);
  });

  it('a remedy is answered once for each time it is claimed', () => {
    everyLife((first, path) => {
      let open = false;
      for (const { event } of live(first, path, {}).log) {
        if (event.type === 'remedy_claimed') {
          expect(open).toBe(false);
          open = true;
        }
        const answers = ['remedy_accepted', 'remedy_refused', 'remedy_not_sent', 'remedy_unknown'];
        if (!answers.includes(event.type)) continue;
        expect(open).toBe(true);
        open = false;
      }
    });
  });

  it('a call that was stopped stays so, and the end leaves none waiting but one given up on', () => {
    let stops = 0;
    everyLife((first, path) => {
      const stopped = new Set<number>();
      const { log, state } = live(first, path, {});
      for (const { event } of log) {
        if (event.type === 'call_claimed') expect(stopped).not.toContain(event.call);
        if (event.type !== 'call_stopped') continue;
        stops += 1;
        stopped.add(event.call);
      }
      const unsent = ['rejected', 'withdrawn', 'expired', 'abandoned'];
      if (state?.phase !== 'ended' || state.outcome === null || unsent.includes(state.outcome)) return;
      if (state.calls.some(({ attempt }) => attempt > 0))
        expect(state.calls.filter(({ status }) => status === 'waiting')).toEqual([]);
    });
    expect(stops).toBeGreaterThan(15);
  });

  it('with stop_at_failure no call is claimed before every tenant of the earlier ones is proven', () => {
    let seconds = 0;
    everyLife((first, path) => {
      live(first, path, {
        recorded({ before, recorded: { event }, past }) {
          if (event.type !== 'call_claimed' || event.call === 0) return;
          if (before?.operation.stopRule !== 'stop_at_failure') return;
          seconds += 1;
          const earlier = before.calls.slice(0, event.call).flatMap((call) => call.targets.map(({ tenant }) => tenant));
          const proven = past.flatMap((one) => (one.event.type === 'role_proven' ? [one.event.tenantId] : []));
          for (const { tenantId } of earlier) expect(proven).toContain(tenantId);
        },
      });
    });
    expect(seconds).toBeGreaterThan(2);
  });

  it('a "no" before the claim means no claim of that question', () => {
    let noes = 0;
    everyLife((first, path) => {
      const { log } = live(first, path, {});
      let denied = false;
      for (const { event } of log) {
        if (event.type === 'rejected' || event.type === 'withdrawn') noes += 1;
        if (['rejected', 'withdrawn', 'expired'].includes(event.type)) denied = true;
        if (['resend_proposed', 'remedy_proposed', 'returned'].includes(event.type)) denied = false;
        if (event.type === 'call_claimed' || event.type === 'remedy_claimed') expect(denied).toBe(false);
      }
    });
    expect(noes).toBeGreaterThan(100);
  });

  it('a call is claimed again only when the last claim was not sent, or was lost and proposed anew', () => {
    everyLife((first, path) => {
      const { log } = live(first, path, {});
      const spent = new Set<number>();
      const attempts = new Map<number, number>();
      for (const { event } of log) {
        if (event.type === 'call_not_sent' || event.type === 'resend_proposed') spent.delete(event.call);
        if (event.type !== 'call_claimed') continue;
        expect(spent).not.toContain(event.call);
        expect(event.attempt).toBe((attempts.get(event.call) ?? 0) + 1);
        attempts.set(event.call, event.attempt);
        spent.add(event.call);
      }
    });
  });

  it('the end is the end: after it nothing is recorded but a reason, by whoever closed it', () => {
    let ends = 0;
    everyLife((first, path) => {
      const { log } = live(first, path, {
        decided(state, command, _, events) {
          if (state?.phase === 'ended' && command.type !== 'give_reason') expect(events).toEqual([]);
        },
        recorded({ before, after }) {
          if (before?.phase !== 'ended') return;
          expect(after).toMatchObject({ phase: 'ended', outcome: before.outcome, endedAt: before.endedAt });
        },
      });
      const end = log.findIndex(({ event }) => event.type === 'ended');
      if (end < 0) return;
      ends += 1;
      expect(log.slice(end + 1).filter(({ event }) => event.type !== 'reason_given')).toEqual([]);
      expect(log.slice(end + 1).length).toBeLessThanOrEqual(1);
    });
    expect(ends).toBeGreaterThan(300);
  });

  it('the phases follow the documented transitions, and no other', () => {
    const seen = new Set<string>();
    everyLife((first, path) => {
      live(first, path, {
        recorded({ before, recorded, after }) {
          const { type } = recorded.event;
          const step = `${before?.phase ?? 'none'} > ${after.phase}`;
          seen.add(`${type}: ${step}`);
          expect(transitions[type], `${type}: ${step}`).toContain(step);
        },
      });
    });
    const possible = Object.entries(transitions)
      .flatMap(([type, rows]) => rows.map((row) => `${type}: ${row}`))
      .filter((row) => !besides.test(row));
    // Every row of the table is real: the random lives go through it, save perhaps a rare one.
    expect(possible.filter((row) => !seen.has(row)).length).toBeLessThan(4);
  });

  it('the log tells the whole state: folded at once, after storage, or event by event', () => {
    everyLife((first, path) => {
      const { log, state } = live(first, path, {});
      expect(fold(log)).toEqual(state);
      const stored = log.map((one) => ({ ...one, event: storedEvent(JSON.stringify(one.event)) }));
      expect(fold(stored)).toEqual(state);
      expect(brokenAt(stored)).toBeNull();
      expect(state?.version).toBe(log.length);
    });
  });

  it('a decision is pure: frozen input, the same answer twice', () => {
    everyLife(
      (first, path) => {
        live(first, path, {
          decided(state, command, now, events) {
            deepFreeze(state);
            deepFreeze(command);
            expect(decide(state, command, now).events).toEqual(events);
            expect(decide(structuredClone(state), structuredClone(command), now).events).toEqual(events);
          },
        });
      },
      { numRuns: 150 },
    );
  });
});

/** Events that put a new question before the approvers, and those with which the next call's turn may come. */
const questions: readonly string[] = ['returned', 'resend_proposed', 'remedy_proposed'];
const turns: readonly string[] = ['call_accepted', 'call_found', 'call_refused', 'call_unknown', 'role_proven'];

/** What is wrong with a claim, judged from the log and from what was read for it; none of it asks the code under test. */
function objections({ before, recorded, command, past }: Moment): readonly string[] {
  const { event, at } = recorded;
  if (event.type !== 'call_claimed' && event.type !== 'remedy_claimed') return ['not a claim'];
  if ((command.type !== 'claim' && command.type !== 'claim_remedy') || before === null) return ['not a claim'];
  const wrong: string[] = [];
  const asked = past.findLast(({ event: { type } }) => type === 'requested' || questions.includes(type));
  const question = asked?.event;
  if (!asked || !question || !('expiresAt' in question)) return ['nothing was asked'];
  const since = past.slice(asked.version);

  // Who: different, living, and allowed by the rule of now, by a reading of now.
  const [ruleNow] = command.policy.rules.filter(({ tenants }) => tenants.includes('*'));
  if (!ruleNow) return ['no rule'];
  const approvers = since.flatMap((one) => (one.event.type === 'approved' ? [{ ...one.event, at: one.at }] : []));
  const asker = before.proposal?.by ?? before.requester;
  const good = approvers.filter(
    ({ by, digest }) => by !== asker && digest === event.digest && stands(command.people, by, ruleNow.approvers, at),
  );
  if (new Set(good.map(({ by }) => by)).size < ruleNow.approvals) wrong.push('too few approvers');
  if (good.length !== approvers.length) wrong.push('an approver who is none any more');
  const askers = before.proposal ? [...ruleNow.requesters, ...ruleNow.approvers] : ruleNow.requesters;
  if (!stands(command.people, asker, askers, at)) wrong.push('an asker who may not ask any more');
  // And at the click, by the rule that was on record then.
  for (const { by, person, at: clicked } of approvers)
    if (!stands([person], by, question.rule.approvers, clicked)) wrong.push(`${by} was never allowed`);

  // What: the digest of what is on record.
  const { operation, inspection, policyVersion, proposal } = before;
  const round = 1 + past.filter(({ event: { type } }) => questions.includes(type)).length;
  const digest = inspection && digestOf({ operation, inspection, policyVersion, question: { round, proposal } });
  if (event.digest !== digest) wrong.push('digest');
  if (command.policy.version !== question.policyVersion) wrong.push('policy');
  if (command.policy.stopAll !== null) wrong.push('everything is stopped');
  if (command.type === 'claim' && event.type === 'call_claimed') {
    for (const { tenant } of before.calls[event.call]?.targets ?? []) {
      const was = inspection?.targets.find(({ tenantId }) => tenantId === tenant.tenantId);
      const is = command.inspection.targets.find(({ tenantId }) => tenantId === tenant.tenantId);
      if (!is?.precheck.passed || is.role !== was?.role || is.primary?.tenantId !== was.primary?.tenantId)
        wrong.push('world');
      if (is?.runningTask && is.runningTask.id !== was?.runningTask?.id) wrong.push('a task is running');
    }
    if (JSON.stringify(event.baseline) !== JSON.stringify(command.baseline)) wrong.push('baseline');
    if (proposal !== null && (proposal.kind !== 'resend' || proposal.call !== event.call))
      wrong.push('another question');
  }
  if (command.type === 'claim_remedy' && event.type === 'remedy_claimed') {
    const { task } = command;
    if (task.id !== event.taskId) wrong.push('another task');
    if (event.remedy.kind === 'rollback' && task.prohibitRollback !== false) wrong.push('no rollback');
    if (event.remedy.kind.startsWith('retry') && task.operation === 'ROLLBACK') wrong.push('no retry');
    if (event.remedy.kind !== 'cancel' && task.status !== 'FAILED' && event.remedy.kind.length < 9)
      wrong.push('it has not failed');
  }

  // When: agreed inside the approval window, claimed inside the start window.
  if (approvers.some((approval) => approval.at >= question.expiresAt)) wrong.push('approved too late');
  // A later call's window begins when the one before has come as far as it waits for.
  const claimedFirst = since.findIndex(({ event: { type } }) => type === 'call_claimed');
  const answers =
    claimedFirst < 0 ? [] : since.slice(claimedFirst).filter(({ event: { type } }) => turns.includes(type));
  const start = Math.max(...[...approvers, ...answers].map((one) => one.at));
  if (at >= start + question.rule.startWindowMs) wrong.push('claimed too late');
  return wrong;
}

function stands(people: readonly Person[], id: string, listed: readonly string[], at: number): boolean {
  const person = people.find((one) => one.id === id);
  if (!person || person.standing !== 'member' || Math.abs(at - person.readAt) > MINUTE) return false;
  return [id, ...(person.groups ?? [])].some((name) => listed.includes(name));
}

const anywhere = (['checking', 'waiting', 'approved', 'executing'] as const).map((phase) => `${phase} > ${phase}`);
const executing = ['executing > executing'];
/** While an earlier call is on its way, the next may be before its approvers. */
const sending = anywhere.slice(1);
/** What happens to one call while another is before its approvers: possible, and too rare to be demanded of every run. */
const besides = /^(call_|remedy_|role_|heartbeat).*(waiting > waiting|approved > approved)$/;

/** Which event leads from which phase to which. `ended` is left by nothing. */
const transitions: Readonly<Record<RequestEvent['type'], readonly string[]>> = {
  requested: ['none > checking'],
  inspected: ['checking > waiting'],
  attempt_refused: anywhere,
  approved: ['waiting > waiting', 'waiting > approved'],
  rejected: anywhere,
  withdrawn: anywhere,
  expired: anywhere.slice(0, 2),
  reminded: ['waiting > waiting'],
  heartbeat: sending,
  returned: ['approved > waiting', 'executing > waiting'],
  call_claimed: ['approved > executing', 'executing > executing'],
  call_accepted: sending,
  call_refused: executing,
  call_not_sent: ['executing > approved'],
  call_unknown: executing,
  call_found: sending,
  call_lost: sending,
  call_stopped: ['waiting > executing', 'approved > executing', 'executing > executing'],
  remedy_proposed: ['executing > waiting'],
  remedy_claimed: ['approved > executing'],
  // While a remedy is on its way nothing else is asked or claimed.
  remedy_accepted: executing,
  remedy_not_sent: ['executing > approved'],
  remedy_refused: executing,
  remedy_unknown: executing,
  remedy_found: sending,
  remedy_lost: sending,
  resend_proposed: ['executing > waiting'],
  proposal_closed: ['waiting > executing', 'approved > executing'],
  task_changed: sending,
  role_proven: sending,
  role_doubted: sending,
  held_up: anywhere,
  resumed: anywhere,
  abandoned: executing,
  reason_given: ['waiting > waiting', 'approved > approved', 'executing > executing', 'ended > ended'],
  ended: ['checking > ended', 'waiting > ended', 'approved > ended', 'executing > ended'],
};

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}
