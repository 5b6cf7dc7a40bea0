import { expect, test } from 'vitest';
import { createRateLimiter, limitOf, postBurst } from '../../../src/simulators/slack/model/rate.ts';
import { api, manualClock, stage } from './support.ts';

test('each method has its own window of a minute for the whole workspace', async () => {
  const clock = manualClock();
  const limiter = createRateLimiter(clock, true);
  const updates = Array.from({ length: 51 }, () => limiter.take('chat.update', 'C1'));
  expect(updates.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => null));
  expect(updates[50]).toBe(60);
  expect(limiter.take('users.info', null)).toBeNull();
  await clock.advance(45_500);
  expect(limiter.take('chat.update', 'C2')).toBe(15);
  await clock.advance(14_500);
  expect(limiter.take('chat.update', 'C2')).toBeNull();
});

test('the tiers are those of the method pages', () => {
  const tiers = ['apps.connections.open', 'usergroups.users.list', 'chat.update', 'views.open'].map(limitOf);
  expect(tiers).toEqual([1, 20, 50, 100]);
});

test('a channel takes one message a second after a short burst; other channels are free', async () => {
  const clock = manualClock();
  const limiter = createRateLimiter(clock, true);
  const post = (channel: string) => limiter.take('chat.postMessage', channel);
  for (let sent = 0; sent < postBurst; sent += 1) expect(post('C1')).toBeNull();
  expect(post('C1')).toBe(1);
  expect(post('C2')).toBeNull();
  await clock.advance(1_000);
  expect(post('C1')).toBeNull();
  expect(post('C1')).toBe(1);
});

test('over HTTP it is 429 with Retry-After, and nothing is posted; the switch turns it off', async () => {
  const clock = manualClock();
  const { slack, close } = await stage({ clock, workspace: { rateLimits: true } });
  const post = () => api(slack, 'chat.postMessage', { channel: 'C1', text: 'x' });
  for (let sent = 0; sent < postBurst; sent += 1) await post();
  expect(await post()).toEqual({ status: 429, retryAfter: '1', body: { ok: false, error: 'ratelimited' } });
  expect(slack.messages('C1')).toHaveLength(postBurst);
  slack.model.rate.enabled = false;
  expect((await post()).status).toBe(200);
  await close();
});
