import type { InputBlock, ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { type Choice, choicesOf } from '../../../src/operation/choices.ts';
import type { Precheck, Tenant } from '../../../src/operation/tenant.ts';
import { type FormModel, messageForm, operationForm, reasonForm } from '../../../src/slack/form/view/form.ts';
import { optionGroups } from '../../../src/slack/form/view/options.ts';
import type { ShownChoice, ShownReading } from '../../../src/slack/form/view/prechecks.ts';
import { beside } from '../../support/tenant.ts';
import { blocking, primary, START, tenant, warning } from './story.ts';
import { acceptedView, mrkdwnOf, textsOf } from './validate.ts';
import { answered } from '../../support/causes.ts';

const precheck: Precheck = {
  passed: true,
  items: [warning],
  syncScn: '1763838303000000000',
  primaryServiceName: 'orders_rw',
  readAt: START,
};
const blocked: Precheck = { ...precheck, passed: false, items: [warning, blocking] };

function form(change: Partial<FormModel> = {}): ModalView {
  const empty: FormModel = {
    kind: 'failover',
    draftId: 'd-1',
    stage: 'ready',
    destination: { kind: 'channel', id: 'C1' },
    chosen: [],
    dropped: [],
    serviceNames: new Map(),
    reason: '',
    families: [],
    now: 0,
    stopRule: 'stop_at_failure',
    stops: [],
    notice: null,
  };
  return acceptedView(operationForm({ ...empty, ...change }));
}

const choices = (tenants: readonly Tenant[]): readonly Choice[] => choicesOf('failover', tenants);
const shown = (tenants: readonly Tenant[], reading: ShownReading = precheck): readonly ShownChoice[] =>
  choices(tenants).map((choice) => ({ choice, reading }));
const many = (count: number, change: (at: number) => Partial<Tenant> = () => ({})) =>
  Array.from({ length: count }, (_, at) => tenant({ tenantId: `${3_000 + at}`, tenantName: `t${at}`, ...change(at) }));

const words = (view: ModalView) => textsOf(view).join('\n');

function inputs(view: ModalView): InputBlock[] {
  const isInput = (block: { type: string }): block is InputBlock => block.type === 'input';
  return view.blocks.filter(isInput);
}

describe('the failover form', () => {
  it('opens as a skeleton that cannot be submitted', () => {
    const view = form({ stage: 'opening' });
    expect(view.callback_id).toBe('failover');
    expect(view.private_metadata).toBe('d-1');
    expect(view.submit).toBeUndefined();
    expect(inputs(view)).toEqual([]);
  });

  it('has the inputs that scripts rely on', () => {
    const [tenants, serviceName, reason] = inputs(form());
    expect(tenants).toMatchObject({ block_id: 'tenants', dispatch_action: true });
    expect(tenants?.element).toMatchObject({
      type: 'multi_external_select',
      action_id: 'tenants',
      min_query_length: 0,
      max_selected_items: 50,
    });
    expect(serviceName).toMatchObject({ block_id: 'service_name', optional: true });
    expect(serviceName?.element).toMatchObject({ action_id: 'service_name', max_length: 64 });
    expect(reason).toMatchObject({ block_id: 'reason', element: { action_id: 'reason', multiline: true } });
    expect(reason?.optional).toBeUndefined();
  });

  it('keeps block ids and action ids from one update to the next', () => {
    const idsOf = (view: ModalView) => inputs(view).map(({ block_id, element }) => [block_id, element.action_id]);
    const views = [form(), form({ chosen: shown([tenant()], 'running') }), form({ chosen: shown([tenant()]) })];
    expect(new Set(views.map((view) => JSON.stringify(idsOf(view)))).size).toBe(1);
  });

  it('says what failover means and where the request will go', () => {
    expect(words(form())).toContain('cannot be undone, writes not yet replicated are lost');
    expect(words(form())).toContain('the old primary must stay fenced');
    expect(words(form())).toContain('<#C1>');
  });

  it('arrives with a tenant chosen, as the same option that the select offers', () => {
    const element = inputs(form({ chosen: shown([tenant()]) }))[0]?.element;
    const [group] = optionGroups(choices([tenant()]), '').option_groups;
    expect(element).toMatchObject({ initial_options: group?.options });
  });

  it('shows the precheck with every item, blocking and warning told apart, its figure and when it was read', () => {
    const said = words(form({ chosen: shown([tenant()], blocked) }));
    expect(said).toContain('*Precheck of orders on sh-prod:* blocked, 1 blocking item, read <!date^');
    expect(said).toContain('• Blocking: The primary can still be connected (OBE26107)\n• Warning: OBProxy');
    expect(said).toContain('Replicated up to <!date^1763838303^');
    expect(said).toContain("The primary's service name is orders_rw");
    expect(said).toContain('*Primary now:* orders_main on bj-prod');
  });

  it('says that the precheck runs, or why there is none', () => {
    expect(words(form({ chosen: shown([tenant()], 'running') }))).toContain('OCP is running its precheck for orders');
    const failed = form({ chosen: shown([tenant()], { failed: answered('down <!here>', '0', 500) }) });
    expect(words(failed)).toContain('could not be read:* OCP answered HTTP 500: “down &lt;!here&gt;” (POST ');
  });

  it('stays within Slack’s limits with thirty long items', () => {
    const items = Array.from({ length: 30 }, () => ({ ...blocking, text: '<&>'.repeat(1_000) }));
    form({ chosen: shown([tenant()], { ...precheck, passed: false, items }), notice: 'n'.repeat(5_000) });
  });
});

describe('the form for several tenants', () => {
  const three = [...shown(many(1)), ...shown([tenant()], blocked), ...shown([tenant({ tenantId: '7' })], 'running')];

  it('counts the prechecks and tells what is forbidden first', () => {
    const said = words(form({ chosen: three }));
    expect(said).toContain('*Prechecks of 3 tenants:* 1 blocked, 1 being read, 1 with warnings, read <!');
    expect(said.indexOf('*orders on sh-prod:* blocked')).toBeLessThan(said.indexOf('*t0 on sh-prod:* passed'));
    expect(said).toContain('The primary can still be connected');
  });

  it('says once when the prechecks were read: the oldest of them', () => {
    const seconds = Math.floor(precheck.readAt / 1_000);
    const later = { ...precheck, readAt: precheck.readAt + 5_000 };
    const said = words(form({ chosen: [...shown([tenant()], later), ...shown(many(1))] }));
    expect(said.match(/<!date\^\d+/g)).toEqual([`<!date^${seconds}`]);
  });

  it('has a service name for each, which begins with what was typed', () => {
    const view = form({ chosen: shown(many(2)), serviceNames: new Map([['3001', 'SVC']]) });
    expect(inputs(view).map(({ block_id }) => block_id)).toEqual([
      'tenants',
      'service_name:3000',
      'service_name:3001',
      'reason',
    ]);
    expect(inputs(view)[2]).toMatchObject({
      label: { text: 'New service name of t1 on sh-prod' },
      element: { action_id: 'service_name:3001', initial_value: 'SVC' },
    });
  });

  it('offers to leave out the blocked ones only where others are left', () => {
    const button = { type: 'actions', elements: [{ action_id: 'drop_blocked' }] };
    expect(form({ chosen: three }).blocks).toContainEqual(expect.objectContaining({ block_id: 'drop_blocked' }));
    expect(form({ chosen: three }).blocks).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ type: button.type })]),
    );
    for (const chosen of [shown(many(2), blocked), shown(many(2)), []])
      expect(JSON.stringify(form({ chosen }))).not.toContain('drop_blocked');
  });

  it('names what is left out, keeps it in the select, and asks for nothing about it', () => {
    const view = form({ chosen: shown(many(1)), dropped: choices([tenant()]) });
    expect(words(view)).toContain('*Left out of this request:* orders on sh-prod');
    expect(inputs(view).map(({ block_id }) => block_id)).toEqual(['tenants', 'service_name', 'reason']);
    expect(inputs(view)[0]?.element).toMatchObject({ initial_options: [{ value: '20:3000' }, { value: '20:2001' }] });
  });

  it('asks for the stop rule only when several clusters are concerned', () => {
    const far = tenant({ clusterId: '30', clusterName: 'gz-prod', tenantId: '9' });
    const rule = inputs(form({ chosen: shown([tenant(), far]) })).find(({ block_id }) => block_id === 'stop_rule');
    expect(rule?.element).toMatchObject({
      action_id: 'stop_rule',
      options: [
        { text: { text: 'Stop at the first failure' }, value: 'stop_at_failure' },
        { text: { text: 'Go on with the others' }, value: 'go_on' },
      ],
      initial_option: { value: 'stop_at_failure' },
    });
    expect(JSON.stringify(form({ chosen: shown(many(3)) }))).not.toContain('stop_rule');
    expect(JSON.stringify(form({ chosen: shown([tenant()]), dropped: choices([far]) }))).not.toContain('stop_rule');
  });

  it.each([0, 49])('stays within Slack’s limits with 50 tenants and long everything, %i of them blocked', (count) => {
    const items = Array.from({ length: 30 }, () => ({ ...blocking, text: '<&>'.repeat(1_000) }));
    const long = (at: number) => ({
      tenantName: `${at}${'<&>'.repeat(60)}`,
      clusterName: '&'.repeat(200),
      clusterId: `${at % 3}`,
      primary: beside({ ...primary, tenantName: 'p'.repeat(200) }),
    });
    const chosen = choices(many(50, long)).map((choice, at) => ({
      choice,
      reading:
        at < count
          ? { ...blocked, items, primaryServiceName: 's'.repeat(100) }
          : { failed: answered('x'.repeat(5_000)) },
    }));
    const view = form({ chosen, notice: 'n'.repeat(5_000), reason: 'r'.repeat(3_000) });
    expect(view.blocks.length).toBeLessThanOrEqual(100);
    for (const text of mrkdwnOf(view)) expect(text).not.toMatch(/<!(?!date)/);
    form({ chosen: chosen.slice(0, 1), dropped: chosen.slice(1).map(({ choice }) => choice) });
  });
});

