/** What goes first when Slack's limits leave little room. */
import { expect, it } from 'vitest';
import { createPace } from '../../src/slack/client/pace.ts';
import { manualClock } from '../support/clock.ts';

it('what many requests say at once leaves room in the channel for every other message', async () => {
  const clock = manualClock();
  const pace = createPace(clock);
  const post = (urgent: boolean) => pace.run('chat.postMessage', 'C1', urgent, () => Promise.resolve('sent'));
  for (let sent = 0; sent < 3; sent += 1) await post(false);
  await expect(post(false)).rejects.toMatchObject({ code: 'slack_paced' });
  expect(await post(true)).toBe('sent');
  await expect(post(true)).rejects.toMatchObject({ code: 'slack_paced' });
  clock.advance(4_000);
  expect(await post(false)).toBe('sent');
});
