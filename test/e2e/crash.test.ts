/** What nobody expected ends the process, loudly, and without telling a secret. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnBot, startBotProcess, until } from '../support/process.ts';
import { keys, type ProcessWorld, slackSecrets, startProcessWorld } from '../support/process-world.ts';

let world: ProcessWorld;
beforeEach(async () => {
  world = await startProcessWorld();
});
afterEach(() => world.close());

const canaries = [slackSecrets.botToken, slackSecrets.signingSecret, keys.keySecret];
/** An error that quotes every secret, as they are and as HTTP would carry them. */
const leaking = `Object.assign(new Error(['request failed', process.env.SLACK_BOT_TOKEN, process.env.SLACK_SIGNING_SECRET,
  Buffer.from(process.env.OCP_ACCESS_KEY_SECRET).toString('base64'), process.env.OCP_ACCESS_KEY_SECRET].join(' ')),
  { headers: { authorization: process.env.OCP_ACCESS_KEY_SECRET } })`;

/** Once the program runs, and not while it is being loaded. */
function whileItRuns(act: string): string {
  const late = `setTimeout(() => { ${act} }, 500)`;
  return `const look = setInterval(() => {
    if (process.listenerCount('uncaughtException') === 0) return;
    clearInterval(look);
    ${late};
  }, 50);`;
}

function holdsNoSecret(written: string): void {
  for (const secret of canaries) {
    expect(written).not.toContain(secret);
    expect(written).not.toContain(Buffer.from(secret).toString('base64'));
  }
}

describe('an error that nobody caught', () => {
  it.each([
    ['thrown in a timer', whileItRuns(`throw ${leaking};`)],
    ['in a promise that nobody waits for', whileItRuns(`void Promise.reject(${leaking});`)],
    ['that is no error', whileItRuns('throw process.env.SLACK_BOT_TOKEN;')],
  ])('%s ends the process with 1, says so, and quotes no secret', async (_what, before) => {
    // Whatever an operator told Node about promises.
    const env = { ...world.env, NODE_OPTIONS: '--unhandled-rejections=warn' };
    const bot = spawnBot({ env, port: world.port, before });
    expect(await bot.exited).toEqual({ code: 1, signal: null });
    expect(bot.output()).toContain('Twokey stopped: ');
    const last = bot.output().trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ level: 'error', event: 'crashed' });
    expect(bot.output()).toContain('hidden]');
    holdsNoSecret(bot.output());
  });

  it('of a socket that closed under what was sent on it ends nothing, and quotes no secret', async () => {
    const code = `Object.assign(${leaking}, { code: 'slack_socket_mode_send_while_not_ready_error' })`;
    const before = whileItRuns(`void Promise.reject(${code});`);
    const bot = spawnBot({ env: world.env, port: world.port, before });
    await until(() => bot.output().includes('Twokey goes on: '), { what: 'a word of it' });
    holdsNoSecret(bot.output());
    expect((await fetch(`http://127.0.0.1:${world.port}/healthz`)).status).toBe(200);
    expect(await bot.terminate()).toEqual({ code: 0, signal: null });
  });

  it('leaves the store as it was: the next process starts', async () => {
    const before = whileItRuns("throw new Error('no');");
    await spawnBot({ env: world.env, port: world.port, before }).exited;
    const bot = await startBotProcess({ env: world.env, port: world.port });
    expect(await bot.terminate()).toEqual({ code: 0, signal: null });
  });
});

describe('a start that fails', () => {
  it('quotes no secret, wherever it stands', async () => {
    const env = { ...world.env, DATABASE_URL: `sqlite:/dev/null/${keys.keySecret}.db` };
    const bot = spawnBot({ env, port: world.port });
    expect(await bot.exited).toEqual({ code: 1, signal: null });
    expect(bot.output()).toContain('[hidden].db');
    holdsNoSecret(bot.output());
  });
});

describe('/readyz', () => {
  it('tells what is wrong and no secret, when Slack refuses the token', async () => {
    const bot = await startBotProcess({ env: world.env, port: world.port });
    const { botToken } = slackSecrets;
    world.slack.faults.add({ target: 'auth.test', kind: 'error', code: `invalid_auth ${botToken}`, times: null });
    // It is seen with the next look: a probe starts none.
    await until(async () => (await fetch(`${bot.origin}/readyz`)).status === 503, { what: 'a look at Slack' });
    const told = await fetch(`${bot.origin}/readyz`);
    const text = await told.text();
    expect(told.status).toBe(503);
    expect(text).toContain('"slack"');
    holdsNoSecret(text);
    await bot.kill();
    holdsNoSecret(bot.output());
  });
});
