import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewFault } from '../../../src/simulators/slack/http/faults.ts';
import { api, botToken, manualClock, type ManualClock, show, type Stage, stage } from './support.ts';

let here: Stage;
let clock: ManualClock;
beforeEach(async () => {
  clock = manualClock();
  here = await stage({ clock });
});
afterEach(() => here.close());

/** One post without retries, as the caller sees it. */
async function post(): Promise<string> {
  const client = new WebClient(botToken, {
    ...{ slackApiUrl: here.slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    logger: {
      debug() {},
      info() {},
      warn() {},
      error() {},
      setLevel() {},
      setName() {},
      getLevel: () => LogLevel.ERROR,
    },
  });
  return client.apiCall('chat.postMessage', { channel: 'C1', text: 'x' }).then(
    () => 'ok',
    (error: unknown) => (error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error)),
  );
}

describe('a fault commits exactly once, or not at all', () => {
  const rows: [fault: Omit<NewFault, 'target'>, posted: number, seen: RegExp][] = [
    [{ kind: 'reset_before' }, 0, /WebAPIRequestError/],
    [{ kind: 'reset_after' }, 1, /WebAPIRequestError/],
    [{ kind: 'http_500_before' }, 0, /WebAPIHTTPError.*500/],
    [{ kind: 'http_500_after' }, 1, /WebAPIHTTPError.*500/],
    [{ kind: 'cut_body' }, 1, /TypeError: terminated/],
    [{ kind: 'rate_limited', retryAfter: 7 }, 0, /WebAPIRateLimitedError/],
    [{ kind: 'rate_limited', retryAfter: null }, 0, /Retry header did not contain a valid timeout|^Error/],
    [{ kind: 'html' }, 0, /WebAPIPlatformError.*DOCTYPE/s],
    [{ kind: 'error', code: 'fatal_error' }, 0, /fatal_error/],
    [{ kind: 'error_after', code: 'internal_error' }, 1, /internal_error/],
  ];
  test.each(rows)('%o: %i posted', async (fault, posted, seen) => {
    here.slack.faults.add({ target: 'chat.postMessage', ...fault });
    expect(await post()).toMatch(seen);
    expect(here.slack.messages('C1')).toHaveLength(posted);
    expect(await post()).toBe('ok');
    expect(here.slack.calls('chat.postMessage')).toBe(2);
  });

  test('a delay before the commit shows nothing meanwhile, one after it shows the message', async () => {
    for (const [kind, meanwhile] of [
      ['delay_before', 0],
      ['delay_after', 2],
    ] as const) {
      here.slack.faults.add({ target: '*', kind, ms: 10_000 });
      const posting = post();
      await expect.poll(() => clock.sleepers()).toBe(1);
      expect(here.slack.messages('C1')).toHaveLength(meanwhile);
      await clock.advance(10_000);
      expect(await posting).toBe('ok');
    }
  });
});

test('a fault hits its method only, after those it skips, as often as it says', async () => {
  here.slack.faults.add({ target: 'chat.postMessage', kind: 'error', code: 'fatal_error', skip: 1, times: 2 });
  const errors: unknown[] = [];
  for (let call = 0; call < 4; call += 1) {
    const { body } = await api(here.slack, 'chat.postMessage', { channel: 'C1', text: 'x' });
    errors.push(body['error'] ?? 'ok');
    expect((await api(here.slack, 'auth.test')).body['ok']).toBe(true);
  }
  expect(errors).toEqual(['ok', 'fatal_error', 'fatal_error', 'ok']);
});

test('response_url and uploads can fail too', async () => {
  await here.slack.as('U-alice').slash('/failover', '', 'C1');
  const url = here.app.received[0]?.form.get('response_url') ?? '';
  const answer = () => fetch(url, { method: 'POST', body: JSON.stringify({ text: 'x' }) });
  here.slack.faults.add({ target: 'response_url', kind: 'http_500_after' });
  expect((await answer()).status).toBe(500);
  here.slack.faults.add({ target: 'response_url', kind: 'reset_before' });
  await expect(answer()).rejects.toThrow('fetch failed');
  expect(here.slack.ephemerals('U-alice')).toHaveLength(1);
  const { body } = await api(here.slack, 'files.getUploadURLExternal', { filename: 'a.log', length: 1 });
  here.slack.faults.add({ target: 'upload', kind: 'http_500_before' });
  expect((await fetch(show(body['upload_url']), { method: 'POST', body: 'x' })).status).toBe(500);
  expect((await fetch(show(body['upload_url']), { method: 'POST', body: 'x' })).status).toBe(200);
});

test('faults can be listed and cleared', () => {
  here.slack.faults.add({ target: '*', kind: 'html', times: null });
  expect(here.slack.faults.list()).toMatchObject([{ target: '*', kind: 'html', times: null }]);
  here.slack.faults.clear();
  expect(here.slack.faults.list()).toEqual([]);
  expect(() => here.slack.faults.add(JSON.parse('{"target":"*","kind":"flood"}'))).toThrow('kind');
});
