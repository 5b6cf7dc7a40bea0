/** Several bots as processes of their own on one PostgreSQL, each on a cable of its own, behind one address. */
import { connect, createServer } from 'node:net';
import { type Store, storeOn } from '../../src/store/store.ts';
import { type Cable, layCable } from './cable.ts';
import { openTables, type TestDatabase, testDatabase } from './database.ts';
import { type BotProcess, freePort, startBotProcess, until } from './process.ts';
import { type Around, type AroundOptions, startAround } from './process-world.ts';

export interface Replica {
  readonly port: number;
  /** To the store. */
  readonly cable: Cable;
  /** The process that was started last. */
  bot(): BotProcess;
  isRunning(): boolean;
  start(): Promise<BotProcess>;
}

export interface ReplicaWorld extends Around {
  readonly replicas: readonly Replica[];
  /** The store, for a look past all cables. */
  readonly store: Store;
  /** Slack's requests go to this one alone; null: to whichever takes them. Without effect in Socket Mode. */
  sendTo(replica: Replica | null): void;
  /** The replica that runs the engine, by the store's word. */
  leader(): Promise<Replica>;
}

export interface ReplicaOptions extends AroundOptions {
  readonly replicas?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Left out: an empty one on the server of all tests. */
  readonly database?: Pick<TestDatabase, 'config' | 'url' | 'drop'>;
}

export async function startReplicaWorld(options: ReplicaOptions = {}): Promise<ReplicaWorld> {
  const around = await startAround(options);
  const database = options.database ?? (await testDatabase('postgres', around.dir));
  const { hostname, port: serverPort } = new URL(database.url);
  const started: BotProcess[] = [];

  async function replica(): Promise<Replica> {
    const port = await freePort();
    const cable = await layCable({ host: hostname, port: Number(serverPort) });
    const address = new URL(database.url);
    address.port = String(cable.port);
    let bot: BotProcess | null = null;
    let running: BotProcess | null = null;
    return {
      port,
      cable,
      isRunning: () => running !== null,
      bot() {
        if (!bot) throw new Error('the replica was not started');
        return bot;
      },
      async start() {
        const env = { ...around.env, ...options.env, DATABASE_URL: address.href };
        const begun = await startBotProcess({ env, port, laterMs: around.time.laterMs });
        bot = begun;
        running = begun;
        const ended = () => {
          if (running === begun) running = null;
        };
        begun.exited.then(ended, ended);
        started.push(begun);
        return begun;
      },
    };
  }

  const replicas: Replica[] = [];
  for (let count = 0; count < (options.replicas ?? 2); count += 1) replicas.push(await replica());
  const front = await balance(replicas.map(({ port }) => port));
  const isSocketMode = options.env?.['SLACK_APP_TOKEN'] !== undefined;
  const sendTo = (port: number) =>
    around.slack.setAppUrl(isSocketMode ? null : `http://127.0.0.1:${port}/slack/events`);
  sendTo(front.port);
  const tables = await openTables(database);
  const store = storeOn(tables, {});

  return {
    ...around,
    replicas,
    store,
    sendTo: (one) => sendTo(one?.port ?? front.port),
    leader: () =>
      until(
        async () => {
          const { host } =
            (await tables
              .selectFrom('leases')
              .innerJoin('replicas', 'replicas.id', 'leases.holder')
              .select('host')
              .executeTakeFirst()) ?? {};
          return replicas.find((one) => one.isRunning() && host?.endsWith(`:${one.bot().pid}`));
        },
        { what: 'a leader' },
      ),
    async close() {
      await Promise.all(started.map((bot) => bot.kill()));
      await store.close();
      await front.close();
      for (const { cable } of replicas) await cable.close();
      await database.drop();
      await around.close();
    },
  };
}

/** One address for several servers: each connection goes to the next one that takes it. */
async function balance(ports: readonly number[]): Promise<{ readonly port: number; close(): Promise<void> }> {
  let turn = 0;
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    near.pause();
    turn += 1;
    const first = turn;
    const tryNext = (tried: number): void => {
      const port = ports[(first + tried) % ports.length];
      if (tried >= ports.length || port === undefined) return void near.destroy();
      const far = connect(port, '127.0.0.1');
      const failed = () => tryNext(tried + 1);
      far.once('error', failed);
      far.once('connect', () => {
        far.off('error', failed);
        far.on('error', () => near.destroy());
        near.pipe(far);
        far.pipe(near);
        near.on('close', () => far.destroy());
        far.on('close', () => near.destroy());
        near.resume();
      });
    };
    tryNext(0);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}
