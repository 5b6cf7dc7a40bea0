/** Choosing in the forms: prechecks, fields and what is left out follow what the select holds. */
import { afterEach, describe, expect, it } from 'vitest';
import { worldOf } from '../../../src/simulators/ocp/world/default-world.ts';
import { manualClock } from '../../support/clock.ts';
import { eventually } from '../../support/driven.ts';
import { people, startWorld, type World, wordsOf } from '../../support/world.ts';
import { asked, inputsOf, openForm, pair, pick, standby, tenantAt, valueOf } from './support.ts';

let world: World;
afterEach(() => world.close());

describe('several standby tenants', () => {
  it('that are the fewer ones of a cluster are prechecked each by itself, and each has its own service name', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    const both = [standby(world, 'orders', 'sh-prod'), standby(world, 'payments', 'sh-prod')];
    const now = await pick(world, view, both);

    expect(asked(world, '/tenants/failoverPreCheck')).toHaveLength(0);
    expect(asked(world, 'PreCheck')).toHaveLength(2);
    const ids = [tenantAt(world, 'orders', 'sh-prod').id, tenantAt(world, 'payments', 'sh-prod').id];
    expect(inputsOf(now)).toEqual(['tenants', `service_name:${ids[0]}`, `service_name:${ids[1]}`, 'reason']);
    expect(wordsOf(now.blocks)).toContain('*Prechecks of 2 tenants:* 2 passed');
    expect(wordsOf(now.blocks)).toMatch(/\*orders on sh-prod:\* passed\./);
  });

  it('a name that was typed while one was chosen stays with that tenant', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover', 'orders');
    await world.slack.as(people.mei).type(view, 'service_name', 'SVC_NEW');
    const orders = standby(world, 'orders', 'sh-prod');
    const two = await pick(world, view, [orders, standby(world, 'payments', 'sh-prod')]);
    const { id } = tenantAt(world, 'orders', 'sh-prod');
    expect(valueOf(two, `service_name:${id}`)).toMatchObject({ value: 'SVC_NEW' });

    const one = await pick(world, view, [orders]);
    expect(inputsOf(one)).toEqual(['tenants', 'service_name', 'reason']);
    expect(valueOf(one, 'service_name')).toMatchObject({ value: 'SVC_NEW' });
  });

  it('of two clusters ask what becomes of the others when one fails', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    const now = await pick(world, view, [
      standby(world, 'orders', 'sh-prod'),
      standby(world, 'ledger', 'sh-analytics'),
    ]);
    expect(inputsOf(now)).toContain('stop_rule');
    expect(valueOf(now, 'stop_rule')).toMatchObject({ selected_option: { value: 'stop_at_failure' } });
    // One of each cluster: nothing to batch.
    expect(asked(world, '/tenants/failoverPreCheck')).toHaveLength(0);
    expect(asked(world, '/failoverPreCheck')).toHaveLength(2);
  });
});

