/** Both sides of a pair count: the tenant that OCP's task is about, and the other one. */
import { alone } from '../support/family.ts';
import { describe, expect, it } from 'vitest';
import type { Operation, SwitchoverTarget } from '../../src/operation/operation.ts';
import { fold } from '../../src/request/evolve.ts';
import { brokenAt } from '../../src/request/log/hash-chain.ts';
import type { OnceFreeze } from '../../src/policy/freeze.ts';
import { frozen, groupsIn, type Policy, type Rule, ruleFor, rulesFor } from '../../src/policy/policy.ts';
import { joined, namesOf } from '../../src/policy/rule.ts';
import { lostAnswer } from '../support/causes.ts';
import { storedEvent } from '../../src/lib/trust-boundaries.ts';
import {
  ANN,
  ASKER,
  BEN,
  DBAS,
  EVE,
  failoverOf,
  inspectionOf,
  type Life,
  MINUTE,
  newLife,
  orders,
  ordersMain,
  policyOf,
  requestCommand,
  rule,
  START,
  targetOf,
  unheld,
} from '../support/request.ts';

const GIL = 'U0GIL';

/** The standby's cluster asks for one approval; the primary's, production, for two. */
const standbySide: Rule = { ...rule, name: 'recovery site', clusters: ['sh-*'] };
const production: Rule = {
  ...rule,
  name: 'production',
  operations: ['failover', 'switchover'],
  clusters: ['bj-*'],
  approvals: 2,
  requesters: [ASKER, EVE],
  approvers: [BEN, EVE, GIL, ASKER],
};
const both = (change: Partial<Rule> = {}): Policy => ({
  ...policyOf(),
  rules: [standbySide, { ...production, ...change }],
});

function requested(policy: Policy = both()): Life {
  const life = newLife();
  return life.tell(requestCommand(life, { policy }));
}

function waitingUnder(policy: Policy = both()): Life {
  const life = requested(policy);
  return life.tell({ type: 'inspect', family: alone, inspection: inspectionOf(life.now) });
}

const pair: SwitchoverTarget = { kind: 'switchover', tenant: ordersMain, standby: orders, standbyOcpClusterId: null };
const switchover: Operation = { kind: 'switchover', targets: [pair], stopRule: 'go_on' };

describe('the rules of a pair', () => {
  const named = (policy: Policy, operation: Operation) => {
    const terms = ruleFor(policy, operation);
    return terms && namesOf(terms);
  };
  const everyKind = { operations: ['failover', 'switchover'] } as const;
  const policy = { ...both(), rules: [{ ...standbySide, ...everyKind }, production] };

  it('are those of both sides, the side of OCP’s task first', () => {
    expect(named(policy, failoverOf())).toEqual(['recovery site', 'production']);
    expect(named(policy, switchover)).toEqual(['production', 'recovery site']);
  });

  it('are one where both sides fall under the same, or the primary is not known', () => {
    expect(ruleFor(policyOf(), failoverOf())).toMatchObject({ name: rule.name });
    expect(ruleFor(policyOf(), failoverOf())?.joins).toBeUndefined();
    expect(named(policy, failoverOf(targetOf({ primary: null })))).toEqual(['recovery site']);
  });

  it('are also those of every primary above in a chain', () => {
    const middle = { ...ordersMain, clusterName: 'sh-near' };
    const chain = targetOf({ primary: middle, upstreams: [{ ...ordersMain, clusterId: '11' }] });
    expect(named(policy, failoverOf(targetOf({ primary: middle })))).toEqual(['recovery site']);
    expect(named(policy, failoverOf(chain))).toEqual(['recovery site', 'production']);
  });

  it('are none where a side’s name is not told and a rule might cover it', () => {
    const untold = failoverOf(targetOf({ primary: { ...ordersMain, clusterName: '' } }));
    expect(named(policy, untold)).toBeNull();
    expect(named(policy, failoverOf(targetOf({ tenant: { ...orders, clusterName: '' } })))).toBeNull();
    const byName = { ...production, clusters: ['*'], tenants: ['billing'] };
    expect(
      named(
        { ...policy, rules: [standbySide, byName] },
        failoverOf(targetOf({ primary: { ...ordersMain, tenantName: '' } })),
      ),
    ).toBeNull();
    // Whatever the name is, it is this rule's.
    expect(named({ ...policy, rules: [rule, production] }, untold)).toEqual([rule.name]);
    expect(named({ ...policy, rules: [{ ...production, tenants: ['billing'] }, rule] }, untold)).toEqual([rule.name]);
  });

  it.each([
    ['the standby', { clusters: ['gz-*'] }, {}, ['production']],
    ['the primary', {}, { clusters: ['gz-*'] }, ['recovery site']],
    ['either', { clusters: ['gz-*'] }, { clusters: ['gz-*'] }, null],
  ])('a side that no rule covers adds nothing: %s', (_, first, second, expected) => {
    const rules = [
      { ...standbySide, ...first },
      { ...production, ...second },
    ];
    expect(named({ ...policy, rules }, failoverOf())).toEqual(expected);
  });

  it('are found for each side as for a tenant alone: the first that matches', () => {
    const rules = [standbySide, { ...production, name: 'x', tenants: ['billing'] }, production];
    expect(named({ ...policy, rules }, failoverOf())).toEqual(['recovery site', 'production']);
    const late = [{ ...rule, name: 'all' }, standbySide, production];
    expect(named({ ...policy, rules: late }, failoverOf())).toEqual(['all']);
  });

  it('stand together for targets under the same rules, whichever side they are on', () => {
    const back: SwitchoverTarget = {
      kind: 'switchover',
      tenant: orders,
      standby: ordersMain,
      standbyOcpClusterId: null,
    };
    const targets = [pair, back];
    expect(rulesFor(policy, { kind: 'switchover', targets })).toMatchObject([{ targets }]);
    const apart = [pair, { ...pair, standby: { ...orders, clusterName: 'gz-prod' } }];
    expect(rulesFor(policy, { kind: 'switchover', targets: apart })).toHaveLength(2);
    expect(ruleFor(policy, { kind: 'switchover', targets: apart, stopRule: 'go_on' })).toBeNull();
  });
});

