/** `/failover stop` and `/failover resume`: who may, what is answered, what everybody sees, and that one person never resumes. */
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message, View } from '../../src/simulators/slack/model/workspace.ts';
import { startWithCodes, typeCode } from '../support/codes.ts';
import {
  cardNow,
  click,
  type Driven,
  eventsOf,
  eventually,
  fillForm,
  hears,
  logOf,
  posts,
  request,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, cardIn, channels, people, policyText, wordsOf } from '../support/world.ts';
import { home, told } from './overview/seeded.ts';

let world: Driven;
afterEach(() => world.close());

const AUDIT = 'C0AUDIT';
const policy = `audit_channel: ${AUDIT}\n${policyText}`;

async function start(options: Parameters<typeof startDriven>[0] = {}): Promise<void> {
  world = await startDriven({ policy, ...options });
  world.slack.addChannel({ id: AUDIT, name: 'audit', members: Object.values(people), bot: true });
  world.slack.model.shouldEscape = true;
}

/** The private answer, as it comes back with the command itself. */
const type = (text: string, by: string = people.mei, command = '/failover') => told(world, by, text, command);
const stopEvents = () =>
  logOf(world)
    .map(({ event }) => event)
    .filter((event) => /^(stop|resum)/.test(event) && !/announced|waits|_written/.test(event));
const cards = (): Message[] =>
  world.slack
    .messages(channels.incident)
    .filter(({ metadata, threadTs }) => threadTs === null && JSON.stringify(metadata).includes('resume-'));
const audit = () =>
  world.slack
    .messages(AUDIT)
    .map(({ blocks }) => wordsOf(blocks))
    .join('\n');
const said = (card: Message, text: string) => threadLines(world, card).filter((line) => line.includes(text));

/** Stopped by mei, and a resume proposed by arun: its card. */
async function proposed(by: string = people.arun): Promise<Message> {
  await type('stop region lost');
  await type('resume', by);
  await world.tick();
  const [card] = cards();
  if (!card) throw new Error('no card');
  return card;
}

const cardText = (at = 0) => wordsOf(cards()[at]?.blocks ?? []);
const cardOfRequest = async () => (await eventually(() => cardIn(world.slack))) satisfies Message;

async function stoppedWithoutReason() {
  const before = world.slack.ephemerals(people.mei).length;
  await type('stop');
  const message = world.slack.ephemerals(people.mei)[before];
  if (!message) throw new Error('no answer');
  return message;
}

async function reasonForm(ts: string): Promise<View> {
  const message = world.slack.ephemerals(people.mei).find((one) => one.ts === ts);
  if (!message) throw new Error('no answer');
  await world.slack.as(people.mei).click(message, 'stop_reason');
  return eventually(() => {
    const view = world.slack.view(people.mei);
    return view?.callbackId === 'stop_reason' ? view : null;
  });
}

async function decide(card: Message, button: string, by: string): Promise<void> {
  const before = logOf(world).length;
  const outcome = await world.slack.as(by).click(card, button, { confirm: true });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  await eventually(() => logOf(world).length > before);
  await world.tick();
}