describe('a blocked tenant among others', () => {
  it('is told first with OCP’s reason, and one click leaves it out', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    const catalog = standby(world, 'catalog', 'hz-prod');
    const now = await pick(world, view, [standby(world, 'orders', 'sh-prod'), catalog]);
    expect(wordsOf(now.blocks)).toContain('1 blocked, 1 passed');
    expect(wordsOf(now.blocks)).toMatch(/catalog on hz-prod:\* blocked[^]*primary tenant can still be connected/);

    await world.slack.as(people.mei).click({ id: now.id }, 'drop_blocked');
    const after = await world.slack.waitFor(() => {
      const shown = world.slack.view(people.mei);
      return shown && wordsOf(shown.blocks).includes('Left out of this request') ? shown : null;
    });
    expect(wordsOf(after.blocks)).toContain('*Left out of this request:* catalog on hz-prod');
    expect(wordsOf(after.blocks)).toContain('*Precheck of orders on sh-prod:* passed');
    expect(inputsOf(after)).toEqual(['tenants', 'service_name', 'reason']);
    expect(JSON.stringify(after.blocks)).not.toContain('drop_blocked');
    // Slack keeps what the field holds.
    expect(JSON.stringify(valueOf(after, 'tenants'))).toContain(catalog);
  });

  it('comes back when it is taken out and chosen again', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    const orders = standby(world, 'orders', 'sh-prod');
    const catalog = standby(world, 'catalog', 'hz-prod');
    const now = await pick(world, view, [orders, catalog]);
    await world.slack.as(people.mei).click({ id: now.id }, 'drop_blocked');
    await pick(world, view, [orders]);
    const again = await pick(world, view, [orders, catalog]);
    expect(wordsOf(again.blocks)).not.toContain('Left out');
    expect(wordsOf(again.blocks)).toContain('1 blocked, 1 passed');
  });

  it('comes back as well when both are done faster than the first is written down', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    const orders = standby(world, 'orders', 'sh-prod');
    const both = [orders, standby(world, 'catalog', 'hz-prod')];
    const mei = world.slack.as(people.mei);
    await mei.click({ id: (await pick(world, view, both)).id }, 'drop_blocked');
    const words = () => wordsOf(world.slack.view(people.mei)?.blocks ?? []);
    await world.slack.waitFor(() => words().includes('Left out of this request'));
    await Promise.all([mei.choose(view, 'tenants', [orders]), mei.choose(view, 'tenants', both)]);
    await world.slack.waitFor(() => words().includes('1 blocked, 1 passed'));
    expect(words()).not.toContain('Left out');
  });

  it('stays left out while OCP takes long to list what was chosen besides', async () => {
    const clock = manualClock();
    world = await startWorld({ clock });
    const view = await openForm(world, '/failover');
    const two = [standby(world, 'orders', 'sh-prod'), standby(world, 'catalog', 'hz-prod')];
    const now = await pick(world, view, two);
    const mei = world.slack.as(people.mei);
    const words = () => wordsOf(world.slack.view(people.mei)?.blocks ?? []);
    // The list that was read is too old now.
    clock.advance(60_000);
    world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', path: '*/ob/tenants', delayMs: 3_000 });
    await mei.choose(view, 'tenants', [...two, standby(world, 'payments', 'sh-prod')]);
    await eventually(() => world.ocp.model.journal.entries.some(({ outcome }) => outcome === 'pending'));
    await mei.click({ id: now.id }, 'drop_blocked');
    await world.slack.waitFor(() => words().includes('Left out of this request'));
    clock.advance(3_000);
    await world.slack.waitFor(() => words().includes('payments'));
    expect(words()).toContain('*Left out of this request:* catalog on hz-prod');
    expect(words()).not.toContain('blocked');
  });

  it('is gone when it is taken out, also while OCP cannot be reached', async () => {
    const clock = manualClock();
    world = await startWorld({ clock });
    const view = await openForm(world, '/failover');
    const orders = standby(world, 'orders', 'sh-prod');
    await pick(world, view, [orders, standby(world, 'catalog', 'hz-prod')]);
    clock.advance(60_000);
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.slack.as(people.mei).choose(view, 'tenants', [orders]);
    const words = () => wordsOf(world.slack.view(people.mei)?.blocks ?? []);
    await world.slack.waitFor(() => words().includes('Precheck of orders on sh-prod'));
    expect(words()).not.toContain('catalog');
  });

  it('offers no such click when nothing would be left', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/failover');
    const now = await pick(world, view, [standby(world, 'orders', 'sh-prod'), standby(world, 'payments', 'sh-prod')]);
    expect(wordsOf(now.blocks)).toContain('2 blocked');
    expect(JSON.stringify(now.blocks)).not.toContain('drop_blocked');
  });

  it('is left out after a restart too', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    const now = await pick(world, view, [standby(world, 'orders', 'sh-prod'), standby(world, 'catalog', 'hz-prod')]);
    await world.stopBot();
    await world.startBot();
    await world.slack.as(people.mei).click({ id: now.id }, 'drop_blocked');
    await world.slack.waitFor(() =>
      wordsOf(world.slack.view(people.mei)?.blocks ?? []).includes('Left out of this request'),
    );
  });
});

