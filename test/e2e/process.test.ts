import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { freePort, pause, spawnBot, startBotProcess, until } from '../support/process.ts';
import {
  approver,
  askStubbornly,
  cardsOf,
  decideUntilTold,
  failoversOf,
  type Lane,
  keys,
  type ProcessWorld,
  slackSecrets,
  startProcessWorld,
} from '../support/process-world.ts';
import { buttonsOf } from '../support/world.ts';

let world: ProcessWorld;
let lane: Lane;
beforeEach(async () => {
  world = await startProcessWorld();
  lane = world.lanes[0] ?? { requester: '', channel: '' };
});
afterEach(() => world.close());

const ready = z.object({
  ready: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});

async function readiness(): Promise<{ status: number; told: z.infer<typeof ready> }> {
  const response = await fetch(`${world.bot().origin}/readyz`);
  return { status: response.status, told: ready.parse(await response.json()) };
}

describe('configuration', () => {
  it('ends with 78 and lists every problem at once when variables are half set', async () => {
    const bot = spawnBot({ env: { SLACK_BOT_TOKEN: 'xapp-wrong', OCP_USERNAME: 'admin', PORT: 'http' }, port: 0 });
    expect(await bot.exited).toEqual({ code: 78, signal: null });
    for (const name of ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'OCP_URL', 'OCP_PASSWORD', 'PORT'])
      expect(bot.output()).toContain(name);
    expect(bot.output()).not.toContain('xapp-wrong');
  });

  it('ends with 78 and lists what is wrong in the environment, the policy and the people file in one go, as one line of JSON', async () => {
    const peopleFile = `${world.policyFile}.people`;
    writeFileSync(peopleFile, 'people: nobody\n');
    writeFileSync(world.policyFile, 'rules: []\n');
    const wrong = { PORT: 'http', PEOPLE_FILE: peopleFile };
    const together = spawnBot({ env: { ...world.env, ...wrong }, port: 0 });
    expect(await together.exited).toEqual({ code: 78, signal: null });
    const line = z
      .object({ level: z.literal('error'), event: z.literal('misconfigured'), msg: z.string() })
      .parse(JSON.parse(together.output()));
    for (const named of ['PORT ', `${world.policyFile}:1`, `${peopleFile}:1`]) expect(line.msg).toContain(named);
    // Nothing new turns up when the environment is right.
    const files = spawnBot({ env: { ...world.env, PEOPLE_FILE: peopleFile }, port: world.port });
    expect(await files.exited).toEqual({ code: 78, signal: null });
    for (const named of [`${world.policyFile}:1`, `${peopleFile}:1`]) expect(files.output()).toContain(named);
  });

  it('ends with 78 and says in which line the policy file is wrong', async () => {
    writeFileSync(
      world.policyFile,
      'channel: C0LANE0\nrules:\n  - name: all\n    requesters: [somebody]\n    approvers: []\n',
    );
    const bot = spawnBot({ env: world.env, port: world.port });
    expect(await bot.exited).toEqual({ code: 78, signal: null });
    expect(bot.output()).toContain(`${world.policyFile}:4`);
    expect(bot.output()).toContain(`${world.policyFile}:5`);
  });

  it('ends with 78 when a rule asks for one-time codes and there is no key to check them with', async () => {
    const asking = `${world.policyFile}.asking`;
    const rule = '{ name: all, requesters: [U0MEI], approvers: [U0ARUN], one_time_code: true }';
    writeFileSync(asking, `channel: C0LANE0\nrules:\n  - ${rule}\n`);
    const bot = spawnBot({ env: { ...world.env, POLICY_FILE: asking }, port: world.port });
    expect(await bot.exited).toEqual({ code: 78, signal: null });
    expect(bot.output()).toContain('ONE_TIME_CODE_KEY is not set. Make a key with: openssl rand -base64 32');
  });

  it('ends with 78 when there is no policy file', async () => {
    const bot = spawnBot({ env: { ...world.env, POLICY_FILE: `${world.policyFile}.not` }, port: world.port });
    expect(await bot.exited).toEqual({ code: 78, signal: null });
    expect(bot.output()).toContain(`${world.policyFile}.not`);
  });
});

