import { afterEach, describe, expect, it } from 'vitest';
import { approve, ask, current } from '../support/person.ts';
import { cardIn, startWorld, threadText, type World, wordsOf } from '../support/world.ts';

let world: World;
afterEach(() => world.close());

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
    const now = current(world, card);
    console.log(wordsOf(now?.blocks ?? []));
    console.log('-----');
    console.log(threadText(slack, card));
    expect(cardIn(slack)?.ts).toBe(card.ts);
  });
});
