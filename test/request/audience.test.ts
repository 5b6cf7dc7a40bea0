/** A request stands where only the own organisation reads, unless its rule says otherwise. */
import { describe, expect, it } from 'vitest';
import { exposure } from '../../src/people/audience.ts';
import type { Command } from '../../src/request/commands.ts';
import {
  ANN,
  approved,
  ASKER,
  BEN,
  lost,
  newLife,
  observed,
  policyOf,
  requestCommand,
  running,
  taskOf,
  waiting,
} from '../support/request.ts';

const allowed = { externalChannels: true } as const;

describe('a channel', () => {
  it('of the own organisation is never in the way', () => {
    expect(exposure({}, 'own')).toBeNull();
    expect(exposure(allowed, 'own')).toBeNull();
  });

  it('that others read, or of which Slack does not say who reads it, needs a rule that allows it', () => {
    expect(exposure({}, 'external')).toBe('channel_external');
    expect(exposure({}, 'unread')).toBe('channel_unread');
    expect(exposure(allowed, 'external')).toBeNull();
    expect(exposure(allowed, 'unread')).toBeNull();
  });
});

describe('where others read along', () => {
  const inPublic = (command: Command, audience: 'external' | 'unread' = 'external'): Command =>
    'audience' in command ? { ...command, audience } : command;

  it('nothing can be asked for; what is not known is left to the posting', () => {
    const life = newLife();
    const ask = requestCommand(life);
    expect(life.ask(inPublic(ask)).refusal).toEqual({ code: 'channel_external' });
    expect(life.ask(inPublic(ask, 'unread')).refusal).toBeNull();
    expect(life.ask(inPublic(requestCommand(life, { policy: policyOf(allowed) }))).refusal).toBeNull();
  });

  it.each(['external', 'unread'] as const)('nothing can be approved (%s); the attempt is on record', (audience) => {
    const life = waiting();
    expect(life.ask(inPublic(life.click('approve', BEN), audience))).toMatchObject({
      events: [{ type: 'attempt_refused', by: BEN, act: 'approve', code: `channel_${audience}` }],
      refusal: { code: `channel_${audience}` },
    });
    const open = waiting(allowed);
    expect(open.ask(inPublic(open.click('approve', BEN), audience)).refusal).toBeNull();
  });

  it('a request can be rejected and withdrawn all the same', () => {
    const life = waiting();
    expect(life.ask(inPublic(life.click('reject', BEN))).refusal).toBeNull();
    expect(life.ask(inPublic(life.click('withdraw', ASKER))).refusal).toBeNull();
  });

  it.each(['external', 'unread'] as const)('no resend and no remedy can be proposed (%s), on record', (audience) => {
    const attempt = { type: 'attempt_refused', by: ANN, act: 'propose', code: `channel_${audience}` };
    const gone = lost();
    expect(gone.ask(inPublic(gone.resend(ANN), audience)).events).toMatchObject([attempt]);
    const failed = observed(running(), taskOf('SF', 'FAILED'));
    expect(failed.ask(inPublic(failed.propose('retry', ANN), audience)).events).toMatchObject([attempt]);
  });

  it('what was approved goes back to the approvers, who are told why', () => {
    const life = approved();
    expect(life.ask(inPublic(life.claim())).events).toMatchObject([
      { type: 'returned', differences: [{ kind: 'channel_external' }] },
    ]);
    const open = approved(allowed);
    expect(open.ask(inPublic(open.claim())).events).toMatchObject([{ type: 'call_claimed' }]);
  });

  it('a remedy that was approved goes back as well', () => {
    const life = observed(running(), taskOf('SF', 'FAILED'));
    life.tell(life.propose('retry', ANN)).tell(life.click('approve', BEN));
    expect(life.ask(inPublic(life.claimRemedy())).events).toMatchObject([
      { type: 'returned', differences: [{ kind: 'channel_external' }] },
    ]);
    expect(life.ask(inPublic(life.claimRemedy(), 'unread'))).toEqual({ events: [], refusal: { code: 'not_now' } });
    expect(life.ask(life.claimRemedy()).events).toMatchObject([{ type: 'remedy_claimed' }]);
  });

  it('while Slack does not say who reads, nothing is claimed and nothing is given up', () => {
    const life = approved();
    expect(life.ask(inPublic(life.claim(), 'unread'))).toEqual({ events: [], refusal: { code: 'not_now' } });
    expect(life.ask(life.claim()).events).toMatchObject([{ type: 'call_claimed' }]);
  });
});