describe('a store that no restart mends', () => {
  it('ends with 78 when its -wal is missing, and says what to do', async () => {
    const bot = await world.start();
    await bot.kill();
    rmSync(`${world.database}-wal`);
    const again = spawnBot({ env: world.env, port: world.port });
    expect(await again.exited).toEqual({ code: 78, signal: null });
    expect(again.output()).toContain(`${world.database} is incomplete`);
    expect(again.output()).toContain(`touch ${world.database}-wal`);
  });

  it('ends with 78 when it is corrupt', async () => {
    writeFileSync(world.database, 'no database at all, however one looks at it '.repeat(100));
    const bot = spawnBot({ env: world.env, port: world.port });
    expect(await bot.exited).toEqual({ code: 78, signal: null });
    expect(bot.output()).toContain('is not an SQLite database');
  });
});

describe('one bot at a time', () => {
  it('ends with 1 when its port is taken, and leaves the other server alone', async () => {
    const server = createServer((_, response) => response.end('mine'));
    await new Promise<void>((resolve) => {
      server.listen(world.port, '127.0.0.1', resolve);
    });
    const bot = spawnBot({ env: world.env, port: world.port });
    expect(await bot.exited).toEqual({ code: 1, signal: null });
    expect(bot.output()).toContain(`Port ${world.port} is in use by another process (EADDRINUSE).`);
    // It has not so much as looked at the store: the lease is the others'.
    expect(bot.output()).not.toContain('"leading"');
    expect(existsSync(world.database)).toBe(false);
    expect(await (await fetch(`http://127.0.0.1:${world.port}`)).text()).toBe('mine');
    server.close();
  });

  it('ends with 78 when HOST is no address of this machine, before it takes the lease', async () => {
    const bot = spawnBot({ env: { ...world.env, HOST: '192.0.2.1' }, port: world.port });
    expect(await bot.exited).toEqual({ code: 78, signal: null });
    expect(bot.output()).toContain('HOST is not an address of this machine (EADDRNOTAVAIL).');
    expect(existsSync(world.database)).toBe(false);
  });

  it('refuses a store that another bot holds, which goes on', async () => {
    const first = await world.start();
    const second = spawnBot({ env: world.env, port: await freePort() });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output()).toMatch(/locked|in use/);
    expect((await fetch(`${first.origin}/healthz`)).status).toBe(200);
    const id = await askStubbornly(world, lane, 'tenant_0001');
    await world.slack.waitFor(() => cardsOf(world, lane, id).length > 0);
  });
});

describe('probes', () => {
  it('is ready while store, policy and Slack are in order, and tells of the lease and of OCP', async () => {
    await world.start();
    const { status, told } = await readiness();
    expect(status).toBe(200);
    expect(told.ready).toBe(true);
    expect(told.checks.map(({ name }) => name)).toEqual(['store', 'lease', 'policy', 'slack', 'clock', 'ocp']);
  });

  it('lives but is not ready while Slack cannot be reached, and says so', async () => {
    world.slack.setReachable(false);
    const bot = await world.start();
    expect((await fetch(`${bot.origin}/healthz`)).status).toBe(200);
    const { status, told } = await readiness();
    expect(status).toBe(503);
    expect(told.checks.filter(({ ok }) => !ok)).toMatchObject([
      { name: 'slack', detail: expect.stringMatching(/Slack/) },
    ]);
    world.slack.setReachable(true);
    await until(async () => (await readiness()).status === 200, { timeoutMs: 40_000 });
  });

  it('is not ready any more when Slack goes away later', async () => {
    await world.start();
    expect((await readiness()).status).toBe(200);
    world.slack.setReachable(false);
    const told = await until(notReady, { timeoutMs: 40_000 });
    expect(told.checks.filter(({ ok }) => !ok)).toMatchObject([{ name: 'slack' }]);
  });

  it('keeps to the last good policy when the file breaks, and names file and line', async () => {
    await world.start();
    writeFileSync(world.policyFile, 'channel: C0LANE0\nrules: 3\n');
    const { status, told } = await readiness();
    expect(status).toBe(200);
    expect(told.checks.find(({ name }) => name === 'policy')?.detail).toContain(`${world.policyFile}:2`);
    const id = await askStubbornly(world, lane, 'tenant_0001');
    await world.slack.waitFor(() => cardsOf(world, lane, id).length > 0);
  });
});

async function notReady() {
  const { status, told } = await readiness();
  return status === 503 ? told : null;
}

