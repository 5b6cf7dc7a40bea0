/** `npm run bench`: how fast a signed slash command is answered, beside what answering costs without the bot. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, pause, requireBuild, until } from '../support/process.ts';
import { type Figures, load } from './ack.ts';

const PASSES = Number(process.env['PASSES'] ?? 3);
const SECRET = 'of-the-bench-alone';
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const pinned = cpus().length > 1 && execOk('taskset', ['-c', '0', 'true']);
const children: ChildProcess[] = [];
const dir = mkdtempSync(join(tmpdir(), 'twokey-bench-'));

function execOk(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args);
    return true;
  } catch {
    return false;
  }
}

/** Servers under test on core 0; the load and the stub of Slack on the last one. */
async function launch(
  core: 'server' | 'others',
  args: readonly string[],
  env: Record<string, string>,
): Promise<string> {
  const port = await freePort();
  const node = [process.execPath, ...args];
  const [command = '', ...rest] = pinned
    ? ['taskset', '-c', core === 'server' ? '0' : String(cpus().length - 1), ...node]
    : node;
  const all = { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: String(port), ...env };
  const child = spawn(command, rest, { env: all, stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  const origin = `http://127.0.0.1:${port}`;
  await until(
    () =>
      fetch(`${origin}/healthz`).then(
        (response) => response.ok,
        () => false,
      ),
    { timeoutMs: 20_000 },
  );
  return origin;
}

async function end(): Promise<void> {
  for (const child of children.splice(1)) child.kill('SIGKILL');
  await pause(200);
}

/** Median of 200 appends of 4 KiB, each with fsync. */
function fsyncMs(): number {
  const file = openSync(join(dir, 'fsync'), 'w');
  const block = Buffer.alloc(4_096, 1);
  const times = Array.from({ length: 200 }, () => {
    const begun = performance.now();
    writeSync(file, block);
    fsyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  return times.sort((one, other) => one - other)[100] ?? 0;
}

function print(name: string, figures: Figures): void {
  const { p50, p90, p99, max, perSecond, answered, failed } = figures;
  const columns = [p50, p90, p99, max].map((ms) => ms.toFixed(1).padStart(8)).join('');
  process.stdout.write(
    `${name.padEnd(46)}${columns}${perSecond.toFixed(0).padStart(9)}${String(answered).padStart(9)}${String(failed).padStart(8)}\n`,
  );
}

async function main(): Promise<void> {
  requireBuild();
  const [cpu] = cpus();
  process.stdout.write(
    `${cpus().length} x ${cpu?.model ?? '?'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}\n`,
  );
  process.stdout.write(`fsync of 4 KiB in ${dir}: ${fsyncMs().toFixed(3)} ms (median of 200)\n`);
  process.stdout.write(`${pinned ? 'server on core 0, load and stub on the last core' : 'not pinned to cores'}\n\n`);
  process.stdout.write(
    `${''.padEnd(46)}${'p50 ms'.padStart(8)}${'p90'.padStart(8)}${'p99'.padStart(8)}${'max'.padStart(8)}${'req/s'.padStart(9)}${'answered'.padStart(9)}${'failed'.padStart(8)}\n`,
  );
  if (pinned)
    execFileSync('taskset', ['-a', '-p', '-c', String(cpus().length - 1), String(process.pid)], { stdio: 'ignore' });
  const stub = await launch('others', ['--import', 'tsx', here('slack-stub.ts')], {});
  const policy = join(dir, 'policy.yaml');
  writeFileSync(
    policy,
    `channel: C0BENCH\nrules:\n  - { name: all, requesters: [${people.join(', ')}], approvers: [U0OTHER] }\n`,
  );
  const secret = { SLACK_SIGNING_SECRET: SECRET };
  const botEnv = (pass: number) => ({
    ...secret,
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_API_URL: `${stub}/slack/`,
    OCP_URL: stub,
    OCP_USERNAME: 'bench',
    OCP_PASSWORD: 'bench',
    DATABASE_URL: `sqlite:${join(dir, `bench-${pass}.db`)}`,
    POLICY_FILE: policy,
  });
  const server = (name: string) => ['--import', 'tsx', here('baselines.ts'), name];
  for (let pass = 1; pass <= PASSES; pass += 1) {
    const raw = await launch('server', server('raw'), secret);
    print(`pass ${pass}: node:http and signature, 32 conn.`, await load(raw, sign, { connections: 32 }));
    await end();
    const bolt = await launch('server', server('bolt'), secret);
    print(`pass ${pass}: Bolt HTTPReceiver, empty ack, 32 conn.`, await load(bolt, sign, { connections: 32 }));
    await end();
    const bot = await launch('server', [here('../../dist/main.js')], botEnv(pass));
    print(`pass ${pass}: the bot, 32 conn.`, await load(bot, sign, { connections: 32 }));
    await pause(2_000);
    print(`pass ${pass}: the bot, bursts of 32, one a second`, await load(bot, sign, { bursts: 8, connections: 32 }));
    await end();
  }
}

/** As Slack signs; every command is another one of the next of 32 people, so that nothing can be answered from a cache. */
let serial = 0;
const people = Array.from({ length: 32 }, (_, index) => `U0BENCH${index + 10}`);
function sign(): { body: string; headers: Record<string, string> } {
  serial += 1;
  const body = new URLSearchParams({
    command: '/failover',
    text: 'billing',
    user_id: people[serial % people.length] ?? '',
    user_name: 'u1',
    team_id: 'T1',
    channel_id: 'C0BENCH',
    channel_name: 'ops',
    trigger_id: `1.${serial}`,
    response_url: 'http://127.0.0.1:1/',
  }).toString();
  const time = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', SECRET).update(`v0:${time}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': time,
    'x-slack-signature': `v0=${signature}`,
  };
  return { body, headers };
}

try {
  await main();
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
}
