import { describe, expect, it } from 'vitest';
import { renderCard } from '../../../src/slack/card/card.ts';
import { viewOf } from '../../../src/view/request.ts';
import {
  readRoles,
  claimed,
  observe,
  pair,
  prove,
  running,
  type Story,
  switchover,
  switchTask,
  waiting,
} from './story.ts';
import { accepted, buttonsOf } from './validate.ts';

function card(told: Story) {
  const rendered = accepted(renderCard(viewOf(told.state(), told.now), { plan: true }));
  return { ...rendered, buttons: buttonsOf(rendered.blocks) };
}

const started = () => running(switchover, switchTask('R.........'));

function done(): Story {
  const told = started();
  told.now += 60_000;
  observe(told, switchTask('SSSSSSSSSS', { status: 'SUCCESSFUL' }));
  return prove(told);
}

describe('a switchover', () => {
  it('says which two exchange roles, both roles now, that nothing is lost and that writes pause', () => {
    const { text, blocks } = card(waiting(switchover));
    expect(blocks[0]).toMatchObject({ text: { text: 'Switch over orders: hz-prod → sh-prod' } });
    expect(text).toContain('orders on sh-prod becomes primary, orders on hz-prod becomes its standby. Planned, and');
    expect(text).toContain(
      '*Roles now:* orders on hz-prod PRIMARY, status NORMAL; orders on sh-prod STANDBY, status NORMAL.',
    );
    expect(text).toContain('*Nothing is lost,* and the primary must be alive for it. Writes pause for some seconds');
    expect(text).toContain('connection strings with orders_rw follow by themselves');
    expect(text).not.toMatch(/cannot be undone|fail ?over/i);
  });

  it('is approved in the quiet colour, with words of its own', () => {
    const [approve] = card(waiting(switchover)).buttons;
    expect(approve).toMatchObject({ style: 'primary', confirm: { style: 'primary' } });
    expect(approve?.confirm?.title?.text).toBe('Approve this switchover?');
    expect(approve?.confirm?.text.text).toContain('orders: hz-prod → sh-prod: the two exchange their roles.');
    expect(approve?.confirm?.text.text).toContain('another switchover switches back');
  });

  it('names both tenants where their names differ', () => {
    const other = { ...pair, standby: { ...pair.standby, tenantName: 'orders_sb' } };
    const told = waiting({ operation: { kind: 'switchover', targets: [other], stopRule: 'go_on' } });
    expect(card(told).buttons[0]?.confirm?.text.text).toContain('orders on hz-prod → orders_sb on sh-prod');
  });

  it('is proven by both roles', () => {
    const told = done();
    const { text } = card(told);
    expect(text).toContain(
      '*orders on sh-prod is primary now, orders on hz-prod is its standby.* Both roles were read',
    );
    expect(text).toContain('1. Check that orders on hz-prod synchronises as a standby again.');
    expect(text).toContain(
      '2. Check that applications using service name orders_rw have followed to orders on sh-prod',
    );
    expect(text).toContain('other standbys');
    expect(text).toContain('To go back, request another switchover');
    expect(text).not.toContain('fenced');
    const lines = told.lines.map((line) => line.text);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^Verified: OCP shows orders on sh-prod as PRIMARY and orders on hz-prod as STANDBY \(read/,
      ),
    );
    expect(lines.at(-1)).toContain('*Done: switchover of orders: hz-prod → sh-prod.*');
  });

  it('doubts both roles', () => {
    const told = started();
    observe(told, switchTask('SSSSSSSSSS', { status: 'SUCCESSFUL' }));
    told.now += 200_000;
    prove(told, '2001', 0, 'PRIMARY');
    expect(card(told).text).toContain('does not show orders on sh-prod as primary and orders on hz-prod as standby');
  });

  it('rolled back is told as rolled back', () => {
    const told = started();
    observe(told, switchTask('SSF.......', { status: 'FAILED' }));
    const back = { status: 'SUCCESSFUL', operation: 'ROLLBACK' } as const;
    readRoles(observe(told, switchTask('..........', back, { 0: 'ROLLBACK', 1: 'ROLLBACK', 2: 'ROLLBACK' })));
    const { text } = card(told);
    expect(text).toContain('*Rolled back*');
    expect(text).toContain('both should have their roles as before');
    expect(told.lines.at(-1)?.text).toContain('*Rolled back: switchover of orders: hz-prod → sh-prod.*');
  });

  it('sends people to the roles of both when the answer is lost', () => {
    const told = claimed(switchover);
    told.tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: null });
    told.tell({ type: 'lose', call: 0, searchedUntil: told.now });
    expect(card(told).text).toContain('Send again only if neither shows a switchover');
  });
});
