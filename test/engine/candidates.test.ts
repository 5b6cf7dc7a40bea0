/** Which standby takes over, from the command to the card: with real reads of OCP's alarms, metric and prechecks. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message, View } from '../../src/simulators/slack/model/workspace.ts';
import { openForm, pick, standby, tenantAt, valueOf } from '../slack/forms/support.ts';
import { cardWords, click, type Driven, eventsOf, posts, startDriven, threadLines } from '../support/driven.ts';
import { buttonsOf, cardIn, channels, people, type WorldOptions, wordsOf } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

async function begin(options: Omit<WorldOptions, 'clock' | 'selfDriven'> = {}): Promise<void> {
  world = await startDriven(options);
}

const wordsIn = (view: View) => wordsOf(view.blocks);

/** The form once nothing has changed in it for a while: siblings are read behind what is chosen. */
async function opened(text: string): Promise<View> {
  await openForm(world, '/failover', text);
  return rested();
}

async function rested(): Promise<View> {
  for (let before = ''; ; ) {
    await wait(300);
    const view = world.slack.view(people.mei);
    const now = JSON.stringify(view?.blocks ?? null);
    if (view && now === before) return view;
    before = now;
  }
}

async function submitted(view: View): Promise<Message> {
  await world.slack.as(people.mei).type(view, 'reason', 'hangzhou is lost');
  const outcome = await world.slack.as(people.mei).submit(view);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return world.until(() => {
    const card = cardIn(world.slack, channels.incident);
    return card && buttonsOf(card).includes('approve') ? card : null;
  });
}

/** Text of the dialog behind a button of a card. */
function dialogOf(card: Message, button: string): string {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== 'object' || value === null) return;
    if ('action_id' in value && value.action_id === button && 'confirm' in value)
      found.push(JSON.stringify(value.confirm));
    Object.values(value).forEach(walk);
  };
  walk(card.blocks);
  return found.join();
}

const staler = () => standby(world, 'ledger', 'sh-analytics');

describe('/failover ledger, whose primary is lost and which has two standbys', () => {
  it('shows both, with their lag before the loss, and the fresher one is chosen and marked', async () => {
    await begin();
    const view = await opened('ledger');
    const words = wordsIn(view);
    expect(words).toMatch(/\*Standbys of ledger on hz-prod\*, lag at <!date/);
    expect(words).toContain('• sh-prod: *freshest*, 0.3 s, network, VALID');
    expect(words).toContain('• sh-analytics: 1 min 35 s, network, VALID');
    expect(words).toContain('*OCP alarms:* ob_cannot_connected on 3 hosts, ob_cluster_status_check_failed since ');
    expect(JSON.stringify(valueOf(view, 'tenants'))).toContain(standby(world, 'ledger', 'sh-prod'));
    expect(words).not.toContain('*Warning:*');
  });

  it('puts on the card what may be lost and what says that the primary is down; the log holds it', async () => {
    await begin();
    const card = await submitted(await opened('ledger'));
    const words = cardWords(world, card);
    expect(words).toContain('Last lag before the loss: 0.3 s at ');
    expect(words).toContain('*OCP alarms:* ob_cannot_connected on 3 hosts, ob_cluster_status_check_failed since ');
    expect(words).not.toContain('*Warning:*');
    expect(words).not.toContain('no replication position');
    expect(eventsOf(world)).toContain('candidates_noted');
    await world.pass(120_000, 20_000);
    expect(cardWords(world, card)).toContain('Last lag before the loss: 0.3 s at ');
  });

  it('warns on form, card, confirm and in the thread when the staler one is chosen', async () => {
    await begin();
    await pick(world, await opened(''), [staler()]);
    const view = await rested();
    const warning = 'ledger on sh-prod is fresher by 1 min 35 s: failing over ledger on sh-analytics loses more.';
    expect(wordsIn(view)).toContain(`*Warning:* ${warning}`);
    const card = await submitted(view);
    expect(cardWords(world, card)).toContain(`*Warning:* ${warning}`);
    expect(dialogOf(card, 'approve')).toContain('Warning: ledger on sh-prod is fresher by 1 min 35 s.');
    await world.pass(2_000);
    expect(threadLines(world, card)).toContain(`*Warning:* ${warning}`);
    // What the approvers have seen keeps nothing from being sent.
    await click(world, card, 'approve');
    await world.tick();
    expect(posts(world)).toHaveLength(1);
  });

  it('chooses none that differ by less than a sample, and says that they are equal', async () => {
    await begin();
    for (const cluster of ['sh-prod', 'sh-analytics'])
      expect(tenantAt(world, 'members', cluster).lagMs).toBeLessThan(30_000);
    const view = await opened('members');
    expect(wordsIn(view)).toContain(
      'Equal: their lags differ by less than OCP’s sampling interval of 30 s. Choose one.',
    );
    expect(wordsIn(view)).not.toContain('*freshest*');
    expect(valueOf(view, 'tenants')).toMatchObject({ selected_options: [] });
  });

  it('goes by syncScn where OCP gives one, to a part of a second', async () => {
    await begin({ ocp: { syncScn: 'scn' } });
    const view = await opened('members');
    const words = wordsIn(view);
    expect(words).toContain('• sh-prod: *freshest*');
    expect(words).toContain('• sh-analytics: ');
    expect(words).toContain('• hz-analytics: unavailable');
  });

  it('a standby behind another one is not proposed: it is fed by that one', async () => {
    await begin();
    const view = await opened('trades');
    expect(wordsIn(view)).toContain('• sh-prod: *the only one not blocked*');
    expect(wordsIn(view)).toMatch(/• sh-analytics: (follows another standby|blocked by OCP’s precheck)/);
  });
});

