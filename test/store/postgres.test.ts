/** The store on PostgreSQL while its connections break. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chain } from '../../src/request/log/hash-chain.ts';
import { StoreError } from '../../src/store/store-error.ts';
import type { Notify } from '../../src/store/database/notify.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { type Cable, layCable } from '../support/cable.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { administer } from '../support/postgres.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { pause, until } from '../support/process.ts';
import { approved, START } from '../support/request.ts';

const story = approved().log;
const more = chain('r-1', story.at(-1) ?? null, [{ type: 'expired', round: 1 }], START);

let database: TestDatabase;
let cable: Cable;
/** Through the cable. */
let store: Store;
/** Past it. */
let direct: Store;

beforeEach(async () => {
  database = await testDatabase('postgres', '');
  const { hostname, port } = new URL(database.url);
  cable = await layCable({ host: hostname, port: Number(port) });
  store = await openStore(through(database.url, cable));
  direct = await openStore(database.url);
});

afterEach(async () => {
  cable.mend();
  cable.thaw();
  await store.close();
  await direct.close();
  await cable.close();
  await database.drop();
});

function through(url: string, { port }: Cable): string {
  const address = new URL(url);
  address.port = String(port);
  return address.href;
}

const click = (key: string) => ({ key, kind: 'approve', body: '{}', receivedAt: 1 });
const name = () => new URL(database.url).pathname.slice(1);

describe('connections that break', () => {
  it('while nothing passes cost nothing: the next statement opens another', async () => {
    await store.log.append(0, story, 'approved');
    cable.cut();
    cable.mend();
    expect(await store.log.load('r-1')).toEqual(story);
    await administer((await sharedPostgres()).url, [
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name()}'`,
    ]);
    expect(await store.log.append(3, more, 'ended')).toBe(true);
  });

  it('for a second are waited for', async () => {
    cable.cut();
    const reading = store.log.load('r-9');
    const writing = store.log.append(0, story, 'approved');
    const putting = store.inbox.put(click('a'));
    await pause(1_000);
    cable.mend();
    expect(await reading).toEqual([]);
    expect(await writing).toBe(true);
    expect(await putting).toBe(true);
    expect(await direct.log.load('r-1')).toEqual(story);
  });

  it('for longer are told: nobody waits past Slack’s three seconds', async () => {
    cable.cut();
    const begun = performance.now();
    await expect(store.inbox.put(click('a'))).rejects.toThrow();
    expect(performance.now() - begun).toBeLessThan(4_000);
    cable.mend();
    expect(await store.inbox.put(click('a'))).toBe(true);
  });

  it('after the server took a click, before it said so: the click is there, once', async () => {
    void cable.cutAt('insert into "inbox"', 'after');
    await store.inbox.put(click('a'));
    expect(await store.inbox.pending()).toEqual([click('a')]);
  });

  it('that stand and pass nothing are given up, and replaced', { timeout: 30_000 }, async () => {
    await store.ping();
    cable.freeze();
    await expect(store.ping()).rejects.toThrow();
    cable.thaw();
    await store.ping();
    await until(() => cable.connections() <= 2, { what: 'the dead connections to be closed' });
  });
});

describe('a commit whose answer is lost', () => {
  // A connection is told about commits when it is made: that is not the commit that is meant here.
  beforeEach(() => store.ping());

  it('is found out: what was written counts as written, once', async () => {
    void cable.cutAt('commit', 'after');
    expect(await store.log.append(0, story, 'approved')).toBe(true);
    void cable.cutAt('commit', 'after');
    expect(await store.log.append(3, more, 'ended')).toBe(true);
    expect(await direct.log.load('r-1')).toEqual([...story, ...more]);
  });

  it('that never reached the server is made again', async () => {
    void cable.cutAt('commit', 'before');
    expect(await store.log.append(0, story, 'approved')).toBe(true);
    expect(await direct.log.load('r-1')).toEqual(story);
  });

  it('is told from somebody else’s, even one that says the very same', async () => {
    await direct.log.append(0, story, 'approved');
    const cut = cable.cutAt('commit', 'before', 'stay');
    const mine = store.log.append(3, more, 'ended');
    await cut;
    expect(await direct.log.append(3, more, 'ended')).toBe(true);
    cable.mend();
    expect(await mine).toBe(false);
    expect(await direct.log.load('r-1')).toEqual([...story, ...more]);
  });

  it('is not repeated in a term that is over', async () => {
    await direct.lease.take('one', 0);
    const { log } = store.fenced({ epoch: 1 });
    const cut = cable.cutAt('commit', 'before', 'stay');
    const writing = log.append(0, story, 'approved');
    writing.catch(() => undefined);
    await cut;
    expect(await direct.lease.take('other', 1)).toBe(true);
    cable.mend();
    await expect(writing).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await direct.log.load('r-1')).toEqual([]);
  });
});

