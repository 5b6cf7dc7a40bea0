import type { Policy } from '../../policy/policy.ts';
import type { OperationForm } from './form.ts';
import { channelsFor } from './targets/destination.ts';

/**
 * Opens the failover form without a command: its request is posted where the policy says. False when the policy names
 * no channel.
 */
export async function openForm(
  form: Pick<OperationForm, 'draft' | 'show'>,
  policies: { read(): Promise<Policy> },
  { person, team, trigger }: { person: string; team: string; trigger: string },
): Promise<boolean> {
  if (channelsFor(await policies.read(), 'failover').every((channel) => channel === null)) return false;
  await form.show(await form.draft({ person, team, channel: null, place: 'none', text: '' }), trigger);
  return true;
}
