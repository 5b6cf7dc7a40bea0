/** What is said only because time goes by: to approvers who have not decided, and in a thread that would be silent. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  cardWords,
  type Driven,
  eventsOf,
  hears,
  request,
  started,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { channels, people } from '../support/world.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';

let world: Driven;
afterEach(() => world.close());

const MINUTE = 60_000;
const said = (card: Message, words: string) => threadLines(world, card).filter((line) => line.includes(words));
const recorded = (type: string) => eventsOf(world).filter((event) => event === type).length;

describe('a request without a decision', () => {
  it('reminds those who can still agree, once at half of the window, after a restart too', async () => {
    world = await startDriven();
    const card = await request(world);
    await world.pass(14 * MINUTE, MINUTE);
    expect(said(card, 'the request expires')).toEqual([]);
    await world.pass(2 * MINUTE, 30_000);
    const [line = '', ...others] = said(card, 'Still 0 of 1 approvals');
    expect(others).toEqual([]);
    expect(line).toContain(`<@${people.arun}>`);
    expect(line).not.toContain(`<@${people.mei}>`);

    await world.stopBot();
    await world.startBot();
    await world.pass(10 * MINUTE, MINUTE);
    expect(said(card, 'the request expires')).toHaveLength(1);
    expect(recorded('reminded')).toBe(1);
  });
});

describe('a subtask that takes long', () => {
  it('is told after a quarter, half and three quarters of its time-out', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'subtask', subtask: 'Failover to primary tenant', outcome: 'hang' });
    const card = await started(world);
    await world.until(() => said(card, '2/5 Failover to primary tenant: running').length > 0, { stepMs: 1_000 });
    await world.pass(7 * MINUTE, MINUTE);
    expect(said(card, 'Still in')).toEqual([]);
    await world.pass(1 * MINUTE, 30_000);
    expect(said(card, 'Still in')).toEqual([
      expect.stringMatching(
        /^Still in 2\/5 Failover to primary tenant: running for [78] min.* \(timeout 30 min\)\. OCP allows no rollback from here\.$/,
      ),
    ]);
    await world.pass(8 * MINUTE, MINUTE);
    expect(said(card, 'Still in')).toHaveLength(2);
    await world.pass(7 * MINUTE, MINUTE);
    expect(said(card, 'Still in')).toHaveLength(3);
    expect(recorded('heartbeat')).toBe(3);
  });

  it('and runs beyond all of it is reported once, with what can be done, on the card and in status', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'subtask', subtask: 'Failover to primary tenant', outcome: 'overrun' });
    const card = await started(world);
    await world.pass(60 * MINUTE, MINUTE);
    expect(said(card, '*Beyond its timeout:*')).toEqual([expect.stringMatching(/OCP allows.*cancel/i)]);
    expect(recorded('step_overdue')).toBe(1);
    expect(cardWords(world, card)).toContain('*Beyond its timeout:*');
    await world.slack.as(people.mei).slash('/failover', 'status', channels.incident);
    await hears(world, people.mei, 'Beyond its timeout at 2/5 Failover to primary tenant');
  });

  it('is not told while the task moves', async () => {
    world = await startDriven();
    const card = await started(world);
    await world.until(() => eventsOf(world).includes('ended'), { stepMs: 2_500 });
    expect(said(card, 'Still in')).toEqual([]);
  });
});
