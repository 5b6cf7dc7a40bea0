/** `/failover hz-prod`: the form opens with everything chosen, and says what each word was found to mean. */
import { afterEach, describe, expect, it } from 'vitest';
import { worldOf } from '../../../src/simulators/ocp/world/default-world.ts';
import { list, objects, show } from '../../../src/simulators/slack/validation/json.ts';
import type { View } from '../../../src/simulators/slack/model/workspace.ts';
import { cardIn, people, startWorld, type World, wordsOf } from '../../support/world.ts';
import { inputsOf, openForm, send, standby, still } from './support.ts';

let world: World;
afterEach(() => world.close());

const said = (view: View) => wordsOf(view.blocks);
function held(view: View, block = 'tenants'): readonly string[] {
  const options = list(view.state[block]?.[block.split(':')[0] ?? '']?.['selected_options']);
  return objects(options).map(({ value }) => show(value));
}

async function press(view: View, action: string): Promise<View> {
  const mei = world.slack.as(people.mei);
  const before = JSON.stringify(world.slack.view(people.mei)?.blocks);
  const outcome = await mei.click({ id: view.id }, action);
  expect(outcome).toMatchObject({ ok: true });
  await world.slack.waitFor(() => JSON.stringify(world.slack.view(people.mei)?.blocks) !== before);
  return still(world);
}

describe('a lost cluster behind the command', () => {
  it('chooses of each of its families the best standby, and leaves out what OCP blocks', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover', 'hz-prod');
    expect(said(view)).toContain('*hz-prod:* cluster with ');
    expect(said(view)).toContain(' lost, ');
    expect(held(view)).toContain(standby(world, 'orders', 'sh-prod'));
    expect(held(view)).toContain(standby(world, 'payments', 'sh-prod'));
    const families = held(view).map((key) => key.split(':')[1]);
    expect(new Set(families).size).toBe(families.length);
  });

  it('of which OCP knows only the name says so', async () => {
    world = await startWorld({ ocpWorld: worldOf({ standbys: 3, primaryDown: false }) });
    const view = await openForm(world, '/failover', 'wset');
    expect(held(view)).toEqual([]);
    expect(said(view)).toContain('No standby is called “wset”. Choose one below.');
  });

  it('beyond what a select holds is listed, and some of it taken out', async () => {
    world = await startWorld({ ocpWorld: worldOf({ standbys: 250, primaryDown: true }) });
    const view = await openForm(world, '/failover', 'load-a');
    expect(said(view)).toContain('*250 standby tenants become primary:* 250 on load-b.');
    expect(inputsOf(view).slice(0, 2)).toEqual(['excluded', 'reason']);
    const mei = world.slack.as(people.mei);
    const { options } = await mei.search(view, 'excluded', '7');
    const out = (options ?? []).slice(0, 2).map(({ value }) => String(value));
    await mei.choose(view, 'excluded', out);
    await world.slack.waitFor(() => said(world.slack.view(people.mei) ?? view).includes('*248 standby tenants'));
    const card = await send(world, await still(world));
    expect(wordsOf(card.blocks ?? [])).toContain('248');
  });
});

describe('what was not typed', () => {
  it('is added by one button: every standby whose primary is lost', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    expect(held(view)).toEqual([]);
    expect(said(view)).toMatch(/Add all standbys whose primary is lost \(\d+\)/);
    const after = await press(view, 'add_lost');
    expect(held(after, 'tenants:1')).toContain(standby(world, 'orders', 'sh-prod'));
    expect(said(after)).not.toContain('Add all standbys');
    await send(world, after);
  });

  it('keeps what was chosen by hand before', async () => {
    world = await startWorld();
    const first = await openForm(world, '/failover', 'orders');
    const after = await press(first, 'add_lost');
    expect(held(after, 'tenants:1')[0]).toBe(standby(world, 'orders', 'sh-prod'));
    expect(held(after, 'tenants:1').length).toBeGreaterThan(1);
    expect(cardIn(world.slack)).toBeNull();
  });
});

describe('a word that means nothing', () => {
  it('comes with the names that are like it', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover', 'ordres');
    expect(held(view)).toEqual([]);
    expect(said(view)).toContain('*ordres:* no cluster or tenant of that name. Similar: orders.');
  });

  it('and is like a command comes with that', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover', 'statsu');
    expect(said(view)).toContain('There is no command “statsu”. Do you mean `/failover status`?');
  });

  it.each(['?', '--help', 'help'])('is not %s: that is answered with the help', async (text) => {
    world = await startWorld();
    const { body } = await world.slack.as(people.mei).slash('/failover', text, 'C0INCIDENT');
    expect(JSON.stringify(body)).toContain('/failover status');
    expect(world.slack.view(people.mei)).toBeNull();
  });
});

describe('a cluster of which both sides can be meant', () => {
  it('is asked about, and a button chooses', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover', 'sh-prod');
    expect(held(view)).toEqual([]);
    expect(said(view)).toContain('Which of them do you mean?');
    expect(said(view)).toMatch(/Standbys on sh-prod \(\d+\)/);
    const after = await press(view, 'add_arrives');
    expect(held(after, 'tenants:1').length).toBeGreaterThan(0);
    expect(said(after)).not.toContain('Which of them do you mean?');
  });
});
