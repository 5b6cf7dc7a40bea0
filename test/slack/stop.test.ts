/** A stop lets what is under way finish, and waits for nobody who never finishes. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Driven, eventsOf, request, startDriven } from '../support/driven.ts';
import { people } from '../support/world.ts';

let world: Driven;
beforeEach(async () => {
  world = await startDriven();
});
afterEach(() => world.close());

describe('a stop', () => {
  it('is not held up by half a request', async () => {
    const socket = connect(world.bot().port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => socket.destroy());
    socket.write('POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    const began = performance.now();
    await world.stopBot();
    expect(performance.now() - began).toBeLessThan(8_000);
    socket.destroy();
  });

  it('finishes the clicks that were taken', async () => {
    const card = await request(world);
    await world.slack.as(people.arun).click(card, 'approve', { confirm: true });
    await world.stopBot();
    expect(eventsOf(world).at(-1)).toBe('approved');
  });
});
