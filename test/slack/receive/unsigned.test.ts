/** What anybody can send: refused unread by its headers, or read within bounds of memory and time. Real sockets, a clock that is told. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { App } from '@slack/bolt';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sign } from '../../../src/simulators/slack/http/deliver.ts';
import { startServer } from '../../support/server.ts';
import { boltLogger } from '../../../src/slack/inbound/bolt-logger.ts';
import { httpReceiver } from '../../../src/slack/inbound/receive/http.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { until } from '../../support/process.ts';

const signingSecret = 'a signing secret of these tests';
/** Room for five pieces of 16 kB. */
const limits = { allBytes: 5 * 16_384, readMs: 3_000 };

let clock: ManualClock;
let server: Awaited<ReturnType<typeof startServer>> | null = null;
let heard: string[];
let refused: string[];
/** Bytes of bodies that the server has taken from its sockets, by the client's port. */
let arrived: Map<number, number>;
const open: Socket[] = [];

beforeEach(() => {
  clock = manualClock(Date.UTC(2031, 4, 5));
  heard = [];
  refused = [];
  arrived = new Map();
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await server?.stop();
});

async function serve(given?: typeof limits): Promise<void> {
  const logger = boltLogger(pino({ level: 'silent' }));
  const receiver = httpReceiver({
    signingSecret,
    clock,
    logger,
    refused: (why) => refused.push(why),
    ...(given && { limits: given }),
  });
  const authorize = () => Promise.resolve({ botToken: 'xoxb-test', botId: '', botUserId: '' });
  const app = new App({ receiver, authorize, logger, convoStore: false, ignoreSelf: false });
  app.command(/^/, async ({ body, ack }) => {
    heard.push(body.text);
    await ack();
  });
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    slack(request, response) {
      const { remotePort: port = 0 } = request.socket;
      arrived.set(port, 0);
      receiver.listener(request, response);
      request.on('data', (part: Buffer) => arrived.set(port, (arrived.get(port) ?? 0) + part.length));
    },
    checks: () => Promise.resolve([]),
    metrics: () => Promise.resolve({ type: 'text/plain', text: '' }),
  });
}

interface Sender {
  readonly socket: Socket;
  /** Sends so much more of the body, and resolves when the server has taken it from the socket. */
  send(part: string): Promise<void>;
  /** The status of the answer. */
  readonly status: Promise<number>;
  readonly closed: Promise<unknown>;
}

