/** What becomes of the service names, as a person decides it in an open failover form. */
import type { View } from '../../src/simulators/slack/model/workspace.ts';
import { people, type World } from './world.ts';

interface Decision {
  readonly by?: string | undefined;
  readonly decision?: 'keep' | 'each' | 'none';
  readonly name?: string | undefined;
}

/** With a name: that one for the only tenant, kept if clients use it already, otherwise typed as a new one. Without: none. */
export async function decideNames(
  world: Pick<World, 'slack'>,
  view: View,
  { by = people.mei, name, decision = name === undefined ? 'none' : 'each' }: Decision = {},
): Promise<View> {
  const now = await chosen(world, view, by, decision);
  if (name === undefined) return now;
  const isUsed = new RegExp(`(use|现用) ${name}\\b`).test(JSON.stringify(now.blocks));
  if (isUsed) return chosen(world, view, by, 'keep');
  await world.slack.as(by).type(view, 'service_name', name);
  return now;
}

async function chosen({ slack }: Pick<World, 'slack'>, view: View, by: string, decision: string): Promise<View> {
  const hash = slack.view(by)?.hash;
  const outcome = await slack.as(by).choose(view, 'service_names', decision);
  if (!outcome.ok) throw new Error(`the choice was answered ${JSON.stringify(outcome)}`);
  const isDrawn = () => {
    const now = slack.view(by);
    return now?.hash !== hash && (decision !== 'each' || JSON.stringify(now?.blocks).includes('"service_name'));
  };
  // Where Slack refuses to update the form, it stays as it is.
  await slack.waitFor(isDrawn, { timeoutMs: 2_000 }).catch(() => null);
  return slack.view(by) ?? view;
}