describe('the switchover form', () => {
  const from = tenant({
    role: 'PRIMARY',
    ...primary,
    primary: null,
    standbys: [beside(tenant())],
  });
  const pairs = choicesOf('switchover', [from, tenant({ primary: beside(primary) })]);
  const view = form({ kind: 'switchover', chosen: pairs.map((choice) => ({ choice, reading: precheck })) });

  it('has the inputs that scripts rely on, and no service name', () => {
    expect(view.callback_id).toBe('switchover');
    expect(inputs(view).map(({ block_id, element }) => [block_id, element.action_id])).toEqual([
      ['pairs', 'pairs'],
      ['reason', 'reason'],
    ]);
    expect(inputs(view)[0]?.element).toMatchObject({ type: 'multi_external_select', max_selected_items: 50 });
  });

  it('offers pairs, grouped by the primary’s cluster', () => {
    expect(optionGroups(pairs, '').option_groups).toMatchObject([
      {
        label: { text: 'bj-prod' },
        options: [
          {
            text: { text: 'orders_main: bj-prod → sh-prod' },
            description: { text: 'standby orders' },
            value: '10:1001:2001',
          },
        ],
      },
    ]);
  });

  it('has words of its own: planned, reversible, a pause, no loss', () => {
    expect(words(view)).toContain('planned exchange of roles');
    expect(words(view)).not.toMatch(/cannot be undone|lost\.|fenced/);
    expect(words(view)).toContain('*Precheck of orders_main on bj-prod → orders on sh-prod:*');
  });
});

