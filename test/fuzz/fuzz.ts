/** Sends hostile requests to the real process, and looks at what is left of it. */
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { sha256 } from '../../src/operation/digest.ts';
import { hexDigits, type Random, seededRandom } from '../../src/simulators/ocp/world/random.ts';
import { sign } from '../../src/simulators/slack/http/deliver.ts';
import { loadSqlite } from '../../src/store/sqlite-library.ts';
import { until } from '../support/process.ts';
import {
  askStubbornly,
  cardsOf,
  type ProcessWorld,
  slackSecrets,
  startProcessWorld,
} from '../support/process-world.ts';
import { buttonsOf } from '../support/world.ts';
import { createHostile, type Hostile } from './bodies.ts';

export interface FuzzReport {
  readonly sent: number;
  readonly seconds: number;
  readonly slowestMs: number;
  /** How many got which HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Without any answer: the connection was closed. Only 4 MB may end so, when the refusal comes before the end of the body. */
  readonly unanswered: Readonly<Record<string, number>>;
  /** Signed by somebody else, too old or not at all, and taken all the same. */
  readonly forgeriesTaken: number;
  readonly rssBefore: number;
  readonly rssAfter: number;
  /** What the store held before and holds after, table by table: equal texts, equal tables. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  /** A person's command is answered as ever, by the process that took all this. */
  readonly serves: boolean;
  /** The process ended by itself, before it was told to. */
  readonly died: boolean;
}

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  readonly connections?: number;
  readonly progress?: (sent: number, rssBytes: number) => void;
}

const ANSWER_MS = 3_000;
/** The heap finds its size first: memory and time are measured after so many. */
export const WARM_UP = 2_000;

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const world = await startProcessWorld({ terms: ', approval_window: 24h' });
  try {
    return await fuzzWorld(world, options);
  } finally {
    await world.close();
  }
}

async function fuzzWorld(world: ProcessWorld, { count, seed, connections = 16, progress }: FuzzOptions) {
  const random = seededRandom(seed);
  const next = createHostile(random, await plantRequest(world));
  const before = tablesOf(world.database);
  const bot = await world.start();
  const gone = new AbortController();
  void bot.exited.then(() => gone.abort());
  const died = () => gone.signal.aborted;
  const pool = new Pool(bot.origin, { connections });
  const statuses: Record<string, number> = {};
  const unanswered: Record<string, number> = {};
  let forgeriesTaken = 0;
  let slowestMs = 0;

  async function send(hostile: Hostile): Promise<void> {
    const begun = performance.now();
    try {
      const headers = headersOf(hostile, random);
      const answer = await pool.request({ path: '/slack/events', method: 'POST', body: hostile.body, headers });
      await answer.body.dump();
      statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1;
      if (hostile.signature !== 'right' && answer.statusCode < 400) forgeriesTaken += 1;
    } catch {
      unanswered[hostile.kind] = (unanswered[hostile.kind] ?? 0) + 1;
    }
    slowestMs = Math.max(slowestMs, performance.now() - begun);
  }
  async function volley(size: number): Promise<void> {
    let left = size;
    const lane = async () => {
      while (left > 0 && !died()) {
        left -= 1;
        await send(next());
      }
    };
    await Promise.all(Array.from({ length: connections }, lane));
  }

  await volley(Math.min(WARM_UP, count));
  const rssBefore = rssOf(bot.pid);
  const begun = performance.now();
  for (let sent = WARM_UP; sent < count && !died(); sent += 10_000) {
    await volley(Math.min(10_000, count - sent));
    progress?.(Math.min(count, sent + 10_000), rssOf(bot.pid));
  }
  const seconds = (performance.now() - begun) / 1_000;
  const rssAfter = died() ? Number.NaN : rssOf(bot.pid);
  const serves = !died() && (await answersACommand(world));
  const diedAlone = died();
  await pool.destroy();
  await bot.terminate();
  const after = tablesOf(world.database);
  const sent = Object.values(statuses).reduce((sum, one) => sum + one, 0);
  return {
    sent,
    seconds,
    slowestMs,
    statuses,
    unanswered,
    forgeriesTaken,
    rssBefore,
    rssAfter,
    before,
    after,
    serves,
    died: diedAlone,
  };
}

