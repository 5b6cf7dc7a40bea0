/**
 * The whole flow for a client that knows nothing but the documented names: its own Slack, its own OCP, its own signatures,
 * payloads with no more fields than Slack always sends.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BotProcess, freePort, startBotProcess, until } from '../support/process.ts';

const TEAM = 'TACME';
const CHANNEL = 'CDBOPS';
const [ADA, BOB, EVE] = ['UADA', 'UBOB', 'UEVE'];
const SIGNING_SECRET = 'of-this-test-alone';
const KEY = { id: 'surfaceKeyId', secret: 'surfaceKeySecret' };

const object = z.record(z.string(), z.unknown());
type Json = z.infer<typeof object>;
const parse = (text: string): unknown => z.unknown().parse(JSON.parse(text));

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Uint8Array).parse(chunk));
  return Buffer.concat(chunks).toString();
}

const closers: (() => unknown)[] = [];
async function serve(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  const port = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

interface Posted {
  readonly ts: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly broadcast: boolean;
  blocks: string;
  readonly metadata: unknown;
}

/** A Slack of a hundred lines: says yes, remembers what it was told. */
async function startFakeSlack() {
  const calls: { method: string; args: Json }[] = [];
  const messages: Posted[] = [];
  let serial = 0;
  const view = (id: string) => ({ id, type: 'modal', team_id: TEAM, hash: `${id}.h` });
  const read = (message: Posted) => ({ ...message, type: 'message', user: 'UBOT', bot_id: 'BBOT', text: '' });
  const methods: Record<string, (args: Json) => Json> = {
    'auth.test': () => ({ team_id: TEAM, user_id: 'UBOT', bot_id: 'BBOT', url: 'https://acme.slack.com/' }),
    'users.info': ({ user }) => ({ user: { id: user, team_id: TEAM, deleted: false, is_bot: false, name: 'x' } }),
    'conversations.info': ({ channel }) => ({ channel: { id: channel, is_member: true, is_archived: false } }),
    'usergroups.users.list': () => ({ users: [BOB] }),
    'views.open': () => ({ view: view('V1') }),
    'views.update': ({ view_id }) => ({ view: view(String(view_id)) }),
    'chat.postMessage': (args) => {
      serial += 1;
      const message: Posted = {
        ts: `1700000000.${String(serial).padStart(6, '0')}`,
        channel: String(args['channel']),
        thread: typeof args['thread_ts'] === 'string' ? args['thread_ts'] : null,
        broadcast: String(args['reply_broadcast']) === 'true',
        blocks: JSON.stringify(args['blocks'] ?? []),
        metadata: args['metadata'],
      };
      messages.push(message);
      return { channel: message.channel, ts: message.ts, message: { text: '' } };
    },
    'chat.update': ({ channel, ts, blocks }) => {
      const message = messages.find((one) => one.ts === ts && one.channel === channel);
      if (!message) return { ok: false, error: 'message_not_found' };
      message.blocks = JSON.stringify(blocks ?? []);
      return { channel, ts, text: '' };
    },
    'chat.postEphemeral': () => ({ message_ts: '1700000001.000001' }),
    'conversations.history': ({ channel }) => ({
      messages: messages.filter((one) => one.channel === channel && one.thread === null).map(read),
    }),
    'conversations.replies': ({ ts }) => ({
      messages: messages.filter((one) => one.ts === ts || one.thread === ts).map(read),
    }),
  };
  const url = await serve((request, response) => {
    void (async () => {
      const method = (request.url ?? '').replace('/api/', '').split('?', 1)[0] ?? '';
      const text = await bodyOf(request);
      const args: Json = request.headers['content-type']?.startsWith('application/json')
        ? object.parse(parse(text))
        : Object.fromEntries(
            [...new URLSearchParams(text)].map(([key, value]) => [key, /^[[{]/.test(value) ? parse(value) : value]),
          );
      const known = request.headers.authorization === 'Bearer xoxb-surface' || args['token'] === 'xoxb-surface';
      calls.push({ method, args });
      const answer = known ? methods[method]?.(args) : { ok: false, error: 'invalid_auth' };
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ ok: true, ...(answer ?? { ok: false, error: 'unknown_method' }) }));
    })();
  });
  const of = (method: string) => calls.filter((call) => call.method === method).map(({ args }) => args);
  const thread = (ts: string) => messages.filter((one) => one.thread === ts);
  return { url: `${url}/api/`, of, messages, thread };
}

