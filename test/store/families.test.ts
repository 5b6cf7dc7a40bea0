/** Who moves which tenants: of two claims about one family one wins, whichever replica makes them. */
import { describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { chain } from '../../src/request/log/hash-chain.ts';
import { kinds, openTables } from '../support/database.ts';
import { approved, claimed } from '../support/request.ts';
import { storeOfEach } from '../support/store.ts';

const story = approved().log;
const claim = claimed().log.slice(story.length);

/** The same story under another id. */
function storyOf(id: string, events = story, from = 0) {
  const all = chain(
    id,
    null,
    events.map(({ event }) => event),
    story[0]?.at ?? 0,
  );
  return all.slice(from);
}

async function begun({ log }: Store, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await log.append(0, storyOf(id), 'approved');
}

function claims(store: Store, id: string, ...members: readonly string[]): Promise<boolean> {
  return claimsKnowing(store, id, ['r-1', 'r-2', 'r-3', 'r-4'], members);
}

function claimsKnowing(
  { log }: Store,
  id: string,
  known: readonly string[],
  members: readonly string[],
): Promise<boolean> {
  const events = storyOf(id, [...story, ...claim], story.length);
  return log.append(story.length, events, 'executing', { family: { kind: 'hold', members, known } });
}

function frees({ log }: Store, id: string): Promise<boolean> {
  const whole = [...story, ...claim];
  const ended = chain(id, storyOf(id, whole).at(-1) ?? null, [{ type: 'ended', outcome: 'succeeded' }], 1);
  return log.append(whole.length, ended, 'ended', { family: { kind: 'free' } });
}

describe.each(kinds)('on %s', (kind) => {
  const opened = storeOfEach(kind);

  it('a claim has every tenant of its family for itself, and says so', async () => {
    const { store } = opened();
    await begun(store, 'r-1', 'r-2');
    expect(await store.families.holderOf(['10:1'], 'r-2')).toBeNull();
    expect(await claims(store, 'r-1', '10:1', '20:2')).toBe(true);
    expect(await store.families.holderOf(['20:2'], 'r-2')).toBe('r-1');
    expect(await store.families.holderOf(['20:2'], 'r-1')).toBeNull();
    await expect(claims(store, 'r-2', '20:2', '30:3')).rejects.toMatchObject({ code: 'family_held', effect: 'none' });
    expect(await store.log.load('r-2')).toHaveLength(story.length);
    expect(await store.families.holderOf(['30:3'], 'r-9')).toBeNull();
  });

  it('a claim about other tenants goes by it', async () => {
    const { store } = opened();
    await begun(store, 'r-1', 'r-2');
    expect(await claims(store, 'r-1', '10:1')).toBe(true);
    expect(await claims(store, 'r-2', '10:2')).toBe(true);
  });

  it('of several in the same instant exactly one wins, in whatever order they name the tenants', async () => {
    const { store } = opened();
    const ids = ['r-1', 'r-2', 'r-3', 'r-4'];
    await begun(store, ...ids);
    const members = ['10:1', '20:2', '30:3'];
    const done = await Promise.allSettled(
      ids.map((id, at) => claims(store, id, ...(at % 2 === 0 ? members : members.toReversed()))),
    );
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of done) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'family_held' });
  });

  it('others may have them when it is over, and that it had them stays on record', async () => {
    const { store } = opened();
    await begun(store, 'r-1', 'r-2');
    await claims(store, 'r-1', '10:1', '20:2');
    expect(await frees(store, 'r-1')).toBe(true);
    expect(await store.families.holderOf(['10:1'], 'r-2')).toBeNull();
    expect(await claims(store, 'r-2', '20:2')).toBe(true);
    expect(await store.families.requestsOf(['10:1', '20:2'])).toEqual(['r-1', 'r-2']);
    expect(await store.families.requestsOf(['10:1'])).toEqual(['r-1']);
    expect(await store.families.requestsOf([])).toEqual([]);
  });

  it('a claim that does not know of an earlier one is refused, also when that is over', async () => {
    const { store } = opened();
    await begun(store, 'r-1', 'r-2');
    await claims(store, 'r-1', '10:1', '20:2');
    await frees(store, 'r-1');
    const blind = claimsKnowing(store, 'r-2', [], ['20:2', '30:3']);
    await expect(blind).rejects.toMatchObject({ code: 'family_held', effect: 'none' });
    expect(await store.families.requestsOf(['30:3'])).toEqual([]);
    expect(await claimsKnowing(store, 'r-2', ['r-1'], ['20:2', '30:3'])).toBe(true);
  });

  it('those that hold any are listed, and let go unless they have gone on meanwhile', async () => {
    const { store } = opened();
    await begun(store, 'r-1', 'r-2');
    await claims(store, 'r-2', '30:3');
    await claims(store, 'r-1', '10:1', '20:2');
    expect(await store.families.held()).toEqual(['r-1', 'r-2']);
    await store.families.release('r-1', story.length);
    expect(await store.families.held()).toEqual(['r-1', 'r-2']);
    await store.families.release('r-1', story.length + claim.length);
    expect(await store.families.held()).toEqual(['r-2']);
    expect(await store.families.requestsOf(['10:1'])).toEqual(['r-1']);
  });

  describe('what a version without the index claimed', () => {
    /** Gives the store as it is after the upgrade. */
    async function claimedBefore(...ids: readonly string[]): Promise<Store> {
      const all = opened();
      for (const id of ids) await all.store.log.append(0, storyOf(id, [...story, ...claim]), 'executing');
      await all.store.close();
      const db = await openTables(all.database);
      await db.updateTable('requests').set({ family_version: story.length }).where('id', 'in', ids).execute();
      await db.destroy();
      all.store = await openStore(all.database.url);
      return all.store;
    }
    const sides = ['10:1001', '20:2001'];

    it('is known to be missing until it is filled in; an open request holds its tenants then', async () => {
      const store = await claimedBefore('r-1');
      expect(await store.families.isBehind()).toBe(true);
      expect(await store.families.holderOf(sides, 'r-9')).toBeNull();
      expect(await store.filling.fill(25)).toBe(1);
      expect(await store.families.isBehind()).toBe(false);
      expect(await store.families.holderOf(sides.slice(0, 1), 'r-9')).toBe('r-1');
      expect(await store.families.holderOf(sides.slice(1), 'r-9')).toBe('r-1');
    });

    it('is on record and holds nothing where it has ended, or where another request holds it', async () => {
      const store = await claimedBefore('r-1', 'r-2');
      await frees(store, 'r-1');
      await begun(store, 'r-3');
      await claims(store, 'r-3', ...sides);
      expect(await store.filling.fill(25)).toBe(2);
      expect(await store.families.held()).toEqual(['r-3']);
      expect(await store.families.requestsOf(sides)).toEqual(['r-1', 'r-2', 'r-3']);
    });

    it('does not count where nothing was claimed', async () => {
      const { store } = opened();
      await begun(store, 'r-1');
      expect(await store.families.isBehind()).toBe(false);
      expect(await store.families.requestsOf(sides)).toEqual([]);
    });
  });

  it('an append that loses its version takes nothing', async () => {
    const { store } = opened();
    await begun(store, 'r-1');
    const events = storyOf('r-1', [...story, ...claim], story.length);
    const family = { kind: 'hold', members: ['10:1'], known: [] } as const;
    expect(await store.log.append(story.length - 1, events, 'executing', { family })).toBe(false);
    expect(await store.families.holderOf(['10:1'], 'r-2')).toBeNull();
  });
});
