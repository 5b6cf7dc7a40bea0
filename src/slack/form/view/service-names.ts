/** What becomes of the service names, in the failover form: a choice that nobody makes for the person, and what it means. */
import type { InputBlock, KnownBlock } from '@slack/types';
import { isSameName, isUnrouted, type NameDecision, nameDecisions } from '../../../operation/service-name.ts';
import { words } from '../../../text/words.ts';
import { plainText, section, SECTION_MAX } from '../../blocks/blocks.ts';
import { cut, plain, safe } from '../../blocks/escape.ts';
import { plainTenantName, tenantName, within } from '../../blocks/names.ts';
import type { FormModel } from './form.ts';
import { isPrecheck, type ShownChoice } from './prechecks.ts';

/** So many tenants have a field each for a new name: a form has 100 blocks at most. */
export const NAMES_MAX = 40;

export function serviceNameBlocks(model: FormModel): readonly KnownBlock[] {
  return [decisionInput(), ...keptSection(model), ...(model.decision === 'each' ? nameInputs(model) : [])];
}

/** Its options never change, and none is chosen beforehand: Slack keeps what a person has chosen. */
function decisionInput(): InputBlock {
  const text = words.form.serviceNames;
  const option = (value: NameDecision) => ({
    text: plainText(text.options[value].text, 75),
    description: plainText(text.options[value].description, 75),
    value,
  });
  return {
    type: 'input',
    block_id: 'service_names',
    label: plainText(text.label, 2_000),
    hint: plainText(text.hint, 2_000),
    // Which fields follow depends on it.
    dispatch_action: true,
    element: { type: 'radio_buttons', action_id: 'service_names', options: nameDecisions.map(option) },
  };
}

/** Which name each tenant keeps, and which has none to keep. */
function keptSection({ decision, chosen, roots }: FormModel): KnownBlock[] {
  if (decision !== 'keep' || chosen.length === 0) return [];
  const text = words.form.serviceNames;
  const lines = chosen.map((one) => {
    const { tenant } = one.choice.target;
    const root = roots.find(({ tenantId }) => tenantId === tenant.tenantId);
    const name = safe(root?.name ?? '', 64);
    if (name === '') return text.keptNone(tenantName(tenant));
    const { no_proxy: noProxy, invalid } = words.world.unrouted;
    const why = isUnroutedBy(one) ? noProxy : root?.status === 'INVALID' ? invalid : null;
    return why === null ? text.kept(tenantName(tenant), name) : text.keptUnrouted(tenantName(tenant), name, why);
  });
  return [section(cut(within(lines, SECTION_MAX - 100).join('\n'), SECTION_MAX))];
}

function isUnroutedBy({ reading }: ShownChoice): boolean {
  return isPrecheck(reading) && isUnrouted(reading);
}

/** One tenant has one field; several have one each, under ids of their own. */
function nameInputs({ chosen, roots, serviceNames }: FormModel): InputBlock[] {
  const [first, ...others] = chosen;
  const text = words.form;
  const oldOf = (tenantId: string) => roots.find((one) => one.tenantId === tenantId)?.name ?? null;
  const input = (id: string, label: string, tenantId: string) => {
    const old = oldOf(tenantId);
    const hint = old === null ? text.serviceNameHint : text.serviceNameHintWith(plain(old, 64));
    const known = serviceNames.get(tenantId) ?? '';
    return serviceNameInput(id, label, hint, isSameName(known, old) ? '' : known);
  };
  if (!first || others.length === 0)
    return [input('service_name', text.serviceName, first?.choice.target.tenant.tenantId ?? '')];
  if (chosen.length > NAMES_MAX) return [];
  return chosen.map(({ choice }) => {
    const { tenant } = choice.target;
    return input(`service_name:${tenant.tenantId}`, text.serviceNameOf(plainTenantName(tenant)), tenant.tenantId);
  });
}

function serviceNameInput(id: string, label: string, hint: string, value: string): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plainText(label, 2_000),
    hint: plainText(hint, 2_000),
    element: {
      type: 'plain_text_input',
      action_id: id,
      max_length: 64,
      ...(value === '' ? {} : { initial_value: cut(value, 64) }),
    },
  };
}
