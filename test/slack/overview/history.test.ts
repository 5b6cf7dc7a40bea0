import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import type { View } from '../../../src/simulators/slack/model/workspace.ts';
import { openTables } from '../../support/database.ts';
import { type Driven, eventually } from '../../support/driven.ts';
import { channels, people, wordsOf } from '../../support/world.ts';
import { MINUTE, story } from './log.ts';
import { actionsOf, linksOf, seeded, told } from './seeded.ts';

let world: Driven;
afterEach(() => world.close());

async function window(argument: string, by: string = people.mei): Promise<View> {
  const before = world.slack.view(by);
  if (before) await world.slack.as(by).close(before);
  const answer = await world.slack.as(by).slash('/failover', `history ${argument}`, channels.incident);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return eventually(() => {
    const view = world.slack.view(by);
    return view && !wordsOf(view.blocks).includes('Reading') ? view : null;
  });
}

const words = (view: View | null) => wordsOf(view?.blocks ?? []);
const buttons = (view: View | null) => actionsOf(view?.blocks ?? []);

async function turned(button: string, until: string, by: string = people.mei): Promise<View> {
  const view = world.slack.view(by);
  if (!view) throw new Error('no window');
  await world.slack.as(by).click(view, button);
  return eventually(() => (words(world.slack.view(by)).includes(until) ? world.slack.view(by) : null));
}

describe('/failover history', () => {
  test('tells what was asked, by whom, who approved, how it ended and how long it took', async () => {
    world = await seeded((now) => [
      story('R-1', { at: now - 60 * MINUTE, name: 'orders' }).succeeded(),
      story('R-2', { at: now - 30 * MINUTE, name: 'pay' }).rejected(people.sofia),
      story('R-3', { at: now - MINUTE, name: 'open' }),
    ]);
    const view = await window('');
    expect(view.title['text']).toBe('History');
    expect(words(view)).toContain('All ended requests, newest first. 1 to 2');
    expect(words(view)).toContain('Failover of orders on shanghai>: Done*');
    expect(words(view)).toContain(`Requested by <@${people.mei}>, <!date^`);
    expect(words(view)).toContain(`approved by <@${people.arun}>, took 4 min 2 s, 3 min of it after the call.`);
    expect(words(view)).toContain('Failover of pay on shanghai>: Rejected*');
    expect(words(view)).toContain(`approved by nobody, ended by <@${people.sofia}>, took 1 min.`);
    expect(words(view).indexOf('pay')).toBeLessThan(words(view).indexOf('orders'));
    expect(words(view)).not.toContain('open on');
    expect(linksOf(view.blocks)).toHaveLength(2);
    expect(buttons(view)).toEqual([]);
  });

  test('turns its pages, ten requests each', async () => {
    world = await seeded((now) =>
      Array.from({ length: 23 }, (_, at) =>
        story(`R-${at}`, { at: now - (30 + at) * MINUTE, name: `t${at}` }).rejected(),
      ),
    );
    expect(buttons(await window(''))).toEqual(['history_older']);
    expect(words(world.slack.view(people.mei))).toContain('t9 on');
    const second = await turned('history_older', '11 to 20');
    expect(buttons(second)).toEqual(['history_newer', 'history_older']);
    expect(words(second)).toContain('t10 on');
    expect(buttons(await turned('history_older', '21 to 23'))).toEqual(['history_newer']);
    await turned('history_newer', '11 to 20');
    await turned('history_newer', '1 to 10');
  });

  test('is narrowed by tenant, person and days, in any order', async () => {
    world = await seeded((now) => [
      story('R-1', { at: now - 30 * MINUTE, name: 'orders' }).rejected(people.arun),
      story('R-2', { at: now - 30 * MINUTE, name: 'orders_eu' }).rejected(people.sofia),
      story('R-3', { at: now - 3 * 24 * 60 * MINUTE, name: 'orders' }).rejected(people.arun),
      story('R-4', { at: now - 30 * MINUTE, name: 'pay' }).rejected(people.arun),
    ]);
    const view = await window('2d  orders @arun');
    expect(words(view)).toContain('of tenants whose name begins with “orders”');
    expect(words(view)).toContain(`in which <@${people.arun}> took part, of the last 2 days`);
    expect(words(view)).toContain('1 to 1');
    expect(words(await window('nothing_like_it'))).toContain('There are none.');
  });

  test('says what is wrong with what was typed', async () => {
    world = await seeded(() => []);
    expect((await told(world, people.mei, 'history @nobodyhere')).words).toContain(
      'Slack did not say who “@nobodyhere” is',
    );
    expect((await told(world, people.mei, 'history orders pay')).words).toContain('one tenant');
    expect((await told(world, people.mei, 'history 0d')).words).toContain('between 1 and 3650');
  });

  test('comes as a message when no window could be opened', async () => {
    world = await seeded((now) =>
      Array.from({ length: 12 }, (_, at) => story(`R-${at}`, { at: now - (30 + at) * MINUTE }).rejected()),
    );
    world.slack.faults.add({ target: 'views.open', kind: 'error', code: 'expired_trigger_id' });
    const { words: said, blocks } = await told(world, people.mei, 'history');
    expect(said).toContain('The first 10: the window');
    expect(linksOf(blocks)).toHaveLength(10);
  });

  test('tells guests nothing, in the window or later by its buttons', async () => {
    world = await seeded((now) =>
      Array.from({ length: 12 }, (_, at) => story(`R-${at}`, { at: now - (30 + at) * MINUTE }).rejected()),
    );
    expect(words(await window('', people.guest))).toContain('Guests cannot take part');
    await window('', people.sofia);
    world.slack.setDeleted(people.sofia, true);
    world.clock.advance(20_000);
    const view = world.slack.view(people.sofia);
    if (!view) throw new Error('no window');
    await world.slack.as(people.sofia).click(view, 'history_older', { force: true });
    await eventually(() => words(world.slack.view(people.sofia)).includes('This account is deactivated'));
  });
});

test('history says that requests may be missing while they are being indexed, and no longer than that', async () => {
  world = await seeded((now) => [story('R-1', { at: now - 30 * MINUTE, name: 'orders' }).rejected()]);
  await world.stopBot();
  const db = await openTables({ config: world.config.database });
  await sql`delete from request_tenants`.execute(db);
  await sql`update requests set indexed_version = 0`.execute(db);
  await db.destroy();
  await world.startBot();
  const before = words(await window('orders'));
  expect(before).toContain('Requests from before an upgrade are still being indexed');
  expect(before).toContain('There are none.');
  await world.tick();
  const after = words(await window('orders'));
  expect(after).not.toContain('indexed');
  expect(after).toContain('orders on shanghai');
});