const STEPS = ['Reset log restore source', 'Failover to primary tenant', 'Update primary tenant info task'];

/** An OCP of eighty lines, with one standby: 11 on cluster 2, of primary 10 on cluster 1. */
async function startFakeOcp() {
  const posts: { path: string; body: unknown }[] = [];
  const badlySigned: string[] = [];
  let startedAt = Number.POSITIVE_INFINITY;
  const done = () => Math.max(0, Math.min(STEPS.length, Math.floor((Date.now() - startedAt) / 250)));
  const status = (index: number) => (index < done() ? 'SUCCESSFUL' : index === done() ? 'RUNNING' : 'PENDING');
  const task = () => ({
    id: 501,
    name: 'Failover tenant',
    status: done() === STEPS.length ? 'SUCCESSFUL' : 'RUNNING',
    operation: 'EXECUTE',
    startTime: new Date(startedAt).toISOString(),
    subtasks: STEPS.map((name, index) => ({
      id: 900 + index,
      name,
      status: status(index),
      operation: 'EXECUTE',
      upstreams: index === 0 ? [] : [899 + index],
    })),
  });
  const primary = { clusterId: 1, clusterName: 'east', tenantId: 10, tenantName: 'billing' };
  const tenant = () => ({
    ...{ id: 11, name: 'billing', clusterId: 2, clusterName: 'west', status: 'NORMAL' },
    ...(done() === STEPS.length ? { role: 'PRIMARY' } : { role: 'STANDBY', basicPrimaryTenant: primary }),
  });
  const old = { id: 10, name: 'billing', clusterId: 1, clusterName: 'east', status: 'UNAVAILABLE', role: 'PRIMARY' };
  const list = (...contents: unknown[]) => ({
    contents,
    page: { number: 1, size: 100, totalElements: 2, totalPages: 1 },
  });
  const one = '/api/v2/ob/clusters/2/tenants/11';
  const routes: Record<string, (body: string) => unknown> = {
    'GET /api/v2/ob/tenants': () => list(tenant(), old),
    [`GET ${one}`]: tenant,
    'GET /api/v2/ob/clusters/1/tenants/10': () => old,
    [`POST ${one}/failoverPreCheck`]: () => ({ clusterId: 2, tenantId: 11, valid: true, checkResults: [] }),
    [`POST ${one}/failover`]: (body) => {
      posts.push({ path: `${one}/failover`, body: parse(body) });
      startedAt = Date.now();
      return task();
    },
    'GET /api/v2/tasks/instances': () => (startedAt <= Date.now() ? list(task()) : list()),
    'GET /api/v2/tasks/instances/501': task,
    'GET /api/v2/tasks/instances/501/subtasks/900/log': () => ({ log: 'nothing to tell' }),
  };
  const url = await serve((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const { method = '', url: target = '', headers } = request;
      const md5 = body === '' ? '' : createHash('md5').update(body).digest('hex').toUpperCase();
      const text = [method, md5, headers['content-type'], headers.date, headers.host, '', target].join('\n');
      const signature = createHmac('sha1', KEY.secret).update(text).digest('base64');
      if (headers.authorization !== `OCP-ACCESS-KEY-HMACSHA1 ${KEY.id}:${signature}`)
        badlySigned.push(`${method} ${target}`);
      const route = routes[`${method} ${target.split('?', 1)[0]}`];
      const rest = { duration: 1, server: 'x', timestamp: new Date().toISOString(), traceId: 'abcdef0123456789' };
      const answer = route
        ? { successful: true, status: 200, data: route(body), ...rest }
        : { successful: false, status: 404, error: { code: 1, message: `no ${method} ${target}` }, ...rest };
      response.writeHead(route ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    })();
  });
  return { url, posts, badlySigned };
}

let slack: Awaited<ReturnType<typeof startFakeSlack>>;
let ocp: Awaited<ReturnType<typeof startFakeOcp>>;
let bot: BotProcess;

