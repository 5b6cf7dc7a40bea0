/** Modals. Block ids and action ids stay the same from one update to the next, or Slack would drop what was typed. */
import type { InputBlock, KnownBlock, ModalView, OptionGroup, PlainTextOption } from '@slack/types';
import type { Precheck, Tenant } from '../../operation/tenant.ts';
import { words } from '../words/words.ts';
import { mrkdwn, plainText, section } from './blocks.ts';
import { cut, plain, safe } from './escape.ts';
import { channelMention, plainTenantName, tenantName } from './names.ts';
import { itemLines, verdictWords } from './precheck.ts';

export interface FormModel {
  /** Opaque: what the form is about is stored under it, not carried through the client. */
  readonly draftId: string;
  /** opening: on screen at once, before OCP and Slack were asked anything. */
  readonly stage: 'opening' | 'ready';
  /** Id of the channel in which the request will be posted. */
  readonly channel: string;
  readonly chosen: Tenant | null;
  /** `failed`: why there is none, in words. */
  readonly precheck: null | 'running' | Precheck | { readonly failed: string };
  /** Something to say first, mrkdwn with untrusted parts escaped (notInChannelText gives such). */
  readonly notice: string | null;
}

const PRECHECK_ROOM = 2_200;
/** Slack's limits for answers to an external select. */
const OPTIONS_MAX = 100;
const OPTION_TEXT_MAX = 75;

export function failoverForm(model: FormModel): ModalView {
  const base = { type: 'modal', callback_id: 'failover', private_metadata: model.draftId } as const;
  const frame = { ...base, title: plainText(words.form.title, 24), close: plainText(words.form.close, 24) };
  const notice = model.notice === null ? [] : [section(cut(model.notice, 1_000))];
  if (model.stage === 'opening') return { ...frame, blocks: [...notice, section(words.form.opening)] };
  const blocks: KnownBlock[] = [
    ...notice,
    section(words.form.meaning),
    tenantsInput(model.chosen),
    section(precheckText(model)),
    serviceNameInput(model),
    reasonInput(),
    section(words.form.goesTo(channelMention(model.channel))),
  ];
  return { ...frame, submit: plainText(words.form.submit, 24), blocks };
}

function tenantsInput(chosen: Tenant | null): InputBlock {
  return {
    type: 'input',
    block_id: 'tenants',
    label: plainText(words.form.tenants, 2_000),
    // The choice itself starts the precheck.
    dispatch_action: true,
    element: {
      type: 'multi_external_select',
      action_id: 'tenants',
      min_query_length: 0,
      max_selected_items: 1,
      placeholder: plainText(words.form.tenantsPlaceholder, 150),
      ...(chosen ? { initial_options: [toOption(chosen)] } : {}),
    },
  };
}

function serviceNameInput(model: FormModel): InputBlock {
  const { serviceName, serviceNameHint, serviceNameHintWith } = words.form;
  const name = isPrecheck(model.precheck) ? plain(model.precheck.primaryServiceName ?? '', 64) : '';
  return {
    type: 'input',
    block_id: 'service_name',
    optional: true,
    label: plainText(serviceName, 2_000),
    hint: plainText(name === '' ? serviceNameHint : serviceNameHintWith(name), 2_000),
    element: { type: 'plain_text_input', action_id: 'service_name', max_length: 64 },
  };
}

function reasonInput(): InputBlock {
  return {
    type: 'input',
    block_id: 'reason',
    label: plainText(words.form.reason, 2_000),
    hint: plainText(words.form.reasonHint, 2_000),
    element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 3_000 },
  };
}

function precheckText({ chosen, precheck }: FormModel): string {
  const text = words.form;
  if (chosen === null) return text.chooseFirst;
  const about = primaryText(chosen);
  if (precheck === null || precheck === 'running') return `${about}\n${text.precheckRunning(tenantName(chosen))}`;
  if (!isPrecheck(precheck)) return `${about}\n${text.precheckFailed(safe(precheck.failed, 500))}`;
  const { read, sync, noSync } = words.world.precheck;
  const name = safe(precheck.primaryServiceName ?? '', 64);
  return [
    about,
    text.precheck(tenantName(chosen), verdictWords(precheck), read(words.time.when(precheck.readAt))),
    ...itemLines(precheck, PRECHECK_ROOM),
    precheck.syncScn === null ? noSync : sync(safe(precheck.syncScn, 40)),
    name === '' ? text.noPrimaryServiceName : text.primaryServiceName(name),
    ...(precheck.passed ? [] : [text.blockedAdvice]),
  ].join('\n');
}