describe('/failover stop', () => {
  it('stops on disk before it is answered, without a reason, and while OCP does not answer', async () => {
    await start();
    world.ocp.model.addFault({ kind: 'unreachable' });
    const { words, blocks } = await type('stop');
    expect(words).toContain('*Stopped.* No call is sent to OCP any more.');
    expect(words).toContain('You gave no reason.');
    expect(words).not.toContain('*Warning:*');
    expect(JSON.stringify(blocks)).toContain('"action_id":"stop_reason"');
    await world.crashBot();
    expect((await type('status', people.arun)).words).toContain(`*Stopped:* by <@${people.mei}> <!date^`);
    expect(stopEvents()).toEqual(['stopped']);
  });

  it('says that what OCP runs cannot be followed, while OCP does not answer', async () => {
    await start();
    await world.tick();
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.pass(31_000);
    expect((await type('stop region lost')).words).toContain('*Warning:* No response from OCP');
    world.ocp.model.clearFaults();
    await world.pass(11_000);
    expect((await type('stop')).words).not.toContain('*Warning:*');
  });

  it('takes the reason from behind the word, and what the manifest escapes as it was meant', async () => {
    await start();
    await type('stop region &lt;lost&gt; says <@U0ARUN|arun>', people.mei, '/switchover');
    expect((await type('status')).words).toContain('Reason: region &lt;lost&gt; says arun.');
  });

  it('asks for the reason afterwards, in a form for whoever stopped', async () => {
    await start();
    const { blocks, ts } = await stoppedWithoutReason();
    expect(blocks.length).toBeGreaterThan(1);
    const view = await reasonForm(ts);
    await world.slack.as(people.mei).type(view, 'reason', '\u200b');
    expect(JSON.stringify(await world.slack.as(people.mei).submit(view))).toContain('Say why');
    await world.slack.as(people.mei).type(view, 'reason', 'region lost');
    expect((await world.slack.as(people.mei).submit(view)).ok).toBe(true);
    expect((await type('status', people.sofia)).words).toContain('Reason: region lost.');
  });

  it.each([people.arun, people.mei])('is for whoever may request or approve anything (%s)', async (by) => {
    await start();
    expect((await type('stop', by)).words).toContain('*Stopped.*');
  });

  it.each([
    [people.guest, 'Guests cannot take part'],
    ['U0DEV', 'The policy does not let you stop everything. Ask one of these:'],
  ])('tells others privately why not (%s)', async (by, text) => {
    await start();
    world.slack.addUser({ id: 'U0DEV', name: 'dev' });
    world.slack.model.channels.get(channels.incident)?.members.add('U0DEV');
    expect((await type('stop', by)).words).toContain(text);
    expect(stopEvents()).toEqual(['stop_attempt_refused']);
    expect(audit()).not.toContain('stopped');
  });

  it('counts who somebody was within the last day while Slack does not answer, and says so', async () => {
    await start();
    await request(world);
    await click(world, await cardOfRequest(), 'withdraw', people.mei);
    world.clock.advance(3_600_000);
    world.slack.faults.add({ target: 'users.info', kind: 'error', code: 'internal_error', times: null });
    const { words } = await type('stop');
    expect(words).toContain('*Stopped.*');
    expect(words).toContain('Slack did not say who you are, so what it said <!date^');
  });

  it('is answered in time by a Slack that does not answer at all, and refused to somebody never seen', async () => {
    await start();
    world.slack.faults.add({ target: 'users.info', kind: 'error', code: 'internal_error', times: null });
    expect((await type('stop', people.sofia)).words).toContain('Slack did not say who you are');
    expect(stopEvents()).toEqual(['stop_attempt_refused']);
  });

  it('is told in the audit channel and once in every open thread and card; repeats are counted, and one resume ends all', async () => {
    await start();
    const card = await request(world);
    await type('stop region lost');
    await world.pass(2_000);
    expect(audit()).toContain(`*Everything is stopped* by <@${people.mei}> in <#${channels.incident}>: region lost`);
    expect(said(card, '*Stopped:*')).toHaveLength(1);
    expect(wordsOf(cardNow(world, card).blocks)).toMatch(/^[^\n]+\n\*Stopped:\* by <@U0MEI>/);
    expect((await type('stop me too', people.arun)).words).toContain(`<@${people.mei}> stopped it already`);
    expect((await type('stop')).words).toContain('You stopped it before; this is counted (1 repeat).');
    await type('stop');
    await world.pass(2_000);
    expect(audit()).toContain(`<@${people.arun}> stopped as well, in <#${channels.incident}>: me too`);
    expect(audit()).toContain(`<@${people.mei}> stopped again (2 repeats).`);
    expect(said(card, '*Stopped:*')).toHaveLength(1);
    const { words } = await type('status', people.sofia);
    expect(words).toContain(`• Stopped by <@${people.arun}>`);
    expect(words).toContain('and 2 times more');
    await type('resume', people.arun);
    await world.tick();
    const [resume] = cards();
    if (!resume) throw new Error('no card');
    await decide(resume, 'approve', people.sofia);
    await world.pass(2_000);
    expect((await type('status')).words).not.toContain('Stopped');
    expect(said(card, '*The stop has ended.*')).toHaveLength(1);
    expect(audit()).toContain(`*Resumed* by <@${people.arun}> and <@${people.sofia}>:`);
  });

  it('names a stop_all of the file, which stays', async () => {
    await start();
    writeFileSync(world.policyFile, `${policy}stop_all: power\n`);
    expect((await type('stop')).words).toContain('power (stop_all in the policy file)');
    expect((await type('resume', people.arun)).words).toContain('stop_all in the policy file stops everything');
    await world.tick();
    expect(cardText()).toContain('*This does not end everything:* power (stop_all in the policy file).');
  });

  it('refuses a request and an approval while it holds, privately, with who stopped and how to resume', async () => {
    await start();
    const card = await request(world);
    const view = await fillForm(world, { tenant: 'orders' });
    await type('stop region lost', people.sofia);
    const outcome = await world.slack.as(people.mei).submit(view);
    expect(JSON.stringify(outcome)).toContain('Stopped: since ');
    expect(JSON.stringify(outcome)).toContain('Reason: region lost.');
    await click(world, card, 'approve');
    await hears(world, people.arun, 'Your approval did not count.');
    await hears(world, people.arun, `*Stopped:* by <@${people.sofia}>`);
    await hears(world, people.arun, 'To resume: one approver types `/failover resume`, another one agrees.');
    await world.pass(5_000);
    expect(posts(world)).toEqual([]);
    expect(eventsOf(world)).not.toContain('approved');
  });
});

