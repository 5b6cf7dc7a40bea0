/** What OCP has under a tenant's ids at the moment of the claim: a tenant that is gone, and one that was renamed. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  cardNow,
  cardWords,
  click,
  type Driven,
  eventsOf,
  posts,
  request,
  standbyOf,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, channels, people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

describe('a tenant that is gone after the approval', () => {
  it('sends the request back to its approvers with what is missing, and nothing is sent', async () => {
    world = await startDriven();
    const card = await request(world);
    const { id } = standbyOf(world, 'payments');
    const path = `/api/v2/ob/clusters/*/tenants/${id}*`;
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path, status: 404, times: null });
    await click(world, card, 'approve');
    await world.until(() => eventsOf(world).includes('returned'), { stepMs: 1_000 });
    await world.tick();
    expect(cardWords(world, card)).toContain('OCP no longer has payments on sh-prod');
    expect(cardWords(world, card)).not.toContain('Blocked since');
    expect(threadLines(world, card).join('\n')).toContain('OCP no longer has payments on sh-prod');
    expect(buttonsOf(cardNow(world, card))).toContain('approve');
    await click(world, card, 'approve', people.sofia);
    await world.pass(5_000, 1_000);
    expect(eventsOf(world).filter((one) => one === 'returned')).toHaveLength(2);
    expect(posts(world)).toHaveLength(0);
  });
});

describe('a tenant that was renamed after the request', () => {
  /** `ledger` is another team's: only Sofia may approve what moves it. */
  const policy = `
channel: ${channels.incident}
rules:
  - name: ledger
    tenants: [ledger]
    reading_time: 0s
    requesters: [${people.mei}]
    approvers: [${people.sofia}]
  - name: everything
    reading_time: 0s
    requesters: [${people.mei}]
    approvers: [${people.arun}, ${people.sofia}]
`;

  it('is judged by the rule of its present name, after going back to the approvers', async () => {
    world = await startDriven({ policy });
    const card = await request(world);
    const standby = standbyOf(world, 'payments');
    world.ocp.model.world.tenants.set(standby.id, { ...standby, name: 'ledger' });
    await world.pass(70_000, 10_000);
    await click(world, card, 'approve', people.arun);
    await world.until(() => eventsOf(world).includes('returned'), { stepMs: 1_000 });
    await world.tick();
    expect(posts(world)).toHaveLength(0);
    expect(eventsOf(world)).toContain('names_changed');
    expect(cardWords(world, card)).toContain('is now called ledger');

    await click(world, card, 'approve', people.arun);
    await world.pass(5_000, 1_000);
    expect(posts(world)).toHaveLength(0);
    await click(world, card, 'approve', people.sofia);
    await world.until(() => posts(world).length === 1, { stepMs: 1_000 });
  });
});
