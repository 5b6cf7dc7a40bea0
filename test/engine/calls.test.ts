/** The life of one POST: refused, not sent, accepted, or its answer lost. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buttonsOf } from '../support/world.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardNow,
  cardWords,
  click,
  type Driven,
  eventsOf,
  posts,
  request,
  started,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { type Link, openLink } from '../support/link.ts';

let world: Driven;
afterEach(() => world.close());

const failover = '*/failover';
const done = (card: Message) => () => cardWords(world, card).includes('*Done*');

describe('OCP refuses the call', () => {
  it.each([
    [400, 'TSK10007', 'The tenant is locked.'],
    [403, 'OBE403', 'No permission.'],
    [409, 'OBE409', 'Another operation is under way.'],
  ])('%i is told as refused with OCP’s words, and nothing is repeated', async (status, code, message) => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: failover, status, code, message });
    const card = await started(world);
    await world.pass(60_000, 10_000);

    expect(posts(world)).toHaveLength(1);
    expect(eventsOf(world).slice(-3)).toEqual(['call_claimed', 'call_refused', 'ended']);
    expect(cardWords(world, card)).toContain('Refused by OCP');
    expect(cardWords(world, card)).toContain(message);
    expect(threadLines(world, card).join('\n')).toContain(message);
    expect(world.ocp.model.tasks).toHaveLength(0);
  });
});

describe('the call certainly did not reach OCP', () => {
  it('429 waits as long as OCP asks and is sent again under the same approval', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: failover, status: 429, resetSeconds: 40 });
    const card = await started(world);
    expect(eventsOf(world).at(-1)).toBe('call_not_sent');
    await world.pass(39_000, 3_000);
    expect(posts(world)).toHaveLength(1);
    await world.until(done(card), { stepMs: 2_500 });

    expect(posts(world)).toHaveLength(2);
    expect(world.ocp.model.tasks).toHaveLength(1);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
    expect(threadLines(world, card).join('\n')).toContain('The call did not leave the bot');
  });

  it('a 401 stops everything for ten seconds, then it is sent under the same approval', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: failover, status: 401 });
    const card = await started(world);
    const asked = world.ocp.model.journal.entries.length;
    await world.pass(9_000);
    expect(world.ocp.model.journal.entries).toHaveLength(asked);
    expect(cardWords(world, card)).toContain('A call could not leave the bot; nothing reached OCP');
    expect(cardWords(world, card)).toMatch(
      /\*Blocked since [^*]+:\* OCP rejected Twokey's login \(HTTP 401[^)]*\); next try at <!date\^\d+\^\{time_secs\}/,
    );
    await world.pass(3_000);
    expect(posts(world)).toHaveLength(2);
    await world.until(done(card), { stepMs: 5_000 });

    expect(posts(world)).toHaveLength(2);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
  });

  it('while OCP rejects the log-in the card says until when, each time anew, and the thread once', async () => {
    world = await startDriven();
    const card = await started(world);
    await world.pass(2_000);
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*', status: 401, times: null });
    const untils = new Set<string>();
    for (let second = 0; second < 120; second += 1) {
      await world.pass(1_000);
      const until = cardWords(world, card).match(/next try at <!date\^(\d+)/)?.[1];
      if (until !== undefined) untils.add(until);
    }
    const waits = [...untils].map(Number).sort((a, b) => a - b);
    expect(waits.slice(1).map((until, at) => until - (waits[at] ?? 0))).toEqual([30, 60, 120]);
    expect(threadLines(world, card).filter((line) => line.includes('Blocked:'))).toHaveLength(1);
    world.ocp.model.clearFaults();
    await world.until(done(card), { stepMs: 5_000 });
    expect(cardWords(world, card)).not.toContain('Blocked:');
  });

  it('not sent until the start window passes: people are asked again', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: failover, status: 429, resetSeconds: 600 });
    const card = await started(world);
    await world.pass(5 * 60_000 + 5_000, 30_500);
    expect(eventsOf(world).at(-1)).toBe('returned');
    expect(buttonsOf(cardNow(world, card))).toContain('approve');
    expect(posts(world)).toHaveLength(1);
  });
});

describe('with a cable that can be pulled', () => {
  let link: Link;
  beforeEach(async () => {
    world = await startDriven({ via: async (url) => (link = await openLink(url)).url });
  });
  afterEach(() => link.close());

  it('connection refused at the POST: nothing was sent, and it is sent once the connection is back', async () => {
    const card = await request(world);
    await click(world, card, 'approve');
    // Reads go on over connections that stand; the POST needs one of its own.
    await link.refuse();
    await world.tick();
    expect(eventsOf(world).at(-1)).toBe('call_not_sent');
    expect(posts(world)).toHaveLength(0);
    await link.accept();
    await world.until(done(card), { stepMs: 2_500 });
    expect(posts(world)).toHaveLength(1);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
  });

  it.each([
    ['half a page', 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<html><body>Gate'],
    ['a whole page that is not OCP’s', 'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>'],
    ['half of OCP’s JSON', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"successful":true,"d'],
    ['a proxy’s 502', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'],
    [
      'OCP’s own 500, with the task started',
      'HTTP/1.1 500 Error\r\nContent-Length: 72\r\n\r\n{"successful":false,"status":500,"error":{"code":20000,"message":"oops"}}',
    ],
    ['nothing but a closed connection', ''],
  ])('%s as the answer: its task is searched, found and followed, ONE POST', async (_what, bytes) => {
    link.spoilNextAnswer(bytes);
    const card = await started(world);
    expect(eventsOf(world)).toContain('call_unknown');
    await world.until(done(card), { stepMs: 2_500 });

    expect(posts(world)).toHaveLength(1);
    expect(eventsOf(world)).toContain('call_found');
    expect(eventsOf(world)).not.toContain('call_refused');
  });
});
