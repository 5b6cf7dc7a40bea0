/** What the selects of the forms offer: standby tenants, or pairs of a primary and its standby. */
import { typedWords } from '../../../operation/typed-name.ts';
import type { OptionGroup, PlainTextOption } from '@slack/types';
import type { Choice, ChoiceOf } from '../../../operation/choices.ts';
import { chosenTenants, type OperationKind } from '../../../operation/operation.ts';
import type { Tenant } from '../../../operation/tenant.ts';
import { words } from '../../../text/words.ts';
import { plainText } from '../../blocks/blocks.ts';
import { plain } from '../../blocks/escape.ts';
import { plainOcpName, plainTenantName } from '../../blocks/names.ts';

/** Slack's limits for answers to an external select. */
const OPTIONS_MAX = 100;
const OPTION_TEXT_MAX = 75;

/**
 * What a select offers for `query`: choices in whose tenant and cluster names every word of it occurs, letter case ignored,
 * grouped by cluster. The same choices and query always give the same answer, at most 100 options; when there are more, the
 * name of the first group says so, because only a group's name cannot be chosen.
 */
export function optionGroups(choices: readonly Choice[], query: string): { option_groups: OptionGroup[] } {
  const wanted = typedWords(query);
  const found = choices.filter((choice) => wanted.every((word) => searched(choice).includes(word)));
  const shown = found.slice(0, OPTIONS_MAX);
  const more = found.length > shown.length ? words.form.narrow(shown.length, found.length) : '';
  const groups = new Map<string, OptionGroup>();
  for (const choice of shown) {
    const { clusterId } = choice.target.tenant;
    const group = groups.get(clusterId);
    if (group) group.options.push(optionOf(choice));
    else groups.set(clusterId, { label: label(choice, groups.size === 0 ? more : ''), options: [optionOf(choice)] });
  }
  return { option_groups: [...groups.values()] };
}

/** Also an initial option of the field: Slack wants it equal to the one that is offered. */
export function optionOf(choice: Choice): PlainTextOption {
  return {
    text: plainText(optionText(choice), OPTION_TEXT_MAX),
    // What speaks against it comes first: the end may be cut.
    description: plainText(description(choice), OPTION_TEXT_MAX),
    value: choice.key,
  };
}

function optionText({ target }: Choice): string {
  const [{ tenantName, tenantId, clusterName }, standby] = chosenTenants(target);
  // With the cluster: what is chosen stands alone in the field, and tenants of two clusters may share a name.
  if (standby === undefined) return words.world.on(plain(tenantName, 44) || tenantId, plain(clusterName, 24));
  return words.form.pair(plain(tenantName, 28) || tenantId, plain(clusterName, 20), plain(standby.clusterName, 20));
}

function description(choice: Choice): string {
  return [...marks(choice.tenant), ...aboutOf(choice)].join(words.world.comma);
}

const about: { readonly [Kind in OperationKind]: (choice: ChoiceOf<Kind>) => readonly string[] } = {
  failover: ({ target: { primary } }) => {
    const { standbyOf, standbyOfUnknown } = words.form;
    return [primary ? standbyOf(plainTenantName(primary)) : standbyOfUnknown];
  },
  switchover: ({ target, standby, elsewhere }) => {
    const { standbyNamed, standbyMark } = words.form;
    return [
      ...(standby ? marks(standby).map(standbyMark) : []),
      ...(elsewhere ? [words.elsewhere.mark(plainOcpName(elsewhere))] : []),
      standbyNamed(plain(target.standby.tenantName, 40)),
    ];
  },
};

function aboutOf<Kind extends OperationKind>(choice: ChoiceOf<Kind>): readonly string[] {
  return about[choice.kind](choice);
}

function marks(tenant: Tenant): readonly string[] {
  const { locked, status, sync } = words.form;
  const found: string[] = [];
  if (tenant.locked === true) found.push(locked);
  if (tenant.status !== null && tenant.status.toUpperCase() !== 'NORMAL') found.push(status(plain(tenant.status, 20)));
  if (tenant.syncStatus?.toUpperCase().startsWith('DISABLED')) found.push(sync(plain(tenant.syncStatus, 24)));
  return found;
}

function label({ target }: Choice, more: string): OptionGroup['label'] {
  const { clusterName, clusterId } = target.tenant;
  const room = more === '' ? OPTION_TEXT_MAX : OPTION_TEXT_MAX - Array.from(more).length - 3;
  const name = plain(clusterName, room) || clusterId;
  return plainText(more === '' ? name : `${name} · ${more}`, OPTION_TEXT_MAX);
}

function searched({ target }: Choice): string {
  return chosenTenants(target)
    .map(({ tenantName, clusterName }) => `${tenantName}\n${clusterName}`)
    .join('\n')
    .toLowerCase();
}
