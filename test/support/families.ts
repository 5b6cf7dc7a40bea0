/** A lost family, and a person who tries everything that the bot lets them try. */
import type { Tenant } from '../../src/simulators/ocp/world/world.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { familyWorld, type FamilyWorld } from '../sandbox/ocp/family-world.ts';
import { openForm } from '../slack/forms/support.ts';
import { cardsIn, cardWords, click, type Driven, posts, startDriven } from './driven.ts';
import { buttonsOf, people, type WorldOptions } from './world.ts';

export async function lost(
  change: (family: FamilyWorld) => void = () => undefined,
  options: Pick<WorldOptions, 'policy'> = {},
): Promise<{ family: FamilyWorld; world: Driven }> {
  const family = familyWorld();
  family.a.alive = false;
  change(family);
  const world = await startDriven({ ...options, ocpWorld: family.world, hangzhouDown: false });
  return { family, world };
}

export function primaries({ a, b, c, d, e }: FamilyWorld): readonly Tenant[] {
  return [a, b, c, d, e].filter(({ role, alive }) => role === 'PRIMARY' && alive);
}

export async function done(world: Driven, card: Message): Promise<void> {
  await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 1_000, tries: 400 });
}

/** What the form answers, and the card where it lets the request through. */
export async function ask(
  world: Driven,
  tenant: string,
  serviceName?: string,
): Promise<{ answer: string; card: Message | null }> {
  const known = new Set(cardsIn(world).map(({ ts }) => ts));
  const view = await openForm(world, '/failover', tenant);
  const mei = world.slack.as(people.mei);
  if (serviceName !== undefined) await mei.type(view, 'service_name', serviceName);
  await mei.type(view, 'reason', 'the region is lost');
  const submitted = await mei.submit(view);
  const answer = JSON.stringify(submitted);
  if (!submitted.ok) return { answer, card: null };
  const card = await world.until(() => cardsIn(world).find(({ ts }) => !known.has(ts)) ?? null);
  await world.pass(3_000);
  return { answer, card };
}

/** Asks, approves as often as the card lets, and waits for what comes of it. Gives all that the bot said. */
export async function force(world: Driven, tenant: string, serviceName?: string): Promise<string> {
  const before = posts(world).length;
  const { answer, card } = await ask(world, tenant, serviceName);
  if (!card) return answer;
  for (let tried = 0; tried < 2 && posts(world).length === before; tried += 1) {
    const now = cardsIn(world).find(({ ts }) => ts === card.ts);
    if (!now || !buttonsOf(now).includes('approve')) break;
    await click(world, now, 'approve', people.arun);
    await world.pass(2_000);
  }
  await world.pass(60_000, 2_000);
  return cardWords(world, card);
}
