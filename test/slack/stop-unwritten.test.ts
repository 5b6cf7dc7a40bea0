/** A stop that is not on disk is never answered "stopped". */
import { expect, it } from 'vitest';
import { answerStop } from '../../src/slack/inbound/stop.ts';

it('says that nothing is stopped when the store does not take it, and names the way that needs no store', async () => {
  const answers: unknown[] = [];
  const logged: string[] = [];
  const full = () => Promise.reject(new Error('the disk is full'));
  const deps = {
    desk: { stop: full, giveReason: full, propose: full },
    people: { languageOf: () => Promise.resolve('en' as const) },
    seen: { known: full, first: full },
    away: () => null,
    business: (event: string) => void logged.push(event),
  };
  const body = { command: '/failover', text: 'stop', user_id: 'U1', team_id: 'T1', channel_id: 'C1', trigger_id: 't' };
  const typed = { body, argument: '', delivery: { how: null, what: null } };
  await answerStop(deps, typed, (answer) => Promise.resolve(void answers.push(answer)));
  expect(JSON.stringify(answers)).toContain('*Not stopped:* the store could not be written. Set `stop_all`');
  expect(logged).toEqual(['stop_not_written']);
});
