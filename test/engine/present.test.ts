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
import { failedAt, hangsAt, offered, remedyPosts, steps } from '../support/failing.ts';
import { lost } from '../support/families.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
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

  /** What OCP has under this id is called `ledger` from now on. */
  const rename = (id: number) => {
    const { tenants } = world.ocp.model.world;
    const tenant = tenants.get(id);
    if (!tenant) throw new Error(`no tenant ${id}`);
    tenants.set(id, { ...tenant, name: 'ledger' });
  };

  /** The approvers of the former rule are asked once more, and no longer count. */
  async function goesBack(card: Message, sent: () => readonly unknown[]): Promise<void> {
    const before = sent().length;
    await click(world, card, 'approve', people.arun);
    await world.until(() => eventsOf(world).includes('returned'), { stepMs: 1_000 });
    await world.tick();
    expect(eventsOf(world)).toContain('names_changed');
    expect(cardWords(world, card)).toContain('is now called ledger');
    await click(world, card, 'approve', people.arun);
    await world.pass(5_000, 1_000);
    expect(sent()).toHaveLength(before);
    await click(world, card, 'approve', people.sofia);
    await world.until(() => sent().length === before + 1, { stepMs: 1_000 });
  }

  it('is one above the primary as well, in a chain', async () => {
    const { family, world: w } = await lost(({ b }) => void (b.alive = false), { policy });
    world = w;
    const card = await request(world, { tenant: 'c' });
    rename(family.a.id);
    await goesBack(card, () => posts(world));
  });

  it.each(['retry', 'skip', 'rollback', 'cancel'] as const)(
    'goes back before a %s as well, whichever side it is',
    async (remedy) => {
      world = await startDriven({ policy, hangzhouDown: false });
      const [first] = steps.switchover;
      const card =
        remedy === 'cancel' ? await hangsAt(world, 'switchover', first) : await failedAt(world, 'switchover', first);
      await click(world, card, remedy, people.mei);
      await world.until(() => offered(world, card).includes('approve'));
      rename(standbyOf(world, 'orders').id);
      await goesBack(card, () => remedyPosts(world));
    },
  );

  it.each(['retry', 'skip', 'rollback', 'cancel'] as const)(
    'is judged by the rule of its present name when a %s is proposed',
    async (remedy) => {
      world = await startDriven({ policy, hangzhouDown: false });
      const [first] = steps.switchover;
      const card =
        remedy === 'cancel' ? await hangsAt(world, 'switchover', first) : await failedAt(world, 'switchover', first);
      rename(standbyOf(world, 'orders').id);
      await click(world, card, remedy, people.mei);
      await world.until(() => offered(world, card).includes('approve'));
      expect(eventsOf(world)).toContain('names_changed');
      await click(world, card, 'approve', people.arun);
      await world.pass(5_000, 1_000);
      expect(remedyPosts(world)).toEqual([]);
      await click(world, card, 'approve', people.sofia);
      await world.until(() => remedyPosts(world).length === 1, { stepMs: 1_000 });
    },
  );
});