describe('where OCP does not let the bot read', () => {
  it('neither alarms nor monitoring, nothing is said of them, and nobody is proposed', async () => {
    await begin();
    world.ocp.model.addFault({ kind: 'forbidden', permission: 'MONITOR_READ' });
    world.ocp.model.addFault({ kind: 'forbidden', permission: 'ALARM_READ' });
    const view = await opened('ledger');
    expect(wordsIn(view)).toContain('• sh-prod: network, VALID');
    expect(wordsIn(view)).toContain('Not comparable: OCP gives no readings of all of them. Choose one.');
    expect(wordsIn(view)).not.toMatch(/lag |alarms/);
    expect(valueOf(view, 'tenants')).toMatchObject({ selected_options: [] });
    const chosen = await pick(world, view, [standby(world, 'ledger', 'sh-prod')]);
    const card = await submitted(chosen);
    expect(cardWords(world, card)).toContain('*May be lost:* writes not yet replicated from ledger on hz-prod.');
    expect(cardWords(world, card)).not.toMatch(/[Ll]ag|alarms/);
  });

  it('the alarms alone, until when changes are on the standby stands there instead of a lag, and stays', async () => {
    await begin();
    world.ocp.model.addFault({ kind: 'forbidden', permission: 'ALARM_READ' });
    await world.pass(120_000, 30_000);
    const card = await submitted(await opened('orders'));
    const line = /\*May be lost:\* writes on orders on hz-prod after <!date\^(\d+)/.exec(cardWords(world, card));
    expect(line).not.toBeNull();
    const began = Math.floor((world.clock.now() - 120_000) / 1_000);
    expect(Math.abs(Number(line?.[1]) - began)).toBeLessThan(5);
  });

  it('the list of active alarms, the list of older versions serves', async () => {
    await begin({ ocp: { alarmList: '4.2.2' } });
    expect(wordsIn(await opened('orders'))).toContain(
      '*OCP alarms:* ob_cannot_connected on 3 hosts, ob_cluster_status_check_failed since ',
    );
  });

  it('in time, form and card go on without: two seconds are all they wait', async () => {
    await begin();
    const slow = { kind: 'reply', method: 'GET', outcome: 'delay', delayMs: 60_000, times: null } as const;
    world.ocp.model.addFault({ ...slow, path: '/api/v2/monitor/metricsWithLabel' });
    world.ocp.model.addFault({ ...slow, path: '/api/v2/alarm/*' });
    await world.slack.as(people.mei).slash('/failover', 'ledger', channels.incident);
    const view = await world.until(
      () => {
        const now = world.slack.view(people.mei);
        return now?.submit && wordsIn(now).includes('Not comparable') ? now : null;
      },
      { stepMs: 100, tries: 60 },
    );
    const chosen = await pick(world, view, [staler()]);
    await world.slack.as(people.mei).type(chosen, 'reason', 'hangzhou is lost');
    expect(await world.slack.as(people.mei).submit(chosen)).toMatchObject({ ok: true });
    const card = await world.until(
      () => {
        const now = cardIn(world.slack, channels.incident);
        return now && buttonsOf(now).includes('approve') ? now : null;
      },
      { stepMs: 100, tries: 60 },
    );
    expect(cardWords(world, card)).not.toMatch(/[Ll]ag|alarms/);
  });
});

describe('a standby that turns out fresher after the approval', () => {
  it('sends the request back once: the approvers had not seen it; then it is sent', async () => {
    await begin();
    world.ocp.model.addFault({ kind: 'forbidden', permission: 'MONITOR_READ' });
    const card = await submitted(await pick(world, await opened(''), [staler()]));
    expect(cardWords(world, card)).not.toContain('*Warning:*');
    world.ocp.model.clearFaults();
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*Needs re-approval:*'), { stepMs: 1_000 });
    expect(posts(world)).toEqual([]);
    const news = 'ledger on sh-prod can take over and is fresher than ledger on sh-analytics by 1 min 35 s.';
    expect(cardWords(world, card)).toContain(news);
    expect(cardWords(world, card)).toContain('*Warning:* ledger on sh-prod is fresher by 1 min 35 s');
    expect(threadLines(world, card).filter((line) => line.includes('fresher'))).toHaveLength(1);
    await world.pass(10_000);
    await click(world, card, 'approve', people.sofia);
    await world.until(() => posts(world).length > 0, { stepMs: 1_000 });
  });

  it('is no reason to ask again where it was a plain pair, whose monitoring is not even asked', async () => {
    await begin();
    const card = await submitted(await opened('orders'));
    expect(eventsOf(world)).not.toContain('candidates_noted');
    const reads = () => world.ocp.model.journal.entries.filter(({ path }) => path.includes('/monitor/')).length;
    const before = reads();
    await click(world, card, 'approve');
    await world.tick();
    expect(posts(world)).toHaveLength(1);
    expect(reads()).toBe(before);
  });
});

describe('a standby that is fed from an archive', () => {
  it('is marked on form and card', async () => {
    await begin();
    const view = await opened('documents');
    const warning =
      'documents on sh-prod replicates from the log archive: more may be lost; OCP documents this call for network standbys.';
    expect(wordsIn(view)).toContain('• sh-prod: 4 min, log archive, VALID');
    expect(wordsIn(view)).toContain(warning);
    expect(cardWords(world, await submitted(view))).toContain(`*Warning:* ${warning}`);
  });
});
