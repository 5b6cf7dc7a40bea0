import { describe, expect, it } from 'vitest';
import { actorOf } from '../../src/slack/inbound/actor.ts';

describe('who hears that what they did was not taken', () => {
  it.each([
    ['a command', { command: '/failover', user_id: 'U1', channel_id: 'C1' }, { person: 'U1', channel: 'C1' }],
    ['a click', { type: 'block_actions', user: { id: 'U1' }, channel: { id: 'C1' } }, { person: 'U1', channel: 'C1' }],
    ['a form', { type: 'view_submission', user: { id: 'U1' }, view: {} }, { person: 'U1', channel: 'U1' }],
    ['a shortcut', { type: 'shortcut', user: { id: 'U1' } }, { person: 'U1', channel: 'U1' }],
  ])('after %s: whoever did it, where they did it', (_what, body, who) => {
    expect(actorOf(body)).toEqual(who);
  });

  it.each([
    ['a search in a list: the next letter is another', { type: 'block_suggestion', user: { id: 'U1' } }],
    ['an event: nobody waits for it', { type: 'event_callback', event: { user: 'U1' } }],
    ['what is no payload', null],
  ])('is nobody after %s', (_what, body) => {
    expect(actorOf(body)).toBeNull();
  });
});
