/** What becomes of the service names, from the form to OCP's own record. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { cardWords, click, type Driven, logOf, posts, standbyOf, startDriven } from '../support/driven.ts';
import { decideNames } from '../support/service-names.ts';
import { buttonsOf, cardIn, people, threadText } from '../support/world.ts';
import { openForm, pick, standby, tenantAt } from '../slack/forms/support.ts';

let world: Driven;
afterEach(() => world.close());

async function waiting(view: { id: string }): Promise<Message> {
  await world.slack.as(people.mei).type(view, 'reason', 'hangzhou is lost');
  const outcome = await world.slack.as(people.mei).submit(view);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return approvable();
}

function approvable(): Promise<Message> {
  return world.until(
    () => {
      const card = cardIn(world.slack);
      return card && buttonsOf(card).includes('approve') ? card : null;
    },
    { stepMs: 500 },
  );
}

async function kept(): Promise<Message> {
  const view = await openForm(world, '/failover', 'payments');
  return waiting(await decideNames(world, view, { decision: 'keep' }));
}

const sentNames = () => posts(world).map(({ body }) => body);

describe('a name that is kept', () => {
  it('is the one of the lost primary: OCP gives it to the new one', async () => {
    world = await startDriven();
    const card = await kept();
    expect(cardWords(world, card)).toContain('*Service name:* SVC_PAYMENTS is kept.');
    expect(cardWords(world, card)).toContain('Service name SVC_PAYMENTS is kept. payments on sh-prod becomes primary.');
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 1_000, tries: 400 });
    expect(sentNames().join()).toContain('"serviceName":"SVC_PAYMENTS"');
    expect(standbyOf(world, 'orders').role).toBe('STANDBY');
    expect(tenantAt(world, 'payments', 'sh-prod').serviceName).toEqual({ name: 'SVC_PAYMENTS', status: 'VALID' });
  });

  it('and changed in OCP since the approval goes back to the approvers, and is sent as they approve it then', async () => {
    world = await startDriven();
    const card = await kept();
    await click(world, card, 'approve');
    tenantAt(world, 'payments', 'hz-prod').serviceName = { name: 'SVC_PAY_2', status: 'VALID' };
    world.clock.advance(61_000);
    await world.until(() => cardWords(world, card).includes('Needs re-approval'), { stepMs: 1_000 });
    expect(posts(world)).toEqual([]);
    expect(cardWords(world, card)).toContain('SVC_PAYMENTS when it was approved, SVC_PAY_2 now');
    expect(cardWords(world, card)).toContain('*Service name:* SVC_PAY_2 is kept.');
    expect(threadText(world.slack, card)).toContain('SVC_PAY_2 now');
    await click(world, await approvable(), 'approve');
    await world.until(() => posts(world).length > 0, { stepMs: 1_000 });
    expect(sentNames().join()).toContain('"serviceName":"SVC_PAY_2"');
  });

  it('without routing, no text says that clients follow', async () => {
    world = await startDriven();
    world.ocp.model.changeSettings({ sharedObProxy: false });
    const card = await kept();
    expect(cardWords(world, card)).toContain(
      'is kept, but the clusters share no OBProxy. Its clients must be repointed',
    );
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 1_000, tries: 400 });
    const said = `${cardWords(world, card)}\n${threadText(world.slack, card)}`;
    expect(said).toContain('Repoint the clients of service name SVC_PAYMENTS');
    expect(said).not.toMatch(/go on without an error|have followed|follow by themselves/);
  });
});

it('a failover of two clusters is claimed twice under one approval, whatever becomes of the names of the first', async () => {
  world = await startDriven();
  const view = await openForm(world, '/failover');
  await pick(world, view, [standby(world, 'orders', 'sh-prod'), standby(world, 'ledger', 'sh-analytics')]);
  const card = await waiting(await decideNames(world, view, { decision: 'keep' }));
  await click(world, card, 'approve');
  await world.until(() => posts(world).length === 2, { stepMs: 1_000, tries: 400 });
  const events = logOf(world).map(({ event }) => event);
  expect(events.filter((event) => event === 'returned')).toEqual([]);
  expect(events.filter((event) => event === 'service_names_decided')).toHaveLength(1);
});
