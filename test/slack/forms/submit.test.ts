/** What a client sends is checked again, and refused beside the field where it is wrong. */
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { worldOf } from '../../../src/simulators/ocp/world/default-world.ts';
import type { View } from '../../../src/simulators/slack/model/workspace.ts';
import { cardIn, people, startWorld, type World } from '../../support/world.ts';
import { openForm, pair, pick, standby, tenantAt } from './support.ts';

let world: World;
afterEach(() => world.close());

/** Puts into a field what the client would never let a person choose. */
function forge(view: View, field: string, values: readonly string[]): void {
  const selected_options = values.map((value) => ({ text: { type: 'plain_text', text: 'x' }, value }));
  view.state = { ...view.state, [field]: { [field]: { type: 'multi_external_select', selected_options } } };
}

async function submitted(view: View, reason = 'because') {
  if (reason !== '') await world.slack.as(people.mei).type(view, 'reason', reason);
  const { errors } = await world.slack.as(people.mei).submit(view);
  return errors;
}

describe('the reason', () => {
  it.each(['\u200b\u2060', '\u3164', '\u2800', '\u00ad', '...'])(
    '%j cannot be read, and nothing is asked for',
    async (reason) => {
      world = await startWorld();
      const view = await openForm(world, '/failover', 'payments');
      forge(view, 'tenants', [standby(world, 'payments', 'sh-prod')]);
      expect((await submitted(view, reason))['reason']).toContain('letters or digits that can be seen');
      expect(cardIn(world.slack)).toBeNull();
    },
  );
});

describe('the chosen tenants', () => {
  it.each([
    ['are no ids', ['1:2; drop'], 'Choose one or more'],
    ['are pairs', ['1000002:2000005:2000004'], 'Choose one or more'],
    ['are unknown to OCP', ['1000002:9999'], 'OCP returned nothing about this tenant'],
    [
      'are many more than were offered together',
      Array.from({ length: 20 }, (_, at) => `1:${at}`),
      'does not list one of these tenants as a standby',
    ],
    ['are more than fifty', Array.from({ length: 51 }, (_, at) => `1:${at}`), 'At most 50'],
    ['are none', [], 'Choose one or more'],
  ])('%s', async (_, values, error) => {
    world = await startWorld();
    const view = await openForm(world, '/failover', 'payments');
    forge(view, 'tenants', values);
    // What the client itself would refuse is sent all the same.
    view.blocks = JSON.parse(
      JSON.stringify(view.blocks).replace('"max_selected_items":50', '"max_selected_items":500'),
    );
    if (values.length === 0) view.blocks = view.blocks.map((block) => ({ ...block, optional: true }));
    expect((await submitted(view))['tenants']).toContain(error);
    expect(cardIn(world.slack)).toBeNull();
  });

  it('hold one tenant twice', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover', 'payments');
    const payments = standby(world, 'payments', 'sh-prod');
    forge(view, 'tenants', [payments, payments]);
    expect((await submitted(view))['tenants']).toContain('chosen twice');
  });

  it('hold a primary', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover', 'payments');
    forge(view, 'tenants', [standby(world, 'reports', 'sh-analytics')]);
    expect((await submitted(view))['tenants']).toContain('reports is not a standby now (OCP says PRIMARY)');
  });

  it('hold one whose primary answers: refused with OCP’s own reason', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/failover', 'payments');
    expect((await submitted(view))['tenants']).toMatch(
      /Blocked by OCP’s precheck: .*primary tenant can still be connected/,
    );
  });

  it('hold one whose primary answers, chosen so late that the form has not shown it', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/failover');
    forge(view, 'tenants', [standby(world, 'payments', 'sh-prod'), standby(world, 'orders', 'sh-prod')]);
    expect((await submitted(view))['tenants']).toMatch(/payments: .*still be connected.* · orders: /);
  });

  it('fall under two rules', async () => {
    world = await startWorld();
    const rule = (name: string) =>
      `  - {name: ${name}, tenants: [${name}], requesters: [${people.mei}], approvers: [${people.arun}]}\n`;
    writeFileSync(world.policyFile, `channel: C0INCIDENT\nrules:\n${rule('orders')}${rule('payments')}`);
    const view = await openForm(world, '/failover');
    await pick(world, view, [standby(world, 'orders', 'sh-prod'), standby(world, 'payments', 'sh-prod')]);
    expect((await submitted(view))['tenants']).toContain(
      'Request each part separately: orders on sh-prod · payments on sh-prod',
    );
  });
});

