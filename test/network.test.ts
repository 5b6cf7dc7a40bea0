/** Why Slack cannot be reached: the code of the cause is named, with what to do. */
import { createServer, type Server } from 'node:http';
import { expect, it } from 'vitest';
import { WebClient } from '@slack/web-api';
import { Writable } from 'node:stream';
import { createLog } from '../src/log/log.ts';
import { causeText } from '../src/slack/sentences/cause.ts';
import { boltLogger } from '../src/slack/inbound/bolt-logger.ts';
import { SlackError } from '../src/slack/client/errors.ts';
import { call, webOptions } from '../src/slack/client/web.ts';
import { networkFault, rootCode } from '../src/lib/network-fault.ts';
import { inLanguage } from '../src/text/words.ts';

const silent = createLog({ level: 'error', destination: new Writable({ write: (_chunk, _encoding, done) => done() }) });

async function failure(apiUrl: string, fetching?: typeof fetch): Promise<SlackError> {
  const options = { ...webOptions(apiUrl, boltLogger(silent)), ...(fetching && { fetch: fetching }) };
  const web = new WebClient('xoxb-1', options);
  try {
    await call('auth.test', () => web.auth.test());
  } catch (error) {
    if (error instanceof SlackError) return error;
    throw error;
  }
  throw new Error('it was answered');
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const failing = (code: string) => () =>
  Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('below'), { code }) }));

it.each([
  ['ENOTFOUND', 'check the DNS'],
  ['EAI_AGAIN', 'check the DNS'],
  ['ECONNREFUSED', 'check the firewall'],
  ['UND_ERR_CONNECT_TIMEOUT', 'check the firewall'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'],
])('%s is named, with what to do', async (code, advice) => {
  const { why, message } = await failure('https://slack.com/api/', failing(code));
  expect(message).toContain(code);
  expect(inLanguage('en', () => causeText(why, 300))).toMatch(new RegExp(`${code}.*${advice}`));
  expect(inLanguage('zh', () => causeText(why, 300))).toContain(code);
});

it('a port at which nobody listens is ECONNREFUSED', async () => {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  expect((await failure(`http://127.0.0.1:${port}/api/`)).reason).toBe('ECONNREFUSED');
});

it("a proxy's page is named by its status, or as no answer of Slack's", async () => {
  let status = 502;
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>secret proxy page</html>');
  });
  const apiUrl = `http://127.0.0.1:${await listening(server)}/api/`;
  const gateway = await failure(apiUrl);
  status = 200;
  const page = await failure(apiUrl);
  server.close();
  expect([gateway.reason, page.reason]).toEqual(['http_502', 'not_json']);
  for (const one of [gateway, page]) {
    expect(networkFault(one.reason)).toBe('page');
    expect(one.message).not.toContain('secret');
  }
});

it('the code is that of what lies at the bottom, also of several addresses that were tried', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  expect(rootCode(new Error('outer', { cause: new AggregateError([refused]) }))).toBe('ECONNREFUSED');
  expect(rootCode(new Error('none'))).toBeNull();
  expect(networkFault('channel_not_found')).toBeNull();
});
