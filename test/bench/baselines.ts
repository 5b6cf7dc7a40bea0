/** What answering a signed command costs without the bot: `raw` is node:http alone, `bolt` Bolt's receiver with an empty ack. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

const port = Number(process.env['PORT']);
const secret = process.env['SLACK_SIGNING_SECRET'] ?? '';

function raw(): void {
  const server = createServer((request, response) => {
    if (request.url === '/healthz') return void response.end('ok\n');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    return void request.on('end', () => {
      const time = String(request.headers['x-slack-request-timestamp']);
      const hmac = createHmac('sha256', secret).update(`v0:${time}:`).update(Buffer.concat(chunks)).digest('hex');
      const given = Buffer.from(String(request.headers['x-slack-signature']));
      const wanted = Buffer.from(`v0=${hmac}`);
      response.writeHead(given.length === wanted.length && timingSafeEqual(given, wanted) ? 200 : 401).end();
    });
  });
  server.listen(port, '127.0.0.1');
}

function bolt(): void {
  const receiver = new HTTPReceiver({ signingSecret: secret, endpoints: ['/slack/events'], logLevel: LogLevel.ERROR });
  const authorize = () => Promise.resolve({ botToken: 'xoxb-bench', botId: '', botUserId: '' });
  const app = new App({ receiver, authorize, logLevel: LogLevel.ERROR });
  app.command('/failover', async ({ ack }) => ack());
  const server = createServer((request, response) => {
    if (request.url === '/healthz') return void response.end('ok\n');
    return receiver.requestListener(request, response);
  });
  server.listen(port, '127.0.0.1');
}

if (process.argv[2] === 'bolt') bolt();
else raw();
