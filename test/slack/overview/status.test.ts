import { afterEach, describe, expect, test } from 'vitest';
import type { Driven } from '../../support/driven.ts';
import { people, wordsOf } from '../../support/world.ts';
import { MINUTE, story, task } from './log.ts';
import { home, linksOf, seeded, told } from './seeded.ts';

let world: Driven;
afterEach(() => world.close());

describe('/failover status', () => {
  test('says so when nothing is open', async () => {
    world = await seeded((now) => [story('R-1', { at: now - 60 * MINUTE }).rejected()]);
    expect((await told(world, people.mei, 'status')).words).toContain('Nothing is open');
  });

  test('says that OCP does not answer while it does not, also on the Home tab', async () => {
    world = await seeded((now) => [story('R-1', { at: now - 3 * MINUTE, name: 'orders' })]);
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.pass(31_000);
    const said = /\*Warning:\* No response from OCP .*, last asked <!date\^/;
    const { words, text } = await told(world, people.sofia, 'status');
    expect(words).toMatch(said);
    expect(text).toMatch(said);
    expect(wordsOf((await home(world)).blocks)).toMatch(said);
    world.ocp.model.clearFaults();
    await world.pass(11_000);
    expect((await told(world, people.sofia, 'status')).words).not.toMatch(said);
    expect(wordsOf((await home(world)).blocks)).not.toMatch(said);
  });

  test('tells what waits for whom, with a link to each card', async () => {
    world = await seeded((now) => [
      story('R-1', { at: now - 3 * MINUTE, name: 'orders', rule: { approvals: 2 } }),
      story('R-2', { at: now - 5 * MINUTE, name: 'pay' }).lost(),
      story('R-3', { at: now - 6 * MINUTE, name: 'stock' }).failed(),
      story('R-4', { at: now - 60 * MINUTE, name: 'old' }).rejected(),
    ]);
    const { words, blocks } = await told(world, people.sofia, 'status');
    expect(words).toContain('Needs action: 3');
    expect(words).toContain(`Failover of orders on shanghai>*, requested by <@${people.mei}> 3 min ago`);
    expect(words).toContain('To be approved: 0 of 2 approvals given.');
    expect(words).toContain(`<@${people.arun}> or <@${people.sofia}> may approve, by <!date^`);
    expect(words).toContain('Outcome unknown: no clear response from OCP, and no such task');
    expect(words).toContain('Failed at 2/5 Step 2 &amp; more. A remedy or an end has to be chosen.');
    expect(words).not.toContain('old on');
    // The longest wait first.
    expect(words.indexOf('stock')).toBeLessThan(words.indexOf('pay'));
    expect(words.indexOf('pay')).toBeLessThan(words.indexOf('orders'));
    expect(linksOf(blocks)).toHaveLength(3);
  });

  test('does not name an approver who has approved already, nor the asker', async () => {
    const rule = { approvals: 2, approvers: [people.mei, people.arun, people.sofia] };
    world = await seeded((now) => [story('R-1', { at: now - 3 * MINUTE, rule }).approvedOnly()]);
    const { words } = await told(world, people.mei, 'status');
    expect(words).toContain('1 of 2 approvals given.');
    expect(words).toContain(`given. <@${people.sofia}> may approve`);
  });

  test('tells the step that runs, its age by OCP’s clock against its time-out', async () => {
    world = await seeded((now) => [
      story('R-1', { at: now - 5 * MINUTE }).running('Sr...', { startedAt: now - 2 * MINUTE }),
      story('R-2', { at: now - 70 * MINUTE, name: 'slow' }).running('Sr...', { startedAt: now - 40 * MINUTE }),
    ]);
    const { words } = await told(world, people.mei, 'STATUS ');
    expect(words).toContain('In progress: 2');
    expect(words).toContain('2/5 Step 2 &amp; more, for 2 min (timeout 30 min)');
    expect(words).toContain('for 40 min (timeout 30 min) *Beyond its timeout.*');
  });

  test('of a step that was retried tells when it first started: the time between is that of people', async () => {
    world = await seeded((now) => {
      const { subtasks } = task('Sr...', { startedAt: now - 40 * MINUTE });
      const retried = subtasks.map((step, at) => (at === 1 ? { ...step, operation: 'RETRY' as const } : step));
      return [story('R-1', { at: now - 50 * MINUTE }).running('Sr...', { subtasks: retried })];
    });
    const { words } = await told(world, people.mei, 'status');
    expect(words).toContain('2/5 Step 2 &amp; more, first started 40 min ago');
    expect(words).not.toContain('Beyond its timeout');
  });

  test('works for /switchover as well', async () => {
    world = await seeded(() => []);
    expect((await told(world, people.mei, 'status', '/switchover')).words).toContain('Nothing is open');
  });

  test('tells guests nothing of any request', async () => {
    world = await seeded((now) => [story('R-1', { at: now - MINUTE })]);
    const { words } = await told(world, people.guest, 'status');
    expect(words).toContain('Guests cannot take part');
    expect(words).not.toContain('orders');
  });

  test('asks Slack for each link once, and can do without its answer', async () => {
    world = await seeded((now) => [story('R-1', { at: now - MINUTE }), story('R-2', { at: now - MINUTE })]);
    const first = await told(world, people.mei, 'status');
    const again = await told(world, people.mei, 'status');
    expect(world.slack.calls('chat.getPermalink')).toBe(2);
    await world.stopBot();
    world.slack.faults.add({ target: 'chat.getPermalink', kind: 'error', code: 'internal_error', times: null });
    await world.startBot();
    const without = await told(world, people.mei, 'status');
    expect(linksOf(again.blocks)).toEqual(linksOf(first.blocks));
    expect(linksOf(without.blocks)).toEqual(linksOf(first.blocks));
  });

  test('of fifty open requests stays inside Slack’s limits, and counts what it leaves out', async () => {
    const long = 'x<&>'.repeat(20);
    world = await seeded((now) =>
      Array.from({ length: 50 }, (_, at) => {
        const one = story(`R-${at}`, { at: now - 10 * MINUTE + at, name: `${at}${long}` });
        return at % 2 === 0 ? one : one.running('r'.repeat(1) + '.'.repeat(39), { id: String(at) });
      }),
    );
    const { words, text } = await told(world, people.mei, 'status');
    expect(text).toBe('Open requests: 25 waiting for action, 25 in progress.');
    expect(words).toContain('Needs action: 25');
    expect(words).toMatch(/… and \d+ more\. The Home tab of this app lists them\./);
    expect(words.split('Failover of ').length - 1).toBeGreaterThan(15);
  });

  test('survives a request whose task OCP has told no steps of', async () => {
    world = await seeded((now) => [
      story('R-1', { at: now - MINUTE * 3 }).running('', { subtasks: [], status: 'RUNNING' }),
    ]);
    expect((await told(world, people.mei, 'status')).words).toContain('OCP runs the task');
  });
});