describe('the options of the tenant select', () => {
  const orders = tenant();
  const billing = tenant({ tenantId: '2002', tenantName: 'billing' });
  const far = tenant({ clusterId: '30', clusterName: 'gz-prod', tenantId: '3001', tenantName: 'Orders_far' });
  const valuesOf = (query: string, tenants = [orders, billing, far]) =>
    optionGroups(choices(tenants), query).option_groups.flatMap((group) => group.options.map(({ value }) => value));

  it('are grouped by cluster, name it once chosen, and say of whom each is the standby', () => {
    expect(optionGroups(choices([orders, far, billing]), '').option_groups).toMatchObject([
      { label: { text: 'gz-prod' }, options: [{ text: { text: 'Orders_far on gz-prod' }, value: '30:3001' }] },
      {
        label: { text: 'sh-prod' },
        options: [
          { text: { text: 'billing on sh-prod' } },
          { description: { text: 'standby of orders_main on bj-prod' } },
        ],
      },
    ]);
  });

  it('match part of a tenant or cluster name, letter case ignored, every word', () => {
    expect(valuesOf('ORD')).toEqual(['30:3001', '20:2001']);
    expect(valuesOf('sh-')).toEqual(['20:2002', '20:2001']);
    expect(valuesOf('orders sh')).toEqual(['20:2001']);
    expect(valuesOf('nothing')).toEqual([]);
  });

  it('are the same in whatever order OCP lists the tenants', () => {
    expect(optionGroups(choices([orders, billing, far]), '')).toEqual(
      optionGroups(choices([far, billing, orders]), ''),
    );
  });

  it('are standbys only', () => {
    expect(valuesOf('', [tenant({ role: 'PRIMARY' }), tenant({ role: null }), tenant({ role: 'CLONE' })])).toEqual([]);
  });

  it('say in words first what speaks against a tenant', () => {
    const odd = tenant({ locked: true, status: 'UNAVAILABLE', syncStatus: 'DISABLED' });
    const [option] = optionGroups(choices([odd]), '').option_groups[0]?.options ?? [];
    expect(option?.description?.text).toMatch(/^locked, status UNAVAILABLE, sync DISABLED, standby of /);
  });

  it('are at most a hundred, cut to what Slack takes', () => {
    const lots = Array.from({ length: 250 }, (_, at) =>
      tenant({ clusterId: `${at % 130}`, clusterName: 'c'.repeat(99), tenantId: `${at}`, tenantName: 't'.repeat(99) }),
    );
    const { option_groups } = optionGroups(choices(lots), '');
    const options = option_groups.flatMap((group) => group.options);
    expect(options).toHaveLength(100);
    expect(option_groups.length).toBeLessThanOrEqual(100);
    expect(option_groups[0]?.label.text).toMatch(/^c+… · 100 of 250 listed, type to narrow$/);
    for (const { label } of option_groups) expect(label.text.length).toBeLessThanOrEqual(75);
    for (const option of options) {
      expect(option.text.text.length).toBeLessThanOrEqual(75);
      expect(option.description?.text.length).toBeLessThanOrEqual(75);
    }
  });
});

describe('the smaller forms', () => {
  it.each(['rejected', 'withdrawn'] as const)('ask for an optional reason: %s', (act) => {
    const view = acceptedView(reasonForm({ requestId: 'r-1', kind: 'failover', act, tenant: 'orders on sh-prod' }));
    expect(view).toMatchObject({ callback_id: 'reason', private_metadata: 'r-1' });
    expect(inputs(view)).toMatchObject([{ block_id: 'reason', optional: true, element: { action_id: 'reason' } }]);
    expect(words(view)).toContain(`orders on sh-prod is ${act}`);
  });

  it('only say something', () => {
    const view = acceptedView(messageForm('This title is much too long for Slack', 'No.'));
    expect(view.submit).toBeUndefined();
    expect(words(view)).toContain('No.');
  });
});
