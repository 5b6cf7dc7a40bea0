import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../lib/clock.ts';
import { isOwnHost } from '../../host.ts';
import { adminReply } from '../admin/admin.ts';
import type { OcpCredentials } from './credentials.ts';
import { defaultWorld } from '../world/default-world.ts';
import { type HttpReply, type Received, ocpReply } from './front.ts';
import { type OcpModel, createModel } from '../world/model.ts';
import { hexDigits, seededRandom } from '../world/random.ts';
import type { SettingsPatch } from '../world/settings.ts';
import { newThrottle } from '../limits/throttle.ts';
import type { World } from '../world/world.ts';

export interface OcpOptions {
  readonly clock: Clock;
  readonly credentials: OcpCredentials;
  /** Default: `defaultWorld()`. */
  readonly world?: World;
  /** An existing model: a second address of the same OCP. `world`, `tickMs`, `settings` and `seed` are then ignored. */
  readonly model?: OcpModel;
  /** Default 0, which picks a free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly tickMs?: number;
  readonly settings?: SettingsPatch;
  readonly seed?: number;
}

export interface RunningOcp {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly model: OcpModel;
  close(): Promise<void>;
}

const MAX_BODY = 1024 * 1024;

/** Serves a simulated OCP over HTTP. The model is moved to `clock.now()` at every request. */
export async function startOcp(options: OcpOptions): Promise<RunningOcp> {
  const { clock, credentials } = options;
  const seed = options.seed ?? 1;
  const model =
    options.model ??
    createModel({
      world: options.world ?? defaultWorld(),
      now: clock.now(),
      random: seededRandom(seed),
      settings: { ...options.settings, ...(options.tickMs === undefined ? {} : { tickMs: options.tickMs }) },
    });
  // A sequence of its own: how often a client asks must not change the ids that tasks get.
  const traceRandom = seededRandom(seed + 1);
  const throttle = newThrottle();
  const stopping = new AbortController();
  const host = options.host ?? '127.0.0.1';

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await receive(request);
    model.advance(clock.now());
    if (received.path.startsWith('/admin/')) {
      if (!isOwnHost(request, host)) return void response.writeHead(403).end();
      const reply = adminReply(
        model,
        received.method,
        new URL(received.target, 'http://ocp'),
        received.body.toString(),
      );
      send(response, { status: reply.status, headers: JSON_TYPE, text: JSON.stringify(reply.body) });
      return;
    }
    const traceId = () => hexDigits(16, traceRandom);
    const reply = ocpReply({ model, credentials, throttle, now: clock.now(), traceId }, received);
    if (reply.delayMs > 0) await clock.sleep(reply.delayMs, stopping.signal);
    reply.settle(!request.socket.destroyed);
    if (reply.http === null) request.socket.destroy();
    else send(response, reply.http);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A client that went away in the middle of its request gets nothing; a bug of the simulator must be seen.
      if (request.complete) response.writeHead(500).end(`The simulated OCP has a bug: ${String(error)}`);
      else request.socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const port = portOf(server.address());
  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    port,
    model,
    close: () =>
      new Promise((resolve, reject) => {
        stopping.abort();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

const JSON_TYPE = { 'Content-Type': 'application/json;charset=UTF-8' };

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BODY) throw new Error('The request body is larger than 1 MiB.');
    chunks.push(bytes);
  }
  const target = request.url ?? '/';
  return {
    method: request.method ?? 'GET',
    target,
    path: target.split('?', 1)[0] ?? '/',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body: Buffer.concat(chunks),
  };
}

function send(response: ServerResponse, reply: HttpReply): void {
  response.writeHead(reply.status, reply.headers);
  response.end(reply.text);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return address.port;
}
