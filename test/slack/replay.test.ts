/** A whole day of every kind of traffic, and then all of it again: the same bytes, and the same things signed anew. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { sign } from '../../src/simulators/slack/http/deliver.ts';
import type { JournalEntry } from '../../src/simulators/slack/http/front.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { cardNow, click, type Driven, eventsOf, eventually, hears, request } from '../support/driven.ts';
import { buttonsOf, channels, people, secrets, wordsOf } from '../support/world.ts';
import { openForm, pick, standby, still } from './forms/support.ts';
import { MINUTE, story } from './overview/log.ts';
import { home, seeded, told } from './overview/seeded.ts';

let world: Driven;
afterEach(() => world.close());

const delivered = () =>
  world.slack.journal.entries.filter(({ direction, raw }) => direction === 'to_app' && raw !== null);

/** Slack's methods that only read. */
const reading = /^(users|usergroups|conversations|auth|apps)\./;

/** Everything that anybody could notice, and all that OCP was asked. */
function everything() {
  const { slack, ocp } = world;
  const messages = [...slack.model.channels.values()].flatMap((channel) => channel.messages);
  return {
    events: eventsOf(world),
    messages: [...messages, ...slack.model.ephemerals].map(({ ts, text, blocks, revisions, files }) =>
      JSON.stringify([ts, text, blocks, revisions.length, files]),
    ),
    calls: Object.fromEntries([...slack.journal.calls].filter(([method]) => !reading.test(method))),
    ocp: ocp.model.journal.entries.map(({ method, path }) => `${method} ${path}`),
    refusals: world.logLines.filter((line) => /click_refused|background_failed|listener_failed/.test(line)).length,
  };
}

/** What goes on behind an answer has been done when nothing has moved for a while. */
async function quiet(): Promise<void> {
  let before = '';
  for (let same = 0; same < 6; ) {
    const now = JSON.stringify(everything());
    same = now === before ? same + 1 : 0;
    before = now;
    await wait(15);
  }
}

function anew(entry: JournalEntry): JournalEntry {
  const seconds = Math.floor(world.clock.now() / 1_000);
  const body = entry.raw?.body ?? '';
  const signature = sign(secrets.signingSecret, seconds, body);
  const headers = { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': signature };
  return { ...entry, raw: { body, headers: { ...entry.raw?.headers, ...headers } } };
}

async function again(entries: readonly JournalEntry[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const entry of entries) {
    const answer = await world.slack.replay(entry);
    statuses.push(answer.answered ? answer.status : 0);
  }
  await quiet();
  return statuses;
}

const stories = (now: number) =>
  Array.from({ length: 12 }, (_, at) =>
    story(`R-old-${at}`, { at: now - (60 + at) * MINUTE, name: `old${at}` }).rejected(),
  );

/** One of everything that Slack can deliver, in the order of a day. Each act leaves the world at rest. */
function day(): readonly [string, () => Promise<void>][] {
  let card: Message;
  const { slack } = world;
  const mei = slack.as(people.mei);
  const offers = (button: string) =>
    world.until(() => buttonsOf(cardNow(world, card)).includes(button), { stepMs: 1_000, tries: 200 });
  return [
    ['opens the Home tab', async () => void (await home(world, people.arun))],
    [
      'opens the messages tab',
      async () => void (await slack.sendEvent({ type: 'app_home_opened', user: people.arun, tab: 'messages' })),
    ],
    ['asks for help', async () => void (await mei.slash('/failover', 'help', channels.incident))],
    ['types what nobody knows', async () => void (await mei.slash('/other', 'x', channels.incident))],
    ['asks for the status', async () => void (await told(world, people.mei, 'status'))],
    ['asks the doctor', async () => void (await told(world, people.mei, 'doctor', '/switchover'))],
    [
      'turns the pages of the history',
      async () => {
        await mei.slash('/failover', 'history', channels.incident);
        const shown = (text: string) =>
          eventually(() =>
            wordsOf(slack.view(people.mei)?.blocks ?? []).includes(text) ? slack.view(people.mei) : null,
          );
        await mei.click(await shown('1 to 10'), 'history_older');
        await mei.click(await shown('11 to 12'), 'history_newer');
        await mei.close(await shown('1 to 10'), { all: true });
      },
    ],
    [
      'fills a form, leaves out what is forbidden, is corrected, asks',
      async () => {
        const view = await openForm(world, '/failover');
        await mei.search(view, 'tenants', 'ord');
        const chosen = await pick(world, view, [
          standby(world, 'orders', 'sh-prod'),
          standby(world, 'catalog', 'hz-prod'),
        ]);
        await mei.click({ id: chosen.id }, 'drop_blocked');
        const left = await still(world);
        expect((await mei.submit(left)).errors).toHaveProperty('reason');
        card = await sent(left);
        await offers('approve');
      },
    ],
    [
      'is pressed on by everybody',
      async () => {
        await click(world, card, 'approve', people.mei);
        await click(world, card, 'approve', people.guest);
        await click(world, card, 'withdraw', people.arun);
        await mei.click(card, 'ask_again', { force: true });
      },
    ],
    [
      'is approved, its task fails, is tried again, succeeds',
      async () => {
        world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Failover to primary tenant' });
        await click(world, card, 'approve');
        await offers('retry');
        await click(world, card, 'retry', people.mei);
        await offers('approve');
        await click(world, card, 'approve', people.sofia);
        await world.until(() => eventsOf(world).includes('ended'), { stepMs: 2_000, tries: 200 });
        await offers('record');
      },
    ],
    [
      'has its record exported',
      async () => {
        await slack.as(people.sofia).click(card, 'record');
        await eventually(() => [...slack.model.files.values()].some(({ shared }) => shared));
      },
    ],
    [
      'loses an answer, is sent again',
      async () => {
        world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: '*/failover' });
        card = await request(world, { tenant: 'payments' });
        await click(world, card, 'approve');
        await offers('resend');
        await click(world, card, 'resend', people.mei);
        await offers('approve');
        await click(world, card, 'reject', people.sofia);
        await offers('abandon');
        await click(world, card, 'abandon', people.mei);
        await offers('record');
      },
    ],
    [
      'is rejected with a reason, asked for again from its card, and withdrawn',
      async () => {
        card = await request(world, { tenant: 'payments' });
        await click(world, card, 'reject', people.sofia);
        await reason(people.sofia);
        await offers('ask_again');
        await mei.click(card, 'ask_again');
        card = await sent(await still(world));
        await offers('withdraw');
        await click(world, card, 'withdraw', people.mei);
        await reason(people.mei);
        await offers('record');
      },
    ],
    [
      'opens forms from the Home tab and the shortcut',
      async () => {
        await mei.click(await home(world), 'fail_over_tenant');
        await mei.close(await still(world), { all: true });
        await mei.shortcut('fail_over_tenant');
        await mei.close(await still(world), { all: true });
      },
    ],
    [
      'presses a button of an older version',
      async () => {
        const text = { type: 'plain_text', text: 'Old' };
        cardNow(world, card).blocks = [
          { type: 'actions', block_id: 'old', elements: [{ type: 'button', action_id: 'of_1999', value: 'x', text }] },
        ];
        await mei.click(card, 'of_1999');
        await hears(world, people.mei, 'That is not possible in the present state');
      },
    ],
  ];

  /** Submitted, and its card is on screen. */
  async function sent(view: Awaited<ReturnType<typeof still>>): Promise<Message> {
    const known = new Set(slack.messages(channels.incident).map(({ ts }) => ts));
    await mei.type(view, 'reason', 'hangzhou is down');
    expect((await mei.submit(view)).ok).toBe(true);
    return world.until(() =>
      slack.messages(channels.incident).find((one) => one.metadata !== null && !known.has(one.ts)),
    );
  }

  async function reason(by: string): Promise<void> {
    const view = await slack.waitFor(() => slack.view(by));
    await slack.as(by).type(view, 'reason', 'not now');
    await slack.as(by).submit(view);
  }
}

