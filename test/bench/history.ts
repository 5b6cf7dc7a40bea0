/** `npm run bench:history`: what is asked of a store with many ended requests, in ms: of SQLite's file and of a PostgreSQL of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, sql } from 'kysely';
import { z } from 'zod';
import { FIRST_PAGE, readOpen, readPage } from '../../src/slack/overview/reader.ts';
import type { Sight } from '../../src/slack/overview/sight.ts';
import { openPostgres } from '../../src/store/database/postgres.ts';
import { openSqlite } from '../../src/store/database/sqlite.ts';
import { type CountedStore, storeOn } from '../../src/store/store.ts';
import { newest, seedMany } from '../support/many.ts';
import { administer, serverIn, urlAt } from '../support/postgres.ts';
import { freePort } from '../support/process.ts';
import { people } from '../support/world.ts';

const SIZES = (process.env['SIZES'] ?? '2000,20000').split(',').map(Number);
const RUNS = Number(process.env['RUNS'] ?? 20);
/** A page of history must take no longer by the median, ms. */
const HISTORY_MAX = 50;

const dir = mkdtempSync(join(tmpdir(), 'twokey-bench-'));
const everything: Sight = { of: async (requests) => requests, isPartial: () => false };
const nothing: Sight = { of: async () => [], isPartial: () => false };

function page(store: CountedStore, typed: { tenant?: string; person?: string }, sight = everything) {
  const filter = { tenant: null, person: null, days: null, ...typed };
  return readPage({ log: store.log, index: store.filling, sight }, filter, FIRST_PAGE, newest);
}

const asked: Readonly<Record<string, (store: CountedStore) => Promise<unknown>>> = {
  history: (store) => page(store, {}),
  'history o (a beginning of all)': (store) => page(store, { tenant: 'o' }),
  'history orders_49 (one in fifty)': (store) => page(store, { tenant: 'orders_49' }),
  'history nothing_like_it': (store) => page(store, { tenant: 'nothing_like_it' }),
  'history @person of every request': (store) => page(store, { person: people.sofia }),
  'history orders @person': (store) => page(store, { tenant: 'orders', person: people.mei }),
  'history, all of it hidden from the reader': (store) => page(store, {}, nothing),
  status: ({ log }) => readOpen(log, everything),
  'metrics (figures of the store)': (store) => store.figures(),
  'what the mirror has to show': ({ cursors }) => cursors.behind(),
};

/** CPU of this process, ms: what a machine that others use does not change much. With PostgreSQL the server's is not in it. */
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

function print(name: string, times: readonly number[], cpu: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const columns = [at(0), at(0.5), at(1), cpu / times.length].map((ms) => ms.toFixed(2).padStart(10)).join('');
  process.stdout.write(`${name.padEnd(56)}${columns}\n`);
  return at(0.5);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Gives whether history was quick enough. */
async function measure(kind: string, open: () => ReturnType<typeof openSqlite>, size: number): Promise<boolean> {
  const db = await open();
  const store = storeOn(db, { id: 'bench' });
  await seedMany(db, size);
  const steps: number[] = [];
  const begun = performance.now();
  const used = cpuMs();
  let filled: number;
  do {
    const before = performance.now();
    filled = await store.filling.fill(25);
    steps.push(performance.now() - before);
  } while (filled === 25);
  const whole = performance.now() - begun;
  const fillingCpu = cpuMs() - used;
  await db.executeQuery(CompiledQuery.raw('analyze'));
  process.stdout.write(`\n${kind}, ${size} ended requests: index filled in ${(whole / 1_000).toFixed(1)} s\n`);
  process.stdout.write(
    `${''.padEnd(56)}${['min ms', 'median', 'max', 'CPU each'].map((one) => one.padStart(10)).join('')}\n`,
  );
  print('a step of filling the index, 25 requests', steps, fillingCpu);
  let slowest = 0;
  for (const [name, ask] of Object.entries(asked)) {
    const times: number[] = [];
    const before = cpuMs();
    for (let run = 0; run < RUNS; run += 1) times.push(await timed(() => ask(store)));
    const median = print(name, times, cpuMs() - before);
    if (name.startsWith('history') && !name.includes('hidden')) slowest = Math.max(slowest, median);
  }
  const isQuick = slowest <= HISTORY_MAX;
  process.stdout.write(
    `history, the slowest median: ${slowest.toFixed(1)} ms of at most ${HISTORY_MAX}: ${isQuick ? 'OK' : 'FAILED'}\n`,
  );
  await store.close();
  return isQuick;
}

async function main(): Promise<boolean> {
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model ?? '?'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  process.stdout.write(
    `${machine}, Node ${process.version}; ${RUNS} runs of each; load ${(loadavg()[0] ?? 0).toFixed(1)}\n`,
  );
  const results: boolean[] = [];
  const first = await openSqlite(':memory:');
  const { rows } = await sql`select sqlite_version() as version`.execute(first);
  await first.destroy();
  process.stdout.write(`SQLite ${z.object({ version: z.string() }).parse(rows[0]).version}\n`);
  for (const size of SIZES) results.push(await measure('SQLite', () => openSqlite(join(dir, `${size}.db`)), size));

  const port = await freePort();
  const databaseDir = mkdtempSync(join(tmpdir(), 'twokey-postgres-'));
  const server = await serverIn(databaseDir, port, []);
  await server.initialise();
  await server.started();
  try {
    await administer(
      urlAt(port),
      SIZES.map((size) => `create database bench_${size}`),
    );
    for (const size of SIZES)
      results.push(await measure('PostgreSQL', () => openPostgres(`${urlAt(port)}/bench_${size}`), size));
  } finally {
    await server.stop();
    rmSync(databaseDir, { recursive: true, force: true });
  }
  return results.every(Boolean);
}

try {
  if (!(await main())) process.exitCode = 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