describe('a server that takes nothing', () => {
  it('is told as it says so, and writes go on once it takes them again', async () => {
    const { url: admin } = await sharedPostgres();
    await administer(admin, [
      `alter database ${name()} set default_transaction_read_only = on`,
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name()}'`,
    ]);
    await expect(store.inbox.put(click('a'))).rejects.toMatchObject({ code: '25006' });
    await expect(store.log.append(0, story, 'approved')).rejects.toMatchObject({ code: '25006' });
    // Several connections that lead to such a server wait in the pool.
    await Promise.all(['1', '2', '3', '4', '5'].map((id) => store.log.load(id)));
    await administer(admin, [`alter database ${name()} reset default_transaction_read_only`]);
    expect(await store.inbox.put(click('a'))).toBe(true);
    expect(await store.log.append(0, story, 'approved')).toBe(true);
  });
});

describe('a commit', () => {
  it('is on disk when it returns, though the server’s default would not wait', async () => {
    await administer((await sharedPostgres()).url, [`alter database ${name()} set synchronous_commit = off`]);
    const lax = await openStore(database.url);
    const client = await lax.log.append(0, story, 'approved');
    expect(client).toBe(true);
    expect(await setting(database.url)).toBe('on');
    await lax.close();
  });
});

/** As one of the store's own connections has it. */
async function setting(url: string): Promise<unknown> {
  const { openPostgres } = await import('../../src/store/database/postgres.ts');
  const { sql } = await import('kysely');
  const db = await openPostgres(url);
  const { rows } = await sql<{ value: string }>`select current_setting('synchronous_commit') as value`.execute(db);
  await db.destroy();
  return rows[0]?.value;
}

describe('opening', () => {
  it('says that nothing answers, and what to do, without the address, which holds a password', {
    timeout: 40_000,
  }, async () => {
    cable.cut();
    const error = await openStore(through(database.url, cable)).then(
      () => null,
      (caught: unknown) => caught,
    );
    if (!(error instanceof StoreError)) throw new Error('it was opened');
    expect(error.code).toBe('store_unreachable');
    expect(error.message).toMatch(/DATABASE_URL must name a PostgreSQL server that answers/);
    expect(error.message).not.toContain(new URL(database.url).password);
  });

  it('waits for a server that is being started', { timeout: 40_000 }, async () => {
    cable.cut();
    const opening = openStore(through(database.url, cable));
    await pause(1_500);
    cable.mend();
    await (await opening).close();
  });

  it('is refused with the server’s reason when the password is wrong', async () => {
    const url = new URL(database.url);
    url.password = 'wrong';
    await expect(openStore(url.href)).rejects.toMatchObject({
      code: 'store_unusable',
      message: expect.stringMatching(/password authentication failed/),
    });
  });
});

describe('news', () => {
  it('of every append come at once, and of the lease when it is given back', async () => {
    const heard: Notify[] = [];
    const ears = store.listen((news) => heard.push(news));
    await until(() => heard.length > 0);
    expect(heard.splice(0)).toEqual([{ kind: 'missed' }]);
    const begun = performance.now();
    await direct.log.append(0, story, 'approved');
    await until(() => heard.length > 0);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(heard.splice(0)).toEqual([{ kind: 'request', id: 'r-1' }]);
    await direct.lease.leave('nobody');
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ kind: 'lease' }]);
    await ears.stop();
  });

  it('are heard again after the connection broke; what went by is told as missed', async () => {
    const heard: Notify[] = [];
    const ears = store.listen((news) => heard.push(news));
    await until(() => heard.length > 0);
    cable.cut();
    await direct.log.append(0, story, 'approved');
    cable.mend();
    await until(() => heard.length > 1);
    expect(heard.splice(0)).toEqual([{ kind: 'missed' }, { kind: 'missed' }]);
    await direct.log.append(3, more, 'ended');
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ kind: 'request', id: 'r-1' }]);
    await ears.stop();
  });
});
