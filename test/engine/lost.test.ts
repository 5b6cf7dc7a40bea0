/** A call whose answer never came: what is known, what is looked for, and what people decide. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/sandbox/slack/model/workspace.ts';
import {
  cardNow,
  cardsIn,
  cardWords,
  click,
  doomedTick,
  type Driven,
  eventsOf,
  eventually,
  hears,
  logOf,
  posts,
  request,
  standbyOf,
  started,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const failover = '*/failover';
const done = (card: Message) => () => cardWords(world, card).includes('*Done*');

describe('the answer is lost', () => {
  beforeEach(async () => {
    world = await startDriven();
  });

  /** A call that never reached OCP although nobody can know that; people are asked. */
  async function lost(): Promise<Message> {
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: failover });
    const card = await started(world);
    expect(eventsOf(world).at(-1)).toBe('call_unknown');
    expect(cardWords(world, card)).toContain('no clear response from OCP');
    await world.until(() => eventsOf(world).includes('call_lost'), { stepMs: 5_000 });
    await world.tick();
    return card;
  }

  it('after the effect: the task is found in OCP’s list and adopted, ONE POST', async () => {
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseAfterEffect', path: failover });
    const card = await started(world);
    await world.until(done(card), { stepMs: 2_500 });

    expect(posts(world)).toHaveLength(1);
    expect(eventsOf(world)).toEqual(expect.arrayContaining(['call_unknown', 'call_found', 'role_proven']));
    expect(threadLines(world, card).join('\n')).toContain("Found in OCP's task list: task “Failover tenant”");
  });

  it('OCP’s own 500 ends the wait for an answer: OCP gets its minute to show a task, then people are asked', async () => {
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: failover, status: 500 });
    const card = await started(world);
    expect(eventsOf(world).at(-1)).toBe('call_unknown');
    await world.pass(55_000, 5_000);
    expect(eventsOf(world)).not.toContain('call_lost');
    await world.pass(15_000, 5_000);
    expect(eventsOf(world)).toContain('call_lost');
    await world.tick();
    expect(buttonsOf(cardNow(world, card)).sort()).toEqual(['abandon', 'resend']);
    expect(posts(world)).toHaveLength(1);
  });

  it('an answer that never comes keeps the full time, and the card says until when the search goes on', async () => {
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: failover });
    const claimedAt = world.clock.now();
    const card = await started(world);
    const until = new Date(claimedAt + 90_000).toISOString().slice(11, 16);
    expect(cardWords(world, card)).toMatch(new RegExp(`Searching its task list until [^;]*${until}`));
    await world.pass(85_000, 8_500);
    expect(eventsOf(world)).not.toContain('call_lost');
    await world.until(() => eventsOf(world).includes('call_lost'), { stepMs: 5_000 });
  });

  it('before the effect: no task in the list, people are asked, nothing is repeated by itself', async () => {
    const card = await lost();
    await world.pass(30 * 60_000, 5 * 60_000);

    expect(posts(world)).toHaveLength(1);
    expect(buttonsOf(cardNow(world, card)).sort()).toEqual(['abandon', 'resend']);
    expect(threadLines(world, card).join('\n')).toContain('holds no task of this call');
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('a search that fails is no search: `lost` waits until OCP has answered', async () => {
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: failover });
    await started(world);
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.pass(5 * 60_000, 30_000);
    expect(eventsOf(world).slice(-2)).toEqual(['call_unknown', 'held_up']);
    world.ocp.model.clearFaults();
    await world.until(() => eventsOf(world).includes('call_lost'), { stepMs: 5_000 });
  });

  it('sending again needs another authorised person, then exactly one more POST', async () => {
    const card = await lost();
    await click(world, card, 'resend', people.mei);
    await world.tick();
    expect(posts(world)).toHaveLength(1);
    await click(world, card, 'approve', people.mei);
    await hears(world, people.mei, 'somebody else must approve');
    await world.pass(10_000, 2_000);
    expect(posts(world)).toHaveLength(1);

    await click(world, card, 'approve', people.sofia);
    await world.until(done(card), { stepMs: 2_500 });
    expect(posts(world)).toHaveLength(2);
    expect(world.ocp.model.tasks).toHaveLength(1);
    expect(threadLines(world, card).join('\n')).toContain('attempt 2');
  });

  it('the approver of the first call may propose, and then may not approve', async () => {
    const card = await lost();
    await click(world, card, 'resend', people.arun);
    await world.tick();
    await click(world, card, 'approve', people.arun);
    await world.pass(10_000, 2_000);
    expect(posts(world)).toHaveLength(1);
    await hears(world, people.arun, 'somebody else must approve');
  });

  it('a proposal that is rejected leaves the first call unaccounted for', async () => {
    const card = await lost();
    await click(world, card, 'resend', people.mei);
    await world.tick();
    await click(world, card, 'reject', people.arun);
    await world.tick();
    expect(eventsOf(world).slice(-2)).toEqual(['rejected', 'proposal_closed']);
    expect(buttonsOf(cardNow(world, card)).sort()).toEqual(['abandon', 'resend']);
    expect(posts(world)).toHaveLength(1);
  });

  it('a proposal is void when the task turns up after all', async () => {
    const card = await lost();
    await click(world, card, 'resend', people.mei);
    await world.tick();
    // OCP's list had lagged: the task of the first call is there now.
    world.ocp.model.startFailover({ standby: standbyOf(world, 'payments'), serviceName: null, creator: 'twokey' });
    await world.until(done(card), { stepMs: 2_500 });

    expect(posts(world)).toHaveLength(1);
    expect(eventsOf(world)).toEqual(expect.arrayContaining(['resend_proposed', 'proposal_closed', 'call_found']));
    expect(threadLines(world, card).join('\n')).toContain('the first call turned up');
  });

  it('an approved proposal is void too when the task turns up before it is sent: it is followed, no second POST', async () => {
    const card = await lost();
    await click(world, card, 'resend', people.mei);
    await world.tick();
    await click(world, card, 'approve', people.sofia);
    world.ocp.model.startFailover({ standby: standbyOf(world, 'payments'), serviceName: null, creator: 'twokey' });
    await world.tick();
    // OCP is asked before anything is claimed, so nothing is put before the approvers again.
    expect(eventsOf(world).slice(-3)).toEqual(['approved', 'proposal_closed', 'call_found']);
    await world.pass(30_000, 5_000);
    expect(posts(world)).toHaveLength(1);
  });

  it('one authorised person can stop following', async () => {
    const card = await lost();
    await click(world, card, 'abandon', people.guest);
    expect(eventsOf(world)).not.toContain('abandoned');
    await click(world, card, 'abandon', people.arun);
    await world.pass(5_000);
    expect(eventsOf(world).slice(-2)).toEqual(['abandoned', 'ended']);
    expect(cardWords(world, card)).toContain('Closed without a result');
    expect(cardWords(world, card)).toContain('Outcome unknown: no clear response from OCP to the call');
    expect(posts(world)).toHaveLength(1);
  });

  it('somebody else’s task on the tenant, older than the call, is never taken for ours', async () => {
    const old = world.ocp.model.startFailover({
      standby: standbyOf(world, 'payments'),
      serviceName: null,
      creator: 'somebody',
    });
    old.status = 'FAILED';
    for (const subtask of old.subtasks) subtask.status = 'FAILED';
    const card = await lost();
    expect(eventsOf(world)).not.toContain('call_found');
    expect(buttonsOf(cardNow(world, card))).toContain('resend');
  });

  it('the bot stopped between the claim and the answer: searched, found, ONE POST', async () => {
    world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', path: failover, delayMs: 1_000_000_000 });
    const card = await request(world);
    await click(world, card, 'approve');
    doomedTick(world);
    await eventually(() => posts(world).length > 0);
    await world.crashBot();
    await world.until(done(card), { stepMs: 2_500 });

    expect(posts(world)).toHaveLength(1);
    expect(eventsOf(world)).toEqual(expect.arrayContaining(['call_unknown', 'call_found']));
    expect(threadLines(world, card).join('\n')).toContain('the bot was restarted');
  });

  it('the claim is on disk before the POST leaves', async () => {
    world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', path: failover, delayMs: 1_000_000_000 });
    const card = await request(world);
    await click(world, card, 'approve');
    doomedTick(world);
    await eventually(() => posts(world).length > 0);
    await world.crashBot();
    await world.tick();
    // A bot that found no claim would send a second time here.
    expect(posts(world)).toHaveLength(1);
    expect(logOf(world).filter(({ event }) => event === 'call_claimed')).toHaveLength(1);
  });
});
