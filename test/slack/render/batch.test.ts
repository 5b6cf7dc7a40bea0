import { describe, expect, it } from 'vitest';
import { renderCard } from '../../../src/slack/card/card.ts';
import { viewOf } from '../../../src/view/request.ts';
import { fits, renderLines } from '../../../src/slack/thread/thread.ts';
import { accept, claimedMany, taskOf, tasksOf, waitingMany } from './many.ts';
import { readRoles, claim, observe, prove, type Story, warning } from './story.ts';
import { accepted, buttonsOf, mrkdwnOf, textsOf } from './validate.ts';
import { answered } from '../../support/causes.ts';

function card(told: Story, plan = true) {
  const rendered = accepted(renderCard(viewOf(told.state(), told.now), { plan }));
  for (const { confirm } of buttonsOf(rendered.blocks)) {
    if (!confirm) continue;
    expect(confirm.text.text.length).toBeLessThanOrEqual(300);
    expect(confirm.text.text).not.toMatch(/…$/);
  }
  return { ...rendered, buttons: buttonsOf(rendered.blocks), all: textsOf(rendered.blocks).join('\n') };
}

const ids = (buttons: ReturnType<typeof buttonsOf>) => buttons.map(({ action_id }) => action_id);
const texts = (told: Story) => told.lines.map(({ text }) => text);

/** The target at `at` ends well and is proven. */
function finish(told: Story, at: number, call: number): void {
  const states = told.state().operation.kind === 'failover' ? 'SSSSS' : 'SSSSSSSSSS';
  observe(told, taskOf(told, at, states, { status: 'SUCCESSFUL' }), null, call);
  prove(told, `${2001 + at}`, call);
}

describe('the question about many tenants', () => {
  it('names the weight once, every tenant on one line, the order of the calls and the stop rule', () => {
    const { all, blocks, buttons } = card(waitingMany({ stopRule: 'stop_at_failure' }));
    expect(blocks[0]).toMatchObject({
      text: {
        text: 'Fail over 4 tenants: sh-prod-51 and sh-prod-52 → sh-prod-1 and sh-prod-2'.replace(/: .* →/, ' →'),
      },
    });
    expect(all).toContain('4 standbys in 2 clusters become primaries. This cannot be undone.');
    expect(all).toContain(
      '*1. sh-prod-1*, 2 tenants\n• orders1: primary orders1 on sh-prod-51, UNAVAILABLE; service name orders_rw',
    );
    expect(all).toContain(
      '• orders2: primary orders2 on sh-prod-51, UNAVAILABLE; clients of orders_rw must be repointed',
    );
    expect(all).toContain('At the first failure the rest is not sent.');
    expect(all).toContain('*Precheck of all 4:* passed');
    const said = buttons[0]?.confirm?.text.text;
    expect(said).toContain('4 tenants on sh-prod-1 and sh-prod-2 become primaries. This cannot be undone.');
  });

  it('tells each finding once, with the tenants it is about', () => {
    const { all } = card(waitingMany({}, { items: [warning] }));
    expect(all).toContain('• Warning: OBProxy will not follow (OBE26107): orders1, orders2, orders3 and 1 more');
    expect(all).toContain(
      '• orders1: primary orders1 on sh-prod-51, UNAVAILABLE; service name orders_rw; passed with 1 warning',
    );
  });

  it('names a task that OCP lists and nobody can read, beside the tenant that it may be about', () => {
    const why = answered('no');
    const { all } = card(waitingMany({}, { reading: { unreadTasks: [{ id: '12022226', why }] } }));
    expect(all).toContain(
      '• orders1: primary orders1 on sh-prod-51, UNAVAILABLE; service name orders_rw; its task 12022226 cannot be read: nothing is sent before it can',
    );
  });

  it('is lighter for a switchover', () => {
    const { all, buttons } = card(waitingMany({ kind: 'switchover', clusters: 1 }));
    expect(all).toContain('4 primaries exchange roles with their standbys. Planned, and reversible');
    expect(all).toContain('• orders1: sh-prod-1 → sh-prod-51');
    expect(all).not.toContain('cannot be undone');
    expect(buttons[0]).toMatchObject({ action_id: 'approve', style: 'primary', confirm: { style: 'primary' } });
  });
});

