/** Approving a failover with a one-time code besides the click: what people see, and that nothing else counts. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { storedEvent } from '../../src/lib/trust-boundaries.ts';
import { chain } from '../../src/request/log/hash-chain.ts';
import { sign } from '../../src/simulators/slack/http/deliver.ts';
import type { JournalEntry } from '../../src/simulators/slack/http/front.ts';
import { openStore } from '../../src/store/store.ts';
import { askedForCode, startWithCodes, typeCode } from '../support/codes.ts';
import {
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  eventually,
  hears,
  logOf,
  posts,
  request,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { offered, remedyPosts } from '../support/failing.ts';
import { openForm } from './forms/support.ts';
import { channels, people, policyText, secrets as known, wordsOf } from '../support/world.ts';

let world: Driven;
let shown: (by: string) => string;
let secrets: readonly string[];
afterEach(() => world.close());

async function start(...options: Parameters<typeof startWithCodes>): Promise<void> {
  ({ world, shown, secrets } = await startWithCodes(...options));
}

/** One that the person's app does not show. */
function wrong(by: string = people.arun): string {
  const right = shown(by);
  return right === wrongOnes[0] ? wrongOnes[1] : wrongOnes[0];
}
const wrongOnes = ['135790', '246801'] as const;

const approvals = () => eventsOf(world).filter((event) => event === 'approved').length;
const nextPeriod = () => world.clock.advance(30_000);

