import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/request/decide/decide.ts';
import { fold } from '../../src/request/evolve.ts';
import { brokenAt } from '../../src/request/log/hash-chain.ts';
import { storedEvent } from '../../src/lib/trust-boundaries.ts';
import { kinds, statesIn, waysOf } from '../states/document.ts';
import { everyLife, live } from './life.ts';
import { objections } from './objections.ts';

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
      for (const { event } of live(first, path).log) {
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
      const { log, state } = live(first, path);
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
    expect(seconds).toBeGreaterThan(5);
  });

  it('a "no" before the claim means no claim of that question', () => {
    let noes = 0;
    everyLife((first, path) => {
      const { log } = live(first, path);
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

  it('a "no" that is not about a proposal holds for every call that waited then, for good', () => {
    let held = 0;
    everyLife((first, path) => {
      const denied = new Set<number>();
      live(first, path, {
        recorded({ before, recorded: { event } }) {
          if (event.type === 'call_claimed') expect(denied).not.toContain(event.call);
          if (event.type !== 'rejected' && event.type !== 'withdrawn' && event.type !== 'expired') return;
          for (const [call, { status }] of (before?.proposal ? [] : (before?.calls ?? [])).entries()) {
            if (status !== 'waiting') continue;
            held += 1;
            denied.add(call);
          }
        },
      });
    });
    expect(held).toBeGreaterThan(100);
  });

  it('a call is claimed again only when the last claim was not sent, or was lost and proposed anew', () => {
    everyLife((first, path) => {
      const { log } = live(first, path);
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

  it('the end is the end: after it nothing is recorded but a reason, by whoever closed it, and the roles', () => {
    let ends = 0;
    everyLife((first, path) => {
      const { log } = live(first, path, {
        decided(state, command, _, events) {
          const later = ['give_reason', 'read_roles'].includes(command.type);
          if (state?.phase === 'ended' && !later) expect(events).toEqual([]);
        },
        recorded({ before, after }) {
          if (before?.phase !== 'ended') return;
          expect(after).toMatchObject({ phase: 'ended', outcome: before.outcome, endedAt: before.endedAt });
        },
      });
      const end = log.findIndex(({ event }) => event.type === 'ended');
      if (end < 0) return;
      ends += 1;
      const after = log.slice(end + 1).filter(({ event }) => event.type !== 'roles_read');
      expect(after.filter(({ event }) => event.type !== 'reason_given')).toEqual([]);
      expect(after.length).toBeLessThanOrEqual(1);
    });
    expect(ends).toBeGreaterThan(300);
  });

  it('nothing happens but what docs/states.md says', () => {
    const documented = statesIn(readFileSync(new URL('../../docs/states.md', import.meta.url), 'utf8'));
    const seen = new Set<string>();
    everyLife((first, path) => {
      live(first, path, {
        passed(passage) {
          const { decision, ways } = waysOf(passage);
          seen.add(decision);
          expect(documented.decisions).toContain(decision);
          for (const kind of kinds) {
            for (const { way, by } of ways[kind].filter(({ way }) => !isLoop(way)))
              expect([...(documented[kind].get(way) ?? [])], `${kind}: ${way}`).toContain(by);
          }
        },
      });
    });
    // What is left out needs several rare things in a row.
    expect(seen.size / documented.decisions.size).toBeGreaterThan(0.6);
  });

  it('the log tells the whole state: folded at once, after storage, or event by event', () => {
    everyLife((first, path) => {
      const { log, state } = live(first, path);
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

function isLoop(way: string): boolean {
  const [from, to] = way.split(' -> ');
  return from === to;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}