describe('a batch on its way', () => {
  it('shows each call with its own state, and the rest can still be stopped', () => {
    const told = claimedMany();
    accept(told, 0, tasksOf(told, 0, 'R....'));
    observe(told, taskOf(told, 0, 'Sr...'));
    const { all, buttons } = card(told);
    expect(all).toContain('*0 of 4 done.* 2 running, 2 still to be sent.');
    expect(all).toContain('• orders1 on sh-prod-1: 2/5 Failover to primary tenant, running');
    expect(all).toContain('*1. sh-prod-1*, 2 tenants: running');
    expect(all).toContain('*2. sh-prod-2*, 2 tenants: waiting for its turn');
    expect(all).toContain('*2 still to be sent:* orders3 on sh-prod-2, orders4 on sh-prod-2');
    expect(ids(buttons)).toEqual(['reject', 'withdraw']);
    expect(buttons[0]?.text.text).toBe('Reject the rest');
  });

  it('puts what needs a person first and names the tenant on the buttons', () => {
    const told = claimedMany();
    accept(told, 0, tasksOf(told, 0, 'R....'));
    observe(told, taskOf(told, 1, 'SF...', { status: 'FAILED' }));
    const { text, buttons } = card(told);
    const lines = text.split('\n');
    expect(lines[1]).toBe('*0 of 4 done.* 1 failed, 1 running, 2 still to be sent.');
    expect(lines[3]).toBe('*Needs a person:*');
    expect(lines[4]).toContain('• *orders2 on sh-prod-1* failed at 2/5 Failover to primary tenant.');
    expect(lines[4]).toContain('may be primary already, irreversibly');
    expect(ids(buttons)).toEqual(['retry', 'reject', 'withdraw', 'abandon']);
    expect(buttons[0]?.text.text).toBe('Retry: orders2');
    expect(buttons[0]?.confirm?.title?.text).toContain('orders2 on sh-prod-1');
  });

  it('tells a reply with fewer tasks than asked for, and a task of another tenant', () => {
    const told = claimedMany();
    const strange = taskOf(told, 0, 'R....', { id: '99', tenantId: '666' });
    accept(told, 0, [taskOf(told, 0, 'R....'), strange]);
    const { all } = card(told);
    expect(all).toContain("OCP's reply held 1 of 2 tasks: none for orders2 on sh-prod-1");
    expect(all).toContain("OCP's reply held a task for another tenant: task 99 of tenant 666");
    expect(texts(told)).toContainEqual(expect.stringContaining('none for orders2 on sh-prod-1'));
    expect(texts(told)).toContainEqual(expect.stringContaining('task 99 of tenant 666'));
  });

  it('says whose step it is in every line of the thread', () => {
    const told = claimedMany();
    accept(told, 0, tasksOf(told, 0, 'R....'));
    observe(told, taskOf(told, 1, 'r....'));
    expect(texts(told).at(-1)).toBe('orders2 on sh-prod-1: 1/5 Reset log restore source: running');
  });
});

describe('a batch that ended', () => {
  function stopped(): Story {
    const told = claimedMany({ stopRule: 'stop_at_failure', count: 6, clusters: 3 });
    accept(told, 0, tasksOf(told, 0, 'R....'));
    finish(told, 0, 0);
    finish(told, 1, 0);
    claim(told, {}, 1);
    return told.tell({ type: 'refuse', call: 1, code: '60008', why: answered('Tenant is locked'), traceId: null });
  }

  it('tells exactly how many of how many came to what, by name, and what to do about those that moved', () => {
    const { text, all, buttons } = card(stopped());
    expect(text).toContain('*Ended with different results*');
    expect(text).toContain('*2 of 6 done.* 2 refused by OCP, 2 not sent.');
    expect(text).toContain('*2 refused by OCP:* orders3 on sh-prod-2, orders4 on sh-prod-2');
    expect(text).toContain('*2 not sent:* orders5 on sh-prod-3, orders6 on sh-prod-3');
    expect(text).toContain('*2 done:* orders1 on sh-prod-1, orders2 on sh-prod-1');
    expect(all).toContain('*2. sh-prod-2*, 2 tenants: refused by OCP: HTTP 400, 60008: “Tenant is locked”');
    expect(all).toContain('Fence the old primaries orders1 and orders2 on sh-prod-51');
    expect(ids(buttons)).toContain('ask_again');
  });

  it('tells in the thread what was not sent, and why', () => {
    const told = stopped();
    expect(texts(told)).toContain(
      'Not sent, because something before it failed: orders5 on sh-prod-3 and orders6 on sh-prod-3.',
    );
    expect(texts(told).at(-1)).toContain('*2 of 6 done.* 2 refused by OCP, 2 not sent.');
  });

  it('of one accepted call that named no task at all, does not blame the precheck', () => {
    const told = claimedMany({ count: 2, clusters: 1 });
    readRoles(accept(told, 0, []));
    const { text } = card(told);
    expect(text).toContain('named no task for orders1 on sh-prod-1 and orders2 on sh-prod-1');
    expect(text).not.toContain('Blocked by OCP');
  });
});

