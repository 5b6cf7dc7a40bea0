import { storedOperation } from '../../src/operation/operation.ts';
import { alone } from '../support/family.ts';
import { describe, expect, it } from 'vitest';
import {
  blocker,
  checking,
  EVE,
  failoverOf,
  inspectionOf,
  MINUTE,
  newLife,
  orders,
  policyOf,
  requestCommand,
  rule,
  START,
  targetOf,
  waiting,
  warning,
  unheld,
} from '../support/request.ts';

describe('asking', () => {
  it('puts who, what, why, the rule, its window and the language on record', () => {
    const life = checking({ approvalWindowMs: 7 * MINUTE });
    expect(life.log).toHaveLength(1);
    expect(life.last()).toMatchObject({
      type: 'requested',
      by: 'U0ASKER',
      team: 'T1',
      channel: 'C1',
      typedIn: 'C1',
      operation: storedOperation(failoverOf()),
      reason: 'bj-prod burns',
      rule: { ...rule, approvalWindowMs: 7 * MINUTE },
      policyVersion: 'p1',
      expiresAt: START + 7 * MINUTE,
      language: 'en',
    });
    expect(life.state()).toMatchObject({
      phase: 'checking',
      version: 1,
      round: 1,
      requester: 'U0ASKER',
      approvals: [],
    });
    expect(life.state().calls).toMatchObject([{ clusterId: '20', status: 'waiting', attempt: 0 }]);
  });

  it('is refused where no rule covers the targets, before anybody is looked at', () => {
    const life = newLife();
    const person = life.person(EVE, { standing: 'guest' });
    const nowhere = policyOf({ tenants: ['carts'] });
    expect(life.ask(requestCommand(life, { person, policy: nowhere }))).toEqual({
      events: [],
      refusal: { code: 'no_rule' },
    });
  });

  it('is refused where two targets stand under different rules', () => {
    const life = newLife();
    const other = targetOf({ tenant: { ...orders, tenantId: '2002', tenantName: 'carts' } });
    const policy = {
      ...policyOf(),
      rules: [
        { ...rule, tenants: ['carts'] },
        { ...rule, name: 'rest' },
      ],
    };
    const { refusal } = life.ask(requestCommand(life, { operation: failoverOf(targetOf(), other), policy }));
    expect(refusal).toEqual({ code: 'no_rule' });
  });

  it.each([
    ['somebody not listed', EVE, {}, 'not_a_requester'],
    ['a requester deactivated since', 'U0ASKER', { standing: 'deactivated' }, 'person_deactivated'],
    ['a requester whom Slack did not tell about', 'U0ASKER', { standing: 'unread' }, 'person_unread'],
    ['a requester read too long ago', 'U0ASKER', { readAt: START - MINUTE - 1 }, 'person_unread'],
  ] as const)('is refused to %s', (_, id, change, code) => {
    const life = newLife();
    expect(life.ask(requestCommand(life, { person: life.person(id, change) }))).toEqual({
      events: [],
      refusal: { code },
    });
  });

  it('cannot be done again under the same id, by anybody, ever', () => {
    const life = checking();
    expect(life.ask(requestCommand(life)).refusal).toEqual({ code: 'not_now' });
    life.tell(life.click('withdraw', 'U0ASKER'));
    expect(life.ask(requestCommand(life)).refusal).toEqual({ code: 'not_now' });
  });

  it('comes before everything else', () => {
    const { log, ...rest } = waiting();
    const life = { ...rest, log, ask: newLife().ask };
    for (const type of ['approve', 'reject', 'withdraw', 'abandon'] as const)
      expect(life.ask({ type, person: life.person('U0BEN'), round: 1, audience: 'own', ...unheld }).refusal).toEqual({
        code: 'no_such_request',
      });
    expect(life.ask({ type: 'expire' }).refusal).toEqual({ code: 'no_such_request' });
    expect(life.ask({ type: 'inspect', family: alone, inspection: inspectionOf(START) }).refusal).toEqual({
      code: 'no_such_request',
    });
  });
});

describe('the first reading', () => {
  it('puts the question before the approvers', () => {
    expect(waiting({}, [warning]).state()).toMatchObject({
      phase: 'waiting',
      inspection: inspectionOf(START, {}, [warning]),
    });
  });

  it('ends what OCP forbids, with what OCP said on record', () => {
    const life = waiting({}, [blocker]);
    expect(life.log.map(({ event }) => event.type)).toEqual(['requested', 'inspected', 'ended']);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'refused' });
  });

  it('ends what the tenants’ roles make pointless, though OCP’s precheck lets it pass', () => {
    const life = checking();
    life.tell({ type: 'inspect', family: alone, inspection: inspectionOf(life.now, { role: 'PRIMARY' }) });
    expect(life.log.map(({ event }) => event.type)).toEqual(['requested', 'inspected', 'ended']);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'unfit' });
    expect(life.ask(life.click('approve', 'U0BEN')).refusal).toEqual({ code: 'already_ended' });
  });

  it.each([
    ['whose role OCP does not tell', { role: null }],
    ['of which OCP tells nothing', { tenantId: '9999' }],
  ] as const)('ends it for a tenant %s', (_, change) => {
    const life = checking();
    life.tell({ type: 'inspect', family: alone, inspection: inspectionOf(life.now, change) });
    expect(life.state().outcome).toBe('unfit');
  });

  it('is made once: a later one cannot slip in what nobody approved', () => {
    const life = waiting();
    const later = { type: 'inspect', family: alone, inspection: inspectionOf(START + 1, { role: 'PRIMARY' }) } as const;
    expect(life.ask(later)).toEqual({ events: [], refusal: { code: 'not_now' } });
    life.tell(life.click('approve', 'U0BEN'));
    expect(life.ask(later)).toEqual({ events: [], refusal: { code: 'not_now' } });
  });
});