describe('a failover that takes a one-time code', () => {
  it('is approved by the click and the right code; a wrong one is told beside the field', async () => {
    await start();
    const card = await request(world);
    expect(cardWords(world, card)).toContain(
      'Each approval takes a one-time code from the approver’s authenticator app',
    );
    const view = await askedForCode(world, card);
    expect(wordsOf(view.blocks)).toContain('*You approve:* failover of payments on sh-prod');
    const tried = wrong();
    expect(await typeCode(world, view, tried)).toContain('not the code that your app shows now. 4 more may be wrong');
    await world.tick();
    expect([eventsOf(world), posts(world)]).toEqual([['requested', 'inspected', 'code_asked', 'code_refused'], []]);
    const right = shown(people.arun);
    expect(await typeCode(world, view, ` ${right.slice(0, 3)} ${right.slice(3)} `)).toBeNull();
    await eventually(() => approvals() === 1);
    await world.tick();
    expect(posts(world)).toHaveLength(1);
    const written = await everythingWritten();
    for (const secret of [...secrets, tried, right, `${right.slice(0, 3)} ${right.slice(3)}`])
      expect(written).not.toMatch(new RegExp(`(?<!\\d)${secret.replace(/[+/]/g, '\\$&')}(?!\\d)`));
  });

  it('takes no code a second time, for whatever it is', async () => {
    await start();
    const first = await request(world);
    const code = shown(people.arun);
    expect(await typeCode(world, await askedForCode(world, first), code)).toBeNull();
    await eventually(() => approvals() === 1);
    const second = await request(world, { tenant: 'orders' });
    const view = await askedForCode(world, second);
    expect(await typeCode(world, view, code)).toContain(
      'This code was used already; that does not count as wrong. Wait',
    );
    nextPeriod();
    expect(await typeCode(world, view, shown(people.arun))).toBeNull();
    await eventually(() => approvals() === 2);
  });

  it('takes nobody else’s code', async () => {
    await start();
    const view = await askedForCode(world, await request(world), people.sofia);
    const code = shown(people.arun);
    expect(code).not.toBe(shown(people.sofia));
    expect(await typeCode(world, view, code, people.sofia)).toContain('not the code that your app shows now');
    expect(approvals()).toBe(0);
  });

  it('looks at no code after five wrong ones, and says so to everybody; others can still approve', async () => {
    await start();
    const card = await request(world);
    const view = await askedForCode(world, card);
    for (const left of ['4 more may', '3 more may', '2 more may', 'One more may'])
      expect(await typeCode(world, view, wrong())).toContain(left);
    expect(await typeCode(world, view, wrong())).toContain(
      'Too many codes were wrong. No code of yours is looked at until',
    );
    expect(await typeCode(world, view, shown(people.arun))).toContain('Codes of yours are locked until');
    await world.slack.as(people.arun).close(view, { all: true });
    await world.tick();
    expect(threadLines(world, card).join('\n')).toContain(`Too many wrong one-time codes of <@${people.arun}>`);
    await click(world, card, 'approve');
    await hears(world, people.arun, 'Too many one-time codes of yours were wrong');
    expect(approvals()).toBe(0);
    expect(
      await typeCode(world, await askedForCode(world, card, people.sofia), shown(people.sofia), people.sofia),
    ).toBeNull();
    await eventually(() => approvals() === 1);
  });

  it('tells whoever has no authenticator what to do; rejecting takes none', async () => {
    await start({
      policy: policyText
        .replace('reading_time', 'one_time_code: true\n    reading_time')
        .replace(`[${people.arun}`, `[U0BEN, ${people.arun}`),
    });
    world.slack.addUser({ id: 'U0BEN', name: 'ben', realName: 'Ben Okafor' });
    world.slack.model.channels.get(channels.incident)?.members.add('U0BEN');
    const card = await request(world);
    await click(world, card, 'approve', 'U0BEN');
    await hears(world, 'U0BEN', 'you have no authenticator for it. Ask the operators of the bot to enroll you');
    expect(world.slack.view('U0BEN')).toBeNull();
    await click(world, card, 'reject', 'U0BEN');
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'attempt_refused', 'rejected', 'ended']);
  });

  it('is left untried where a newer version has recorded more, and the form says so as a click would', async () => {
    await start();
    const view = await askedForCode(world, await request(world));
    const id = String(logOf(world).find(({ event }) => event === 'requested')?.['request']);
    await world.stopBot();
    const store = await openStore(world.store());
    const log = await store.log.load(id);
    const newer = storedEvent('{"type":"approved_by_phone","by":"U0ANN"}');
    await store.log.append(log.length, chain(id, log.at(-1) ?? null, [newer], world.clock.now()), 'waiting');
    await store.close();
    await world.startBot();
    const code = shown(people.arun);
    const said = 'your click does not count. Have the upgrade of the bot finished';
    expect(await typeCode(world, view, code)).toContain(said);
    const other = await askedForCode(world, await request(world, { tenant: 'orders' }));
    expect(await typeCode(world, other, code)).toBeNull();
  });

  it('is not asked of a switchover', async () => {
    await start({ hangzhouDown: false });
    const view = await openForm(world, '/switchover', 'orders');
    await world.slack.as(people.mei).type(view, 'reason', 'planned');
    expect((await world.slack.as(people.mei).submit(view)).ok).toBe(true);
    const card = await world.until(() => cardsIn(world).find((one) => offered(world, one).includes('approve')));
    await click(world, card, 'approve');
    expect(approvals()).toBe(1);
  });
});

describe('a bot that cannot check codes', () => {
  it('approves nothing when the policy comes to ask for them while it runs without the key', async () => {
    world = await startDriven();
    writeFileSync(world.policyFile, policyText.replace('reading_time', 'one_time_code: true\n    reading_time'));
    const card = await request(world);
    await click(world, card, 'approve');
    await hears(world, people.arun, 'the bot cannot check codes now');
    expect([approvals(), world.slack.view(people.arun)]).toEqual([0, null]);
    await world.stopBot();
    await expect(world.startBot()).rejects.toThrow('ONE_TIME_CODE_KEY is not set');
  });
});