describe('what two rules demand together', () => {
  const strict = { approvals: 3, approvalWindowMs: MINUTE, startWindowMs: MINUTE, readingMs: 9_000 } as const;

  it.each([[[rule, { ...rule, ...strict }] as const], [[{ ...rule, ...strict }, rule] as const]])(
    'is the stricter of each',
    (rules) => {
      expect(joined(rules)).toMatchObject(strict);
    },
  );

  it('a code if either asks, another organisation’s channel only if both allow it', () => {
    const codes = { ...rule, oneTimeCode: true as const };
    const open = { ...rule, externalChannels: true as const };
    expect(joined([rule, codes]).oneTimeCode).toBe(true);
    expect(joined([codes, rule]).oneTimeCode).toBe(true);
    expect(joined([open, rule]).externalChannels).toBeUndefined();
    expect(joined([rule, open]).externalChannels).toBeUndefined();
    expect(joined([open, open]).externalChannels).toBe(true);
  });

  it('goes to the first side’s channel; to the other’s where the first names none', () => {
    expect(
      joined([
        { ...rule, channel: 'C1' },
        { ...rule, channel: 'C2' },
      ]).channel,
    ).toBe('C1');
    expect(joined([rule, { ...rule, channel: 'C2' }]).channel).toBe('C2');
  });

  it('names the people and groups of both, for whoever reads Slack', () => {
    const groups = groupsIn(joined([rule, { ...rule, requesters: ['S0B'], approvers: ['S0A'] }]));
    expect([...groups].sort()).toEqual(['S0A', 'S0B', DBAS]);
  });
});

