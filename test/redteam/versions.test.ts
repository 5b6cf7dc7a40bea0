/** Replicas of the version before, which know no families: what they would do. */
import { afterEach, describe, expect, it } from 'vitest';
import { openForm } from '../slack/forms/support.ts';
import { type Driven, eventsOf } from '../support/driven.ts';
import { people } from '../support/world.ts';
import { lost } from '../support/families.ts';

let world: Driven;
afterEach(() => world.close());

describe('a request of a family', () => {
  it('whose families could not be read in the form is left alone by the version before, too', async () => {
    const { world: w } = await lost();
    world = w;
    const view = await openForm(world, '/failover', 'b');
    await world.slack.as(people.mei).type(view, 'reason', 'the region is lost');
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      status: 429,
      method: 'GET',
      path: '/api/v2/ob/clusters',
      times: 1,
    });
    const answer = await world.slack.as(people.mei).submit(view);
    expect(answer.ok, JSON.stringify(answer.errors)).toBe(true);
    // An older leader goes on from here by itself: it inspects, asks, and sends.
    expect(eventsOf(world)).toContain('requested');
    expect(eventsOf(world)).toContain('family_noted');
  });
});
