/** What goes first, and when the others come back, where Slack's limits leave little room. */
import { describe, expect, it } from 'vitest';
import type { Urgency } from '../../src/lib/urgency.ts';
import { createPace } from '../../src/slack/client/pace.ts';
import { manualClock } from '../support/clock.ts';

function paced() {
  const clock = manualClock();
  const pace = createPace(clock);
  const send = (method: 'chat.update' | 'chat.postMessage', channel: string, owner: string, urgency: Urgency) =>
    pace.run({ method, channel, owner, urgency }, () => Promise.resolve('sent'));
  return {
    clock,
    post: (owner: string, urgency: Urgency = 'normal', channel = 'C1') =>
      send('chat.postMessage', channel, owner, urgency),
    edit: (owner: string, urgency: Urgency = 'normal') => send('chat.update', 'C1', owner, urgency),
  };
}

const later = (retryAfterMs: number) => ({ code: 'slack_paced', effect: 'none', retryAfterMs });

describe('messages to one channel', () => {
  it('are two at once and then one a second, and another channel goes on', async () => {
    const { clock, post } = paced();
    for (let sent = 0; sent < 2; sent += 1) expect(await post('a')).toBe('sent');
    await expect(post('a')).rejects.toMatchObject(later(1_000));
    expect(await post('a', 'normal', 'C2')).toBe('sent');
    clock.advance(999);
    await expect(post('a')).rejects.toMatchObject(later(1));
    clock.advance(1);
    expect(await post('a')).toBe('sent');
    await expect(post('a')).rejects.toMatchObject(later(1_000));
  });

  it('come one by one in the order in which they began to wait, each told its own moment', async () => {
    const { clock, post } = paced();
    for (let sent = 0; sent < 2; sent += 1) await post('a');
    await expect(post('b')).rejects.toMatchObject(later(1_000));
    clock.advance(1);
    await expect(post('c')).rejects.toMatchObject(later(1_999));
    clock.advance(999);
    await expect(post('c')).rejects.toMatchObject(later(1_000));
    expect(await post('b')).toBe('sent');
    clock.advance(1_000);
    expect(await post('c')).toBe('sent');
  });

  it('that ask people or are the last word go before all others, and what many say at once comes last', async () => {
    const { clock, post } = paced();
    for (let sent = 0; sent < 2; sent += 1) await post('a');
    await expect(post('idle', 'idle')).rejects.toMatchObject(later(1_000));
    await expect(post('normal')).rejects.toMatchObject(later(1_000));
    await expect(post('urgent', 'urgent')).rejects.toMatchObject(later(1_000));
    clock.advance(1_000);
    await expect(post('idle', 'idle')).rejects.toMatchObject(later(2_000));
    await expect(post('normal')).rejects.toMatchObject(later(1_000));
    expect(await post('urgent', 'urgent')).toBe('sent');
    clock.advance(1_000);
    await expect(post('idle', 'idle')).rejects.toMatchObject(later(1_000));
    expect(await post('normal')).toBe('sent');
    clock.advance(1_000);
    expect(await post('idle', 'idle')).toBe('sent');
  });

  it('do not wait for one that does not come back', async () => {
    const { clock, post } = paced();
    for (let sent = 0; sent < 2; sent += 1) await post('a');
    await expect(post('gone', 'urgent')).rejects.toMatchObject(later(1_000));
    clock.advance(2_501);
    expect(await post('b')).toBe('sent');
    expect(await post('c')).toBe('sent');
  });
});

describe('edits', () => {
  it('are 50 in any minute, the last ten for what is urgent', async () => {
    const { clock, edit } = paced();
    for (let sent = 0; sent < 40; sent += 1) expect(await edit(`r-${sent}`)).toBe('sent');
    clock.advance(20_000);
    await expect(edit('late')).rejects.toMatchObject(later(40_000));
    for (let sent = 0; sent < 10; sent += 1) expect(await edit(`u-${sent}`, 'urgent')).toBe('sent');
    await expect(edit('u', 'urgent')).rejects.toMatchObject(later(40_000));
  });

  it('of cards that only grew older take turns, and never one before a change of state', async () => {
    const { clock, edit } = paced();
    for (let sent = 0; sent < 40; sent += 1) await edit(`r-${sent}`);
    await expect(edit('old', 'idle')).rejects.toMatchObject({ code: 'slack_paced' });
    await expect(edit('older', 'idle')).rejects.toMatchObject({ code: 'slack_paced' });
    await expect(edit('changed')).rejects.toMatchObject({ code: 'slack_paced' });
    clock.advance(60_000);
    for (let sent = 0; sent < 38; sent += 1) await edit(`s-${sent}`, 'urgent');
    await expect(edit('older', 'idle')).rejects.toMatchObject({ code: 'slack_paced' });
    expect(await edit('changed')).toBe('sent');
    expect(await edit('old', 'idle')).toBe('sent');
  });
});