describe('a request whose sides fall under two rules', () => {
  it('is asked for only by who may ask under both', () => {
    const life = newLife();
    const by = (id: string) => life.ask(requestCommand(life, { policy: both(), person: life.person(id) })).refusal;
    expect(by(ANN)).toEqual({ code: 'not_a_requester' });
    expect(by(EVE)).toEqual({ code: 'not_a_requester' });
    expect(by(ASKER)).toBeNull();
  });

  it('needs the larger number, of people who may approve under both', () => {
    const life = waitingUnder(both({ approvers: [BEN, EVE, GIL, ANN] }));
    const by = (id: string, groups: readonly string[] = []) => life.ask(life.click('approve', id, { groups }));
    expect(by(GIL).refusal).toEqual({ code: 'not_an_approver' });
    expect(life.ask(life.click('approve', GIL, { groups: null })).refusal).toEqual({ code: 'groups_unread' });
    expect(by(GIL, [DBAS]).refusal).toBeNull();
    life.tell(life.click('approve', BEN));
    expect(life.state()).toMatchObject({ phase: 'waiting', startBy: null });
    life.tell(life.click('approve', ANN));
    expect(life.state().phase).toBe('approved');
  });

  it('is rejected by who may under either: a no is safe', () => {
    const life = waitingUnder();
    expect(life.ask(life.click('reject', ANN)).refusal).toBeNull();
    expect(life.ask(life.click('reject', GIL)).refusal).toBeNull();
    expect(life.ask(life.click('reject', 'U0NOBODY')).refusal).toEqual({ code: 'not_an_approver' });
  });

  it('is proposed again only by who may ask or approve under both', () => {
    const life = waitingUnder(both({ approvers: [BEN, GIL, ASKER, ANN] }));
    life.tell(life.click('approve', BEN)).tell(life.click('approve', ANN));
    life.tell(life.claim()).tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: lostAnswer });
    life.now += 2 * MINUTE;
    life.tell({ type: 'lose', call: 0, searchedUntil: life.now });
    expect(life.ask(life.resend(EVE)).refusal).toEqual({ code: 'not_an_approver' });
    expect(life.ask(life.resend(GIL)).refusal).toEqual({ code: 'not_an_approver' });
    expect(life.ask(life.resend(ANN)).events).toMatchObject([{ type: 'resend_proposed' }, { type: 'terms_joined' }]);
  });

  it('is claimed only while every approver may approve under both', () => {
    const life = waitingUnder(both({ approvers: [BEN, ANN, ASKER] }));
    life.tell(life.click('approve', BEN)).tell(life.click('approve', ANN));
    expect(life.ask(life.claim()).events).toMatchObject([{ type: 'call_claimed' }]);
    const policy = both({ approvers: [BEN, GIL, ASKER] });
    expect(life.ask(life.claim({ policy })).events).toMatchObject([
      { type: 'returned', differences: [{ kind: 'not_authorised', person: ANN, why: 'not_an_approver' }] },
      { type: 'terms_joined' },
    ]);
  });

  it('and was asked for under one rule, goes back once the other side is under a second', () => {
    const life = waitingUnder(policyOf());
    life.tell(life.click('approve', BEN));
    const claim = life.claim({ policy: { ...both(), version: 'p2' } });
    expect(life.ask(claim).events).toMatchObject([
      { type: 'returned', rule: { name: 'recovery site' } },
      { type: 'terms_joined', rules: [{ name: 'recovery site' }, { name: 'production' }] },
    ]);
    life.tell(claim);
    expect(life.state()).toMatchObject({ phase: 'waiting', rule: { approvals: 2 } });
  });

  it('keeps both rules when its window passes, and through storage', () => {
    const life = waitingUnder(both({ approvers: [BEN, ANN, ASKER] }));
    life.tell(life.click('approve', BEN)).tell(life.click('approve', ANN));
    life.now += 6 * MINUTE;
    life.tell({ type: 'expire' });
    expect(life.log.map(({ event }) => event.type).slice(-2)).toEqual(['returned', 'terms_joined']);
    const stored = life.log.map((one) => ({ ...one, event: storedEvent(JSON.stringify(one.event)) }));
    expect(brokenAt(stored)).toBeNull();
    expect(fold(stored)).toEqual(life.state());
    expect(namesOf(life.state().rule)).toEqual(['recovery site', 'production']);
  });

  it('takes a code if either rule asks for one', () => {
    const life = waitingUnder(both({ oneTimeCode: true }));
    const clicked = { at: life.now, sincePostMs: null };
    const approve = { type: 'approve', audience: 'own', person: life.person(BEN), round: 1, clicked } as const;
    const click = { ...unheld, ...approve };
    expect(life.ask({ ...click, code: { kind: 'none', standing: 'enrolled' } }).refusal).toEqual({
      code: 'code_needed',
    });
  });

  it('is on record as what an older version leaves alone: one rule, and behind it an event that only newer ones know', () => {
    const [first, second] = requested().log;
    expect(first?.event).toMatchObject({ type: 'requested', rule: standbySide });
    expect(JSON.stringify(first)).not.toContain('joins');
    expect(second?.event).toEqual({ type: 'terms_joined', rules: [standbySide, production] });
  });
});