/** A request that waits for its approval: what the forgeries are after. */
async function plantRequest(world: ProcessWorld) {
  const [lane] = world.lanes;
  if (!lane) throw new Error('no lane');
  const bot = await world.start();
  const requestId = await askStubbornly(world, lane, 'tenant_0001');
  const card = await until(() => cardsOf(world, lane, requestId).find((one) => buttonsOf(one).includes('approve')));
  await bot.terminate();
  return { requestId, channel: lane.channel, ts: card.ts, person: lane.requester, team: world.slack.model.team.id };
}

async function answersACommand({ slack, lanes }: ProcessWorld): Promise<boolean> {
  const [lane] = lanes;
  if (!lane) return false;
  const { ok } = await slack.as(lane.requester).slash('/failover', 'help', lane.channel);
  return ok;
}

function headersOf({ body, contentType, signature }: Hostile, random: Random): Record<string, string> {
  const now = Math.floor(Date.now() / 1_000);
  const seconds = signature === 'stale' ? now - 400 : signature === 'ahead' ? now + 400 : now;
  const right = sign(slackSecrets.signingSecret, seconds, body.toString());
  const wrong: Readonly<Record<string, string>> = {
    random: `v0=${hexDigits(64, random)}`,
    other_secret: sign('another secret', seconds, body.toString()),
    short: right.slice(0, 20),
    old_version: right.replace('v0=', 'v1='),
  };
  return {
    ...(contentType === null ? {} : { 'content-type': contentType }),
    ...(signature === 'no_time' ? {} : { 'x-slack-request-timestamp': String(seconds) }),
    ...(signature === 'none' ? {} : { 'x-slack-signature': wrong[signature] ?? right }),
  };
}

/** Resident memory, bytes. */
function rssOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1_024;
}

/** What has no say in any request: that something was delivered, and which process leads. */
const APART: readonly unknown[] = ['deliveries', 'leases', 'sightings', 'stop_replicas'];

/** Each table's rows as one text. The bot must be stopped: it holds its store alone. */
function tablesOf(path: string): Readonly<Record<string, string>> {
  const DatabaseSync = loadSqlite();
  const db = new DatabaseSync(path, { readOnly: true });
  const named = db.prepare(`select name from sqlite_master where type = 'table' order by name`).all();
  const told = named.map((row) => row['name']).filter((name) => !APART.includes(name));
  const rows = told.map((name) => {
    const all = db.prepare(`select * from "${String(name)}"`).all();
    return [String(name), `${all.length} rows, ${sha256(JSON.stringify(all))}`] as const;
  });
  db.close();
  return Object.fromEntries(rows);
}

/** What gave way, in words; empty when nothing did. */
export function faultsOf(report: FuzzReport): readonly string[] {
  const { before, after, died, serves, forgeriesTaken, slowestMs, unanswered } = report;
  const changed = Object.keys({ ...before, ...after }).filter((table) => before[table] !== after[table]);
  return [
    ...(died ? ['the process died'] : []),
    ...(serves ? [] : ['a command is not answered any more']),
    ...(forgeriesTaken > 0 ? [`${forgeriesTaken} forged requests were taken`] : []),
    ...(slowestMs > ANSWER_MS ? [`the slowest answer took ${slowestMs.toFixed(0)} ms`] : []),
    ...Object.entries(unanswered).map(([kind, count]) => `${count} without an answer: ${kind}`),
    ...changed.map((table) => `the table ${table} changed: ${before[table]}, now ${after[table]}`),
  ];
}
