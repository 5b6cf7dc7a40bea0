/** A replica of the version before meets a request in which a newer one has recorded something that only it knows. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { evolve, fold, foldIfKnown } from '../../src/request/evolve.ts';
import { chain } from '../../src/request/log/hash-chain.ts';
import { storedEvent, storedStopEvent } from '../../src/lib/trust-boundaries.ts';
import { STOP_LOG } from '../../src/stop/events.ts';
import { openStore } from '../../src/store/store.ts';
import {
  cardNow,
  cardWords,
  click,
  type Driven,
  hears,
  logOf,
  posts,
  privately,
  request,
  startDriven,
} from '../support/driven.ts';
import { approved } from '../support/request.ts';
import { buttonsOf, channels, people } from '../support/world.ts';

const newer = storedEvent('{"type":"approved_by_phone","by":"U0ANN"}');

it('is an error that names the request, the event and what to do, and never passed over', () => {
  const { log } = approved();
  const more = chain('r-1', log.at(-1) ?? null, [newer], 1);
  const read = () => fold([...log, ...more]);
  expect(read).toThrow(/Event 4 of request r-1 .*approved_by_phone.*Finish the upgrade/);
  expect(() => more.reduce(evolve, fold(log))).toThrow(expect.objectContaining({ code: 'unknown_event' }));
  expect(foldIfKnown([...log, ...more])).toBeNull();
  expect(foldIfKnown(log)).toEqual(fold(log));
});

let world: Driven;
beforeEach(async () => {
  world = await startDriven();
});
afterEach(() => world.close());

it('is left alone, said so in the log, and holds up no other request', async () => {
  const card = await request(world);
  await click(world, card, 'approve');
  await world.stopBot();
  const store = await openStore(world.store());
  const [open] = await store.log.open();
  const log = await store.log.load(open?.id ?? '');
  await store.log.append(log.length, chain(open?.id ?? '', log.at(-1) ?? null, [newer], world.clock.now()), 'approved');
  await store.close();
  await world.startBot();

  const other = await request(world, { tenant: 'orders' });
  await click(world, other, 'approve');
  await world.until(() => cardWords(world, other).includes('*Done*'), { stepMs: 2_000 });
  expect(posts(world)).toHaveLength(1);
  const waits = logOf(world).filter(({ code }) => code === 'unknown_event');
  expect(new Set(waits.map((line) => line['request'] ?? line['id']))).toEqual(new Set([open?.id]));

  const metrics = await (await fetch(`http://127.0.0.1:${world.bot().port}/metrics`)).text();
  expect(metrics).toContain('twokey_store_up 1');
  expect(metrics).toContain('twokey_waits_for_people{need="failed"} 0');

  await world.slack.as(people.mei).slash('/failover', 'status', channels.incident);
  await hears(world, people.mei, 'a newer version of the bot recorded something that this version does not know');
  expect(privately(world, people.mei)).not.toContain('Nothing is open');
  await world.slack.as(people.mei).slash('/failover', 'doctor', channels.incident);
  await hears(world, people.mei, '1 open request holds what only a newer version');
  await world.slack.as(people.arun).click(card, 'reject', { confirm: true });
  await hears(world, people.arun, 'your click does not count. Have the upgrade of the bot finished');
});

it('in the log of the stop means that everything counts as stopped, which every screen says', async () => {
  const card = await request(world);
  await world.stopBot();
  const store = await openStore(world.store());
  const unknown = storedStopEvent('{"type":"stopped_for_a_cluster","by":"U0ANN"}');
  await store.stop.append(0, chain(STOP_LOG, null, [unknown], world.clock.now()), true);
  await store.close();
  await world.startBot();

  await click(world, card, 'approve');
  await hears(world, people.arun, 'a newer version of the bot recorded a stop or a resume');
  await world.pass(60_000, 5_000);
  expect(posts(world)).toHaveLength(0);
  expect(cardWords(world, card)).toContain('Have the upgrade of the bot finished');
  for (const asked of ['status', 'doctor']) {
    await world.slack.as(people.mei).slash('/failover', asked, channels.incident);
    await hears(world, people.mei, 'recorded a stop or a resume that this version cannot read');
  }
  for (const asked of ['stop', 'resume']) {
    const answer = await world.slack.as(people.arun).slash('/failover', asked, channels.incident);
    expect(JSON.stringify(answer) + privately(world, people.arun)).toContain('everything counts as stopped here');
  }
  expect(logOf(world).filter(({ event }) => event === 'stop_log_newer')).toHaveLength(1);
});

it('is said where an ended request of it is asked for again', async () => {
  const card = await request(world);
  await click(world, card, 'reject');
  await world.until(() => buttonsOf(cardNow(world, card)).includes('ask_again'));
  await world.stopBot();
  const store = await openStore(world.store());
  const id = String(logOf(world).find(({ event }) => event === 'requested')?.['request']);
  const log = await store.log.load(id);
  await store.log.append(log.length, chain(id, log.at(-1) ?? null, [newer], world.clock.now()), 'ended');
  await store.close();
  await world.startBot();
  await world.slack.as(people.mei).click(cardNow(world, card), 'ask_again');
  await hears(world, people.mei, 'Have the upgrade of the bot finished');
});

it('behind the end of a request disturbs no status, no history and no other request', async () => {
  const card = await request(world);
  await click(world, card, 'reject');
  await world.until(() => buttonsOf(cardNow(world, card)).includes('ask_again'));
  await world.stopBot();
  const store = await openStore(world.store());
  const id = String(logOf(world).find(({ event }) => event === 'requested')?.['request']);
  const log = await store.log.load(id);
  const more = chain(id, log.at(-1) ?? null, [newer], world.clock.now());
  await store.log.append(log.length, more, 'ended', { toDo: true });
  await store.close();
  await world.startBot();
  const before = cardWords(world, card);
  const other = await request(world, { tenant: 'orders' });
  await click(world, other, 'approve');
  await world.until(() => cardWords(world, other).includes('*Done*'), { stepMs: 2_000 });
  expect(cardWords(world, card)).toBe(before);
  for (const asked of ['status', 'history'])
    await world.slack.as(people.mei).slash('/failover', asked, channels.incident);
  await hears(world, people.mei, 'Nothing is open');
  await hears(world, people.mei, 'orders');
});
