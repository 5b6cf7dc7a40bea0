/** Replicas of a version that knows no families: what they sent and ended counts, and they leave alone what they would misjudge. */
import { afterEach, describe, expect, it } from 'vitest';
import { openPostgres } from '../../src/store/database/postgres.ts';
import { openSqlite } from '../../src/store/database/sqlite.ts';
import { openForm } from '../slack/forms/support.ts';
import { click, type Driven, eventsOf, posts, request } from '../support/driven.ts';
import { done, force, lost, primaries } from '../support/families.ts';
import { buttonsOf, people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

async function tables<T>(use: (db: Awaited<ReturnType<typeof openSqlite>>) => Promise<T>): Promise<T> {
  const { database } = world.config;
  const db = await (database.kind === 'sqlite' ? openSqlite(database.path) : openPostgres(database.url));
  try {
    return await use(db);
  } finally {
    await db.destroy();
  }
}

/** A version that knows no families writes no such rows, and brings requests further without noting it. */
function forgetClaims(): Promise<void> {
  return tables(async (db) => {
    await db.deleteFrom('family_claims').execute();
    await db.updateTable('requests').set({ family_version: 0 }).execute();
  });
}

describe('what the version before sent', () => {
  it('and what was verified before the upgrade: the sibling is refused after it', async () => {
    const { family, world: w } = await lost();
    world = w;
    const first = await request(world, { tenant: 'b' });
    await click(world, first, 'approve');
    await done(world, first);
    await world.stopBot();
    await forgetClaims();
    await world.startBot();
    await force(world, 'd');
    expect(primaries(family).map(({ name }) => name)).toEqual(['b']);
  });

  it('and which still runs at the upgrade: the sibling is refused', async () => {
    const { family, world: w } = await lost();
    world = w;
    world.ocp.model.changeSettings({ stepTicksByName: { 'Failover to primary tenant': 300 } });
    const first = await request(world, { tenant: 'b' });
    await click(world, first, 'approve');
    await world.pass(5_000);
    expect(posts(world)).toHaveLength(1);
    await world.stopBot();
    await forgetClaims();
    await world.startBot();
    await force(world, 'd');
    expect(posts(world)).toHaveLength(1);
    expect(family.d.role).toBe('STANDBY');
  });
});

describe('what the version before ends', () => {
  it('without a result, long ago: nobody reads its roles any more, and what OCP shows by now counts', async () => {
    const { family, world: w } = await lost();
    world = w;
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source' });
    const first = await request(world, { tenant: 'b' });
    await click(world, first, 'approve');
    await world.until(() => buttonsOf(first).includes('abandon'), { stepMs: 1_000, tries: 200 });
    world.ocp.model.addFault({ kind: 'unreachable' });
    await click(world, first, 'abandon', people.arun);
    await world.stopBot();
    await forgetClaims();
    world.ocp.model.clearFaults();
    world.clock.advance(3_600_000);
    await world.startBot();
    await force(world, 'd');
    expect(primaries(family).map(({ name }) => name)).toEqual(['d']);
  });

  it('holds nobody up, though its rows were left behind', async () => {
    const { family, world: w } = await lost(({ world: { tenants }, b, c, e }) => {
      for (const one of [b, c, e]) tenants.delete(one.id);
    });
    world = w;
    const first = await request(world, { tenant: 'd' });
    await click(world, first, 'approve');
    await done(world, first);
    await world.stopBot();
    // It took the claim over while this version was down: its end frees no rows.
    await tables((db) => db.updateTable('family_claims').set({ held: 1 }).execute());
    await world.startBot();
    // A was rebuilt as the standby of D, and D is lost.
    const { a, d } = family;
    Object.assign(a, { role: 'STANDBY', alive: true, primaryTenantId: d.id, syncStatus: 'VALID', lagMs: 10 });
    d.alive = false;
    await world.pass(5_000);
    await force(world, 'a');
    expect(a.role).toBe('PRIMARY');
  });
});

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
