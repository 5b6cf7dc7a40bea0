/** A Slack and an OCP that answer at once, in a process of their own: what is measured is the bot, not its surroundings. */
import { createServer } from 'node:http';

const slack: Record<string, object> = {
  'auth.test': { team_id: 'T1', user_id: 'UBOT', bot_id: 'BBOT' },
  'conversations.info': { channel: { id: 'C0BENCH', is_member: true } },
  'views.open': { view: { id: 'V1' } },
  'views.update': { view: { id: 'V1' } },
};
const tenant = { id: 11, name: 'billing', clusterId: 2, clusterName: 'west', status: 'NORMAL', role: 'STANDBY' };
const page = { number: 1, size: 1000, totalElements: 1, totalPages: 1 };

function person(body: string): object {
  return { user: { id: new URLSearchParams(body).get('user'), team_id: 'T1' } };
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => (body += part));
  request.on('end', () => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const answer = path.startsWith('/api/v2/')
      ? { successful: true, status: 200, data: { contents: [tenant], page }, timestamp: new Date().toISOString() }
      : { ok: true, ...(path === '/slack/users.info' ? person(body) : slack[path.slice('/slack/'.length)]) };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
