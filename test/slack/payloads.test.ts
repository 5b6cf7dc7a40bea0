import { describe, expect, it } from 'vitest';
import { type ActionBody, actionBody, clickKey, roundOf } from '../../src/slack/inbound/payloads.ts';

function body(change: Record<string, unknown> = {}, action: Record<string, unknown> = {}): ActionBody {
  return actionBody.parse({
    user: { id: 'U0ANN' },
    team: { id: 'T1' },
    trigger_id: '1.2.a',
    container: { type: 'message', channel_id: 'C1', message_ts: '10.1' },
    actions: [{ action_id: 'approve', block_id: 'round:1', value: 'R-1', action_ts: '11.1', ...action }],
    ...change,
  });
}

describe('the question a button stood under', () => {
  it.each([
    ['round:1', 1],
    ['round:27', 27],
    ['', null],
    [undefined, null],
    ['old', 0],
    ['round:', 0],
    ['round:-1', 0],
    ['round:1e3', 0],
    ['xround:1', 0],
    ['round:1x', 0],
    ['round:1234567890', 0],
  ])('%s: %s', (blockId, round) => {
    expect(roundOf(blockId)).toBe(round);
  });
});

describe('the key of a click', () => {
  it('is the same for the same click delivered again', () => {
    expect(clickKey(body())).toBe(clickKey(body()));
  });

  it.each([
    ['another person', body({ user: { id: 'U0BEN' } })],
    ['another press of the same button', body({}, { action_ts: '11.2' })],
    ['another button', body({}, { action_id: 'reject' })],
    ['another request', body({}, { value: 'R-2' })],
    ['another message', body({ container: { type: 'message', channel_id: 'C1', message_ts: '10.2' } })],
    ['another trigger', body({ trigger_id: '1.2.b' })],
  ])('is another for %s', (_, other) => {
    expect(clickKey(other)).not.toBe(clickKey(body()));
  });
});
