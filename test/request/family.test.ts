/** One family, one primary: what families say counts at the request, the first reading, a claim, a resend and a remedy. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/operation/family-findings.ts';
import type { Command } from '../../src/request/commands.ts';
import { fold } from '../../src/request/evolve.ts';
import { type FamilyFacts, holdsFamilies, promotionsOf } from '../../src/request/family.ts';
import type { RequestState } from '../../src/request/state.ts';
import { alone } from '../support/family.ts';
import {
  ANN,
  approved,
  BEN,
  checking,
  claimed,
  inspectionOf,
  lost,
  newLife,
  observed,
  orders,
  ordersMain,
  requestCommand,
  running,
  START,
  taskOf,
  waiting,
} from '../support/request.ts';

const { tenantId } = orders;
const sibling = { clusterId: '30', clusterName: 'gz-prod', tenantId: '3001', tenantName: 'orders' };
const by = { request: 'r-0', tenant: sibling, lost: [ordersMain], stage: 'failed', task: null } as const;
const refusing: Finding = { kind: 'second_primary', tenantId, by };
const warning: Finding = { kind: 'unseen', tenantId };
const facts = (...findings: readonly Finding[]): FamilyFacts => ({ ...alone, findings });
const holder = { request: 'r-0', tenants: [sibling] };
const held: FamilyFacts = { ...alone, heldBy: holder };
const withSibling: FamilyFacts = { ...alone, members: [orders, ordersMain, sibling] };

describe('a request', () => {
  it('that its family refuses is not written', () => {
    const { events, refusal } = newLife().ask(requestCommand(newLife(), { family: facts(refusing) }));
    expect(events).toEqual([]);
    expect(refusal).toMatchObject({ code: 'family_refused', family: [{ kind: 'family', finding: refusing }] });
  });

  it.each([facts(warning), withSibling])(
    'of a family that has more to it is left alone by versions that know no families: %j',
    (family) => {
      const { events } = newLife().ask(requestCommand(newLife(), { family }));
      expect(events.map(({ type }) => type)).toEqual(['requested', 'family_noted']);
    },
  );

  it('of a pair is what it was before there were families', () => {
    const pair = { ...alone, members: [orders, ordersMain] };
    expect(newLife().ask(requestCommand(newLife(), { family: pair })).events).toHaveLength(1);
    expect(newLife().ask(requestCommand(newLife())).events).toHaveLength(1);
  });

  it('whose first reading finds a second primary ends there, and nobody can approve it', () => {
    const life = checking();
    life.tell({ type: 'inspect', inspection: inspectionOf(life.now), family: facts(refusing) });
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'unfit', family: { findings: [refusing] } });
  });

  it('notes a family once, until something about it changes', () => {
    const life = newLife();
    life.tell(requestCommand(life, { family: facts(warning) }));
    life.tell({ type: 'inspect', inspection: inspectionOf(life.now), family: facts(warning) });
    expect(life.log.map(({ event }) => event.type)).toEqual(['requested', 'family_noted', 'inspected']);
  });
});

describe('an approval', () => {
  it('does not count while another request moves a tenant of the family, and names it', () => {
    const life = waiting();
    const click = life.click('approve', ANN);
    if (click.type !== 'approve') throw new Error('no approval');
    const { events, refusal } = life.ask({ ...click, heldBy: holder });
    expect(events).toEqual([]);
    expect(refusal).toMatchObject({ code: 'family_held', family: [{ kind: 'family_held', ...holder }] });
  });
});

describe('a claim', () => {
  it.each([
    ['a second primary', facts(refusing), { kind: 'family', tenantId, finding: refusing }],
    ['a warning that nobody has seen', facts(warning), { kind: 'family', tenantId, finding: warning }],
    ['another request of the family', held, { kind: 'family_held', ...holder }],
  ])('goes back to the approvers for %s, and older versions leave it alone', (_what, family, difference) => {
    const life = approved();
    life.tell(life.claim({ family }));
    expect(life.state()).toMatchObject({ phase: 'waiting', differences: [difference] });
    expect(life.last()).toMatchObject({ type: 'family_noted' });
  });

  it('goes on with a warning that the approvers saw', () => {
    const life = approved();
    life.tell(life.claim({ family: facts(warning) }));
    life.tell(life.click('approve', ANN));
    life.tell(life.claim({ family: facts(warning) }));
    expect(life.last()).toMatchObject({ type: 'call_claimed' });
  });

  it('that went back for a second primary is not approved again while that could come of it', () => {
    const life = approved();
    life.tell(life.claim({ family: facts(refusing) }));
    const click = life.click('approve', ANN);
    if (click.type !== 'approve') throw new Error('no approval');
    expect(life.ask({ ...click, family: facts(refusing) }).refusal).toMatchObject({ code: 'family_refused' });
    expect(life.ask({ ...click, family: facts(warning) }).refusal).toBeNull();
  });

  it('goes back again for as long as a second primary could come of it', () => {
    const life = approved();
    life.tell(life.claim({ family: facts(refusing) }));
    life.tell(life.click('approve', ANN));
    life.tell(life.claim({ family: facts(refusing) }));
    expect(life.state().phase).toBe('waiting');
  });
});

describe('sending a lost call again', () => {
  it.each([
    ['family_refused', facts(refusing)],
    ['family_held', held],
  ])('is refused with %s', (code, family) => {
    const life = lost();
    expect(life.ask(life.resend(ANN, { family })).refusal).toMatchObject({ code });
  });
});

describe('a remedy', () => {
  const failed = () => observed(running(), taskOf('SF', 'FAILED'));

  it.each([
    ['family_refused', facts(refusing)],
    ['family_held', held],
  ])('that goes on with the task is not proposed: %s', (code, family) => {
    const life = failed();
    expect(life.ask(life.propose('retry', ANN, { family })).refusal).toMatchObject({ code });
    expect(life.ask(life.propose('rollback', ANN, { family })).refusal).toBeNull();
  });

  it('that was approved goes back to the approvers, and a rollback does not', () => {
    for (const kind of ['retry', 'rollback'] as const) {
      const life = failed();
      life.tell(life.propose(kind, ANN));
      life.tell(life.click('approve', BEN));
      life.tell(life.claimRemedy({ family: facts(refusing) }));
      expect(life.state().phase).toBe(kind === 'retry' ? 'waiting' : 'executing');
    }
  });
});

describe('what a failover may still make a primary', () => {
  const stages = (state: RequestState) => promotionsOf(state, state.endedAt ?? START).map(({ stage }) => stage);

  it('is nothing before it is claimed; unknown, underway, failed; nothing once it was rolled back', () => {
    expect(stages(approved().state())).toEqual([]);
    expect(stages(claimed().state())).toEqual(['unknown']);
    expect(stages(lost().state())).toEqual(['unknown']);
    expect(stages(running().state())).toEqual(['underway']);
    expect(stages(observed(running(), taskOf('SF', 'FAILED')).state())).toEqual(['failed']);
    const [promotion] = promotionsOf(running().state(), START);
    expect(promotion).toMatchObject({ request: 'r-1', tenant: orders, lost: [ordersMain] });
  });

  it('holds its family from the claim until the outcome is known', () => {
    expect(holdsFamilies(approved().state())).toBe(false);
    for (const life of [claimed(), lost(), running(), observed(running(), taskOf('SF', 'FAILED'))])
      expect(holdsFamilies(life.state())).toBe(true);
  });

  it('holds its family after people closed it, until the roles were read a minute later', () => {
    const life = lost();
    life.tell(life.click('abandon', ANN));
    expect(life.state().phase).toBe('ended');
    expect(holdsFamilies(life.state())).toBe(true);
    expect(stages(life.state())).toEqual(['unknown']);
    const read = (waitedMs: number): Command => ({
      type: 'read_roles',
      call: 0,
      tenantId,
      roles: [{ tenantId, role: 'STANDBY' }],
      readAt: life.now,
      waitedMs,
      changedAt: life.state().endedAt ?? 0,
    });
    life.tell(read(0));
    expect(holdsFamilies(life.state())).toBe(true);
    life.tell(read(60_000));
    expect(holdsFamilies(life.state())).toBe(false);
    expect(stages(life.state())).toEqual(['closed']);
  });

  it('is what the log says, read again', () => {
    const { log } = running();
    const state = fold(log);
    expect(state && stages(state)).toEqual(['underway']);
  });
});