const kinds = ['block_actions', 'block_suggestion', 'command', 'event', 'shortcut', 'view_submission'];

describe('a day of every kind of traffic', () => {
  it('adds nothing when it is delivered a second time: at once, signed anew, after a restart, days later', async () => {
    world = await seeded(stories);
    for (const [what, act] of day()) {
      const before = delivered().length;
      await act();
      await quiet();
      const come = delivered().slice(before);
      expect(come.length, what).toBeGreaterThan(0);
      const state = everything();
      // Slack's own second delivery, a moment later: answered as if nothing had happened.
      expect(new Set(await again(come)), what).toEqual(new Set([200]));
      expect(everything(), `${what}, the same bytes`).toEqual(state);
      await again(come.map(anew));
      expect(everything(), `${what}, signed anew`).toEqual(state);
    }
    const all = delivered();
    expect([...new Set(all.map(({ name }) => name))].sort()).toEqual(kinds);
    await world.pass(10 * MINUTE, MINUTE);
    await quiet();
    const evening = everything();

    // The window has passed for most of it; what is younger is known.
    const statuses = new Set(await again(all));
    expect(statuses).toContain(401);
    expect([...statuses].filter((status) => status !== 200 && status !== 401)).toEqual([]);
    expect(everything(), 'the same bytes in the evening').toEqual(evening);

    await world.stopBot();
    await world.startBot();
    await world.tick();
    await quiet();
    const started = everything();
    const searches = (entry: JournalEntry) => entry.name === 'block_suggestion';
    expect(new Set(await again(all.filter((entry) => !searches(entry)).map(anew)))).toEqual(new Set([200]));
    await world.pass(5_000);
    expect(everything(), 'signed anew after a restart').toEqual(started);

    world.clock.advance(3 * 24 * 60 * MINUTE);
    await world.tick();
    const later = everything();
    await again(all.filter((entry) => !searches(entry)).map(anew));
    await world.pass(5_000);
    expect(everything(), 'three days later').toEqual(later);
  });
});