async function sender(headers: Record<string, string | number>): Promise<Sender> {
  const socket = connect(server?.port ?? 0, '127.0.0.1');
  open.push(socket);
  socket.on('error', () => undefined);
  // Closed by a reset, too: some of the body may still have been on its way.
  const closed = new Promise((resolve) => socket.once('close', resolve));
  let text = '';
  const status = new Promise<number>((resolve) => {
    socket.on('data', (part) => {
      text += part.toString();
      const code = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      if (code !== undefined && text.includes('\r\n\r\n')) resolve(Number(code));
    });
  });
  await once(socket, 'connect');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /slack/events HTTP/1.1\r\nhost: x\r\n${lines.join('')}\r\n`);
  const port = socket.localPort ?? 0;
  let sent = 0;
  return {
    socket,
    status,
    closed,
    async send(part) {
      await until(() => arrived.has(port));
      sent += Buffer.byteLength(part);
      socket.write(part);
      await until(() => arrived.get(port) === sent);
    },
  };
}

/** As Slack would head it, for a body that is known or is not. */
function plausible(body: string, length: number | null = Buffer.byteLength(body)): Record<string, string | number> {
  const seconds = Math.floor(clock.now() / 1_000);
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': seconds,
    'x-slack-signature': sign(signingSecret, seconds, body),
    ...(length === null ? { 'transfer-encoding': 'chunked' } : { 'content-length': length }),
  };
}

const command = (text: string) => `command=%2Ffailover&text=${text}`;
const long = (length: number) => command('x'.repeat(length - command('').length));

describe('a request whose headers cannot be Slack’s', () => {
  const stale = () => Math.floor(clock.now() / 1_000) - 301;
  it.each<[string, number, string, () => Record<string, string | number>]>([
    ['without a signature', 401, 'not_signed', () => ({ 'x-slack-signature': '' })],
    ['with half a signature', 401, 'not_signed', () => ({ 'x-slack-signature': 'v0=00ff' })],
    ['with a signature of another version', 401, 'not_signed', () => ({ 'x-slack-signature': `v1=${'0'.repeat(64)}` })],
    ['with a signature that is no number', 401, 'not_signed', () => ({ 'x-slack-signature': `v0=${'g'.repeat(64)}` })],
    ['without a time', 401, 'not_signed', () => ({ 'x-slack-request-timestamp': '' })],
    ['of an hour in words', 401, 'not_signed', () => ({ 'x-slack-request-timestamp': 'noon' })],
    ['that is five minutes old', 401, 'too_old_or_ahead', () => ({ 'x-slack-request-timestamp': stale() })],
    ['that is dated ahead', 401, 'too_old_or_ahead', () => ({ 'x-slack-request-timestamp': stale() + 400 })],
    ['of another type', 400, 'not_a_payload', () => ({ 'content-type': 'text/plain' })],
    ['without a type', 400, 'not_a_payload', () => ({ 'content-type': '' })],
    ['that does not say how long it is', 411, 'no_length', () => plausible('', null)],
    ['of more than a megabyte', 413, 'too_large', () => ({ 'content-length': 1_000_001 })],
  ])('%s is refused before a byte of its body came, and closed', async (_what, code, why, given) => {
    await serve();
    const headers = { ...plausible('', 900_000), ...given() };
    if ('transfer-encoding' in headers) delete headers['content-length'];
    const one = await sender(headers);
    expect(await one.status).toBe(code);
    expect(refused).toEqual([why]);
    clock.advance(1_000);
    await one.closed;
  });

  it('reads its answer although it is still sending', async () => {
    await serve();
    const one = await sender({ ...plausible('', 4_000_000), 'x-slack-signature': 'none' });
    one.socket.write('x'.repeat(4_000_000));
    expect(await one.status).toBe(401);
    clock.advance(1_000);
    await one.closed;
  });

  it('is not let in by saying that it only checks the certificate', async () => {
    await serve();
    const one = await sender({ 'content-type': 'application/x-www-form-urlencoded', 'content-length': 11 });
    one.socket.write('ssl_check=1');
    expect(await one.status).toBe(401);
  });
});

describe('a body', () => {
  it('of a whole megabyte is read', async () => {
    await serve();
    const body = long(1_000_000);
    const one = await sender(plausible(body));
    one.socket.write(body);
    expect(await one.status).toBe(200);
    expect(heard).toEqual(['x'.repeat(1_000_000 - command('').length)]);
  });

  it('that takes three seconds is given up on', async () => {
    await serve();
    const one = await sender(plausible('', 1_000));
    await one.send('x'.repeat(10));
    clock.advance(2_999);
    await one.send('x');
    expect(refused).toEqual([]);
    clock.advance(1);
    expect(await one.status).toBe(408);
    expect(refused).toEqual(['too_slow']);
  });
});

describe('when all bodies on their way in are as much as may be kept', () => {
  /** The two older ones fill most of the room; what they have sent in the same time differs. */
  it.each([[[40_000, 1]], [[1, 40_000]]])(
    'after %j bytes the slowest is dropped, and the others are heard',
    async (sent) => {
      await serve(limits);
      const bodies = [long(40_001), long(40_001)];
      const older: Sender[] = [];
      for (const body of bodies) older.push(await sender(plausible(body)));
      for (const [at, one] of older.entries()) await one.send(bodies[at]?.slice(0, sent[at]) ?? '');
      clock.advance(1_000);
      const body = long(20_000);
      const newest = await sender(plausible(body));
      await newest.send(body);
      expect(await newest.status).toBe(200);
      const [slow, quick] = sent[0] === 1 ? older : older.toReversed();
      expect(await slow?.status).toBe(503);
      expect(refused).toEqual(['crowded_out']);
      quick?.socket.write(bodies[0]?.slice(40_000) ?? '');
      expect(await quick?.status).toBe(200);
    },
  );

  it('the newest is not dropped, though it has sent nothing yet', async () => {
    await serve(limits);
    const body = long(40_001);
    const quick = await sender(plausible(body));
    await quick.send(body.slice(0, 40_000));
    const newest = await sender(plausible(body));
    await newest.send('');
    // Both have been there long enough to be judged.
    clock.advance(1_000);
    await newest.send(body.slice(0, 40_000));
    expect(await quick.status).toBe(503);
    newest.socket.write(body.slice(40_000));
    expect(await newest.status).toBe(200);
  });

  it('those that are younger than a moment are not judged by what they sent: the oldest goes', async () => {
    await serve(limits);
    const body = long(40_001);
    const oldest = await sender(plausible(body));
    await oldest.send(body.slice(0, 30_000));
    const young = await sender(plausible(body));
    await young.send(body.slice(0, 1));
    const newest = await sender(plausible(body));
    await newest.send(body);
    expect(await newest.status).toBe(200);
    expect(await oldest.status).toBe(503);
    young.socket.write(body.slice(1));
    expect(await young.status).toBe(200);
  });

  it('what somebody who hung up had sent makes room again', async () => {
    await serve(limits);
    const body = long(40_001);
    const gone = await sender(plausible(body));
    await gone.send(body.slice(0, 40_000));
    gone.socket.destroy();
    await until(() => refused.includes('cut_off'));
    const first = await sender(plausible(body));
    await first.send(body.slice(0, 1));
    const second = await sender(plausible(body));
    second.socket.write(body);
    expect(await second.status).toBe(200);
    first.socket.write(body.slice(1));
    expect(await first.status).toBe(200);
    expect(refused).toEqual(['cut_off']);
  });
});