describe('the form of a code', () => {
  it('delivered again tries nothing: the same bytes, signed anew, after a restart', async () => {
    await start();
    const view = await askedForCode(world, await request(world));
    await typeCode(world, view, wrong());
    await typeCode(world, view, shown(people.arun));
    await eventually(() => approvals() === 1);
    await world.tick();
    const [bad, good, ...more] = submissions();
    expect(more).toEqual([]);
    const before = eventsOf(world);
    for (const entry of [bad, good]) if (entry) expect(await answers(entry)).toEqual([closes, closes]);
    await world.stopBot();
    await world.startBot();
    for (const entry of [bad, good]) if (entry) await answers(entry);
    await world.tick();
    expect(eventsOf(world)).toEqual(before);
    expect(logOf(world).filter(({ event }) => event === 'code_refused')).toHaveLength(1);
  });

  it('a wrong one delivered again is not counted again, and says that it was not tried', async () => {
    await start();
    const view = await askedForCode(world, await request(world));
    await typeCode(world, view, wrong());
    for (const { body } of (await Promise.all(submissions().map(answers))).flat())
      expect(body).toContain('delivered this a second time, and no code was tried');
    expect(await typeCode(world, view, wrong())).toContain('3 more may be wrong');
  });

  it('of a question that has changed is void, and its code can still be used for the new one', async () => {
    await start();
    const card = await request(world);
    const before = await askedForCode(world, card);
    const code = shown(people.arun);
    expect(
      await typeCode(world, await askedForCode(world, card, people.sofia), shown(people.sofia), people.sofia),
    ).toBeNull();
    await eventually(() => approvals() === 1);
    writeFileSync(
      world.policyFile,
      `requests_per_hour: 7${policyText.replace('reading_time', 'one_time_code: true\n    reading_time')}`,
    );
    await world.until(() => eventsOf(world).includes('returned'));
    expect(await typeCode(world, before, code)).toContain('This question is closed, so the code was not used');
    await world.slack.as(people.arun).close(before, { all: true });
    expect(await typeCode(world, await askedForCode(world, card), code)).toBeNull();
    await eventually(() => approvals() === 2);
    expect(posts(world)).toEqual([]);
  });

  it('made into one of another request is void: nobody was asked there', async () => {
    await start();
    const view = await askedForCode(world, await request(world));
    const other = await request(world, { tenant: 'orders' });
    await typeCode(world, view, wrong());
    const id =
      /"requestId":"([^"]+)"|"value":"([^"]+)","action_id":"approve"|"action_id":"approve"[^}]*"value":"([^"]+)"/.exec(
        JSON.stringify(other.blocks),
      );
    const otherId = id?.slice(1).find((one) => one !== undefined) ?? '';
    const [sent] = submissions();
    if (!sent?.raw) throw new Error('nothing was submitted');
    const payload = new URLSearchParams(sent.raw.body).get('payload') ?? '';
    const moved = payload
      .replaceAll(view.privateMetadata, otherId)
      .replaceAll(wrong(), shown(people.arun))
      .replaceAll(/"trigger_id":"[^"]*"/g, '"trigger_id":"1.2.3"');
    expect(moved).toContain(otherId);
    const answer = await world.slack.replay(anew(sent, new URLSearchParams({ payload: moved }).toString()));
    expect(JSON.stringify(answer)).toContain('This question is closed');
    expect(approvals()).toBe(0);
    // The code was not even looked at.
    expect(await typeCode(world, view, shown(people.arun))).toBeNull();
  });

  it('that could not be opened in time: the person is told to click again, and then it opens', async () => {
    await start();
    const card = await request(world);
    world.slack.faults.add({ target: 'users.info', kind: 'delay_before', ms: 4_000 });
    world.clock.advance(60_000);
    const asked = world.slack.calls('users.info');
    await world.slack.as(people.arun).click(card, 'approve', { confirm: true });
    await eventually(() => world.slack.calls('users.info') > asked);
    world.clock.advance(4_000);
    await hears(world, people.arun, 'its form could not be opened in time. Nothing was approved: click Approve again');
    expect(world.slack.calls('views.open')).toBe(1);
    expect(await typeCode(world, await askedForCode(world, card), shown(people.arun))).toBeNull();
    await eventually(() => approvals() === 1);
  });

  it('is taken by the bot after a restart, and a code that was taken counts though the bot died over it', async () => {
    await start();
    const card = await request(world);
    const view = await askedForCode(world, card);
    await world.stopBot();
    await world.startBot();
    await world.tick();
    expect(await typeCode(world, view, wrong())).toContain('4 more may be wrong');
    // Who Arun is has to be read anew, and that takes for ever.
    world.clock.advance(60_000);
    world.slack.faults.add({ target: 'users.info', kind: 'delay_before', ms: 3_600_000, times: null });
    const asked = world.slack.calls('users.info');
    expect(await typeCode(world, view, shown(people.arun))).toBeNull();
    await eventually(() => world.slack.calls('users.info') > asked);
    expect(approvals()).toBe(0);
    world.slack.faults.clear();
    await world.crashBot();
    await world.until(() => approvals() === 1, { tries: 400 });
    await world.until(() => posts(world).length === 1);
  });
});

