/** What each approval was for, where one was not for the request alone. */
import { expect, it } from 'vitest';
import { rowText } from '../../../src/slack/overview/view/history.ts';
import { historyRow } from '../../../src/view/history.ts';
import { alone } from '../../support/family.ts';
import { unheld } from '../../support/request.ts';
import { approve, claim, lost, observe, prove, task } from '../render/story.ts';

it('the thread, its last word and the history say so, with how long no response came and the total time', () => {
  const told = lost();
  const terms = {
    family: alone,
    audience: 'own',
    ...unheld,
    policy: told.policy,
    round: told.state().round,
  } as const;
  told.tell({ type: 'resend', ...terms, person: told.person('U0ALICE'), inspection: told.inspection() });
  expect(approve(told).lines.at(-1)?.text).toMatch(/^Approved by <@U0BOB> \(the resend\) /);
  claim(told);
  told.tell({ type: 'accept', call: 0, tasks: [task('R....')], traceId: 'abc' });
  observe(told, task('SSSSS', { status: 'SUCCESSFUL' }));
  prove(told);
  const last = told.lines.at(-1)?.text;
  expect(last).toContain('approved by <@U0BOB> (the request) and <@U0BOB> (the resend).');
  expect(last).toContain('*No response from OCP* for 1 min 3 s');
  expect(last).toMatch(/Total \d+ min \d+ s\./);
  const row = historyRow(told.log);
  expect(row && rowText(row, { links: new Map(), unposted: new Set() })).toMatch(
    /approved by <@U0BOB> \(the request\) and <@U0BOB> \(the resend\), took .*, no response from OCP for 1 min 3 s/,
  );
});