describe('/failover resume', () => {
  it('has its card in the policy’s channel, and ends the stop with one other approver', async () => {
    await start();
    const request1 = await request(world);
    const card = await proposed();
    expect(cardText()).toContain('Resume failovers and switchovers?');
    expect(cardText()).toContain(`• Stopped by <@${people.mei}>`);
    expect(cardText()).toContain('Reason: region lost');
    expect(cardText()).toContain(`*Proposed by* <@${people.arun}>`);
    expect(cardText()).toContain(`<@${people.arun}> proposed this and cannot approve`);
    expect(buttonsOf(card)).toEqual(['approve', 'reject', 'withdraw']);
    await decide(card, 'approve', people.sofia);
    expect(cardText()).toContain(`*Resumed.* <@${people.sofia}> agreed`);
    expect(buttonsOf(cardNow(world, card))).toEqual([]);
    await click(world, request1, 'approve');
    await world.until(() => posts(world).length === 1);
  });

  it('needs another person than whoever proposed', async () => {
    await start();
    const card = await proposed();
    await decide(card, 'approve', people.arun);
    await hears(world, people.arun, 'You proposed this yourself, so somebody else has to agree');
    expect(cardText()).toContain('*Waiting for approval:* one more approver has to agree by <!date^');
    expect((await type('status')).words).toContain('*Stopped:*');
  });

  it.each([
    [people.guest, 'Guests cannot take part'],
    ['U0DEV', 'Only approvers may do this'],
  ])('is neither proposed nor agreed to by others (%s)', async (by, text) => {
    await start();
    world.slack.addUser({ id: 'U0DEV', name: 'dev' });
    world.slack.model.channels.get(channels.incident)?.members.add('U0DEV');
    const card = await proposed();
    await decide(card, 'approve', by);
    await hears(world, by, text);
    expect((await type('resume', by)).words).toContain(text);
    expect(cardText()).toContain('*Waiting for approval:*');
  });

  it.each([
    ['reject', people.sofia, '*Rejected* by'],
    ['withdraw', people.arun, '*Withdrawn* by'],
  ])('%s leaves everything stopped, and the card says so', async (button, by, text) => {
    await start();
    await decide(await proposed(), button, by);
    expect(cardText()).toContain(text);
    expect(cardText()).toContain('Everything stays stopped.');
    expect((await type('status')).words).toContain('*Stopped:*');
    expect((await type('resume', people.arun)).words).toContain('Resume proposed.');
  });

  it('is void when somebody stops meanwhile, and expires', async () => {
    await start();
    const card = await proposed();
    await type('stop again', people.sofia);
    await decide(card, 'approve', people.sofia);
    expect(cardText()).toContain(`*Void:* <@${people.sofia}> stopped`);
    await hears(world, people.sofia, 'This proposal to resume is over.');
    await type('resume', people.arun);
    await world.pass(31 * 60_000, 60_000);
    expect(cardText(1)).toContain('*Expired*');
    expect((await type('status')).words).toContain('*Stopped:*');
  });

  it('is not proposed twice, nor when nothing is stopped', async () => {
    await start();
    expect((await type('resume', people.arun)).words).toContain('Nothing is stopped by `/failover stop`');
    await proposed();
    expect((await type('resume', people.sofia)).words).toContain(`<@${people.arun}> has proposed to resume already.`);
    const own = (await type('resume', people.arun)).words;
    expect(own).toMatch(/^You have proposed to resume already: another approver has to agree/);
    expect(own).not.toContain('reject');
    expect(cards()).toHaveLength(1);
  });

  it('posts its card once though the answer was lost and the bot died over it', async () => {
    await start();
    await type('stop region lost');
    await type('resume', people.arun);
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_after', times: 1 });
    await world.tick();
    await world.crashBot();
    await world.pass(40_000, 2_000);
    expect(cards()).toHaveLength(1);
    const [card] = cards();
    if (card) await decide(card, 'approve', people.sofia);
    expect(cardText()).toContain('*Resumed.*');
  });

  it('carries out a click that was on disk when the bot died', async () => {
    await start();
    const card = await proposed();
    world.clock.advance(20_000);
    // Slack does not say who they are before the bot dies.
    world.slack.faults.add({ target: 'users.info', kind: 'delay_before', ms: 60_000, times: null });
    const outcome = await world.slack.as(people.sofia).click(card, 'approve', { confirm: true });
    expect(outcome.ok).toBe(true);
    world.slack.faults.clear();
    await world.crashBot();
    await world.until(() => cardText().includes('*Resumed.*'));
  });

  it('counts nowhere but on its own card', async () => {
    await start();
    const other = await request(world);
    const card = await proposed();
    const message = cardNow(world, other);
    message.blocks = [...card.blocks];
    await decide(message, 'approve', people.sofia);
    await hears(world, people.sofia, 'This message is not the card on record');
    expect((await type('status')).words).toContain('*Stopped:*');
    await decide(card, 'approve', people.sofia);
    expect((await type('status')).words).not.toContain('*Stopped:*');
  });

  it('takes a one-time code where a rule asks for one', async () => {
    const codes = await startWithCodes();
    ({ world } = codes);
    await type('stop region lost');
    await type('resume', people.arun);
    await world.tick();
    const [card] = cards();
    if (!card) throw new Error('no card');
    expect(cardText()).toContain('one-time code');
    await world.slack.as(people.sofia).click(card, 'approve', { confirm: true });
    const view = await eventually(() => {
      const open = world.slack.view(people.sofia);
      return open?.callbackId === 'code' ? open : null;
    });
    expect(wordsOf(view.blocks)).toContain('that failovers and switchovers resume');
    expect(await typeCode(world, view, codes.shown(people.arun), people.sofia)).toContain('not the code');
    expect(await typeCode(world, view, codes.shown(people.sofia), people.sofia)).toBeNull();
    await world.until(() => cardText().includes('*Resumed.*'));
  });
});

describe('what is stopped', () => {
  it('is named in the form, at home and by the doctor', async () => {
    await start();
    await type('stop region lost', people.sofia);
    const facts = `by <@${people.sofia}> <!date^`;
    expect((await type('doctor')).words).toContain(`Everything is stopped ${facts}`);
    expect(wordsOf((await home(world)).blocks)).toContain(`*Stopped:* ${facts}`);
    await world.slack.as(people.mei).slash('/failover', '', channels.incident);
    const view = await world.slack.waitFor(() =>
      world.slack.view(people.mei)?.submit ? world.slack.view(people.mei) : null,
    );
    expect(wordsOf(view.blocks)).toContain(`*Stopped:* ${facts}`);
    expect(wordsOf(view.blocks)).toContain('Reason: region lost. To resume: one approver types `/failover resume`');
  });
});
