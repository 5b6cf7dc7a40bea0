/** What happens between a written request and a call in OCP. */
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cardIn, channels, group, people, policyText } from '../support/world.ts';
import {
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  fillForm,
  posts,
  request,
  standbyOf,
  startDriven,
  threadLines,
} from '../support/driven.ts';

let world: Driven;
afterEach(() => world.close());

const standby = () => standbyOf(world, 'payments');

describe('the first look at OCP', () => {
  beforeEach(async () => {
    world = await startDriven();
  });

  it('puts roles, primary and precheck on the card before anybody can approve', async () => {
    const card = await request(world);
    expect(cardWords(world, card)).toContain('*Precheck:* passed');
    expect(cardWords(world, card)).toContain('*Primary now:* payments on hz-prod');
    expect(eventsOf(world)).toEqual(['requested', 'inspected']);
    expect(posts(world)).toEqual([]);
  });

  it('ends the request with OCP’s own words when the precheck blocks', async () => {
    const view = await fillForm(world);
    // The primary answers again between the form's precheck and the request's.
    for (const tenant of world.ocp.model.world.tenants.values()) tenant.alive = true;
    await world.slack.as(people.mei).submit(view);
    const card = await world.until(() => cardIn(world.slack));
    await world.until(() => eventsOf(world).includes('ended'));
    await world.tick();
    expect(cardWords(world, card)).toContain('Refused by OCP');
    expect(cardWords(world, card)).toContain('the primary tenant can still be connected');
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'ended']);
    expect(posts(world)).toEqual([]);
  });

  it('waits for an OCP that cannot be reached, and asks again', async () => {
    const view = await fillForm(world);
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.slack.as(people.mei).submit(view);
    const card = await world.until(() => cardIn(world.slack));
    await world.pass(20_000, 4_000);
    expect(eventsOf(world)).toEqual(['requested', 'family_noted', 'held_up']);
    expect(cardWords(world, card)).toContain('*Blocked since');
    expect(cardWords(world, card)).toContain('*Checking.*');
    world.ocp.model.clearFaults();
    await world.pass(20_000, 4_000);
    expect(eventsOf(world)).toEqual(['requested', 'family_noted', 'held_up', 'resumed', 'inspected', 'family_noted']);
    expect(cardWords(world, card)).not.toContain('Blocked:');
    expect(threadLines(world, card).join('\n')).toContain('No longer blocked; continuing.');
  });

  it('closes a request that nobody approved in time', async () => {
    const card = await request(world);
    await world.pass(30 * 60_000 + 1_000, 5 * 60_000);
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'reminded', 'expired', 'ended']);
    expect(cardWords(world, card)).toContain('*Expired*');
    expect(posts(world)).toEqual([]);
  });
});

describe('between the approval and the call', () => {
  const changes: readonly {
    readonly what: string;
    readonly happens: () => unknown;
    readonly shown: string;
  }[] = [
    {
      what: 'the precheck blocks',
      happens: () => {
        for (const tenant of world.ocp.model.world.tenants.values()) tenant.alive = true;
      },
      shown:
        'Blocking, for payments on sh-prod: A failover is not allowed because the primary tenant can still be connected',
    },
    {
      what: 'a warning is new',
      happens: () => world.ocp.model.changeSettings({ sharedObProxy: false }),
      shown: 'New warning for payments on sh-prod: The clusters of the primary and standby',
    },
    {
      what: 'the role changed',
      happens: () => {
        standby().role = 'PRIMARY';
      },
      shown: 'The role of payments on sh-prod changed from STANDBY to PRIMARY.',
    },
    {
      what: 'another task runs on the tenant',
      happens: () => world.ocp.model.startFailover({ standby: standby(), serviceName: null, creator: 'somebody' }),
      shown: 'OCP is now running a task on payments on sh-prod: Failover tenant',
    },
    {
      what: 'the policy file changed',
      happens: () => writeFileSync(world.policyFile, `${policyText}    approvals: 2\n`),
      shown: 'The policy changed from version',
    },
    {
      what: 'the approver was deactivated',
      happens: () => world.slack.setDeleted(people.arun, true),
      shown: '<@U0ARUN> may no longer take part: the account is deactivated',
    },
    {
      what: 'the asker was deactivated',
      happens: () => world.slack.setDeleted(people.mei, true),
      shown: '<@U0MEI> may no longer take part: the account is deactivated',
    },
  ];

  it.each(changes)('$what: back to approval with the difference, and nothing is sent', async ({ happens, shown }) => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'approve');
    expect(eventsOf(world).at(-1)).toBe('approved');

    world.clock.advance(3_000);
    happens();
    await world.until(() => eventsOf(world).includes('returned'));
    await world.pass(20_000, 4_000);

    expect(posts(world)).toEqual([]);
    expect(cardWords(world, card)).toContain('*Needs re-approval:*');
    expect(cardWords(world, card)).toContain(shown);
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'approved', 'returned']);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('an approver who left the user group no longer counts', async () => {
    const policy = `channel: ${channels.incident}\nrules:\n  - name: by group\n    requesters: [${people.mei}]\n    approvers: [${group}]\n    reading_time: 0s\n`;
    world = await startDriven({ policy });
    world.slack.setGroupMembers(group, [people.arun]);
    const card = await request(world);
    await click(world, card, 'approve');

    world.clock.advance(3_000);
    world.slack.setGroupMembers(group, [people.sofia]);
    await world.until(() => eventsOf(world).includes('returned'));
    await world.tick();

    expect(cardWords(world, card)).toContain('<@U0ARUN> may no longer take part: the policy does not let them approve');
    expect(posts(world)).toEqual([]);
  });

  it('after the difference was approved again, one call is sent', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'approve');
    world.ocp.model.changeSettings({ sharedObProxy: false });
    await world.until(() => cardWords(world, card).includes('*Needs re-approval:*'));

    await click(world, card, 'approve', people.sofia);
    await world.pass(30_000, 5_000);

    expect(posts(world)).toHaveLength(1);
    expect(eventsOf(world).at(-1)).toBe('ended');
    expect(cardWords(world, card)).toContain('payments on sh-prod is primary now');
  });

  it('waits inside the start window while Slack does not say who people are, then sends', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'approve');
    world.clock.advance(3_000);
    world.slack.faults.add({ target: 'users.info', kind: 'error', code: 'internal_error', times: null });
    await world.pass(60_000, 5_000);
    expect(eventsOf(world).slice(-2)).toEqual(['approved', 'held_up']);
    expect(cardWords(world, card)).toContain('Slack does not say who the requester and the approvers are.');
    expect(posts(world)).toEqual([]);

    world.slack.faults.clear();
    await world.pass(30_000, 5_000);
    expect(posts(world)).toHaveLength(1);
  });

  it('goes back to approval when the start window passes first', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'approve');
    world.clock.advance(3_000);
    world.slack.faults.add({ target: 'users.info', kind: 'error', code: 'internal_error', times: null });
    await world.pass(5 * 60_000, 30_000);

    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'approved', 'held_up', 'returned']);
    expect(cardWords(world, card)).not.toContain('Blocked:');
    expect(cardWords(world, card)).toContain('could not be started inside the start window');
    expect(threadLines(world, card).join('\n')).toContain('Needs re-approval');
    expect(posts(world)).toEqual([]);
  });
});