describe('a failover whose primary is another than the request names', () => {
  const lab = { ...ordersMain, clusterId: '99', clusterName: 'sh-lab' };
  const requestedFrom = (primary: typeof lab | null): Life => {
    const life = newLife();
    return life.tell(requestCommand(life, { policy: both(), operation: failoverOf(targetOf({ primary })) }));
  };

  it.each([
    ['none', null],
    ['another', lab],
  ])('is not put before approvers: the request names %s', (_, primary) => {
    const life = requestedFrom(primary);
    life.tell({ type: 'inspect', family: alone, inspection: inspectionOf(life.now) });
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'unfit' });
  });

  it('is never claimed, however often it is approved', () => {
    const life = requestedFrom(lab);
    life.tell({ type: 'inspect', family: alone, inspection: inspectionOf(life.now, { primary: lab }) });
    for (let round = 0; round < 2; round += 1) {
      life.tell(life.click('approve', BEN));
      const inspection = inspectionOf(life.now);
      const found = {
        type: 'returned',
        differences: expect.arrayContaining([
          { kind: 'other_primary', tenantId: orders.tenantId, primary: ordersMain },
        ]),
      };
      expect(life.ask(life.claim({ inspection })).events).toMatchObject([found]);
      life.tell(life.claim({ inspection }));
    }
  });
});

describe('a chain', () => {
  const upstreams = [{ ...ordersMain, clusterId: '11' }];
  const operation = failoverOf(targetOf({ upstreams }));

  it('is on record with an event that an older version, which would not count its root, leaves alone', () => {
    const life = newLife();
    life.tell(requestCommand(life, { operation }));
    expect(life.log.map(({ event }) => event)).toMatchObject([
      { type: 'requested', operation: { targets: [{ upstreams }] } },
      { type: 'terms_joined', rules: [rule] },
    ]);
    expect(life.state().rule).toEqual(rule);
  });
});

describe('a freeze', () => {
  const freeze = (change: Partial<OnceFreeze>): Policy => ({
    ...policyOf(),
    freezes: [
      {
        kind: 'once',
        name: 'sale',
        operations: ['failover', 'switchover'],
        clusters: ['*'],
        tenants: ['*'],
        from: START,
        until: START + MINUTE,
        ...change,
      },
    ],
  });

  it.each([
    ['the standby’s cluster', { clusters: ['sh-*'] }],
    ['the primary’s cluster', { clusters: ['bj-*'] }],
    ['the standby’s name', { tenants: ['orders'] }],
    ['the primary’s name', { tenants: ['orders_main'] }],
  ])('of %s stops a failover and a switchover of the pair', (_, scope) => {
    const stop = { kind: 'freeze', name: 'sale', until: START + MINUTE };
    expect(frozen(freeze(scope), failoverOf(), START)).toEqual(stop);
    expect(frozen(freeze(scope), switchover, START)).toEqual(stop);
  });

  it('of the root of a chain stops a failover at its end', () => {
    const chain = failoverOf(targetOf({ upstreams: [{ ...ordersMain, clusterName: 'gz-prod' }] }));
    expect(frozen(freeze({ clusters: ['gz-*'] }), chain, START)).not.toBeNull();
  });

  it('may be that of a side whose name is not told, and then it is', () => {
    const untold = failoverOf(targetOf({ primary: { ...ordersMain, clusterName: '' } }));
    expect(frozen(freeze({ clusters: ['gz-*'] }), untold, START)).not.toBeNull();
    expect(frozen(freeze({ clusters: ['gz-*'], tenants: ['billing'] }), untold, START)).toBeNull();
    const unnamed = failoverOf(targetOf({ primary: { ...ordersMain, tenantName: '' } }));
    expect(frozen(freeze({ tenants: ['billing'] }), unnamed, START)).not.toBeNull();
  });

  it('needs cluster and name of the same side', () => {
    const policy = freeze({ clusters: ['sh-*'], tenants: ['orders_main'] });
    expect(frozen(policy, failoverOf(), START)).toBeNull();
    expect(frozen(policy, switchover, START)).toBeNull();
  });
});
