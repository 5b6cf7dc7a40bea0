import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/request/commands.ts';
import {
  rolesRead,
  ANN,
  approved,
  ASKER,
  BEN,
  claimed,
  inspectionOf,
  type Life,
  lost,
  MINUTE,
  proposed,
  running,
  taskOf,
  unknown,
  waiting,
} from '../support/request.ts';
import { answered, lostAnswer, unreachable } from '../support/causes.ts';

const task = taskOf('r.', 'RUNNING');
const answers = {
  accept: { type: 'accept', call: 0, tasks: [task], traceId: 'abc' },
  refuse: { type: 'refuse', call: 0, code: '2305', why: answered('illegal argument'), traceId: 'abc' },
  not_sent: { type: 'not_sent', call: 0, code: 'ocp_unreachable', why: unreachable },
  doubt: { type: 'doubt', call: 0, doubt: 'no_answer', why: lostAnswer },
  find: { type: 'find', call: 0, tasks: [task] },
  lose: { type: 'lose', call: 0, searchedUntil: 1 },
} as const satisfies Record<string, Command>;

type Answer = keyof typeof answers;

const stages: Readonly<Record<string, () => Life>> = {
  waiting: () => waiting(),
  approved: () => approved(),
  claimed: () => claimed(),
  unknown: () => unknown(),
  lost: () => lost(),
  proposed: () => proposed(),
  accepted: running,
};

/** In which stages each answer means something; anywhere else it is too late or too early, and changes nothing. */
const fits: Readonly<Record<Answer, readonly string[]>> = {
  accept: ['claimed', 'unknown', 'lost'],
  refuse: ['claimed'],
  not_sent: ['claimed'],
  doubt: ['claimed'],
  find: ['unknown', 'lost', 'proposed'],
  lose: ['unknown'],
};

const table = Object.values(answers).flatMap((answer) =>
  Object.keys(stages).map((stage) => [answer, stage, fits[answer.type].includes(stage)] as const),
);

describe('which answer fits which stage', () => {
  it.each(table.map(([answer, stage, fit]) => [answer.type, stage, fit, answer] as const))(
    '%s while %s: %s',
    (_, stage, fit, answer) => {
      const { events, refusal } = stages[stage]?.().ask(answer) ?? {};
      expect(refusal ?? null).toEqual(fit ? null : { code: 'not_now' });
      expect((events ?? []).length > 0).toBe(fit);
    },
  );

  it.each(Object.values(answers))('$type of a call that there is not', (answer) => {
    for (const call of [-1, 1]) expect(claimed().ask({ ...answer, call }).refusal).toEqual({ code: 'not_now' });
  });
});

