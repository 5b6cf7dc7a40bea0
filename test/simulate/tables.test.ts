/** The simulation's store answers as the real one does, whatever is asked in whatever order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RequestEvent } from '../../src/request/events.ts';
import { chain } from '../../src/request/log/hash-chain.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import { openTables, testDatabase } from '../support/database.ts';
import { STOP_LOG } from '../../src/stop/events.ts';
import { checking, claimed } from '../support/request.ts';
import { createRolls } from './rolls.ts';
import { emptyTables, storeOver } from './tables.ts';

const QUESTIONS = 1_500;
const replicas = ['one', 'other'] as const;

it('one question after the other', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'twokey-tables-'));
  const database = await testDatabase('sqlite', dir);
  const db = await openTables(database);
  const tables = emptyTables();
  try {
    for (let at = 0; at < QUESTIONS; at += 1) {
      const id = replicas[at % 2] ?? 'one';
      const question = questionOf(at);
      const real = await answerOf(question, storeOn(db, { id }));
      const model = await answerOf(question, storeOver(tables, { id, isExclusive: false }));
      expect(model, `question ${at}: ${question.name}`).toEqual(real);
    }
  } finally {
    await db.destroy();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  }
});

interface Question {
  readonly name: string;
  ask(store: Store): Promise<unknown>;
}

const { between } = createRolls(5);
const claim = claimed().last();

function questionOf(at: number): Question {
  const some = (what: string, most: number) => between(`${what} ${at}`, 0, most);
  const request = `R-${some('request', 2)}`;
  const key = `K-${some('key', 5)}`;
  const other = `K-${some('other', 5)}`;
  const replica = { id: replicas[some('replica', 1)] ?? 'one', host: 'here' };
  const fence = { epoch: some('epoch', 3) };
  const cursor = { ...cursorOf(request), threadVersion: some('told', 4), cardVersion: some('drawn', 4) };
  const parked = some('parked', 3) === 0 ? 'gone' : null;
  const filter = {
    tenant: [null, 'Ord', 'orders_m', 'x'][some('tenant', 3)] ?? null,
    person: [null, 'U0ASKER', 'U0BEN'][some('person', 2)] ?? null,
    since: some('since', 3) === 0 ? at - 400 : null,
  };
  const place = { at: at - 300, id: request };
  const questions: readonly Question[] = [
    { name: 'append', ask: (store) => append(store, store, request, at) },
    { name: 'append in a term', ask: (store) => append(store, store.fenced(fence), request, at) },
    { name: 'append late', ask: (store) => append(store, store, request, at, 1) },
    { name: 'claim', ask: (store) => append(store, store, request, at, 0, claim) },
    { name: 'stop', ask: (store) => stopped(store, at, true) },
    { name: 'stop late', ask: (store) => stopped(store, at, true, 1) },
    { name: 'resume', ask: (store) => stopped(store, at, false) },
    { name: 'open', ask: ({ log }) => log.open() },
    { name: 'recent', ask: ({ log }) => log.recent(2) },
    { name: 'recorded', ask: ({ log }) => log.recorded('reason_given', at - 200, 5) },
    { name: 'ended', ask: ({ log }) => log.ended(filter, { from: null, to: 'older', limit: 1 + some('limit', 3) }) },
    { name: 'older', ask: ({ log }) => log.ended(filter, { from: place, to: 'older', limit: 9 }) },
    { name: 'newer', ask: ({ log }) => log.ended(filter, { from: place, to: 'newer', limit: 9 }) },
    { name: 'naming', ask: ({ log }) => log.naming([request], ['U0BEN', 'S0DBAS', 'U1']) },
    { name: 'cursor', ask: ({ cursors }) => cursors.get(request) },
    { name: 'put cursor', ask: ({ cursors }) => cursors.put({ ...cursor, parked }) },
    { name: 'put cursor in a term', ask: (store) => store.fenced(fence).cursors.put(cursor) },
    { name: 'behind', ask: ({ cursors }) => cursors.behind() },
    { name: 'put click', ask: ({ inbox }) => inbox.put({ key, kind: 'approve', body: '{}', receivedAt: at }) },
    { name: 'click done', ask: ({ inbox }) => inbox.done(key, at) },
    { name: 'pending', ask: ({ inbox }) => inbox.pending() },
    { name: 'adopt', ask: ({ inbox }) => inbox.adopt() },
    { name: 'prune clicks', ask: ({ inbox }) => inbox.prune(at - 100) },
    { name: 'first', ask: ({ deliveries }) => deliveries.first([{ key, until: at + 50 }]) },
    { name: 'known', ask: ({ deliveries }) => deliveries.known([key, other]) },
    { name: 'prune deliveries', ask: ({ deliveries }) => deliveries.prune(at) },
    { name: 'put draft', ask: ({ drafts }) => drafts.put({ id: key, body: `{"at":${at}}`, at }) },
    { name: 'draft', ask: ({ drafts }) => drafts.get(key) },
    { name: 'prune drafts', ask: ({ drafts }) => drafts.prune(at - 100) },
    { name: 'put announcement', ask: ({ announcements }) => announcements.put('policy', `{"at":${at}}`) },
    { name: 'announcement', ask: ({ announcements }) => announcements.get('policy') },
    { name: 'put sighting', ask: ({ sightings }) => sightings.put(key, ['S1', 'S2'], at % 2 ? ['S1'] : [], at) },
    { name: 'sighting', ask: ({ sightings }) => sightings.get(key, at - 200) },
    { name: 'drop sighting', ask: ({ sightings }) => sightings.drop(other) },
    { name: 'prune sightings', ask: ({ sightings }) => sightings.prune(at - 300) },
    { name: 'beat', ask: ({ lease }) => lease.beat(replica) },
    { name: 'take', ask: ({ lease }) => lease.take(replica.id, fence.epoch) },
    { name: 'forget', ask: ({ lease }) => lease.forget({ id: replica.id, beat: some('beat', 40) }) },
    { name: 'leave', ask: ({ lease }) => (some('leaves', 5) === 0 ? lease.leave(replica.id) : Promise.resolve()) },
  ];
  const question = questions[some('question', questions.length - 1)];
  if (!question) throw new Error('there is no such question');
  return question;
}

/** Behind what `store` reads, or as if `late` less had been there. */
async function append(
  store: Store,
  rows: Pick<Store, 'log'>,
  request: string,
  at: number,
  late = 0,
  next: RequestEvent = { type: 'reason_given', by: 'U1', reason: String(at) },
): Promise<unknown> {
  const past = await store.log.load(request);
  const [first] = checking().log;
  const event: RequestEvent | undefined = past.length === 0 ? first?.event : next;
  if (!event) return null;
  const known = past.slice(0, Math.max(0, past.length - late));
  const done = await rows.log.append(
    known.length,
    chain(request, known.at(-1) ?? null, [event], at),
    at % 5 === 0 ? 'ended' : 'waiting',
  );
  return { done, log: await store.log.load(request) };
}

/** Behind what is there, or as if `late` less had been there. */
async function stopped({ stop }: Store, at: number, isStopped: boolean, late = 0): Promise<unknown> {
  const past = await stop.load(0);
  const known = past.slice(0, Math.max(0, past.length - late));
  const event = { type: 'stop_reason_given', by: 'U1', reason: String(at) } as const;
  const done = await stop.append(known.length, chain(STOP_LOG, known.at(-1) ?? null, [event], at), isStopped);
  return { done, log: await stop.load(0) };
}

function cursorOf(requestId: string) {
  return {
    requestId,
    cardChannel: 'C1',
    cardTs: '1.000001',
    cardRendering: '',
    cardAttemptAt: null,
    threadAttempt: null,
    parked: null,
  };
}

async function answerOf({ ask }: Question, store: Store): Promise<unknown> {
  try {
    return { answer: await ask(store) };
  } catch (error) {
    return { refused: error instanceof Error ? error.name : String(error) };
  }
}
