import { alone } from '../../support/family.ts';
import { unheld } from '../../support/request.ts';
import { describe, expect, it } from 'vitest';
import { renderCard } from '../../../src/slack/card/card.ts';
import { viewOf } from '../../../src/view/request.ts';
import {
  readRoles,
  approve,
  blocking,
  claim,
  claimed,
  lost,
  observe,
  primary,
  prove,
  proven,
  running,
  type Story,
  standby,
  story,
  task,
  waiting,
  warning,
} from './story.ts';
import { accepted, buttonsOf, textsOf } from './validate.ts';
import { answered, lostAnswer, unreachable } from '../../support/causes.ts';

function card(told: Story, plan = true) {
  const rendered = accepted(renderCard(viewOf(told.state(), told.now), { plan }));
  for (const { value, confirm } of buttonsOf(rendered.blocks)) {
    expect(value).toBe('r-1');
    if (!confirm) continue;
    expect(confirm.text.text.length).toBeLessThanOrEqual(300);
    expect(confirm.text.text).not.toMatch(/…$/);
  }
  return { ...rendered, buttons: buttonsOf(rendered.blocks), all: textsOf(rendered.blocks).join('\n') };
}

const ids = (buttons: ReturnType<typeof buttonsOf>) => buttons.map(({ action_id }) => action_id);

describe('a card that is being checked', () => {
  it('says that OCP is asked and offers no Approve yet', () => {
    const { text, buttons } = card(story());
    expect(text).toContain('Twokey is reading the roles');
    expect(ids(buttons)).toEqual(['reject', 'withdraw']);
  });
});