describe('SIGTERM', () => {
  it('ends with 0 and finishes the click that is being answered', async () => {
    const bot = await world.start();
    const id = await askStubbornly(world, lane, 'tenant_0001');
    const card = await world.slack.waitFor(() =>
      cardsOf(world, lane, id).find((card) => buttonsOf(card).includes('approve')),
    );
    // Slack's answer about the approver takes a while: the click is on disk and under way when the signal comes.
    world.slack.faults.add({ target: 'users.info', kind: 'delay_before', ms: 700 });
    const asked = world.slack.calls('users.info');
    const clicked = world.slack.as(approver).click(card, 'approve', { confirm: true });
    await world.slack.waitFor(() => world.slack.calls('users.info') > asked);
    const stopped = bot.terminate();
    expect(await clicked).toMatchObject({ ok: true });
    expect(await stopped, bot.output()).toEqual({ code: 0, signal: null });
    expect(bot.output()).toMatch(/"event":"approved"/);
    expect(bot.output().trim().split('\n').at(-1)).toMatch(/"event":"stopped"/);

    await world.start();
    await decideUntilTold(world, lane, id);
    expect(failoversOf(world, 'tenant_0001')).toHaveLength(1);
    const approvals = world.slack.thread(lane.channel, card.ts).filter(({ text }) => /approved/i.test(text));
    expect(approvals.length).toBeGreaterThan(0);
  });

  it('claims nothing new: what was approved before stays unsent, however long OCP takes to answer', async () => {
    const bot = await world.start();
    const id = await askStubbornly(world, lane, 'tenant_0001');
    const card = await world.slack.waitFor(() =>
      cardsOf(world, lane, id).find((card) => buttonsOf(card).includes('approve')),
    );
    // The readings before the claim are under way when the signal comes, and are answered while the bot still runs.
    const slow = { kind: 'reply', method: 'GET', path: '*', outcome: 'delay', delayMs: 1_500, times: null } as const;
    world.ocp.model.addFault(slow);
    // Something else keeps the bot from ending at once.
    world.slack.faults.add({ target: 'chat.update', kind: 'delay_before', ms: 4_000 });
    const known = world.ocp.model.journal.entries.length;
    await world.slack.as(approver).click(card, 'approve', { confirm: true });
    await until(() => bot.output().includes('"event":"approved"') && world.ocp.model.journal.entries.length > known);
    expect(await bot.terminate(), bot.output()).toEqual({ code: 0, signal: null });
    expect(bot.output()).not.toContain('"event":"call_claimed"');
    expect(failoversOf(world, 'tenant_0001')).toEqual([]);

    // What it was told to leave, the next one does.
    world.ocp.model.clearFaults();
    world.slack.faults.clear();
    await world.start();
    await decideUntilTold(world, lane, id);
    expect(failoversOf(world, 'tenant_0001')).toHaveLength(1);
  });

  it('ends with 0 while nothing can be reached', async () => {
    const bot = await world.start();
    const id = await askStubbornly(world, lane, 'tenant_0001');
    await world.slack.waitFor(() => cardsOf(world, lane, id).length > 0);
    world.slack.setReachable(false);
    world.ocp.model.addFault({ kind: 'unreachable' });
    await pause(200);
    expect(await bot.terminate()).toEqual({ code: 0, signal: null });
  });
});

describe('what it writes', () => {
  it('holds no secret, whatever happens', { timeout: 50_000 }, async () => {
    const bot = await startBotProcess({ env: { ...world.env, LOG_LEVEL: 'trace' }, port: world.port });
    onTestFinished(async () => void (await bot.kill()));
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_after', skip: 1 });
    world.slack.faults.add({ target: 'views.update', kind: 'html' });
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      status: 500,
      method: 'GET',
      path: '/api/v2/ob/tenants',
    });
    const body = 'payload=%7B%22broken';
    await fetch(`${bot.origin}/slack/events`, { method: 'POST', body, headers: { 'x-slack-signature': 'v0=no' } });
    const id = await askStubbornly(world, lane, 'tenant_0001');
    await decideUntilTold(world, lane, id, { timeoutMs: 100_000 });
    expect(await bot.terminate()).toEqual({ code: 0, signal: null });
    const written = bot.output();
    expect(written).toContain(id);
    const journal = JSON.stringify(world.slack.journal.entries);
    const urls = [...new Set(journal.match(/\/response\/[\w-]+/g))];
    expect(urls.length).toBeGreaterThan(0);
    for (const secret of [...Object.values(keys).slice(1), ...Object.values(slackSecrets), ...urls])
      expect(written).not.toContain(secret);
    expect(written).not.toMatch(/OCP-ACCESS-KEY-HMACSHA1 \S+:|Bearer xox|trigger_id/);
    expect(readFileSync(world.policyFile, 'utf8')).not.toBe('');
  });
});