describe('the service names', () => {
  async function two(): Promise<{ view: View; orders: string; payments: string }> {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    await pick(world, view, [standby(world, 'orders', 'sh-prod'), standby(world, 'payments', 'sh-prod')]);
    const field = (name: string) => `service_name:${tenantAt(world, name, 'sh-prod').id}`;
    return { view, orders: field('orders'), payments: field('payments') };
  }

  it('are checked one by one', async () => {
    const { view, orders, payments } = await two();
    await world.slack.as(people.mei).type(view, orders, 'SVC_ORDERS');
    await world.slack.as(people.mei).type(view, payments, '1st');
    expect(await submitted(view)).toEqual({ [payments]: expect.stringContaining('A letter first') });
  });

  it('are not the same for two tenants', async () => {
    const { view, orders, payments } = await two();
    await world.slack.as(people.mei).type(view, orders, 'SVC_ONE');
    await world.slack.as(people.mei).type(view, payments, ' SVC_ONE ');
    expect(await submitted(view)).toEqual({ [payments]: expect.stringContaining('Each needs its own') });
  });

  it('one that was typed before the second tenant was chosen must be given again', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover', 'payments');
    await world.slack.as(people.mei).type(view, 'service_name', 'SVC_ONE');
    forge(view, 'tenants', [standby(world, 'orders', 'sh-prod'), standby(world, 'payments', 'sh-prod')]);
    expect(await submitted(view)).toEqual({ service_name: expect.stringContaining('which of them gets this name') });
  });
});

describe('the chosen pairs', () => {
  it.each([
    ['exchange what is no pair', ['orders', 'hz-prod', 'catalog', 'hz-prod'], 'not a primary with this standby'],
    ['begin with a standby', ['orders', 'sh-prod', 'orders', 'hz-prod'], 'not a primary with this standby'],
  ])('%s', async (_, [name = '', on = '', standbyName = '', standbyOn = ''], error) => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/switchover', 'orders');
    forge(view, 'pairs', [`${standby(world, name, on)}:${tenantAt(world, standbyName, standbyOn).id}`]);
    expect((await submitted(view))['pairs']).toContain(error);
  });

  it('hold one primary with two standbys', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/switchover');
    await pick(world, view, [
      pair(world, 'ledger', 'hz-prod', 'sh-prod'),
      pair(world, 'ledger', 'hz-prod', 'sh-analytics'),
    ]);
    expect((await submitted(view))['pairs']).toContain('One primary is in two of these pairs');
  });

  it('are refused with OCP’s reason when the primary is down', async () => {
    world = await startWorld({ hangzhouDown: true });
    const view = await openForm(world, '/switchover', 'orders');
    expect((await submitted(view))['pairs']).toContain('Blocked by OCP’s precheck: The tenant orders is unavailable');
  });
});

describe('the form', () => {
  it('of one command does not speak for the other', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/switchover', 'orders');
    view.callbackId = 'failover';
    expect((await submitted(view))['reason']).toContain('has expired');
  });

  it('refuses a stop rule that it does not offer', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    const now = await pick(world, view, [
      standby(world, 'orders', 'sh-prod'),
      standby(world, 'ledger', 'sh-analytics'),
    ]);
    const option = { text: { type: 'plain_text', text: 'x' }, value: 'never' };
    now.state = { ...now.state, stop_rule: { stop_rule: { type: 'static_select', selected_option: option } } };
    expect(Object.keys(await submitted(now))).toEqual(['stop_rule']);
  });

  it('is answered in time when OCP is slow', async () => {
    world = await startWorld({ ocpWorld: worldOf({ standbys: 5, primaryDown: true }) });
    const view = await openForm(world, '/failover', 'tenant_0001');
    const delay = {
      kind: 'reply',
      outcome: 'delay',
      method: 'POST',
      path: '*PreCheck',
      delayMs: 2_500,
      times: null,
    } as const;
    world.ocp.model.addFault(delay);
    forge(view, 'tenants', [standby(world, 'tenant_0002', 'load-b')]);
    await world.slack.as(people.mei).type(view, 'reason', 'because');
    expect((await world.slack.as(people.mei).submit(view)).error).toBeNull();
  });
});
