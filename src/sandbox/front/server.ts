import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { listenProblem } from '../../app/server.ts';
import { isOwnHost } from '../../simulators/host.ts';
import type { BotProcess } from '../process.ts';
import { readBody } from '../../simulators/slack/methods/args.ts';
import { parseJson } from '../../simulators/slack/validation/json.ts';
import type { Events } from './events.ts';
import { sendFile } from './files.ts';
import { proxy } from './proxy.ts';

export interface FrontOptions {
  readonly host: string;
  readonly port: number;
  /** Folder of the built page. */
  readonly page: string;
  /** Where the simulators listen, without a path. */
  readonly slackUrl: string;
  readonly ocpUrl: string;
  readonly bot: BotProcess;
  readonly events: Events;
  /** The bot's policy file. */
  readonly policy: { read(): Promise<string>; write(text: string): Promise<void> };
  /** What the page must know from the start. */
  readonly about: object;
}

const policyBody = z.object({ text: z.string().max(100_000) });

/** Serves the page and, under one address, what it talks to. Only the simulators' admin sides are reachable through it. */
export async function startFront(options: FrontOptions): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const { bot, events, policy } = options;
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(`sandbox error: ${String(error)}`);
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const { pathname: path } = url;
    if (!isOwnHost(request, options.host))
      return json(response, 403, {
        error: 'The sandbox is not known by this name. Open the address that it printed, or name another with HOST.',
      });
    if (request.method === 'POST' && !isOwn(request)) {
      return json(response, 403, { error: 'Only the sandbox page may do this.' });
    }
    if (path.startsWith('/slack/admin/')) {
      return proxy(request, response, new URL(path.slice('/slack'.length) + url.search, options.slackUrl));
    }
    if (path.startsWith('/ocp/admin/')) {
      return proxy(request, response, new URL(path.slice('/ocp'.length) + url.search, options.ocpUrl));
    }
    switch (`${request.method} ${path}`) {
      case 'GET /healthz':
        response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
        return;
      case 'GET /readyz':
      case 'GET /metrics':
        // They are the bot's own.
        return proxy(request, response, new URL(path, bot.origin));
      case 'GET /sandbox/about':
        return json(response, 200, options.about);
      case 'GET /sandbox/events':
        return events.stream(request, response);
      case 'GET /sandbox/bot':
        return json(response, 200, bot.status());
      case 'POST /sandbox/bot/kill':
        bot.kill();
        return json(response, 200, bot.status());
      case 'POST /sandbox/bot/start':
        await bot.start();
        return json(response, 200, bot.status());
      case 'GET /sandbox/policy':
        return json(response, 200, { text: await policy.read() });
      case 'POST /sandbox/policy': {
        const given = policyBody.safeParse(parseJson((await readBody(request)).toString()));
        if (!given.success)
          return json(response, 400, { error: 'The policy file is a text of 100,000 characters at most.' });
        await policy.write(given.data.text);
        return json(response, 200, { ok: true });
      }
      default:
        if (request.method !== 'GET') return json(response, 405, { error: `There is no ${request.method} ${path}.` });
        return sendFile(response, options.page, decodeURIComponent(path));
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenProblem(error, options.port)));
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Browsers let another site's page send JSON only after asking, and nobody here answers that question. */
function isOwn(request: IncomingMessage): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/json');
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