describe('accepted', () => {
  it('follows the tasks that OCP named', () => {
    const life = running();
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    expect(life.state().calls).toMatchObject([
      { status: 'accepted', traceId: 'abc', answeredAt: life.now, tasks: [{ task, stage: 'running', provenAt: null }] },
    ]);
  });

  it('may come late: a doubt is no answer', () => {
    expect(lost().tell(answers.accept).state().calls).toMatchObject([{ status: 'accepted' }]);
  });

  it('ends what OCP had already rolled back as soon as the roles are read', () => {
    const life = claimed().tell({ ...answers.accept, tasks: [taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' })] });
    expect(life.state().phase).toBe('executing');
    rolesRead(life);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'rolled_back' });
  });

  it('does not end with success before the role was read', () => {
    const life = claimed().tell({ ...answers.accept, tasks: [taskOf('SS', 'SUCCESSFUL')] });
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    expect(life.state().calls[0]?.tasks).toMatchObject([{ stage: 'proving', provenAt: life.now }]);
  });
});

describe('refused', () => {
  it('ends the request with OCP’s words on record', () => {
    const life = claimed().tell(answers.refuse);
    expect(life.log.slice(-2).map(({ event }) => event)).toEqual([
      { type: 'call_refused', call: 0, code: '2305', why: answered('illegal argument'), traceId: 'abc' },
      { type: 'ended', outcome: 'refused' },
    ]);
    expect(life.state().calls).toMatchObject([{ refusal: { code: '2305', why: answered('illegal argument') } }]);
  });
});

describe('not sent', () => {
  it('goes back to approved under the same approval and the same start window', () => {
    const life = approved();
    const { startBy, approvals, expiresAt } = life.state();
    life.tell(life.claim()).tell(answers.not_sent);
    expect(life.state()).toMatchObject({ phase: 'approved', startBy, approvals, expiresAt, round: 1 });
    expect(life.state().calls).toMatchObject([{ status: 'waiting', claimedAt: null, attempt: 1 }]);
  });

  it('is tried again inside the start window, each time with everything compared anew', () => {
    const life = claimed();
    for (const attempt of [2, 3, 4]) {
      life.tell(answers.not_sent);
      life.now += MINUTE;
      life.tell(life.claim());
      expect(life.last()).toMatchObject({ type: 'call_claimed', attempt });
    }
    life.tell(answers.not_sent);
    life.tell(life.claim({ inspection: inspectionOf(life.now, { role: 'PRIMARY' }) }));
    const differences = [{ kind: 'role_changed' }, { kind: 'wrong_role' }];
    expect(life.last()).toMatchObject({ type: 'returned', differences });
  });

  it('is not tried again after the start window', () => {
    const life = claimed().tell(answers.not_sent);
    life.now = life.state().startBy ?? 0;
    life.tell(life.claim());
    expect(life.last()).toMatchObject({ type: 'returned', differences: [{ kind: 'start_window_passed' }] });
  });
});

describe('unknown', () => {
  it('is neither sent again nor ended by itself', () => {
    const life = unknown();
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    expect(life.state().calls).toMatchObject([{ status: 'unknown', baseline: ['7', '8'] }]);
    expect(life.ask(life.claim()).refusal).toEqual({ code: 'not_now' });
    expect(life.ask(life.resend(ANN)).refusal).toEqual({ code: 'nothing_to_resend' });
    expect(life.ask(life.click('abandon', ANN)).refusal).toEqual({ code: 'nothing_to_abandon' });
  });

  it('is followed as ours once its task is found', () => {
    const life = unknown().tell(answers.find);
    expect(life.state().calls).toMatchObject([
      { status: 'accepted', traceId: null, tasks: [{ task, stage: 'running' }] },
    ]);
  });

  it('is not found in a task that OCP knew before the call', () => {
    const known = { ...answers.find, tasks: [{ ...task, id: '7' }] } as const;
    expect(unknown().ask(known).refusal).toEqual({ code: 'not_now' });
    expect(unknown().ask({ ...known, tasks: [task, ...known.tasks] }).refusal).toEqual({ code: 'not_now' });
  });

  it('is found at its end as well', () => {
    const life = unknown().tell({ ...answers.find, tasks: [taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' })] });
    rolesRead(life);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'rolled_back' });
  });

  it('is lost when the search found nothing, and may turn up after that', () => {
    const life = lost();
    expect(life.last()).toMatchObject({ type: 'call_lost', call: 0, searchedUntil: life.now });
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    expect(life.tell(answers.find).state().calls).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('a resend that was not sent', () => {
  function unsentResend(): Life {
    const life = proposed();
    life.tell(life.click('approve', BEN));
    life.tell(life.claim());
    expect(life.last()).toMatchObject({ type: 'call_claimed', attempt: 2 });
    return life.tell(answers.not_sent);
  }

  it('is still the proposal of its proposer', () => {
    const life = unsentResend();
    expect(life.state()).toMatchObject({ phase: 'approved', proposal: { by: ANN, call: 0 } });
    expect(life.ask(life.click('withdraw', ASKER)).refusal).toEqual({ code: 'not_your_request' });
    life.tell(life.claim());
    expect(life.last()).toMatchObject({ type: 'call_claimed', attempt: 3 });
  });

  it('leaves the first call lost, never ended, when it is rejected', () => {
    const life = unsentResend();
    life.tell(life.click('reject', BEN));
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null, proposal: null });
    expect(life.state().calls).toMatchObject([{ status: 'lost' }]);
  });

  it('leaves the first call lost, never ended, when both windows pass', () => {
    const life = unsentResend();
    for (const _ of ['start window', 'approval window']) {
      life.now += 30 * MINUTE;
      life.tell({ type: 'expire' });
    }
    expect(life.last()).toEqual({ type: 'proposal_closed', why: 'expired', by: null });
    expect(life.state().calls).toMatchObject([{ status: 'lost' }]);
  });

  it('is overtaken when the first call turns up', () => {
    const life = unsentResend().tell(answers.find);
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null });
    expect(life.state().calls).toMatchObject([{ status: 'accepted' }]);
  });
});