describe('pairs', () => {
  it('are a primary and its standby, and each is prechecked', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/switchover');
    const { options } = await world.slack.as(people.mei).search(view, 'pairs', 'orders');
    expect(options).toMatchObject([
      { text: { text: 'orders: hz-prod → sh-prod' }, value: pair(world, 'orders', 'hz-prod', 'sh-prod') },
    ]);
    const now = await pick(world, view, [
      pair(world, 'orders', 'hz-prod', 'sh-prod'),
      pair(world, 'ledger', 'hz-prod', 'sh-analytics'),
    ]);
    expect(asked(world, '/switchoverPreCheck')).toHaveLength(1);
    expect(wordsOf(now.blocks)).toContain('1 blocked, 1 passed');
    expect(wordsOf(now.blocks)).toContain('*ledger on hz-prod → ledger on sh-analytics:* blocked');
    expect(inputsOf(now)).toEqual(['pairs', 'reason']);
  });

  it('say that a switchover is planned, loses nothing and can be taken back', async () => {
    world = await startWorld({ hangzhouDown: false });
    const now = await openForm(world, '/switchover', 'orders');
    const said = wordsOf(now.blocks);
    for (const words of [
      'planned',
      'Both tenants must be up',
      'pause for some seconds',
      'no data is lost',
      'brings the roles back',
    ])
      expect(said).toContain(words);
    expect(said).toContain('*Precheck of orders on hz-prod → orders on sh-prod:* passed');
    expect(now.callbackId).toBe('switchover');
  });
});

describe('a name behind the command', () => {
  it('of two pairs: nothing is chosen', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/switchover', 'ledger');
    expect(wordsOf(view.blocks)).toContain('“ledger” names 2 pairs. Choose below.');
    expect(asked(world, 'PreCheck')).toHaveLength(0);
  });

  it.each(['/failover', '/switchover'] as const)('%s help is an answer, not a form', async (command) => {
    world = await startWorld();
    const { body } = await world.slack.as(people.mei).slash(command, 'help', 'C0INCIDENT');
    expect(body).toMatchObject({ response_type: 'ephemeral' });
    expect(world.slack.view(people.mei)).toBeNull();
  });
});

describe('250 standby tenants', () => {
  it('are listed a hundred at a time, and the list says so; typing narrows it', async () => {
    world = await startWorld({ ocpWorld: worldOf({ standbys: 250, primaryDown: true }) });
    const view = await openForm(world, '/failover');
    const all = await world.slack.as(people.mei).search(view, 'tenants', '');
    expect(all.options).toHaveLength(100);
    expect(JSON.stringify(all.body)).toContain('load-b · 100 of 250 listed, type to narrow');
    const some = await world.slack.as(people.mei).search(view, 'tenants', 'tenant_024');
    expect(some.options).toHaveLength(10);
    expect(JSON.stringify(some.body)).not.toContain('narrow');
  });

  it('fifty of them fit the form, each with its precheck and its field', async () => {
    world = await startWorld({ ocpWorld: worldOf({ standbys: 60, primaryDown: true }) });
    const view = await openForm(world, '/failover');
    const { options } = await world.slack.as(people.mei).search(view, 'tenants', '');
    const now = await pick(
      world,
      view,
      options.slice(0, 50).map(({ value }) => String(value)),
    );
    expect(wordsOf(now.blocks)).toContain('*Prechecks of 50 tenants:* 50 passed');
    expect(inputsOf(now)).toHaveLength(52);
    expect(asked(world, '/tenants/failoverPreCheck')).toHaveLength(1);
  });
});
