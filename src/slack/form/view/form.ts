/** Modals. Block ids and action ids stay the same from one update to the next, or Slack would drop what was typed. */
import type { ActionsBlock, InputBlock, KnownBlock, ModalView } from '@slack/types';
import { kinds } from '../../../operation/kinds/index.ts';
import type { Choice } from '../../../operation/choices.ts';
import { type CandidateFamily, hasChoice } from '../../../operation/candidates/candidates.ts';
import type { OperationKind, StopRule } from '../../../operation/operation.ts';
import type { StopInForce } from '../../../stop/in-force.ts';
import type { Destination } from '../targets/destination.ts';
import { words } from '../../../text/words.ts';
import { mrkdwn, plainText, section, SECTION_MAX } from '../../blocks/blocks.ts';
import { cut, plain } from '../../blocks/escape.ts';
import { destinationText, keepsBack } from './destination.ts';
import { optionOf } from './options.ts';
import { isBlocked, isPrecheck, precheckSections, type ShownChoice } from './prechecks.ts';
import { takeoverOf } from '../../../view/takeovers.ts';
import { plainTenantName, within } from '../../blocks/names.ts';
import { familyBlock, warningLines } from '../../sentences/candidates.ts';
import { inForceLines } from '../../sentences/stops.ts';

export interface FormModel {
  readonly kind: OperationKind;
  /** Opaque: what the form is about is stored under it, not carried through the client. */
  readonly draftId: string;
  /** opening: on screen at once, before OCP and Slack were asked anything. */
  readonly stage: 'opening' | 'ready';
  /** Where the request will be posted, or why it will not. */
  readonly destination: Destination;
  /** What the select holds and will be asked for. */
  readonly chosen: readonly ShownChoice[];
  /** The families of lost primaries among these, or of what was typed. */
  readonly families: readonly CandidateFamily[];
  /** When it is drawn, ms since the epoch. */
  readonly now: number;
  /** What the select holds and will not be asked for. */
  readonly dropped: readonly Choice[];
  /** What the fields begin with, where they have not been shown before. Service names by tenant id. */
  readonly serviceNames: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly stopRule: StopRule;
  /** The stops and freezes in force: for what is chosen, or, while nothing is, for anything of this kind. */
  readonly stops: readonly StopInForce[];
  /** Something to say first, mrkdwn with untrusted parts escaped (elsewhereText gives such). */
  readonly notice: string | null;
}

/** Of more tenants than this, only families in which there is a choice are listed. */
const SINGLE_MAX = 3;
/** Characters for all families. */
const FAMILIES_MAX = 6_000;

/** Targets of one request. */
const SHOWN_TARGETS_MAX = 50;

/** The failover or switchover form. */
export function operationForm(model: FormModel): ModalView {
  const { kind, chosen, dropped } = model;
  const text = words.form[kind];
  const base = { type: 'modal', callback_id: kind, private_metadata: model.draftId } as const;
  const frame = { ...base, title: plainText(text.title, 24), close: plainText(words.form.close, 24) };
  const notice = model.notice === null ? [] : [section(cut(model.notice, 1_000))];
  const stops = stopSections(model);
  if (model.stage === 'opening') return { ...frame, blocks: [...stops, ...notice, section(words.form.opening)] };
  const goes = section(destinationText(model.destination));
  // What keeps it back is read before anything more is typed.
  const [before, after] = keepsBack(model.destination) ? [[goes], []] : [[], [goes]];
  const clusters = new Set(chosen.map(({ choice }) => choice.target.tenant.clusterId));
  const blocks: KnownBlock[] = [
    ...stops,
    ...notice,
    section(text.meaning),
    targetsInput(model),
    ...familySections(model),
    ...precheckSections(kind, chosen, dropped).map(section),
    ...dropButton(model),
    ...before,
    ...(kinds[kind].namesService ? serviceNameInputs(model) : []),
    ...(clusters.size > 1 ? [stopRuleInput(model)] : []),
    reasonInput(model.reason),
    ...after,
  ];
  return { ...frame, submit: plainText(words.form.submit, 24), blocks };
}

/** Read before anything is typed: it would be refused. */
function stopSections({ stops, chosen }: FormModel): KnownBlock[] {
  if (stops.length === 0) return [];
  const isCertain = chosen.length > 0 || stops.some(({ scope }) => scope === null);
  const lines = [...inForceLines(stops), isCertain ? words.stop.formChosen : words.stop.form];
  return [section(cut(lines.join('\n'), SECTION_MAX))];
}