describe('fifty tenants', () => {
  const name = (at: number) => `orders_payment_${String(at + 1).padStart(2, '0')}`;
  const place = (at: number) => `shanghai-production-${at + 1}`;
  const evil = (at: number) => `${at} ${'<!channel> & <https://x|y> '.repeat(20)}`;
  const shapes = {
    real: { count: 50, clusters: 5, name, place },
    'one cluster each': { count: 50, clusters: 50, name, place },
    hostile: { count: 50, clusters: 50, name: evil, place: evil },
  };
  const cases = Object.entries(shapes).flatMap(([title, shape]) =>
    (['failover', 'switchover'] as const).map((kind) => [`${title}, ${kind}`, { ...shape, kind }] as const),
  );

  function running(shape: (typeof cases)[number][1], states: (at: number) => string): Story {
    const told = claimedMany({ ...shape, stopRule: 'go_on' }, { reason: 'x'.repeat(3_000) });
    for (let call = 0; call < shape.clusters; call += 1) {
      if (call > 0) claim(told, {}, call);
      accept(told, call, tasksOf(told, call, 'R'));
    }
    for (let at = 0; at < 50; at += 1) {
      const status = states(at).includes('F') ? 'FAILED' : 'RUNNING';
      const call = Math.floor((at * shape.clusters) / 50);
      observe(told, taskOf(told, at, states(at), { status }), null, call);
    }
    return told;
  }

  it.each(cases)('%s: the question names every one of them inside every limit', (title, shape) => {
    const told = waitingMany(shape, { items: [warning], reason: 'x'.repeat(3_000) });
    const { all } = card(told);
    if (!title.startsWith('hostile')) for (let at = 0; at < 50; at += 1) expect(all).toContain(name(at).slice(0, 10));
    expect(all.match(/^• /gm)?.length).toBeGreaterThanOrEqual(50);
  });

  it.each(cases)('%s: running and failed, no outcome is left out', (_, shape) => {
    const told = running(shape, (at) => (at % 3 === 0 ? 'SSSF' : 'SSSr'));
    const { all, blocks } = card(told);
    expect(all).toContain('*0 of 50 done.* 17 failed, 33 running.');
    expect(all.match(/ failed at 4\/\d+ /g)).toHaveLength(17);
    expect(all.match(/^• .*: 4\/\d+ /gm)).toHaveLength(33);
    expect(mrkdwnOf(blocks).join('\n')).not.toMatch(/<!channel|<https/);
    card(told, false);
  });

  it.each(cases)('%s: all of them failed', (_, shape) => {
    const told = running(shape, () => 'SSSSF');
    for (const make of [() => told, () => readRoles(told), () => readRoles(told, { became: 'PRIMARY' })])
      expect(card(make()).all.match(/ failed at 5\/\d+ /g)).toHaveLength(50);
  });

  it('all of them refused, each with a long message', () => {
    const told = claimedMany(shapes.hostile);
    for (let call = 0; call < 50; call += 1) {
      if (call > 0) claim(told, {}, call);
      told.tell({ type: 'refuse', call, code: '60008', why: answered(evil(call)), traceId: null });
    }
    const { all } = card(told);
    expect(all.match(/refused by OCP: HTTP 400, 60008: “\d+ /g)).toHaveLength(50);
  });

  it.each(cases)('%s: stopped being followed, all of them are told', (_, shape) => {
    const told = running(shape, () => 'SSSF');
    told.tell({ type: 'abandon', person: told.person('U0BOB'), round: told.state().round });
    expect(card(told).all).toContain('*0 of 50 done.* 50 failed.');
    expect(told.lines.at(-1)?.text.length).toBeLessThanOrEqual(3_000);
    expect(card(told).all.match(/being read/g)).toHaveLength(1);
    expect(card(readRoles(told)).all).toContain("*OCP's record, may be 1 min old*");
  });

  it.each(cases.filter(([, { clusters }]) => clusters > 1))('%s: the rest is asked about again', (_, shape) => {
    const told = claimedMany({ ...shape, stopRule: 'go_on' }, { reason: 'x'.repeat(3_000) });
    accept(told, 0, tasksOf(told, 0, 'R'));
    told.now += 10_000_000;
    const { all, buttons } = card(told.tell({ type: 'expire' }));
    expect(all).toContain('*The rest:*');
    expect(all).toContain('*0 of 50 done.*');
    expect(ids(buttons)).toEqual(['approve', 'reject', 'withdraw']);
    told.now += 10_000_000;
    told.tell({ type: 'expire' });
    expect(card(told).all).toContain('stopped: not sent');
  });

  it.each(cases)('%s: their thread goes out in whole messages', (_, shape) => {
    let rest = running(shape, () => 'SSSF').lines;
    while (rest.length > 0) {
      const count = fits(rest);
      accepted(renderLines(rest.slice(0, count)));
      rest = rest.slice(count);
    }
  });
});
