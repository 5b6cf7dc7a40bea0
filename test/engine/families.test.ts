/** One family, one primary: siblings together, one after the other and in one instant, the head and the tail of a chain, a living root. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/simulators/ocp/world/world.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { familyWorld, type FamilyWorld } from '../sandbox/ocp/family-world.ts';
import { openForm } from '../slack/forms/support.ts';
import { cardWords, click, type Driven, hears, posts, request, startDriven, threadLines } from '../support/driven.ts';
import { buttonsOf, people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

/** With the primary A lost: B and D follow it, C follows B. */
async function lost(change: (family: FamilyWorld) => void = () => undefined): Promise<FamilyWorld> {
  const family = familyWorld();
  family.a.alive = false;
  change(family);
  world = await startDriven({ ocpWorld: family.world, hangzhouDown: false });
  return family;
}

const primaries = (family: FamilyWorld) =>
  [family.a, family.b, family.c, family.d, family.e].filter(({ role, alive }) => role === 'PRIMARY' && alive);

async function done(card: Message): Promise<void> {
  await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 1_000, tries: 400 });
}

describe('two siblings', () => {
  it('in one request are refused beside the tenants, and nothing is asked for', async () => {
    const { b, d } = await lost();
    const view = await openForm(world, '/failover', '');
    const key = ({ clusterId, id }: Tenant) => `${clusterId}:${id}`;
    const mei = world.slack.as(people.mei);
    await mei.search(view, 'tenants', 'b');
    await mei.search(view, 'tenants', 'd');
    await mei.choose(view, 'tenants', [key(b), key(d)]);
    await mei.type(view, 'reason', 'the region is lost');
    const answer = await mei.submit(view);
    expect(JSON.stringify(answer)).toContain('belong to one replication family, and only one of them can become');
    expect(posts(world)).toEqual([]);
  });

  it('one after the other: the second is refused, and told which request made the first a primary', async () => {
    const family = await lost();
    const first = await request(world, { tenant: 'b' });
    await click(world, first, 'approve');
    await done(first);
    const view = await openForm(world, '/failover', 'd');
    await world.slack.as(people.mei).type(view, 'reason', 'again');
    const answer = JSON.stringify(await world.slack.as(people.mei).submit(view));
    expect(answer).toContain('could make a second primary');
    expect(answer).toContain('that one is the primary now');
    expect(primaries(family)).toEqual([family.b]);
  });

  it('of two requests that were approved before either was sent, one wins; the other goes back and names it', async () => {
    const family = await lost();
    const first = await request(world, { tenant: 'b' });
    const second = await request(world, { tenant: 'd' });
    await click(world, first, 'approve');
    await click(world, second, 'approve');
    await world.tick();
    await world.tick();
    expect(posts(world)).toHaveLength(1);
    const [winner, loser] = cardWords(world, first).includes('moving a tenant') ? [second, first] : [first, second];
    expect(cardWords(world, loser)).toContain('is moving a tenant of the same replication family: ');
    expect(threadLines(world, loser).join('\n')).toContain('is moving a tenant of the same replication family: ');
    expect(buttonsOf(loser)).toContain('approve');
    await click(world, loser, 'approve', people.sofia);
    await hears(world, people.sofia, 'is moving a tenant of the same replication family: ');
    await done(winner);
    expect(primaries(family)).toHaveLength(1);
    // The card of the other shows what was read since: a click is about what its card shows.
    await world.tick();
    await click(world, loser, 'approve', people.sofia);
    await hears(world, people.sofia, 'that one is the primary now');
    await world.tick();
    expect(posts(world)).toHaveLength(1);
  });

  it('of which the first failed: the second is refused until that task was rolled back', async () => {
    const family = await lost();
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', takesEffect: false, times: 1 });
    const first = await request(world, { tenant: 'b' });
    await click(world, first, 'approve');
    await world.until(() => buttonsOf(first).includes('rollback'), { stepMs: 1_000, tries: 200 });
    const view = await openForm(world, '/failover', 'd');
    await world.slack.as(people.mei).type(view, 'reason', 'the other one, then');
    const answer = JSON.stringify(await world.slack.as(people.mei).submit(view));
    expect(answer).toContain('its task failed and could still be retried');
    expect(posts(world)).toHaveLength(1);
    expect(primaries(family)).toEqual([]);
    await click(world, first, 'rollback', people.arun);
    await world.until(() => buttonsOf(first).includes('approve'), { stepMs: 1_000 });
    await click(world, first, 'approve', people.sofia);
    await world.until(() => cardWords(world, first).includes('*Rolled back*'), { stepMs: 1_000, tries: 200 });
    const second = await request(world, { tenant: 'd' });
    await click(world, second, 'approve');
    await done(second);
    expect(primaries(family)).toEqual([family.d]);
  });
});

describe('a chain', () => {
  it('whose root is alive: a failover of the tail is refused, though OCP’s precheck passes', async () => {
    await lost(({ a, b }) => {
      a.alive = true;
      b.alive = false;
    });
    const view = await openForm(world, '/failover', 'c');
    await world.slack.as(people.mei).type(view, 'reason', 'b is down');
    const answer = JSON.stringify(await world.slack.as(people.mei).submit(view));
    expect(answer).toContain('the primary at the top of this family, is running');
    expect(answer).toContain('decouple');
    expect(posts(world)).toEqual([]);
  });

  it('whose root comes back between the approval and the claim: nothing is sent', async () => {
    const family = await lost(({ b }) => {
      b.alive = false;
    });
    const card = await request(world, { tenant: 'c' });
    family.a.alive = true;
    await click(world, card, 'approve');
    await world.tick();
    expect(posts(world)).toEqual([]);
    expect(cardWords(world, card)).toContain('is running: a failover of c');
  });
});

it('a service name of another business is refused beside its field', async () => {
  await lost();
  const view = await openForm(world, '/failover', 'd');
  const mei = world.slack.as(people.mei);
  await mei.type(view, 'service_name', 'SVC_OTHER');
  await mei.type(view, 'reason', 'the region is lost');
  const answer = await mei.submit(view);
  expect(answer).toMatchObject({ detail: expect.anything() });
  expect(JSON.stringify(answer)).toContain('"service_name":"Service name SVC_OTHER leads to other');
});

it('a locked old primary is shown to the approvers before they decide', async () => {
  await lost(({ a }) => {
    a.locked = true;
  });
  const card = await request(world, { tenant: 'd' });
  expect(cardWords(world, card)).toContain('The old primary a on a is locked');
});

it('a root that OCP lists as running and whose cluster it raises an alarm for is for the approvers to weigh', async () => {
  const family = familyWorld();
  family.b.alive = false;
  world = await startDriven({ ocpWorld: family.world, hangzhouDown: false });
  const cluster = family.world.clusters.get(family.a.clusterId);
  if (!cluster) throw new Error('no cluster');
  // Its tenants' records are from before.
  cluster.status = 'UNAVAILABLE';
  const card = await request(world, { tenant: 'c' });
  expect(cardWords(world, card)).toContain('Verify first: OCP lists a on a, the primary above c on c, as running');
});
