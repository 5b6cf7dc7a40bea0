/** What the port does before anybody looks at a request: limits and time-outs. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../src/config.ts';
import { type Check, openPort } from '../src/app/server.ts';
import { startServer } from './support/server.ts';

const patience = { headersMs: 300, requestMs: 600, everyMs: 50 };
let server: Awaited<ReturnType<typeof startServer>>;
let asked: string[];
let checked: readonly Check[];
const open: Socket[] = [];

beforeEach(async () => {
  asked = [];
  checked = [{ name: 'store', ok: false, detail: 'away', needed: true }];
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    patience,
    checks: () => Promise.resolve(checked),
    metrics: () => Promise.resolve({ type: 'text/plain', text: 'a 1\n' }),
    slack(request, response) {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        asked.push(Buffer.concat(parts).toString());
        response.end('taken');
      });
    },
  });
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await server.stop();
});

interface Slow {
  readonly socket: Socket;
  readonly closed: Promise<{ readonly afterMs: number; readonly answer: string }>;
}

async function dial(): Promise<Slow> {
  const socket = connect(server.port, '127.0.0.1');
  open.push(socket);
  let answer = '';
  socket.on('data', (part) => (answer += part.toString()));
  socket.on('error', () => undefined);
  const begun = performance.now();
  const closed = new Promise<{ afterMs: number; answer: string }>((resolve) => {
    socket.on('close', () => resolve({ afterMs: performance.now() - begun, answer }));
  });
  await once(socket, 'connect');
  return { socket, closed };
}

/** Writes a byte now and then for as long as it is let. */
async function drip({ socket }: Slow): Promise<void> {
  while (!socket.destroyed) {
    socket.write('a');
    await wait(20);
  }
}

describe('a slow client', () => {
  it('that never ends its headers is closed', async () => {
    const slow = await dial();
    slow.socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\nx-slow: ');
    void drip(slow);
    const { afterMs, answer } = await slow.closed;
    expect(answer).toContain('408');
    expect(afterMs).toBeLessThan(2_000);
    expect(asked).toEqual([]);
  });

  it('that never ends its body is closed', async () => {
    const slow = await dial();
    slow.socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n');
    void drip(slow);
    expect((await slow.closed).afterMs).toBeLessThan(3_000);
    expect(asked).toEqual([]);
  });

  it('does not keep others waiting, however many there are', async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, dial));
    for (const { socket } of slow) socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\n');
    const answer = await fetch(`http://127.0.0.1:${server.port}/slack/events`, { method: 'POST', body: 'quick' });
    expect(await answer.text()).toBe('taken');
    await Promise.all(slow.map(({ closed }) => closed));
    expect(asked).toEqual(['quick']);
  });
});

describe('a request', () => {
  it('with more headers than any of Slack’s is refused', async () => {
    const { socket, closed } = await dial();
    socket.write(`POST /slack/events HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect((await closed).answer).toContain('431');
    expect(asked).toEqual([]);
  });

  it('that is not HTTP is refused', async () => {
    const { socket, closed } = await dial();
    socket.write('\u0016\u0003\u0001 hello\r\n\r\n');
    expect((await closed).answer).toContain('400');
  });

  it('for anything else than Slack’s path and the probes finds nothing', async () => {
    const at = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    expect((await at('/')).status).toBe(404);
    expect((await at('/slack/events')).status).toBe(404);
    expect((await at('/slack/events/../../etc/passwd', 'POST')).status).toBe(404);
    expect((await at('/healthz')).status).toBe(200);
    expect((await at('/readyz')).status).toBe(503);
  });
});

describe('/readyz', () => {
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/readyz`);
    return { status: answer.status, told: await answer.json() };
  };

  it('is 503 while something that is needed is not in order, and says what', async () => {
    expect(await ready()).toEqual({ status: 503, told: { ready: false, checks: checked } });
  });

  it('is 200 when only something that is not needed is not in order, and says so', async () => {
    checked = [{ name: 'ocp', ok: false, detail: 'away', needed: false }];
    expect(await ready()).toEqual({ status: 200, told: { ready: true, checks: checked } });
  });
});

describe('a port that cannot be had', () => {
  it('is told as that, with what to do; it may be free the next time', async () => {
    const taken = openPort({ host: '127.0.0.1', port: server.port });
    await expect(taken).rejects.toThrow(
      `Port ${server.port} is in use by another process (EADDRINUSE). Stop that process, or choose another port with PORT`,
    );
    await expect(taken).rejects.not.toBeInstanceOf(ConfigurationError);
  });

  it.each(['192.0.2.1', 'no-such-host.invalid'])(
    'HOST=%s is a wrong configuration, and is not repeated',
    async (host) => {
      const error: unknown = await openPort({ host, port: 0 }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(String(error)).toMatch(/HOST is not an address of this machine \(E\w+\)\. Use 0\.0\.0\.0/);
      expect(String(error)).not.toContain(host);
    },
  );

  it('answers nobody before there is something behind it', async () => {
    const early = await openPort({ host: '127.0.0.1', port: 0 });
    for (const path of ['/healthz', '/readyz', '/slack/events'])
      expect((await fetch(`http://127.0.0.1:${early.port}${path}`)).status).toBe(503);
    await early.stop();
  });
});

describe('a port that is let go', () => {
  it('still takes requests on new connections, and keeps none of them', async () => {
    const early = await openPort({ host: '127.0.0.1', port: 0 });
    early.serve({ slack: null, checks: () => Promise.resolve([]), metrics: () => Promise.reject(new Error('none')) });
    const url = `http://127.0.0.1:${early.port}/healthz`;
    expect((await fetch(url)).headers.get('connection')).not.toBe('close');
    early.letGo();
    for (let times = 0; times < 2; times += 1) {
      const answer = await fetch(url);
      expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    }
    await early.stop();
    await expect(fetch(url)).rejects.toThrow();
  });
});