beforeEach(async () => {
  slack = await startFakeSlack();
  ocp = await startFakeOcp();
  const dir = mkdtempSync(join(tmpdir(), 'twokey-surface-'));
  closers.push(() => rmSync(dir, { recursive: true, force: true }));
  const policy = join(dir, 'policy.yaml');
  writeFileSync(
    policy,
    `channel: ${CHANNEL}\nrules:\n  - { name: all, requesters: [${ADA}], approvers: [SDBA, ${ADA}], reading_time: 0s }\n`,
  );
  const env = {
    SLACK_BOT_TOKEN: 'xoxb-surface',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: slack.url,
    OCP_URL: ocp.url,
    OCP_ACCESS_KEY_ID: KEY.id,
    OCP_ACCESS_KEY_SECRET: KEY.secret,
    OCP_POLL_SECONDS: '0.1',
    DATABASE_URL: `sqlite:${join(dir, 'bot.db')}`,
    POLICY_FILE: policy,
  };
  bot = await startBotProcess({ env, port: await freePort() });
});

afterEach(async () => {
  await bot.kill();
  for (const close of closers.splice(0).reverse()) await close();
});

/** Signed as Slack signs; resolves with status and body. */
async function send(fields: Record<string, string>): Promise<{ status: number; body: string }> {
  const body = new URLSearchParams(fields).toString();
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${time}:${body}`).digest('hex');
  const response = await fetch(`${bot.origin}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
  return { status: response.status, body: await response.text() };
}

const interact = (payload: object) => send({ payload: JSON.stringify(payload) });
const type = (text: string, user = ADA) => {
  const place = { team_id: TEAM, channel_id: CHANNEL, channel_name: 'db-ops', user_id: user, user_name: 'x' };
  return send({ command: '/failover', text, trigger_id: '1.2.abc', response_url: 'http://127.0.0.1:1/', ...place });
};

/** The form's id as `views.open` carried it, once the form has its fields. */
async function openForm(): Promise<{ private_metadata: string; callback_id: string }> {
  expect(await type('')).toEqual({ status: 200, body: '' });
  const filled = await until(() =>
    slack.of('views.update').find(({ view }) => JSON.stringify(view).includes('"tenants"')),
  );
  expect(slack.of('views.open')).toHaveLength(1);
  expect(slack.of('views.open')[0]).toMatchObject({ trigger_id: '1.2.abc' });
  return z.object({ private_metadata: z.string(), callback_id: z.string() }).parse(filled['view']);
}

/** Built by hand from the documented block ids; nothing was ever chosen with a click. */
function submission(metadata: string, serviceName: string | null, user = ADA) {
  const tenants = { tenants: { selected_options: [{ value: '2:11' }] } };
  const values = {
    tenants,
    reason: { reason: { value: 'east is gone' } },
    ...(serviceName !== null && { service_name: { service_name: { value: serviceName } } }),
  };
  const view = { id: 'V1', type: 'modal', callback_id: 'failover', private_metadata: metadata, state: { values } };
  return { type: 'view_submission', team: { id: TEAM }, user: { id: user }, view };
}

/** The request's id as the button that is documented carries it. */
const button = z.object({ action_id: z.string(), value: z.string() });
/** True while anybody can still decide on the card. */
function decidable(message: Posted): boolean {
  const buttons = buttonsOn(message);
  return ['approve', 'reject', 'withdraw', 'resend', 'abandon'].some((button) => buttons.has(button));
}

function buttonsOn(message: Posted, blockIds: Map<string, string> = new Map()): Map<string, string> {
  const found = new Map<string, string>();
  for (const block of z.array(object).parse(parse(message.blocks))) {
    for (const element of z.array(z.unknown()).catch([]).parse(block['elements'])) {
      const parsed = button.safeParse(element);
      if (!parsed.success) continue;
      found.set(parsed.data.action_id, parsed.data.value);
      blockIds.set(parsed.data.action_id, String(block['block_id']));
    }
  }
  return found;
}

function press(card: Posted, action: string, user: string) {
  const blockIds = new Map<string, string>();
  const value = buttonsOn(card, blockIds).get(action);
  return interact({
    type: 'block_actions',
    team: { id: TEAM },
    user: { id: user },
    trigger_id: `3.4.${user}${action}`,
    container: { type: 'message', message_ts: card.ts, channel_id: card.channel },
    channel: { id: card.channel },
    message: { ts: card.ts },
    actions: [
      { type: 'button', action_id: action, block_id: blockIds.get(action), value, action_ts: '1700000002.0001' },
    ],
  });
}

