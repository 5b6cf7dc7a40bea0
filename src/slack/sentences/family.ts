/** What replication families say against an operation, in words. */
import type { Finding } from '../../operation/family-findings.ts';
import { newPrimaryOf, type Target } from '../../operation/operation.ts';
import type { FamilyDifference } from '../../request/family.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { plain, safe } from '../blocks/escape.ts';
import { listed, plainTenantName, tenantName } from '../blocks/names.ts';

/** mrkdwn, or plain text for beside a form's field. */
export type Medium = 'mrkdwn' | 'plain';

const TASK_MAX = 80;
/** Tenants that another request moves: more are counted. */
const HELD_LISTED = 4;

export function findingText(finding: Finding, targets: readonly Target[], medium: Medium): string {
  const { family: text } = words;
  const [name, short] = medium === 'plain' ? [plainTenantName, plain] : [tenantName, safe];
  const target = targets.find(({ tenant }) => tenant.tenantId === finding.tenantId);
  const own = target ? name(newPrimaryOf(target)) : short(finding.tenantId, 40);
  switch (finding.kind) {
    case 'two_targets':
      return text.two_targets(name(finding.other), own);
    case 'second_primary': {
      const { tenant, request, stage, task } = finding.by;
      const now = finding.primary ? text.primaryNow(name(finding.primary)) : text.how[stage];
      const how = `${now}${task ? text.task(short(task.name, TASK_MAX), short(task.id, 40)) : ''}`;
      return text.second_primary(own, name(tenant), short(request, 40), how);
    }
    case 'lost_again':
    case 'promoted_unseen':
      return text[finding.kind](own, name(finding.by.tenant), short(finding.by.request, 40));
    case 'root_alive':
    case 'root_lost':
      return text[finding.kind](own, name(finding.root));
    case 'name_taken':
      return text.name_taken(own, short(finding.name, 64), name(finding.by));
    case 'name_conflict':
      return text.name_conflict(own, short(finding.name, 64), short(finding.by, 64));
    case 'locked':
    case 'primary_locked':
    case 'lost_locked':
      return text[finding.kind](name(finding.tenant));
    case 'namesake':
      return text.namesake(own, name(finding.other));
    case 'unseen':
    case 'unread':
      return text[finding.kind](own);
  }
}

/** A family's difference, for a card's or a thread's list. */
export function familyDifferenceText(difference: FamilyDifference, targets: readonly Target[], medium: Medium): string {
  return difference.kind === 'family' ? findingText(difference.finding, targets, medium) : heldText(difference, medium);
}

function heldText({ request, tenants }: Extract<FamilyDifference, { kind: 'family_held' }>, medium: Medium): string {
  const [name, short] = medium === 'plain' ? [plainTenantName, plain] : [tenantName, safe];
  const names = tenants.map((tenant) => name(tenant));
  return words.family.held(listed(names, HELD_LISTED), short(request, 40));
}

/** Everything that was found in the families of a request's targets, one line each; empty for nothing. */
export function familyLines({ family, operation, differences }: RequestState): readonly string[] {
  const said = new Set(differences.flatMap((one) => (one.kind === 'family' ? [JSON.stringify(one.finding)] : [])));
  // What sent the request back stands on its card already.
  const findings = (family?.findings ?? []).filter((finding) => !said.has(JSON.stringify(finding)));
  if (findings.length === 0) return [];
  const lines = findings.map((finding) => `• ${findingText(finding, operation.targets, 'mrkdwn')}`);
  return [words.world.heading(words.family.heading), ...lines];
}

/** Where in the form a finding belongs: beside the service name, or beside the tenants. */
export function concernsName({ kind }: Finding): boolean {
  return kind === 'name_taken' || kind === 'name_conflict';
}

/** Of tenants that OCP lists: for a person who is refused. */
export function familyRefusalText(
  differences: readonly FamilyDifference[],
  targets: readonly Target[],
  medium: Medium,
): string {
  return differences.map((one) => familyDifferenceText(one, targets, medium)).join(medium === 'plain' ? ' ' : '\n');
}