describe('a remedy of a failover', () => {
  it('takes a code of its own', async () => {
    await start();
    const card = await request(world, { tenant: 'orders' });
    world.ocp.model.changeSettings({ stepTicks: 1 });
    await typeCode(world, await askedForCode(world, card), shown(people.arun));
    await eventually(() => approvals() === 1);
    world.ocp.model.addFault({ kind: 'subtask', subtask: 'Failover to primary tenant', outcome: 'fail' });
    await world.until(() => offered(world, card).includes('retry'), { stepMs: 6_000 });
    await click(world, card, 'retry', people.mei);
    await world.until(() => offered(world, card).includes('approve'));
    const view = await askedForCode(world, card, people.sofia);
    expect(wordsOf(view.blocks)).toContain('*You approve:* retry of 2/5 Failover to primary tenant');
    await world.pass(3_000);
    expect(remedyPosts(world)).toEqual([]);
    expect(await typeCode(world, view, shown(people.sofia), people.sofia)).toBeNull();
    await eventually(() => approvals() === 2);
    await world.tick();
    expect(remedyPosts(world)).toHaveLength(1);
  });
});

const closes = { status: 200, body: expect.stringContaining('"body":null') };

function submissions(): readonly JournalEntry[] {
  return world.slack.journal.entries.filter(
    ({ direction, name, raw }) => direction === 'to_app' && name === 'view_submission' && raw?.body.includes('code%3A'),
  );
}

function anew(entry: JournalEntry, body = entry.raw?.body ?? ''): JournalEntry {
  const seconds = Math.floor(world.clock.now() / 1_000);
  const signature = sign(known.signingSecret, seconds, body);
  const headers = { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': signature };
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  return { ...entry, raw: { body, headers: { ...entry.raw?.headers, ...headers, ...length } } };
}

/** Of the same bytes, and of the same signed anew. */
async function answers(entry: JournalEntry) {
  const both = [await world.slack.replay(entry), await world.slack.replay(anew(entry))];
  return both.map((answer) => ({ status: answer.answered && answer.status, body: JSON.stringify(answer) }));
}

/** The log, every message and its older wordings, every view, and the store's files. */
async function everythingWritten(): Promise<string> {
  const { slack } = world;
  const messages = [...slack.model.channels.values()].flatMap((channel) => channel.messages);
  const said = [...messages, ...slack.model.ephemerals].map(({ text, blocks, metadata, revisions }) =>
    JSON.stringify([text, blocks, metadata, revisions]),
  );
  await world.stopBot();
  const onDisk = readdirSync(world.dir)
    .filter((name) => name.includes('.db'))
    .map((name) => readFileSync(join(world.dir, name)).toString('latin1'));
  return [...world.logLines, ...said, ...onDisk].join('\n');
}
