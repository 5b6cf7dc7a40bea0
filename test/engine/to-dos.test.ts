/** From the end of a request to the last to-do: listed, ticked, taken back, reminded of, over the simulators. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { familyWorld } from '../sandbox/ocp/family-world.ts';
import {
  cardNow,
  cardWords,
  type Driven,
  eventsOf,
  logOf,
  privately,
  startDriven,
  started,
  threadLines,
  eventually,
} from '../support/driven.ts';
import { buttonsOf, people, type WorldOptions } from '../support/world.ts';

const HOUR = 3_600_000;
let world: Driven;
afterEach(() => world.close());

/** A failover of `payments` that is done and listed. */
async function done(options: Pick<WorldOptions, 'policy'> = {}): Promise<Message> {
  world = await startDriven(options);
  const card = await started(world);
  await world.until(() => buttonsOf(cardNow(world, card)).includes('todo'), { stepMs: 1_000 });
  return card;
}

interface Button {
  readonly action_id: string;
  readonly value: string;
}

/** Every button of a kind on the card, with what it carries. */
function carried(card: Message, action: string): readonly string[] {
  const found: Button[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== 'object' || value === null) return;
    if ('action_id' in value && value.action_id === action && 'value' in value)
      found.push({ action_id: action, value: String(value.value) });
    Object.values(value).forEach(walk);
  };
  walk(cardNow(world, card).blocks);
  return found.map(({ value }) => value);
}

/** Presses the first of the buttons of a kind, and lets the engine turn. */
async function press(card: Message, action: string, by: string = people.arun): Promise<void> {
  const before = logOf(world).length;
  const outcome = await world.slack.as(by).click(cardNow(world, card), action, { confirm: true });
  if (!outcome.ok) throw new Error(`${action} was answered ${JSON.stringify(outcome)}`);
  await eventually(() => logOf(world).length > before);
  await world.tick();
}

describe('after a failover', () => {
  it('is ticked by requester and approver to the last entry; the card shows who, the thread that it is all', async () => {
    const card = await done();
    const all = carried(card, 'todo').length;
    expect(cardWords(world, card)).toContain(`${all} of ${all} open`);
    expect(buttonsOf(cardNow(world, card))).toContain('todos_close');
    for (let left = all; left > 0; left -= 1) await press(card, 'todo', left % 2 === 0 ? people.arun : people.mei);
    expect(carried(card, 'todo')).toEqual([]);
    expect(buttonsOf(cardNow(world, card))).not.toContain('todos_close');
    const words = cardWords(world, card);
    expect(words.split(`<@${people.arun}>, `).length - 1).toBeGreaterThanOrEqual(Math.floor(all / 2));
    expect(words).toContain(`all ${all} done`);
    expect(threadLines(world, card).at(-1)).toBe(`✓ All ${all} to-dos are done.`);
  });

  it('a tick is taken back within a minute; then its button goes, and a click on an old card says so', async () => {
    const card = await done();
    await press(card, 'todo');
    expect(carried(card, 'todo_undo')).toHaveLength(1);
    await press(card, 'todo_undo', people.mei);
    expect(carried(card, 'todo_undo')).toEqual([]);
    await press(card, 'todo');
    const shown = cardNow(world, card).revisions.length - 1;
    await world.pass(62_000, 2_000);
    expect(carried(card, 'todo_undo')).toEqual([]);
    await world.slack.as(people.mei).clickStale(cardNow(world, card), shown, 'todo_undo');
    await eventually(() => privately(world, people.mei).includes('for a minute only'));
  });

  it('who is named by no rule ticks nothing, and hears why', async () => {
    const card = await done();
    const before = carried(card, 'todo').length;
    await press(card, 'todo', people.guest);
    expect(carried(card, 'todo')).toHaveLength(before);
    expect(privately(world, people.guest)).toContain('Guests cannot take part');
  });

  it('is reminded of in the thread after an hour, then daily, three times in all', async () => {
    const card = await done();
    const reminders = () => threadLines(world, card).filter((line) => line.startsWith('*Still to do:*')).length;
    await world.pass(80_000, 5_000);
    await world.pass(HOUR, HOUR / 4);
    await world.pass(10_000, 5_000);
    expect(reminders()).toBe(1);
    await world.pass(96 * HOUR, HOUR);
    expect(reminders()).toBe(3);
  });

  it('"handled elsewhere" closes all of it for everybody', async () => {
    const card = await done();
    await press(card, 'todo');
    await press(card, 'todos_close', people.mei);
    expect([...carried(card, 'todo'), ...carried(card, 'todo_undo'), ...carried(card, 'todos_close')]).toEqual([]);
    expect(cardWords(world, card)).toContain(`handled elsewhere (<@${people.mei}>`);
    await world.pass(30 * HOUR, HOUR);
    expect(eventsOf(world)).not.toContain('todos_reminded');
  });

  it('outlives the bot: a tick before a crash is there after it, and the rest can be ticked', async () => {
    const card = await done();
    const all = carried(card, 'todo').length;
    await press(card, 'todo');
    await world.crashBot();
    await world.tick();
    expect(carried(card, 'todo')).toHaveLength(all - 1);
    await press(card, 'todo');
    expect(carried(card, 'todo')).toHaveLength(all - 2);
  });
});

describe('of a family', () => {
  it('A is fenced, D and E are stranded, C went along', async () => {
    const family = familyWorld();
    family.a.alive = false;
    world = await startDriven({ ocpWorld: family.world, hangzhouDown: false });
    const card = await started(world, { tenant: 'b', serviceName: 'SVC_A' });
    await world.until(() => buttonsOf(cardNow(world, card)).includes('todo'), { stepMs: 1_000, tries: 160 });
    await world.pass(80_000, 5_000);
    const words = cardWords(world, card);
    expect(words).toContain('Fence the old primary a on a');
    expect(words).toContain('d on d still follows the lost primary a on a');
    expect(words).toContain('e on e still follows the lost primary a on a');
    expect(words).toContain('c on c went along with the new primary');
    expect(words).not.toContain('Rebuild a standby for b');
    expect(words).not.toContain('Other standbys');
  });
});
