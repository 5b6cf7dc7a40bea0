import { afterEach, describe, expect, it } from 'vitest';
import { approve, ask, current } from '../support/person.ts';
import { cardIn, startWorld, threadText, type World, wordsOf } from '../support/world.ts';

let world: World;
afterEach(() => world.close());

/** Some words, with anything between them. */
function inOrder(...words: readonly string[]): RegExp {
  return new RegExp(words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('[^]*'));
}

describe('a failover from the command to the last word', () => {
  it('is asked by one person, approved by another, run by OCP and told to its end', async () => {
    world = await startWorld();
    const { slack, ocp } = world;
    const card = await ask(world, { tenant: 'payments', reason: 'hangzhou is down', serviceName: 'SVC_PAYMENTS' });
    await approve(world, card);
    await slack.waitFor(() => slack.thread(card.channel, card.ts).some((message) => message.broadcast), {
      timeoutMs: 15_000,
    });

    const posts = ocp.model.journal.entries.filter(({ mutating }) => mutating);
    expect(posts.map(({ path }) => path)).toHaveLength(1);
    const shown = wordsOf(current(world, card)?.blocks ?? []);
    expect(shown).toMatch(
      inOrder('Fail over payments → sh-prod', 'Done', 'payments on sh-prod is primary', 'SVC_PAYMENTS', '5 of 5 steps'),
    );
    expect(shown).toMatch(inOrder('<@U0MEI>', 'hangzhou is down', '<@U0ARUN>', 'R-'));

    const lines = threadText(slack, card).split('\n');
    const steps = lines
      .filter((line) => /^\d\/5 /.test(line))
      .map((line) => line.replace(/ in less than.*| in \d.*/, ''));
    expect(steps.filter((line) => line.endsWith('succeeded'))).toEqual([
      '1/5 Reset log restore source: succeeded',
      '2/5 Failover to primary tenant: succeeded',
      '3/5 Upgrade tenant data version: succeeded',
      '4/5 Create tenant service name: succeeded',
      '5/5 Update primary tenant info task: succeeded',
    ]);
    expect(steps).toEqual([...new Set(steps)]);
    expect(lines.join('\n')).toMatch(
      inOrder(
        'Precheck',
        'passed',
        '<@U0ARUN>',
        'OCP accepted',
        '1/5',
        'Point of no return',
        '5/5',
        'OCP shows',
        'PRIMARY',
        'Done',
      ),
    );
    expect(cardIn(slack)?.ts).toBe(card.ts);
  });
});
