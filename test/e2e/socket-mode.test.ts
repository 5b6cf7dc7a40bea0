/** Socket Mode as operators run it: Slack's Web API is away at the start or at a reconnect, and the process stays. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BotProcess, pause, spawnBot, until } from '../support/process.ts';
import { type ProcessWorld, startProcessWorld } from '../support/process-world.ts';

const AWAY_MS = 8_000;

let world: ProcessWorld;
let env: Readonly<Record<string, string>>;
beforeEach(async () => {
  world = await startProcessWorld();
  env = { ...world.env, SLACK_APP_TOKEN: 'xapp-process-tests', DATABASE_URL: `sqlite:${world.database}` };
  world.slack.setAppUrl(null);
});
afterEach(() => world.close());

const run = () => spawnBot({ env, port: world.port });
const readyz = async (bot: BotProcess) => (await fetch(`${bot.origin}/readyz`).catch(() => null))?.status ?? 0;
const metrics = async (bot: BotProcess) => (await fetch(`${bot.origin}/metrics`)).text();
const open = () => world.slack.socket.connections() === 2;

it('Slack away for eight seconds, at the start and at a reconnect', async () => {
  world.slack.setReachable(false);
  const bot = run();
  await until(async () => (await readyz(bot)) === 503, { what: 'a bot that is not ready' });
  await pause(AWAY_MS);
  world.slack.setReachable(true);
  await until(open, { what: 'two sockets', timeoutMs: 60_000 });
  await until(async () => (await readyz(bot)) === 200, { what: 'a bot that is ready' });

  world.slack.setReachable(false);
  await until(async () => (await readyz(bot)) === 503, { what: 'a bot that is not ready' });
  expect(await metrics(bot)).toContain('\ntwokey_slack_sockets 0\n');
  await pause(AWAY_MS);
  world.slack.setReachable(true);
  await until(open, { what: 'two sockets again', timeoutMs: 60_000 });
  expect(await metrics(bot)).toContain('\ntwokey_slack_sockets 2\n');
  expect(await bot.terminate()).toEqual({ code: 0, signal: null });
});

it('ends with 78 when Slack refuses the token at the start', async () => {
  world.slack.faults.add({ target: 'apps.connections.open', kind: 'error', code: 'invalid_auth', times: null });
  const bot = run();
  expect(await bot.exited).toEqual({ code: 78, signal: null });
  expect(bot.output()).toContain('Slack refuses to open a socket (invalid_auth)');
  expect(bot.output()).not.toContain('xapp-process-tests');
});

it('stays up when Slack refuses the token later, and says so', async () => {
  const bot = run();
  await until(open, { what: 'two sockets' });
  world.slack.faults.add({ target: 'apps.connections.open', kind: 'error', code: 'token_revoked', times: null });
  world.slack.socket.disconnect();
  await until(async () => (await readyz(bot)) === 503, { what: 'a bot that is not ready' });
  await until(() => bot.output().includes('socket_refused'), { what: 'a line in the log' });
  expect(await metrics(bot)).toContain('\ntwokey_slack_socket_refused 1\n');
  expect((await fetch(`${bot.origin}/healthz`)).status).toBe(200);
  expect(await bot.terminate()).toEqual({ code: 0, signal: null });
});