describe('a card that waits for approval', () => {
  it('says what will happen, to which tenant on which cluster, and what may be lost', () => {
    const { text, blocks } = card(waiting());
    expect(blocks[0]).toMatchObject({ type: 'header', text: { text: 'Fail over orders → sh-prod' } });
    expect(text).toContain('standby orders on sh-prod becomes the primary. This cannot be undone.');
    expect(text).toContain(
      '*Primary now:* orders_main on bj-prod, status UNAVAILABLE, role PRIMARY as OCP last knew it',
    );
    expect(text).toContain('*May be lost:* writes not yet replicated from orders_main on bj-prod');
    expect(text).toContain('Clients of orders_rw must be repointed');
  });

  it('says who asks and why, who may approve, how many approvals there are and until when', () => {
    const { text, all } = card(waiting({ rule: { approvals: 2 } }));
    expect(text).toContain('*Requested by* <@U0ALICE>');
    expect(all).toContain('bj-prod burns');
    expect(text).toContain('<@U0BOB>, <@U0CAROL> and <!subteam^S0DBA> (<@U0ALICE> requested this and cannot approve)');
    expect(text).toContain(
      '0 of 2, needed by <!date^1795376103^{date_short_pretty} {time_secs}|2026-11-22 19:35:03 UTC>',
    );
  });

  it('tells blocking items and warnings apart in words, with OCP’s figure and the time of reading', () => {
    const { text } = card(waiting({ items: [warning] }));
    expect(text).toContain('passed with 1 warning, read <!date^');
    expect(text).toContain('• Warning: OBProxy will not follow (OBE26107)');
    expect(text).toMatch(/Replicated up to <!date\^1763838303\^.*> \(OCP's syncScn\)/);
  });

  it('puts the round into the block id and nothing but the request’s id into the buttons', () => {
    const { blocks, buttons } = card(waiting());
    expect(blocks.at(-1)).toMatchObject({ type: 'actions', block_id: 'round:1' });
    expect(ids(buttons)).toEqual(['approve', 'reject', 'withdraw']);
    expect(buttons.map(({ value }) => value)).toEqual(['r-1', 'r-1', 'r-1']);
    expect(buttons.every(({ confirm }) => confirm !== undefined)).toBe(true);
  });

  it('asks once more before an approval, naming tenant, cluster and consequence', () => {
    const [button] = card(waiting()).buttons;
    expect(button?.confirm).toMatchObject({ style: 'danger', text: { type: 'plain_text' } });
    const said = button?.confirm?.text.text ?? '';
    expect(said).toContain(
      'orders on sh-prod becomes primary. This cannot be undone. Writes not yet replicated from orders_main on bj-prod',
    );
  });

  it('keeps the consequence in the confirm dialog when the names are long', () => {
    const long = { tenant: { ...standby, tenantName: 'n'.repeat(200), clusterName: 'c'.repeat(200) }, primary };
    const said = card(waiting({ target: long })).buttons[0]?.confirm?.text.text ?? '';
    expect(said).toContain('cannot be undone');
    expect(said).toContain('must be fenced');
    expect(said.length).toBeLessThanOrEqual(300);
  });

  it('shows who approved already and that more are needed', () => {
    const { text } = card(approve(waiting({ rule: { approvals: 2 } })));
    expect(text).toContain('1 of 2');
    expect(text).toContain('*Approved by* <@U0BOB>');
  });

  it('is one phone screen', () => {
    expect(card(waiting({ items: [warning] })).text.split('\n').length).toBeLessThanOrEqual(15);
  });
});

describe('a card that came back to approval', () => {
  it('shows the differences, the target as it is now and asks in a new round', () => {
    const { text, blocks, buttons } = card(claim(approve(waiting()), { role: 'PRIMARY' }));
    expect(text).toContain('*Needs re-approval:*');
    expect(text).toContain('• The role of orders on sh-prod changed from STANDBY to PRIMARY.');
    expect(text).toContain('*Target now:* role PRIMARY');
    expect(blocks.at(-1)).toMatchObject({ block_id: 'round:2' });
    expect(ids(buttons)).toContain('approve');
  });
});

describe('a card whose call is on its way', () => {
  it('is approved: it can still be stopped, but not approved again', () => {
    const { text, buttons } = card(approve(waiting()));
    expect(text).toContain('*Approved.*');
    expect(ids(buttons)).toEqual(['reject', 'withdraw']);
  });

  it('is claimed: nothing is offered', () => {
    const { text, buttons } = card(claimed());
    expect(text).toContain('*Being sent to OCP*');
    expect(buttons).toEqual([]);
  });

  it('did not leave: it says that nothing reached OCP', () => {
    const told = claimed().tell({ type: 'not_sent', call: 0, code: 'ECONNREFUSED', why: unreachable });
    expect(card(told).text).toContain('could not leave the bot; nothing reached OCP');
  });

  it('is unknown: the task list is searched, nothing is repeated, nothing is offered', () => {
    const told = claimed().tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: null });
    const { text, buttons } = card(told);
    expect(text).toMatch(
      /Outcome unknown: no clear response from OCP\.\* Searching its task list until .+; the call will not be repeated\./,
    );
    expect(buttons).toEqual([]);
  });

  it('is lost: it says where to look and offers resend and abandon', () => {
    const { text, buttons } = card(lost());
    expect(text).toContain("Look in OCP's task list and at the roles of both tenants");
    expect(ids(buttons)).toEqual(['resend', 'abandon']);
  });

  it('is proposed again: Approve and Reject decide that', () => {
    const told = lost();
    const resend = {
      type: 'resend',
      family: alone,
      audience: 'own',
      ...unheld,
      person: told.person('U0BOB'),
      round: 1,
      policy: told.policy,
    } as const;
    const { text, buttons } = card(told.tell({ ...resend, inspection: told.inspection() }));
    expect(text).toContain('*Send again?* <@U0BOB> proposes');
    expect(text).toContain('(<@U0BOB> proposed this and cannot approve)');
    expect(ids(buttons)).toEqual(['approve', 'reject', 'withdraw']);
    expect(buttons[0]?.confirm?.text.text).toContain('sent to OCP once more');
  });
});