function primaryText(tenant: Tenant): string {
  const { primary } = tenant;
  return primary ? words.card.primaryNamed(tenantName(primary)) : words.card.primaryUnknown;
}

function isPrecheck(precheck: FormModel['precheck']): precheck is Precheck {
  return typeof precheck === 'object' && precheck !== null && 'passed' in precheck;
}

/**
 * What the tenant select offers for `query`: standby tenants whose own or whose cluster's name holds every word of it, letter
 * case ignored, grouped by cluster. The same tenants and query always give the same answer, at most 100 options.
 */
export function tenantOptions(tenants: readonly Tenant[], query: string): { option_groups: OptionGroup[] } {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = tenants
    .filter((tenant) => tenant.role === 'STANDBY')
    .filter((tenant) => {
      const name = `${tenant.tenantName}\n${tenant.clusterName}`.toLowerCase();
      return wanted.every((word) => name.includes(word));
    })
    .sort(byName)
    .slice(0, OPTIONS_MAX);
  const groups = new Map<string, OptionGroup>();
  for (const tenant of found) {
    const group = groups.get(tenant.clusterId);
    if (group) group.options.push(toOption(tenant));
    else groups.set(tenant.clusterId, { label: label(tenant), options: [toOption(tenant)] });
  }
  return { option_groups: [...groups.values()] };
}

function label(tenant: Tenant): OptionGroup['label'] {
  return plainText(plain(tenant.clusterName, OPTION_TEXT_MAX) || tenant.clusterId, OPTION_TEXT_MAX);
}

function byName(one: Tenant, other: Tenant): number {
  return (
    compare(one.clusterName, other.clusterName) ||
    compare(one.clusterId, other.clusterId) ||
    compare(one.tenantName, other.tenantName) ||
    compare(one.tenantId, other.tenantId)
  );
}

/** By code units: the same on every machine, whatever its locale. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Also the chosen tenant's initial option: Slack wants it equal to the one that is offered. */
function toOption(tenant: Tenant): PlainTextOption {
  const { standbyOf, standbyOfUnknown } = words.form;
  const whose = tenant.primary ? standbyOf(plainTenantName(tenant.primary)) : standbyOfUnknown;
  return {
    text: plainText(plain(tenant.tenantName, OPTION_TEXT_MAX) || tenant.tenantId, OPTION_TEXT_MAX),
    // What speaks against it comes first: the end may be cut.
    description: plainText([...marks(tenant), whose].join(', '), OPTION_TEXT_MAX),
    value: `${tenant.clusterId}:${tenant.tenantId}`,
  };
}

function marks(tenant: Tenant): readonly string[] {
  const { locked, status, sync } = words.form;
  const found: string[] = [];
  if (tenant.locked === true) found.push(locked);
  if (tenant.status !== null && tenant.status.toUpperCase() !== 'NORMAL') found.push(status(plain(tenant.status, 20)));
  if (tenant.syncStatus?.toUpperCase().startsWith('DISABLED')) found.push(sync(plain(tenant.syncStatus, 24)));
  return found;
}

/** Asks why, after a rejection or withdrawal that stands already. `tenant`: mrkdwn, escaped (see names.ts). */
export function reasonForm(model: {
  readonly requestId: string;
  readonly act: 'rejected' | 'withdrawn';
  readonly tenant: string;
}): ModalView {
  const text = words.form;
  return {
    type: 'modal',
    callback_id: 'reason',
    private_metadata: model.requestId,
    title: plainText(text.reasonTitle[model.act], 24),
    submit: plainText(text.reasonSubmit, 24),
    close: plainText(text.reasonSkip, 24),
    blocks: [
      section(text.reasonAbout[model.act](model.tenant)),
      {
        type: 'input',
        block_id: 'reason',
        optional: true,
        label: plainText(text.reason, 2_000),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 3_000 },
      },
    ],
  };
}

/** Only says something. `text`: mrkdwn with untrusted parts escaped. */
export function messageForm(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: plainText(plain(title, 24), 24),
    close: plainText(words.form.messageClose, 24),
    blocks: [{ type: 'section', text: mrkdwn(cut(text, 3_000)) }],
  };
}