/** What is chosen is judged beside what could be: a family without a choice says how much may be lost. */
function familySections({ families, chosen, now }: FormModel): KnownBlock[] {
  const warnings = chosen.flatMap(({ choice }) => {
    const takeover = takeoverOf(families, choice.target);
    return takeover ? warningLines(takeover) : [];
  });
  const many = chosen.length > SINGLE_MAX;
  const shown = families.filter((family) => !many || hasChoice(family));
  const texts = shown.map((family) => familyBlock(family, now).join('\n'));
  return within([...warnings, ...texts], FAMILIES_MAX).map((text) => section(cut(text, SECTION_MAX)));
}

function targetsInput({ kind, chosen, dropped }: FormModel): InputBlock {
  const id = kinds[kind].field;
  const held = [...chosen.map(({ choice }) => choice), ...dropped];
  return {
    type: 'input',
    block_id: id,
    label: plainText(words.form[kind].targets, 2_000),
    hint: plainText(words.form[kind].targetsHint(SHOWN_TARGETS_MAX), 2_000),
    // The choice itself starts the precheck.
    dispatch_action: true,
    element: {
      type: 'multi_external_select',
      action_id: id,
      min_query_length: 0,
      max_selected_items: SHOWN_TARGETS_MAX,
      placeholder: plainText(words.form.targetsPlaceholder, 150),
      ...(held.length > 0 ? { initial_options: held.map(optionOf) } : {}),
    },
  };
}

/** Only where something would be left. */
function dropButton({ kind, chosen }: FormModel): ActionsBlock[] {
  const blocked = chosen.filter(isBlocked).length;
  if (blocked === 0 || blocked === chosen.length) return [];
  const label = plainText(words.form.dropBlocked[kind], 75);
  return [
    {
      type: 'actions',
      block_id: 'drop_blocked',
      elements: [{ type: 'button', action_id: 'drop_blocked', text: label }],
    },
  ];
}

/** One tenant has one field; several have one each, under ids of their own. */
function serviceNameInputs({ chosen, serviceNames }: FormModel): InputBlock[] {
  const [first, ...others] = chosen;
  const text = words.form;
  if (!first || others.length === 0) {
    const name = first ? primaryServiceName(first) : '';
    const hint = name === '' ? text.serviceNameHint : text.serviceNameHintWith(name);
    const tenantId = first?.choice.target.tenant.tenantId ?? '';
    return [serviceNameInput('service_name', text.serviceName, hint, serviceNames.get(tenantId))];
  }
  return chosen.map((one) => {
    const { tenant } = one.choice.target;
    const name = primaryServiceName(one);
    const hint = name === '' ? text.serviceNameHintShort : text.serviceNameHintShortWith(name);
    const label = text.serviceNameOf(plainTenantName(tenant));
    return serviceNameInput(`service_name:${tenant.tenantId}`, label, hint, serviceNames.get(tenant.tenantId));
  });
}

function serviceNameInput(id: string, label: string, hint: string, value: string | undefined): InputBlock {
  return {
    type: 'input',
    block_id: id,
    optional: true,
    label: plainText(label, 2_000),
    hint: plainText(hint, 2_000),
    element: {
      type: 'plain_text_input',
      action_id: id,
      max_length: 64,
      ...(value ? { initial_value: cut(value, 64) } : {}),
    },
  };
}

function primaryServiceName({ reading }: ShownChoice): string {
  return isPrecheck(reading) ? plain(reading.primaryServiceName ?? '', 64) : '';
}

function stopRuleInput({ kind, stopRule }: FormModel): InputBlock {
  const option = (rule: StopRule) => ({ text: plainText(words.form.stopRules[rule], 75), value: rule });
  return {
    type: 'input',
    block_id: 'stop_rule',
    label: plainText(words.form.stopRule, 2_000),
    hint: plainText(words.form[kind].stopRuleHint, 2_000),
    element: {
      type: 'static_select',
      action_id: 'stop_rule',
      options: [option('stop_at_failure'), option('go_on')],
      initial_option: option(stopRule),
    },
  };
}

function reasonInput(reason: string): InputBlock {
  return {
    type: 'input',
    block_id: 'reason',
    label: plainText(words.form.reason, 2_000),
    hint: plainText(words.form.reasonHint, 2_000),
    element: {
      type: 'plain_text_input',
      action_id: 'reason',
      multiline: true,
      max_length: 3_000,
      ...(reason === '' ? {} : { initial_value: cut(reason, 3_000) }),
    },
  };
}

/** Asks why, after a rejection or withdrawal that stands already. `tenant`: mrkdwn, escaped (see names.ts). */
export function reasonForm(model: {
  readonly requestId: string;
  readonly kind: OperationKind;
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
      section(cut(text.reasonAbout[model.kind][model.act](model.tenant), 3_000)),
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
