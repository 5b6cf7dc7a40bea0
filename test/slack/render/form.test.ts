import type { InputBlock, ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import type { Precheck } from '../../../src/operation/tenant.ts';
import {
  type FormModel,
  failoverForm,
  messageForm,
  reasonForm,
  tenantOptions,
} from '../../../src/slack/render/form.ts';
import { blocking, START, tenant, warning } from './story.ts';
import { acceptedView, textsOf } from './validate.ts';

const precheck: Precheck = {
  passed: true,
  items: [warning],
  syncScn: '1763838303000000000',
  primaryServiceName: 'orders_rw',
  readAt: START,
};

function form(change: Partial<FormModel> = {}): ModalView {
  const empty = { draftId: 'd-1', stage: 'ready', channel: 'C1', chosen: null, precheck: null, notice: null } as const;
  return acceptedView(failoverForm({ ...empty, ...change }));
}

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
      max_selected_items: 1,
    });
    expect(serviceName).toMatchObject({ block_id: 'service_name', optional: true });
    expect(serviceName?.element).toMatchObject({ action_id: 'service_name', max_length: 64 });
    expect(reason).toMatchObject({ block_id: 'reason', element: { action_id: 'reason', multiline: true } });
    expect(reason?.optional).toBeUndefined();
  });

  it('keeps block ids and action ids from one update to the next', () => {
    const idsOf = (view: ModalView) => inputs(view).map(({ block_id, element }) => [block_id, element.action_id]);
    const chosen = tenant();
    const views = [form(), form({ chosen, precheck: 'running' }), form({ chosen, precheck }), form({ notice: 'x' })];
    expect(new Set(views.map((view) => JSON.stringify(idsOf(view)))).size).toBe(1);
  });

  it('says what failover means and where the request will go', () => {
    expect(words(form())).toContain('cannot be undone, changes that were not shipped are lost');
    expect(words(form())).toContain('the old primary must be kept cut off');
    expect(words(form())).toContain('<#C1>');
  });

  it('arrives with a tenant chosen, as the same option that the select offers', () => {
    const chosen = tenant();
    const element = inputs(form({ chosen }))[0]?.element;
    expect(element).toMatchObject({ initial_options: tenantOptions([chosen], '').option_groups[0]?.options });
  });

  it('shows the precheck with every item, blocking and warning told apart, its figure and when it was read', () => {
    const said = words(
      form({ chosen: tenant(), precheck: { ...precheck, passed: false, items: [warning, blocking] } }),
    );
    expect(said).toContain('*Precheck of orders on sh-prod:* OCP forbids it: 1 blocking item, read <!date^');
    expect(said).toContain('• Blocking: The primary can still be connected (OBE26107)\n• Warning: OBProxy');
    expect(said).toContain('1763838303000000000');
    expect(said).toContain("The primary's service name is orders_rw");
    expect(said).toContain('*Primary now:* orders_main on bj-prod');
  });

  it('says that the precheck runs, or why there is none', () => {
    expect(words(form({ chosen: tenant(), precheck: 'running' }))).toContain('OCP is running its precheck for orders');
    const failed = form({ chosen: tenant(), precheck: { failed: 'OCP did not answer <!here>.' } });
    expect(words(failed)).toContain('could not be read:* OCP did not answer &lt;!here&gt;.');
  });

  it('stays within Slack’s limits with thirty long items', () => {
    const items = Array.from({ length: 30 }, () => ({ ...blocking, text: '<&>'.repeat(1_000) }));
    form({ chosen: tenant(), precheck: { ...precheck, passed: false, items }, notice: 'n'.repeat(5_000) });
  });
});

describe('the options of the tenant select', () => {
  const orders = tenant();
  const billing = tenant({ tenantId: '2002', tenantName: 'billing' });
  const far = tenant({ clusterId: '30', clusterName: 'gz-prod', tenantId: '3001', tenantName: 'Orders_far' });
  const valuesOf = (query: string, tenants = [orders, billing, far]) =>
    tenantOptions(tenants, query).option_groups.flatMap((group) => group.options.map(({ value }) => value));

  it('are grouped by cluster and say of whom each is the standby', () => {
    expect(tenantOptions([orders, far, billing], '').option_groups).toMatchObject([
      { label: { text: 'gz-prod' }, options: [{ text: { text: 'Orders_far' }, value: '30:3001' }] },
      {
        label: { text: 'sh-prod' },
        options: [{ text: { text: 'billing' } }, { description: { text: 'standby of orders_main on bj-prod' } }],
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
    expect(tenantOptions([orders, billing, far], '')).toEqual(tenantOptions([far, billing, orders], ''));
  });

  it('are standbys only', () => {
    expect(valuesOf('', [tenant({ role: 'PRIMARY' }), tenant({ role: null }), tenant({ role: 'CLONE' })])).toEqual([]);
  });

  it('say in words first what speaks against a tenant', () => {
    const odd = tenant({ locked: true, status: 'UNAVAILABLE', syncStatus: 'DISABLED' });
    const [option] = tenantOptions([odd], '').option_groups[0]?.options ?? [];
    expect(option?.description?.text).toMatch(/^locked, status UNAVAILABLE, sync DISABLED, standby of /);
  });

  it('are at most a hundred, cut to what Slack takes', () => {
    const many = Array.from({ length: 250 }, (_, at) =>
      tenant({ clusterId: `${at % 130}`, clusterName: 'c'.repeat(99), tenantId: `${at}`, tenantName: 't'.repeat(99) }),
    );
    const { option_groups } = tenantOptions(many, '');
    const options = option_groups.flatMap((group) => group.options);
    expect(options).toHaveLength(100);
    expect(option_groups.length).toBeLessThanOrEqual(100);
    for (const option of options) {
      expect(option.text.text.length).toBeLessThanOrEqual(75);
      expect(option.description?.text.length).toBeLessThanOrEqual(75);
    }
  });
});

describe('the smaller forms', () => {
  it.each(['rejected', 'withdrawn'] as const)('ask for an optional reason: %s', (act) => {
    const view = acceptedView(reasonForm({ requestId: 'r-1', act, tenant: 'orders on sh-prod' }));
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
