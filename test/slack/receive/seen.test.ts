/** Two names of one delivery: the signature or envelope it came with, and the trigger, view or event it is about. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandKey, eventKey, submissionKey } from '../../../src/slack/inbound/payloads.ts';
import { createSeen, deliveryOf, type SeenDeliveries } from '../../../src/slack/inbound/receive/seen.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';

let dir: string;
let store: Store;
let clock: ManualClock;
let seen: SeenDeliveries;

async function start(): Promise<void> {
  store = await openStore(`sqlite:${join(dir, 'twokey.db')}`);
  seen = createSeen(store.deliveries, clock);
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'twokey-seen-'));
  clock = manualClock();
  await start();
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

it('the same signature is no news, whatever is said to be in it', async () => {
  expect(await seen.first({ how: 'signature:v0=1', what: 'command:1' })).toBe(true);
  expect(await seen.first({ how: 'signature:v0=1', what: 'command:2' })).toBe(false);
  expect(await seen.first({ how: 'signature:v0=1', what: null })).toBe(false);
});

it('the same trigger signed anew is no news', async () => {
  await seen.first({ how: 'signature:v0=1', what: 'command:1' });
  expect(await seen.first({ how: 'signature:v0=2', what: 'command:1' })).toBe(false);
  expect(await seen.known({ how: 'signature:v0=3', what: 'command:1' })).toBe(true);
});

it('what is new by both names is new, and what has none always is', async () => {
  await seen.first({ how: 'signature:v0=1', what: 'command:1' });
  expect(await seen.first({ how: 'signature:v0=2', what: 'command:2' })).toBe(true);
  expect(await seen.first({ how: null, what: null })).toBe(true);
  expect(await seen.first({ how: null, what: null })).toBe(true);
  expect(await seen.known({ how: null, what: null })).toBe(false);
});

it('neither is forgotten by a restart', async () => {
  await seen.first({ how: 'signature:v0=1', what: 'event:1' });
  await store.close();
  await start();
  expect(await seen.first({ how: 'signature:v0=1', what: null })).toBe(false);
  expect(await seen.first({ how: null, what: 'event:1' })).toBe(false);
});

it('a signature is remembered for longer than it is taken, and its trigger for a week', async () => {
  await seen.first({ how: 'signature:v0=1', what: 'command:1' });
  clock.advance(59 * 60_000);
  await store.deliveries.prune(clock.now());
  expect(await seen.known({ how: 'signature:v0=1', what: null })).toBe(true);
  clock.advance(6 * 24 * 3_600_000);
  await store.deliveries.prune(clock.now());
  expect(await seen.known({ how: 'signature:v0=1', what: null })).toBe(false);
  expect(await seen.known({ how: null, what: 'command:1' })).toBe(true);
});

it('reads what the receiver put into the context, and nothing else', () => {
  expect(deliveryOf({ delivery: 'envelope:1', botToken: 'x' }, 'command:1')).toEqual({
    how: 'envelope:1',
    what: 'command:1',
  });
  expect(deliveryOf({}, null)).toEqual({ how: null, what: null });
});

it('names a form by its trigger, and without one by what stands in it', () => {
  const view = { id: 'V1', hash: 'h1', callback_id: 'failover', private_metadata: '', state: { values: { a: 1 } } };
  const by = { user: { id: 'U1' }, view };
  expect(submissionKey({ ...by, trigger_id: 't1' })).toBe(submissionKey({ ...by, trigger_id: 't1' }));
  expect(submissionKey({ ...by, trigger_id: 't1' })).not.toBe(submissionKey({ ...by, trigger_id: 't2' }));
  expect(submissionKey(by)).toBe(submissionKey(by));
  expect(submissionKey(by)).not.toBe(submissionKey({ ...by, view: { ...view, state: { values: { a: 2 } } } }));
});

it('names a command and an event as Slack does', () => {
  const command = { command: '/failover', text: 'a', user_id: 'U1', team_id: 'T1', channel_id: 'C1', trigger_id: 't1' };
  expect(commandKey(command)).toBe(commandKey({ ...command }));
  expect(commandKey(command)).not.toBe(commandKey({ ...command, trigger_id: 't2' }));
  expect(eventKey({ event_id: 'Ev1' })).not.toBe(eventKey({ event_id: 'Ev2' }));
  expect(eventKey({})).toBe(null);
});
