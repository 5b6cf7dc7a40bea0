/** Closing without a result: refused while anything of the request goes on in OCP; what is read of the roles afterwards counts from then. */
import { describe, expect, it } from 'vitest';
import { holdsFamilies, promotionsOf } from '../../src/request/family.ts';
import type { RoleRead } from '../../src/request/events.ts';
import { dueReadings, wantedReading } from '../../src/request/roles.ts';
import { batchClaimed, carts, failoverOfAll, taskFor } from '../support/batch.ts';
import { unreachable } from '../support/causes.ts';
import { failed, sentRemedy, unknownRemedy } from '../support/remedy.ts';
import { BEN, type Life, observed, orders, taskOf } from '../support/request.ts';

const { tenantId } = orders;
const close = (life: Life) => life.ask(life.click('abandon', BEN)).refusal;

/** What was read of the target's role, after so long a wait. */
function read(life: Life, role: Omit<RoleRead, 'tenantId'>, waitedMs: number): Life {
  const changedAt = wantedReading(life.state(), 0, tenantId)?.changedAt ?? 0;
  const roles = [{ tenantId, ...role }];
  return life.tell({ type: 'read_roles', call: 0, tenantId, roles, readAt: life.now, waitedMs, changedAt });
}

describe('closing', () => {
  it('is refused while the task of another target runs, and not once OCP shows that one no more', () => {
    const life = batchClaimed(failoverOfAll('go_on', orders, carts));
    const tasks = [taskFor(orders, 'SF', 'FAILED'), taskFor(carts, 'r.', 'RUNNING')];
    life.tell({ type: 'accept', call: 0, tasks, traceId: null });
    expect(close(life)).toEqual({ code: 'task_running' });
    life.tell({ type: 'observe', call: 0, task: taskFor(carts, 'SS', 'SUCCESSFUL'), log: null });
    expect(close(life)).toEqual({ code: 'task_running' });
    life.now += 30_000;
    life.tell({ type: 'miss_task', call: 0, taskId: taskFor(carts, '', 'RUNNING').id });
    expect(close(life)).toBeNull();
  });

  it('is refused while it is not known whether OCP took a remedy', () => {
    expect(close(sentRemedy())).toEqual({ code: 'remedy_unaccounted' });
    expect(close(unknownRemedy())).toEqual({ code: 'remedy_unaccounted' });
  });

  it('after a remedy’s answer was lost and OCP shows the task no more is refused only while the remedy may still arrive', () => {
    const life = unknownRemedy();
    const claimedAt = life.now;
    life.now += 30_000;
    life.tell({ type: 'miss_task', call: 0, taskId: '900' });
    life.now = claimedAt + 89_999;
    expect(close(life)).toEqual({ code: 'remedy_unaccounted' });
    life.now += 1;
    expect(close(life)).toBeNull();
  });

  it('is open where OCP’s list stays away after a call’s answer was lost, and lets the families go only after the roles were read', () => {
    const life = batchClaimed(failoverOfAll('go_on', orders));
    life.tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: unreachable });
    expect(close(life)).toEqual({ code: 'nothing_to_abandon' });
    life.tell({ type: 'hide_call', call: 0, code: 'ocp_forbidden', why: unreachable, unseenMs: 180_000 });
    life.tell(life.click('abandon', BEN));
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'abandoned' });
    expect(holdsFamilies(life.state())).toBe(true);
    life.now += 60_000;
    read(life, { role: 'STANDBY' }, 60_000);
    expect(holdsFamilies(life.state())).toBe(false);
  });

  it('is refused until the task shows a remedy that OCP took', () => {
    const life = sentRemedy().tell({ type: 'accept_remedy', taskId: '900', traceId: null });
    expect(close(life)).toEqual({ code: 'remedy_unaccounted' });
    life.now += 2_000;
    observed(life, taskOf('Sr', 'RUNNING', { operation: 'RETRY' }));
    expect(close(life)).toEqual({ code: 'nothing_to_abandon' });
    observed(life, taskOf('SF', 'FAILED', { operation: 'RETRY' }));
    expect(close(life)).toBeNull();
  });

  it('of a task that failed again between two readings is refused for 90 s, and for as long as OCP cannot be read', () => {
    const life = sentRemedy().tell({ type: 'accept_remedy', taskId: '900', traceId: null });
    life.now += 89_999;
    expect(close(life)).toEqual({ code: 'remedy_unaccounted' });
    life.now += 1;
    expect(close(life)).toBeNull();
    life.tell({ type: 'hold_up', code: 'ocp_unreachable', why: unreachable });
    expect(close(life)).toEqual({ code: 'remedy_unaccounted' });
  });
});

describe('the roles of a task', () => {
  it('are read anew after a remedy was sent: what was read before says nothing of what it does', () => {
    const life = failed();
    life.now += 60_000;
    read(life, { role: 'STANDBY' }, 60_000);
    expect(dueReadings(life.state())).toEqual([]);
    life.tell(life.propose('retry', BEN));
    life.tell(life.click('approve', 'U0ANN')).tell(life.claimRemedy());
    expect(life.state().readings).toEqual([]);
    life.now += 1_000;
    life.tell({ type: 'accept_remedy', taskId: '900', traceId: null });
    expect(dueReadings(life.state())).toMatchObject([{ changedAt: life.now, reading: null }]);
  });

  it('count from the end where nobody has waited for them: what goes on in OCP is not seen any more', () => {
    const life = failed();
    life.now += 30_000;
    life.tell(life.click('abandon', BEN));
    expect(dueReadings(life.state())).toMatchObject([{ changedAt: life.now }]);
  });
});

it('ten minutes after the end nobody reads roles any more: nothing is expected of it, and what OCP shows counts', () => {
  const life = failed();
  life.tell(life.click('abandon', BEN));
  life.now += 600_000;
  expect(promotionsOf(life.state(), life.now)).toMatchObject([{ stage: 'failed' }]);
  life.now += 1;
  expect(promotionsOf(life.state(), life.now)).toMatchObject([{ stage: 'closed' }]);
  expect(holdsFamilies(life.state())).toBe(true);
});

describe('a tenant that OCP shows no more', () => {
  const closed = () => {
    const life = failed();
    return life.tell(life.click('abandon', BEN));
  };

  it('is waited for while the request is open', () => {
    const life = read(failed(), { role: null, gone: true }, 60_000);
    expect(dueReadings(life.state())).toHaveLength(1);
  });

  it('frees its family a minute after the end, and nothing will come of it', () => {
    const life = read(closed(), { role: null, gone: true }, 59_999);
    expect(holdsFamilies(life.state())).toBe(true);
    read(life, { role: null, gone: true }, 60_000);
    expect(holdsFamilies(life.state())).toBe(false);
    expect(promotionsOf(life.state(), life.now)).toMatchObject([{ stage: 'closed' }]);
  });

  it('frees its family where OCP only hides it; that it may become a primary yet counts on', () => {
    const life = read(closed(), { role: null }, 60_000);
    expect(holdsFamilies(life.state())).toBe(false);
    expect(promotionsOf(life.state(), life.now)).toMatchObject([{ stage: 'failed' }]);
  });
});
