/** Closing a request: its families are free when nothing of it can go on in OCP, and then for sure. */
import { afterEach, describe, expect, it } from 'vitest';
import { retryTask } from '../../src/simulators/ocp/tasks/remedies.ts';
import { addCluster, addTenant } from '../../src/simulators/ocp/world/default-world.ts';
import type { Tenant } from '../../src/simulators/ocp/world/world.ts';
import { openForm } from '../slack/forms/support.ts';
import { cardsIn, click, type Driven, hears, posts, request } from '../support/driven.ts';
import { buttonsOf, people } from '../support/world.ts';
import { ask, force, lost, primaries } from '../support/families.ts';

let world: Driven;
afterEach(() => world.close());

const names = (all: readonly Tenant[]) => all.map(({ name }) => name);
const key = ({ clusterId, id }: Tenant) => `${clusterId}:${id}`;

describe('a request with a failed task', () => {
  it('cannot be closed while the task of another of its targets runs', async () => {
    const { family, world: w } = await lost();
    world = w;
    const x = addTenant(family.world, addCluster(family.world, 'x', 'x'), 'x', {});
    const shared = family.world.clusters.get(family.b.clusterId);
    if (!shared) throw new Error('no cluster of b');
    const y = addTenant(family.world, shared, 'y', {
      role: 'STANDBY',
      primaryTenantId: x.id,
      lagMs: 100,
    });
    x.alive = false;
    await world.pass(10_000);
    const view = await openForm(world, '/failover', '');
    const mei = world.slack.as(people.mei);
    await mei.search(view, 'tenants', 'b');
    await mei.search(view, 'tenants', 'y');
    await mei.choose(view, 'tenants', [key(family.b), key(y)]);
    await mei.type(view, 'reason', 'the region is lost');
    const answer = await mei.submit(view);
    expect(answer.ok, JSON.stringify(answer)).toBe(true);
    const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
    // B replays its log for a long while; Y's task fails at once.
    const step = 'Reset log restore source';
    world.ocp.model.changeSettings({ stepTicksByName: { 'Failover to primary tenant': 200 } });
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', tenantId: y.id, subtask: step });
    await click(world, card, 'approve');
    await world.until(() => buttonsOf(card).includes('abandon'), {
      stepMs: 1_000,
      tries: 300,
    });
    await click(world, card, 'abandon', people.arun);
    await hears(world, people.arun, 'A task of this request is still running in OCP.');
    await world.pass(80_000, 2_000);
    await force(world, 'd');
    await world.pass(300_000, 5_000);
    expect(names(primaries(family))).toEqual(['b']);
  });

  it('cannot be closed while it is not known whether OCP took its retry', async () => {
    const { family, world: w } = await lost();
    world = w;
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source' });
    const card = await request(world, { tenant: 'b' });
    await click(world, card, 'approve');
    await world.until(() => buttonsOf(card).includes('retry'), { stepMs: 1_000, tries: 200 });
    await world.pass(80_000, 2_000);
    await click(world, card, 'retry', people.mei);
    await world.until(() => buttonsOf(card).includes('approve'), { stepMs: 1_000 });
    // OCP takes the retry and its answer is lost; OCP's list of tasks does not answer for a while.
    const list = { method: 'GET', path: '/api/v2/tasks/instances', status: 503, times: null } as const;
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', ...list });
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseAfterEffect' });
    world.ocp.model.changeSettings({ stepTicksByName: { 'Reset log restore source': 200 } });
    await click(world, card, 'approve');
    await world.until(() => posts(world).length === 2, { stepMs: 500 });
    expect(buttonsOf(card)).not.toContain('abandon');
    world.ocp.model.clearFaults();
    const { card: second } = await ask(world, 'd');
    if (second) {
      await click(world, second, 'approve', people.arun);
      await world.pass(300_000, 5_000);
    }
    expect(names(primaries(family))).not.toEqual(['b', 'd']);
  });

  it('closed, and its task retried later in the console: the sibling is refused while what that made a primary serves', async () => {
    const { family, world: w } = await lost(({ b, c, a, d, e }) => {
      for (const one of [a, b, c, d, e]) one.serviceName = null;
    });
    world = w;
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source' });
    const card = await request(world, { tenant: 'b' });
    await click(world, card, 'approve');
    await world.until(() => buttonsOf(card).includes('abandon'), { stepMs: 1_000, tries: 200 });
    await world.pass(80_000, 2_000);
    await click(world, card, 'abandon', people.arun);
    await world.pass(5_000);
    const [task] = world.ocp.model.tasks;
    if (!task) throw new Error('no task');
    retryTask(task);
    for (let gone = 0; gone < 60; gone += 1) {
      await world.pass(1_000);
      world.ocp.model.advance(world.clock.now());
    }
    expect(names(primaries(family))).toEqual(['b']);
    await force(world, 'd');
    expect(names(primaries(family))).toEqual(['b']);
  });

  it('closed while OCP does not answer for a quarter of an hour: its family is free again afterwards', async () => {
    const { family, world: w } = await lost();
    world = w;
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source' });
    const card = await request(world, { tenant: 'b' });
    await click(world, card, 'approve');
    await world.until(() => buttonsOf(card).includes('abandon'), { stepMs: 1_000, tries: 200 });
    world.ocp.model.addFault({ kind: 'unreachable' });
    await click(world, card, 'abandon', people.arun);
    await world.pass(900_000, 10_000);
    world.ocp.model.clearFaults();
    await world.pass(900_000, 10_000);
    await force(world, 'd');
    expect(names(primaries(family))).toEqual(['d']);
  });

  it('closed, and its tenant taken out of OCP: its family is free again', async () => {
    const { family, world: w } = await lost();
    world = w;
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source' });
    const card = await request(world, { tenant: 'b' });
    await click(world, card, 'approve');
    await world.until(() => buttonsOf(card).includes('abandon'), { stepMs: 1_000, tries: 200 });
    // Its cluster is gone for good, and somebody takes it out of OCP.
    for (const gone of [family.b, family.c]) family.world.tenants.delete(gone.id);
    await click(world, card, 'abandon', people.arun);
    await world.pass(900_000, 10_000);
    await force(world, 'd');
    expect(names(primaries(family))).toContain('d');
  });
});
