/** A person at a form: each act waits for what the person would see. */
import type { JsonObject } from '../../../src/simulators/slack/validation/json.ts';
import type { Message, View } from '../../../src/simulators/slack/model/workspace.ts';
import { cardIn, channels, people, type World, wordsOf } from '../../support/world.ts';

type Command = '/failover' | '/switchover';

/** Types the command; resolves when the form can be submitted and nothing is being asked of OCP. */
export async function openForm(world: World, command: Command, text = '', by = people.mei): Promise<View> {
  const answer = await world.slack.as(by).slash(command, text, channels.incident);
  if (!answer.ok) throw new Error(`the command was answered ${JSON.stringify(answer)}`);
  return still(world, by);
}

/** The form once it has come to rest. */
export function still(world: World, by = people.mei): Promise<View> {
  return world.slack.waitFor(() => {
    const view = world.slack.view(by);
    const asking = /Reading OCP|is running its precheck|being read/.test(view ? wordsOf(view.blocks) : '');
    return view?.submit && !asking ? view : null;
  });
}

/** Chooses in the form's select, in one go, and waits for the prechecks. */
export async function pick(world: World, view: View, values: readonly string[], by = people.mei): Promise<View> {
  const field = view.callbackId === 'failover' ? 'tenants' : 'pairs';
  await world.slack.as(by).search(view, field, '');
  const outcome = await world.slack.as(by).choose(view, field, values);
  if (!outcome.ok) throw new Error(`the choice was answered ${JSON.stringify(outcome)}`);
  const expected = values.length === 1 ? 'Precheck of' : `Prechecks of`;
  return world.slack.waitFor(() => {
    const now = world.slack.view(by);
    const said = now ? wordsOf(now.blocks) : '';
    return now && said.includes(expected) && !/Reading OCP|being read|is running/.test(said) ? now : null;
  });
}

/** Types the reason and submits; resolves with the card as posted. */
export async function send(world: World, view: View, reason = 'hangzhou is down', by = people.mei): Promise<Message> {
  const before = new Set(world.slack.messages(channels.incident).map(({ ts }) => ts));
  await world.slack.as(by).type(view, 'reason', reason);
  const submitted = await world.slack.as(by).submit(view);
  if (!submitted.ok) throw new Error(`the form was answered ${JSON.stringify(submitted)}`);
  return world.slack.waitFor(() => {
    const card = cardIn(world.slack);
    return card && !before.has(card.ts) ? card : null;
  });
}

/** `clusterId:tenantId` of a standby, by names. */
export function standby(world: World, name: string, cluster: string): string {
  const { clusterId, id } = tenantAt(world, name, cluster);
  return `${clusterId}:${id}`;
}

/** `clusterId:tenantId:standbyTenantId`, by names. */
export function pair(world: World, name: string, from: string, to: string): string {
  return `${standby(world, name, from)}:${tenantAt(world, name, to).id}`;
}

export function tenantAt(world: World, name: string, cluster: string) {
  const { tenants, clusters } = world.ocp.model.world;
  const found = [...tenants.values()].find(
    (tenant) => tenant.name === name && clusters.get(tenant.clusterId)?.name === cluster,
  );
  if (!found) throw new Error(`no tenant ${name} on ${cluster}`);
  return found;
}

/** Block ids of a form's inputs, in order. */
export function inputsOf(view: View): readonly unknown[] {
  return view.blocks.filter((block) => block['type'] === 'input').map((block) => block['block_id']);
}

/** What a field holds. */
export function valueOf(view: View, id: string): JsonObject | undefined {
  return view.state[id]?.[id];
}

/** What OCP was asked with `suffix` at the end of the path: path and body. */
export function asked(world: World, suffix: string): readonly { path: string; body: unknown }[] {
  return world.ocp.model.journal.entries
    .filter(({ path }) => path.endsWith(suffix))
    .map(({ path, body }) => ({ path, body: body === '' ? null : JSON.parse(body) }));
}
