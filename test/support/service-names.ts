/** What becomes of the service names, as a person decides it in an open failover form. */
import type { View } from '../../src/simulators/slack/model/workspace.ts';
import { people, type World, wordsOf } from './world.ts';

/** With a name: a new one for the only tenant, typed into the field that the form then shows. Without: none. */
export async function decideNames(
  { slack }: Pick<World, 'slack'>,
  view: View,
  { by = people.mei, name, decision = name === undefined ? 'none' : 'each' }: Decision = {},
): Promise<View> {
  const { hash } = view;
  const chosen = await slack.as(by).choose(view, 'service_names', decision);
  if (!chosen.ok) throw new Error(`the choice was answered ${JSON.stringify(chosen)}`);
  // Where Slack refuses to update the form, it stays as it is.
  await slack.waitFor(() => slack.view(by)?.hash !== hash, { timeoutMs: 2_000 }).catch(() => null);
  if (name !== undefined) {
    await slack.waitFor(() => wordsOf(slack.view(by)?.blocks ?? []).includes('New service name'));
    await slack.as(by).type(view, 'service_name', name);
  }
  return slack.view(by) ?? view;
}

interface Decision {
  readonly by?: string | undefined;
  readonly decision?: 'keep' | 'each' | 'none';
  readonly name?: string | undefined;
}
