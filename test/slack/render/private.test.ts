import { describe, expect, it } from 'vitest';
import type { RefusalCode } from '../../../src/request/commands.ts';
import { helpText, refusalText, unknownCommandText } from '../../../src/slack/sentences/refusals.ts';
import { subcommandWords } from '../../../src/slack/inbound/commands.ts';
import { inLanguage } from '../../../src/text/words.ts';
import {
  approve,
  CAROL,
  claimed,
  lost,
  observe,
  propose,
  running,
  switchover,
  switchTask,
  task,
  waiting,
} from './story.ts';

/** True: belongs to people who are not members here. A code that is missing does not compile. */
const codes: Readonly<Record<RefusalCode, boolean>> = {
  person_unread: true,
  person_nobody: true,
  person_guest: true,
  person_external: true,
  person_other_workspace: true,
  person_deactivated: true,
  person_bot: true,
  person_invited: true,
  person_unmapped: true,
  person_doubly_mapped: true,
  no_to_dos: false,
  todo_done: false,
  todo_final: false,
  family_refused: false,
  family_held: false,
  groups_unread: false,
  not_a_requester: false,
  not_an_approver: false,
  own_request: false,
  same_person: false,
  not_your_request: false,
  code_not_enrolled: false,
  code_locked: false,
  code_unavailable: false,
  code_void: false,
  code_needed: false,
  no_rule: false,
  too_many_requests: false,
  too_fast: false,
  no_such_request: false,
  already_ended: false,
  still_checking: false,
  card_changed: false,
  already_approved_by_you: false,
  already_approved: false,
  already_sent: false,
  window_passed: false,
  nothing_to_resend: false,
  nothing_to_abandon: false,
  task_running: false,
  not_now: false,
  frozen: false,
  channel_external: false,
  channel_unread: false,
  unfit: false,
  remedy_not_possible: false,
  remedy_unaccounted: false,
  proposal_open: false,
};

const isCode = (key: string): key is RefusalCode => key in codes;
const all = Object.keys(codes).filter(isCode);

describe('a refusal', () => {
  const ended = waiting();
  ended.tell({ type: 'reject', person: ended.person('U0BOB'), round: 1 });
  const states = [null, waiting().state(), approve(waiting()).state(), ended.state()];

  it.each(all)('%s says what happened and what the reader can do, with and without a request', (code) => {
    for (const state of states) {
      const text = refusalText(code, state);
      expect(text).toMatch(/^[A-Z].{20,}\.$/);
      expect(text).not.toMatch(/undefined|null|NaN/);
    }
  });

  it.each(all.filter((code) => codes[code]))('%s tells an outsider nothing of the request', (code) => {
    for (const state of states) expect(refusalText(code, state)).toBe(refusalText(code, null));
    expect(refusalText(code, states[1] ?? null)).not.toMatch(/orders|sh-prod|U0|S0/);
  });

  it('names whom to ask', () => {
    expect(refusalText('not_an_approver', waiting().state())).toContain('<@U0BOB>, <@U0CAROL> and <!subteam^S0DBA>');
    expect(refusalText('own_request', waiting().state())).toContain('<@U0BOB>');
    expect(refusalText('not_your_request', waiting().state())).toContain('<@U0ALICE>');
    expect(refusalText('already_approved', approve(waiting()).state())).toContain('by <@U0BOB>');
    expect(refusalText('already_ended', ended.state())).toContain('orders on sh-prod has ended: rejected');
  });
});

describe('what is proposed already', () => {
  const failed = task('F....', { status: 'FAILED' });

  it('comes first, and names who can decide it: never its proposer', () => {
    const said = refusalText('proposal_open', propose(observe(running(), failed), 'retry', failed, CAROL).state());
    expect(said).toContain('<@U0BOB> and <!subteam^S0DBA> (<@U0CAROL> proposed this and cannot approve)');
  });

  it('names nobody where everybody agreed already, or nothing is proposed', () => {
    for (const told of [running(), approve(propose(observe(running(), failed), 'retry', failed, CAROL))])
      expect(refusalText('proposal_open', told.state())).not.toMatch(/<@/);
  });
});

describe('a “no” that came too late', () => {
  const said = (life: ReturnType<typeof waiting>) => refusalText('already_sent', life.state());

  it.each([
    [
      'of a call that runs: what a failing step would offer, and that it cannot be undone',
      running(),
      /should a step fail[^]*cannot be undone/,
    ],
    [
      'of a switchover: the way back',
      running(switchover, switchTask('R.........')),
      /another `\/switchover` leads back/,
    ],
    [
      'of a task that failed: what OCP allows, in the words of its buttons',
      observe(running(), task('SF...', { status: 'FAILED' })),
      /its task has failed, and OCP allows: retry/,
    ],
    [
      'of a call whose answer was lost: that it is searched for',
      claimed().tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: null }),
      /tasks are being searched/,
    ],
    ['of a call that was not found: not to let it be sent again', lost(), /reject that when it is proposed, or close/],
  ])('tells what can still be done %s', (_what, life, words) => {
    expect(said(life)).toMatch(/^Too late: .* What can still be done: /);
    expect(said(life)).toMatch(words);
  });
});

describe('other private answers', () => {
  it('repeat an unknown command harmlessly', () => {
    expect(unknownCommandText('/failover', '<!channel> *now*')).toContain('“&lt;!channel&gt; *now*”');
  });

  it.each([
    ['en', '[tenant|@person|7d]'],
    ['zh', '[租户|@成员|7d]'],
  ] as const)('help in %s with every word and what may follow it, a short line for each', (language, filters) => {
    const help = inLanguage(language, helpText);
    for (const word of ['help', 'stop', 'resume', ...subcommandWords]) expect(help).toContain(`• \`/failover ${word}`);
    expect(help).toContain(`/failover history ${filters}\``);
    expect(help).toMatch(/• `\/failover \[.+\]` .*\n• `\/switchover \[.+\]` /);
    for (const line of help.split('\n').slice(0, -1)) expect(line.length).toBeLessThanOrEqual(90);
    expect(help.length).toBeLessThanOrEqual(720);
  });
});