/** Ada asks for a failover of tenant 11; resolves with the card once it offers `approve`. */
async function cardOfAda(serviceName: string | null): Promise<Posted> {
  const { private_metadata, callback_id } = await openForm();
  expect(callback_id).toBe('failover');
  expect(await interact(submission(private_metadata, serviceName))).toEqual({ status: 200, body: '' });
  return until(() => slack.messages.find((one) => one.thread === null && buttonsOn(one).has('approve')));
}

describe('a client from outside', () => {
  it('fails a tenant over: command, form, card, second person, one POST, thread, last word', async () => {
    const card = await cardOfAda('SVC_BILLING');
    expect(card.channel).toBe(CHANNEL);
    expect(card.metadata).toMatchObject({ event_type: 'twokey_request' });
    expect(card.blocks).toContain('east is gone');
    expect(await press(card, 'approve', BOB)).toEqual({ status: 200, body: '' });
    const last = await until(() => slack.thread(card.ts).find(({ broadcast }) => broadcast), { timeoutMs: 40_000 });
    expect(ocp.posts).toEqual([
      { path: '/api/v2/ob/clusters/2/tenants/11/failover', body: { serviceName: 'SVC_BILLING' } },
    ]);
    expect(ocp.badlySigned).toEqual([]);
    const thread = slack.thread(card.ts);
    expect(thread.at(-1)).toBe(last);
    const said = thread.map(({ blocks }) => blocks).join('\n');
    for (const step of STEPS) expect(said).toContain(step);
    await until(() => !decidable(card));
    expect(slack.messages.filter(({ thread }) => thread === null)).toHaveLength(1);
  });

  it('leaves the service name out of the call when none was typed', async () => {
    const card = await cardOfAda(null);
    await press(card, 'approve', BOB);
    await until(() => ocp.posts.length > 0);
    expect(ocp.posts).toEqual([{ path: '/api/v2/ob/clusters/2/tenants/11/failover', body: {} }]);
  });

  it('lets nobody approve their own request, nor somebody whom the policy does not name', async () => {
    const card = await cardOfAda(null);
    for (const person of [ADA, EVE]) {
      expect(await press(card, 'approve', person)).toEqual({ status: 200, body: '' });
      await until(() =>
        slack.of('chat.postEphemeral').some(({ user, channel }) => user === person && channel === CHANNEL),
      );
    }
    expect(buttonsOn(card).has('approve')).toBe(true);
    expect(ocp.posts).toEqual([]);
  });

  it('rejects for good: a later approval changes nothing', async () => {
    const card = await cardOfAda(null);
    const offered = { ...card };
    await press(card, 'reject', BOB);
    await until(() => slack.thread(card.ts).some(({ broadcast }) => broadcast));
    await until(() => !decidable(card));
    expect(await press(offered, 'approve', BOB)).toEqual({ status: 200, body: '' });
    await until(() => slack.of('chat.postEphemeral').length > 0);
    expect(ocp.posts).toEqual([]);
  });

  it('takes a click that says no more than who, where and what', async () => {
    const card = await cardOfAda(null);
    const value = buttonsOn(card).get('approve');
    const answer = await interact({
      type: 'block_actions',
      team: { id: TEAM },
      user: { id: BOB },
      container: { type: 'message', message_ts: card.ts, channel_id: CHANNEL },
      actions: [{ type: 'button', action_id: 'approve', value }],
    });
    expect(answer).toEqual({ status: 200, body: '' });
    await until(() => ocp.posts.length === 1, { timeoutMs: 40_000 });
  });

  it('answers 401 to what Slack did not sign, and does nothing', async () => {
    const body = 'command=%2Ffailover';
    const time = String(Math.floor(Date.now() / 1000));
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-slack-request-timestamp': time };
    const forged = createHmac('sha256', 'guessed').update(`v0:${time}:${body}`).digest();
    expect(timingSafeEqual(forged, createHmac('sha256', SIGNING_SECRET).update(`v0:${time}:${body}`).digest())).toBe(
      false,
    );
    const answer = await fetch(`${bot.origin}/slack/events`, {
      method: 'POST',
      headers: { ...headers, 'x-slack-signature': `v0=${forged.toString('hex')}` },
      body,
    });
    expect(answer.status).toBe(401);
    expect(slack.of('views.open')).toEqual([]);
  });
});
