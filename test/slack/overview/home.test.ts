import { afterEach, describe, expect, test } from 'vitest';
import { type Driven, eventually } from '../../support/driven.ts';
import { channels, people, policyText, wordsOf } from '../../support/world.ts';
import { MINUTE, story } from './log.ts';
import { actionsOf, home, linksOf, seeded } from './seeded.ts';

let world: Driven;
afterEach(() => world.close());

const stories = (now: number) => [
  story('R-1', { at: now - 3 * MINUTE, name: 'orders' }),
  story('R-2', { at: now - 5 * MINUTE, name: 'pay' }).running('Sr...', { startedAt: now - MINUTE }),
  ...Array.from({ length: 12 }, (_, at) =>
    story(`R-old-${at}`, { at: now - (60 + at) * MINUTE, name: `old${at}` }).rejected(),
  ),
];

async function form(by: string) {
  return eventually(() => {
    const view = world.slack.view(by);
    return view?.submit ? view : null;
  });
}

describe('the Home tab', () => {
  test('shows an approver what waits for them, what else is open and what ended lately', async () => {
    world = await seeded(stories);
    const view = await home(world, people.arun);
    const words = wordsOf(view.blocks);
    expect(words).toContain('Needs your action: 1');
    expect(words.indexOf('orders')).toBeLessThan(words.indexOf('Open: 1'));
    expect(words).toContain('2/5 Step 2 &amp; more, for 1 min (timeout 30 min)');
    expect(words).toContain('old9 on');
    expect(words).not.toContain('old10 on');
    expect(linksOf(view.blocks).length).toBeGreaterThanOrEqual(12);
    expect(actionsOf(view.blocks).filter((id) => id === 'open_thread')).toHaveLength(12);
  });

  test('shows the asker that nothing waits for them, and follows the approvers of a group', async () => {
    world = await seeded((now) => [
      story('R-1', { at: now - 3 * MINUTE, rule: { approvers: [people.mei, 'S0ONCALL'] } }),
      story('R-2', { at: now - 2 * MINUTE, by: people.arun, rule: { approvers: ['S0ONCALL'] } }),
    ]);
    // Mei is in the group; she asked for the first herself.
    expect(wordsOf((await home(world, people.mei)).blocks)).toContain('Needs your action: 1');
    expect(wordsOf((await home(world, people.arun)).blocks)).toContain('Nothing needs your action.');
  });

  test('is drawn anew when it is opened again', async () => {
    world = await seeded(stories);
    expect(wordsOf((await home(world, people.arun)).blocks)).toContain('requested by <@U0MEI> 3 min ago');
    world.clock.advance(2 * MINUTE);
    expect(wordsOf((await home(world, people.arun)).blocks)).toContain('requested by <@U0MEI> 5 min ago');
  });

  test('says in words when there is nothing', async () => {
    world = await seeded(() => []);
    const words = wordsOf((await home(world)).blocks);
    for (const said of ['Nothing needs your action.', 'Nothing else is open.', 'Nothing has ended yet.'])
      expect(words).toContain(said);
  });

  test('tells guests and people of other organisations nothing, and offers them nothing', async () => {
    world = await seeded(stories);
    for (const by of [people.guest, people.outside]) {
      const view = await home(world, by);
      expect(wordsOf(view.blocks)).toContain('cannot take part');
      expect(view.blocks).toHaveLength(1);
    }
  });

  test('of a hundred open requests stays inside Slack’s limits', async () => {
    world = await seeded((now) =>
      Array.from({ length: 100 }, (_, at) => {
        const one = story(`R-${at}`, { at: now - 10 * MINUTE, name: 'x<&>'.repeat(30) });
        return at % 2 === 0 ? one : one.running('r'.padEnd(40, '.'), { id: String(at) });
      }),
    );
    const view = await home(world, people.arun);
    const words = wordsOf(view.blocks);
    expect(words).toContain('Needs your action: 50');
    expect(words).toContain('Open: 50');
    expect(words).toContain('… and 20 more');
    expect(view.blocks.length).toBeLessThanOrEqual(100);
  });

  test('opens the failover form; its request goes to the policy’s channel', async () => {
    world = await seeded(() => []);
    const view = await home(world);
    await world.slack.as(people.mei).click(view, 'fail_over_tenant');
    expect(wordsOf((await form(people.mei)).blocks)).toContain(`<#${channels.incident}>`);
  });
});

describe('the shortcut “Fail over a tenant”', () => {
  test('opens the failover form', async () => {
    world = await seeded(() => []);
    const outcome = await world.slack.as(people.mei).shortcut('fail_over_tenant');
    expect(outcome.ok).toBe(true);
    expect((await form(people.mei)).callbackId).toBe('failover');
  });

  test('says privately when the policy names no channel', async () => {
    world = await seeded(() => [], { policy: policyText.replace(/^channel: .*$/m, '') });
    await world.slack.as(people.mei).shortcut('fail_over_tenant');
    await eventually(() =>
      [...world.slack.model.channels.values()]
        .flatMap(({ messages }) => messages)
        .some(({ text }) => text.includes('The policy names no channel')),
    );
  });
});
