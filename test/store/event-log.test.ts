import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Recorded } from '../../src/request/events.ts';
import { brokenAt, chain } from '../../src/request/log/hash-chain.ts';
import { cursors } from '../../src/store/tables/cursors.ts';
import { eventLog } from '../../src/store/events/event-log.ts';
import { groupOn } from '../../src/store/events/group-commit.ts';
import { inbox } from '../../src/store/tables/inbox.ts';
import { kinds, openTables, type TestDatabase, emptyDatabase } from '../support/database.ts';
import { approved, checking, START } from '../support/request.ts';

const story = approved().log;

function begun(id: string, at: number): readonly Recorded[] {
  const [first] = checking().log;
  return first ? chain(id, null, [first.event], at) : [];
}

describe.each(kinds)('on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let db: Awaited<ReturnType<typeof openTables>>;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-log-'));
    database = await emptyDatabase(kind, dir);
    db = await openTables(database);
  });

  afterEach(async () => {
    await db.destroy();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  describe('appending', () => {
    it('writes events as they are, in order, whatever they hold', async () => {
      const log = eventLog(db);
      const odd = chain(
        'r-1',
        story.at(-1) ?? null,
        [{ type: 'reason_given', by: 'U1', reason: "'; drop\u0000 \ud83d 订单 😀" }],
        START,
      );
      expect(await log.append(0, story, 'approved')).toBe(true);
      expect(await log.append(story.length, odd, 'approved')).toBe(true);
      expect(await log.load('r-1')).toEqual([...story, ...odd]);
      expect(brokenAt(await log.load('r-1'))).toBeNull();
      expect(await log.load('r-2')).toEqual([]);
    });

    it('is compare-and-set: of two writers on one version exactly one wins, and the other leaves no trace', async () => {
      const log = eventLog(db);
      await log.append(0, story, 'approved');
      const last = story.at(-1) ?? null;
      const closed = chain(
        'r-1',
        last,
        [
          { type: 'rejected', by: 'U1', round: 1 },
          { type: 'ended', outcome: 'rejected' },
        ],
        START,
      );
      const noted = chain('r-1', last, [{ type: 'reason_given', by: 'U2', reason: 'x' }], START);
      const won = await Promise.all([
        log.append(story.length, closed, 'ended'),
        log.append(story.length, noted, 'approved'),
      ]);
      expect(won.filter(Boolean)).toHaveLength(1);
      const more = won[0] ? closed : noted;
      expect(await log.load('r-1')).toEqual([...story, ...more]);
      expect(await log.open()).toHaveLength(won[0] ? 0 : 1);
      expect(await log.recent(9)).toEqual([{ id: 'r-1', version: story.length + more.length }]);
    });

    it('lets many racing writers in one at a time, whoever they are', async () => {
      const log = eventLog(db);
      await log.append(0, story, 'approved');
      const writers = Array.from({ length: 20 }, (_, at) =>
        chain('r-1', story.at(-1) ?? null, [{ type: 'reason_given', by: `U${at}`, reason: '' }], START),
      );
      const won = await Promise.all(writers.map((events) => log.append(story.length, events, 'approved')));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await log.load('r-1')).toHaveLength(story.length + 1);
    });

    it('begins a request once', async () => {
      const log = eventLog(db);
      expect(await log.append(0, begun('r-1', START), 'checking')).toBe(true);
      expect(await log.append(0, begun('r-1', START + 1), 'checking')).toBe(false);
      expect(await log.load('r-1')).toEqual(begun('r-1', START));
    });

    it.each([0, 1, 2, 4, 99])('is refused behind version %i where the log stands at 3', async (expected) => {
      const log = eventLog(db);
      await log.append(0, story, 'approved');
      expect(story).toHaveLength(3);
      const more = chain('r-1', story.at(-1) ?? null, [{ type: 'expired', round: 1 }], START);
      expect(await log.append(expected, more, 'approved')).toBe(false);
      expect(await log.load('r-1')).toEqual(story);
      expect(await log.recent(1)).toEqual([{ id: 'r-1', version: 3 }]);
    });

    it('is refused for a request that is not there', async () => {
      const log = eventLog(db);
      expect(
        await log.append(3, chain('r-9', story.at(-1) ?? null, [{ type: 'expired', round: 1 }], START), 'ended'),
      ).toBe(false);
      expect(await log.load('r-9')).toEqual([]);
    });

    it('writes nothing at all where one of the events cannot be written, not even the head', async () => {
      const log = eventLog(db);
      await log.append(0, story, 'approved');
      const [one, two] = chain(
        'r-1',
        story.at(-1) ?? null,
        [
          { type: 'expired', round: 1 },
          { type: 'ended', outcome: 'expired' },
        ],
        START,
      );
      if (!one || !two) throw new Error('nothing chained');
      const taken = [{ ...one, version: 2 }, two];
      expect(await log.append(3, taken, 'ended')).toBe(false);
      expect(await log.load('r-1')).toEqual(story);
      expect(await log.open()).toEqual([{ id: 'r-1', version: 3 }]);
    });

    it('rejects, instead of asking to try again, where the events can never be written', async () => {
      const log = eventLog(db);
      const [first] = begun('r-1', START);
      if (!first) throw new Error('nothing begun');
      await expect(log.append(0, [{ ...first, at: Number.NaN }], 'checking')).rejects.toThrow(/NOT NULL|invalid input/);
      expect(await log.recent(9)).toEqual([]);
    });

    it('of no events does nothing', async () => {
      expect(await eventLog(db).append(0, [], 'checking')).toBe(true);
      expect(await eventLog(db).recent(9)).toEqual([]);
    });

    it('keeps each version unique, whoever writes past the log', async () => {
      await eventLog(db).append(0, story, 'approved');
      await expect(sql`insert into events select * from events where version = 2`.execute(db)).rejects.toThrow(
        /UNIQUE|duplicate key/,
      );
    });
  });

  describe('finding requests', () => {
    it('lists the open ones oldest first, all of them newest first, at most as many as asked', async () => {
      const log = eventLog(db);
      await log.append(0, begun('b', START + 2), 'checking');
      await log.append(0, begun('a', START + 1), 'checking');
      await log.append(0, begun('c', START + 3), 'checking');
      await log.append(
        1,
        chain('b', begun('b', START + 2)[0] ?? null, [{ type: 'ended', outcome: 'expired' }], START + 9),
        'ended',
      );
      expect((await log.open()).map(({ id }) => id)).toEqual(['a', 'c']);
      expect((await log.recent(9)).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
      expect((await log.recent(2)).map(({ id }) => id)).toEqual(['c', 'b']);
    });
  });

  describe('the inbox', () => {
    const click = (key: string, receivedAt: number) => ({ key, kind: 'click', body: `{"${key}":1}`, receivedAt });

    it('takes each click once: the second delivery is no news, and changes nothing', async () => {
      const box = inbox(db, groupOn(db), 'replica-1');
      expect(await box.put(click('a', 1))).toBe(true);
      expect(await box.put({ ...click('a', 2), body: 'other' })).toBe(false);
      const both = await Promise.all([box.put(click('b', 3)), box.put(click('b', 3))]);
      expect(both.filter(Boolean)).toHaveLength(1);
      expect(await box.pending()).toEqual([click('a', 1), click('b', 3)]);
    });

    it('gives what is not done, oldest first; what is done stays known until it is pruned', async () => {
      const box = inbox(db, groupOn(db), 'replica-1');
      for (const one of [click('late', 9), click('early', 1), click('middle', 5)]) await box.put(one);
      await box.done('middle', 10);
      expect((await box.pending()).map(({ key }) => key)).toEqual(['early', 'late']);
      expect(await box.put(click('middle', 11))).toBe(false);
      await box.prune(10);
      expect(await box.put(click('middle', 11))).toBe(false);
      await box.prune(11);
      expect(await box.put(click('middle', 12))).toBe(true);
    });

    it('is taken over from a replica that is no more, and from no other', async () => {
      const [gone, alive, here] = ['gone', 'alive', 'here'].map((name) => inbox(db, groupOn(db), name));
      await db.insertInto('replicas').values({ id: 'alive', beat: 1, host: 'h' }).execute();
      await gone?.put(click('left', 1));
      await gone?.put(click('done', 2));
      await gone?.done('done', 3);
      await alive?.put(click('theirs', 4));
      await here?.adopt();
      expect(await here?.pending()).toEqual([click('left', 1)]);
      expect(await alive?.pending()).toEqual([click('theirs', 4)]);
    });

    it('never forgets what is not done', async () => {
      const box = inbox(db, groupOn(db), 'replica-1');
      await box.put(click('a', 1));
      await box.prune(Number.MAX_SAFE_INTEGER);
      expect(await box.pending()).toHaveLength(1);
    });
  });

  describe('cursors', () => {
    it('begin at nothing told, and are what was put last', async () => {
      const places = cursors(db);
      const fresh = await places.get('r-1');
      expect(fresh).toMatchObject({
        requestId: 'r-1',
        cardTs: null,
        cardVersion: 0,
        threadVersion: 0,
        threadAttempt: null,
        parked: null,
      });
      const full = {
        requestId: 'r-1',
        cardChannel: 'C1',
        cardTs: '1.2',
        cardVersion: 3,
        cardRendering: 'abc',
        cardAttemptAt: START,
        threadVersion: 2,
        threadAttempt: { to: 3, at: START },
        parked: 'is_archived',
      };
      await places.put(full);
      expect(await places.get('r-1')).toEqual(full);
      await places.put(fresh);
      expect(await places.get('r-1')).toEqual(fresh);
    });

    it('name the requests of which Slack has not been told everything, oldest first', async () => {
      const log = eventLog(db);
      const places = cursors(db);
      const told = async (id: string, cardVersion: number, threadVersion: number, parked: string | null = null) =>
        places.put({ ...(await places.get(id)), cardVersion, threadVersion, parked });
      const names = ['never told', 'card behind', 'thread behind', 'open', 'edit open', 'told', 'parked'];
      for (const [index, id] of names.entries())
        await log.append(0, begun(id, START - index), id === 'open' ? 'checking' : 'ended');
      await told('card behind', 0, 1);
      await told('thread behind', 1, 0);
      await told('open', 1, 1);
      await told('told', 1, 1);
      await told('edit open', 1, 1);
      await places.put({ ...(await places.get('edit open')), cardAttemptAt: START });
      await told('parked', 0, 0, 'is_archived');
      expect(await places.behind()).toEqual(
        ['edit open', 'open', 'thread behind', 'card behind', 'never told'].map((id) => ({ id, version: 1 })),
      );
    });
  });

  describe('events of one type', () => {
    it('come newest first, from a moment on, so many at most', async () => {
      const log = eventLog(db);
      for (const [id, at] of [
        ['r-1', START],
        ['r-2', START + 2],
        ['r-3', START + 1],
      ] as const)
        await log.append(0, begun(id, at), 'checking');
      await log.append(
        0,
        story.map((recorded) => ({ ...recorded, requestId: 'r-4' })),
        'approved',
      );
      const ids = async (since: number, limit = 9) =>
        (await log.recorded('requested', since, limit)).map(({ requestId }) => requestId);
      expect(await ids(START)).toEqual(['r-2', 'r-3', 'r-1', 'r-4']);
      expect(await ids(START + 1)).toEqual(['r-2', 'r-3']);
      expect(await ids(START, 1)).toEqual(['r-2']);
      expect(await log.recorded('approved', START, 9)).toMatchObject([
        { requestId: 'r-4', event: { type: 'approved' } },
      ]);
      expect(await log.recorded('rejected', START, 9)).toEqual([]);
    });
  });
});