describe('a card that executes', () => {
  it('carries the graph as a plan, the step that runs with its age and limit, and OCP’s ids', () => {
    const told = observe(running(), task('Sr...'));
    told.now += 40_000;
    const { blocks, text, all } = card(told);
    const plan = blocks.find(({ type }) => type === 'plan');
    expect(plan).toMatchObject({
      tasks: [{ status: 'complete' }, { status: 'in_progress' }, {}, {}, { status: 'pending' }],
    });
    expect(text).toContain('2/5 Failover to primary tenant, running for 26 s (timeout 30 min)');
    expect(all).toContain('1/5 Reset log restore source: succeeded in 12 s');
    expect(text).toContain('id 12022226 · trace id 2692bd8d54b25810');
    expect(text).toContain('*Running in OCP for 40 s:*');
  });

  it('is the same in plain sections where Slack knows no plan', () => {
    const { blocks, text } = card(observe(running(), task('Sr...')), false);
    expect(blocks.some(({ type }) => type === 'plan')).toBe(false);
    expect(text).toContain('1/5 Reset log restore source: succeeded in 12 s');
    expect(text).toContain('5/5 Update primary tenant info task: not started');
  });

  it('names the point of no return before it is crossed and says when it is', () => {
    expect(card(running()).text).toContain('*Point of no return ahead:* once “Failover to primary tenant” starts');
    const blocked = running();
    blocked.tell({ type: 'hold_up', code: 'ocp_lost_answer', why: lostAnswer });
    const { text } = card(blocked);
    expect(text).toContain('*Last seen in OCP, which does not show it since');
    expect(text).not.toContain('Point of no return ahead');
    expect(text).not.toContain('Running in OCP for');
    expect(card(observe(running(), task('Sr...'))).text).toContain('*Point of no return crossed:*');
  });

  it.each([
    [
      'F....',
      'should still be a standby',
      '*OCP allows:* retry, roll back, skip the step.',
      ['retry', 'rollback', 'skip'],
    ],
    ['SF...', 'may be primary already', '*OCP allows:* retry.', ['retry']],
    ['SSF..', 'is primary already', '*OCP allows:* retry, skip the step.', ['retry', 'skip']],
    ['SSSSF', 'is primary already', '*OCP allows:* retry.', ['retry']],
  ])('failed at %s: says what is true and what OCP still allows', (states, world, advice, remedies) => {
    const { text, buttons } = card(observe(running(), task(states, { status: 'FAILED' })));
    expect(text).toContain('*Failed:*');
    expect(text).toContain(world);
    expect(text).toContain(advice);
    expect(ids(buttons)).toEqual([...remedies, 'abandon']);
    expect(buttons.at(-1)?.text.text).toBe('Close without a result');
  });

  it('does not offer a retry for a rollback that failed', () => {
    const failed = task('F....', { status: 'FAILED', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' });
    const { text, buttons } = card(observe(running(), failed));
    expect(text).not.toContain('refuses');
    expect(text).toContain("What a retry does now depends on OCP's version");
    expect(ids(buttons)).not.toContain('retry');
  });

  it('waits for the role before it says that it is done', () => {
    const told = observe(running(), task('SSSSS', { status: 'SUCCESSFUL' }));
    expect(card(told).text).toContain('The role is being read back');
    told.now += 200_000;
    prove(told, '2001', 0, 'STANDBY');
    expect(card(told).text).toContain('OCP still does not show orders on sh-prod as primary');
    expect(ids(card(told).buttons)).toEqual(['abandon']);
  });
});

describe('a card that has ended', () => {
  it('says what is true, who, how long, and what to do now', () => {
    const { text, buttons } = card(proven({ target: { serviceName: 'orders_rw' } }));
    expect(text).toContain('*orders on sh-prod is primary now.*');
    expect(text).toContain('<@U0ALICE>');
    expect(text).toContain('*Approved by* <@U0BOB>');
    expect(text).toContain('approved after 2 min, sent after 3 s, verified after 1 min 12 s');
    expect(text).toContain('Fence the old primary orders_main on bj-prod');
    expect(text).toContain('Service name orders_rw now leads to orders on sh-prod');
    expect(text).toContain('Rebuild a standby');
    expect(ids(buttons)).not.toContain('ask_again');
  });

  it.each([
    [null, 'orders_rw', 'Service name orders_rw does not lead here. Repoint its clients to orders on sh-prod'],
    ['orders_new', 'orders_rw', 'Repoint the clients of service name orders_rw to orders_new'],
    ['orders_new', null, 'Point the applications to service name orders_new'],
    [null, null, 'Point the applications to orders on sh-prod'],
  ])('new service name %s, old one %s: says what applications must do', (serviceName, old, todo) => {
    expect(card(proven({ target: { serviceName }, serviceName: old })).text).toContain(todo);
  });

  it('says that skipped work was not done', () => {
    const told = running();
    observe(told, task('SSSSS', { status: 'SUCCESSFUL' }, { 3: 'SKIP' }));
    prove(told);
    const { text } = card(told);
    expect(text).toContain('4/5 Create tenant service name: skipped: its work was not done');
    expect(text).toContain('Do by hand what was skipped in OCP: Create tenant service name');
  });

  it('was forbidden by the precheck: shows why', () => {
    const { text, buttons } = card(waiting({ items: [blocking, warning] }));
    expect(text).toContain('*Refused by OCP*');
    expect(text).toContain('• Blocking: The primary can still be connected (OBE26107)');
    expect(text).toContain('Nothing was sent to OCP');
    expect(buttons).toContainEqual(
      expect.objectContaining({
        action_id: 'ask_again',
        value: 'r-1',
        text: expect.objectContaining({ text: 'Request again' }),
      }),
    );
  });

  it('was refused at the call: shows OCP’s words and trace', () => {
    const told = claimed().tell({
      type: 'refuse',
      call: 0,
      code: '60008',
      why: answered('Tenant is locked'),
      traceId: 'abc',
    });
    expect(card(told).text).toContain('*OCP refused the call:* HTTP 400, 60008: “Tenant is locked”. It did nothing.');
    expect(card(told).text).toContain('trace id abc');
  });

  it('was rejected: shows by whom and why', () => {
    const told = waiting();
    told.tell({ type: 'reject', person: told.person('U0BOB'), round: 1 });
    told.tell({ type: 'give_reason', by: 'U0BOB', reason: 'bj-prod is back' });
    expect(card(told).text).toContain('*Rejected* by <@U0BOB>');
    expect(card(told).text).toContain('bj-prod is back');
    expect(card(told).text).toContain('Nothing was sent to OCP');
  });

  it('was rolled back: does not call that success', () => {
    const told = running();
    observe(told, task('F....', { status: 'FAILED' }));
    observe(told, task('.....', { status: 'SUCCESSFUL', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' }));
    expect(card(told).text).toContain('*Rolled back in OCP:*');
    expect(card(told).text).toContain('*Roles:* being read.');
    readRoles(told);
    expect(card(told).text).toContain('*Rolled back*');
    expect(card(told).text).toContain('may be 1 min old');
    expect(card(told).text).toContain('orders on sh-prod STANDBY, orders_main on bj-prod PRIMARY');
    expect(card(told).text).not.toContain('primary now.*');
  });

  it('is no longer followed: says that OCP may go on', () => {
    const told = observe(running(), task('SF...', { status: 'FAILED' }));
    told.tell({ type: 'abandon', person: told.person('U0BOB'), round: 1 });
    expect(card(told).text).toContain('It may still go on in OCP');
    const gone = lost();
    gone.tell({ type: 'abandon', person: gone.person('U0BOB'), round: 1 });
    expect(card(gone).text).toContain('Outcome unknown: no clear response from OCP to the call');
  });
});
