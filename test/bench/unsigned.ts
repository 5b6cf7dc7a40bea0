/** `npm run bench:unsigned`: how fast clicks are answered, and how much memory it takes, while 700 strangers send bodies slowly. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Client } from 'undici';
import { sign } from '../../src/simulators/slack/http/deliver.ts';
import { pause } from '../support/process.ts';
import { slackSecrets, startProcessWorld } from '../support/process-world.ts';

const SENDERS = Number(process.env['SENDERS'] ?? 700);
const SECONDS = Number(process.env['SECONDS'] ?? 15);
const EVERY_MS = 50;

const patterns = [
  ['none', 'nothing'],
  ['drip', '60 kB at once, then 1 kB a second'],
  ['hold', '1 MB but for the last byte at once'],
  ['chunks', 'chunks of one byte'],
] as const;

/** A button of a request that there is not: it is put on disk before the answer, like every click. */
function click(serial: number): { body: string; headers: Record<string, string> } {
  const payload = {
    type: 'block_actions',
    user: { id: 'U0LANE0', team_id: 'T1' },
    team: { id: 'T1' },
    channel: { id: 'C0LANE0' },
    message: { ts: '1.1' },
    container: { type: 'message', message_ts: '1.1', channel_id: 'C0LANE0' },
    trigger_id: `1.${serial}`,
    response_url: 'http://127.0.0.1:1/',
    actions: [
      { type: 'button', action_id: 'approve', block_id: 'round:1', value: 'R-BENCH', action_ts: `1.${serial}` },
    ],
  };
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const seconds = Math.floor(Date.now() / 1_000);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(seconds),
    'x-slack-signature': sign(slackSecrets.signingSecret, seconds, body),
  };
  return { body, headers };
}

/** Megabytes, as the kernel counts them. */
function memoryOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const [, kilobytes] = new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1_024) / 1e6;
}

const world = await startProcessWorld();
const children: ChildProcess[] = [];
let serial = 0;
try {
  const [cpu] = cpus();
  console.log(
    `${cpus().length} x ${cpu?.model ?? '?'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`,
  );
  console.log(
    `${SENDERS} senders with right headers, ${SECONDS} s each; a click on a connection of its own every ${EVERY_MS} ms\n`,
  );
  console.log(
    `${'they send'.padEnd(38)}${['p50 ms', 'p99', 'max', 'clicks', 'failed', 'RSS MB', 'peak'].map((text) => text.padStart(8)).join('')}`,
  );
  for (const [pattern, name] of patterns) {
    const bot = await world.start();
    const { port } = new URL(bot.origin);
    const senders = fileURLToPath(new URL('slow-senders.ts', import.meta.url));
    const args = ['--import', 'tsx', senders, port, String(pattern === 'none' ? 0 : SENDERS), pattern];
    children.push(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
    await pause(2_000);
    const times: number[] = [];
    let failed = 0;
    const one = async () => {
      const client = new Client(bot.origin);
      const begun = performance.now();
      try {
        const answer = await client.request({ path: '/slack/events', method: 'POST', ...click((serial += 1)) });
        await answer.body.dump();
        if (answer.statusCode !== 200) failed += 1;
      } catch {
        failed += 1;
      }
      times.push(performance.now() - begun);
      await client.destroy();
    };
    const pending: Promise<void>[] = [];
    for (let at = 0; at < (SECONDS * 1_000) / EVERY_MS; at += 1) {
      pending.push(one());
      await pause(EVERY_MS);
    }
    await Promise.all(pending);
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
    const figures = [at(0.5), at(0.99), at(1)].map((ms) => ms.toFixed(1));
    const memory = [memoryOf(bot.pid, 'VmRSS'), memoryOf(bot.pid, 'VmHWM')].map((megabytes) => megabytes.toFixed(0));
    console.log(
      `${name.padEnd(38)}${[...figures, times.length, failed, ...memory].map((text) => String(text).padStart(8)).join('')}`,
    );
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await bot.terminate();
  }
} finally {
  for (const child of children) child.kill('SIGKILL');
  await world.close();
}
