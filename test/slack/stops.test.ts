/** A freeze or a stop of the policy file, and its end, are seen wherever people look. */
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message, View } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardNow,
  click,
  type Driven,
  eventsOf,
  fillForm,
  posts,
  privately,
  request,
  started,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { failedAt, steps } from '../support/failing.ts';
import { home, told } from './overview/seeded.ts';
import { buttonsOf, channels, people, policyText, wordsOf } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const HOUR = 3_600_000;
const later = () => new Date(world.clock.now() + 2 * HOUR).toISOString().slice(0, 19);
const freeze = (tenants = '*', operations = 'failover') =>
  `freezes:\n  - name: spring festival\n    operations: [${operations}]\n    tenants: ["${tenants}"]\n    from: "2020-01-01T00:00:00Z"\n    until: "${later()}Z"\n`;
const write = (more: string) => writeFileSync(world.policyFile, policyText + more);
const stopped = 'stop_all: region lost\n';
const slackDate = () => `<!date^${Math.floor(Date.parse(`${later()}Z`) / 1_000)}^`;

async function form(by: string = people.mei, text = ''): Promise<View> {
  await world.slack.as(by).slash('/failover', text, channels.incident);
  return world.slack.waitFor(() => (world.slack.view(by)?.submit ? world.slack.view(by) : null));
}
const cardText = (card: Message) => wordsOf(cardNow(world, card).blocks);
const said = (card: Message, text: string) => threadLines(world, card).filter((line) => line.includes(text));
const recorded = () => eventsOf(world).filter((event) => event === 'stops_changed').length;

describe('the form', () => {
  it('says at its top, before anything is typed, what is stopped, why and until when', async () => {
    world = await startDriven();
    write(stopped + freeze('pay*'));
    const view = await form();
    const [first, ...others] = view.blocks;
    expect(wordsOf(first ? [first] : [])).toContain('*Stopped:* region lost (stop_all in the policy file)');
    expect(wordsOf(first ? [first] : [])).toContain(`*Frozen:* “spring festival”, until ${slackDate()}`);
    expect(wordsOf(first ? [first] : [])).toContain('tenants `pay*`');
    expect(others.length).toBeGreaterThan(2);
  });

  it('of another operation says nothing of a freeze that is not for it', async () => {
    world = await startDriven();
    write(freeze('*', 'switchover'));
    expect(wordsOf((await form()).blocks)).not.toContain('Frozen');
  });

  it('says of chosen tenants only what hits them', async () => {
    world = await startDriven();
    write(freeze('orders'));
    expect(wordsOf((await fillForm(world)).blocks)).not.toContain('Frozen');
  });

  it('says of what hits chosen tenants that the request is refused', async () => {
    world = await startDriven();
    write(freeze('pay*'));
    const words = wordsOf((await fillForm(world)).blocks);
    expect(words).toContain('Frozen');
    expect(words).toContain('Requests are refused meanwhile.');
  });

  it('that is refused says name, reason and end, in the time zone of whoever submits', async () => {
    world = await startDriven();
    world.slack.addUser({ id: people.mei, name: 'mei', realName: 'Mei Lin', tz: 'Asia/Shanghai' });
    const view = await fillForm(world);
    write(stopped + freeze());
    const outcome = await world.slack.as(people.mei).submit(view);
    const hour = new Date(world.clock.now() + 10 * HOUR).toISOString().slice(11, 16);
    const text = JSON.stringify(outcome);
    expect(text).toContain('Stopped: region lost (stop_all in the policy file).');
    expect(text).toContain('Frozen: “spring festival”, until ');
    expect(text).toContain(`${hour} GMT+8.`);
    expect(text).toContain('Nothing was requested.');
    expect(eventsOf(world)).toEqual([]);
  });
});

describe('an open request', () => {
  it('says on its card and once in its thread that a freeze begins and that it ends', async () => {
    world = await startDriven();
    const card = await request(world);
    write(freeze());
    await world.pass(5_000);
    expect(cardText(card)).toMatch(/^[^\n]+\n\*Frozen:\* “spring festival”, until <!date/);
    expect(cardText(card)).toContain('nothing can be approved or proposed');
    expect(said(card, '*Frozen:*')).toHaveLength(1);

    await world.stopBot();
    await world.startBot();
    await world.pass(5_000);
    expect(said(card, '*Frozen:*')).toHaveLength(1);
    write('');
    await world.pass(5_000);
    expect(cardText(card)).not.toContain('Frozen');
    expect(said(card, 'The freeze “spring festival” has ended.')).toHaveLength(1);
    expect(said(card, 'Approvals count again.')).toHaveLength(1);
    expect(recorded()).toBe(2);
  });

  it.each([
    ['a freeze', () => write(freeze()), () => write('')],
    ['stop_all', () => write(stopped), () => write('')],
  ])('offers no Approve under %s, only what goes on, and offers it again afterwards', async (_what, begin, end) => {
    world = await startDriven();
    const card = await request(world);
    begin();
    await world.pass(5_000);
    expect(buttonsOf(cardNow(world, card))).toEqual(['reject', 'withdraw']);
    expect(cardText(card)).toContain('those buttons come back when it is over');
    end();
    await world.pass(5_000);
    expect(buttonsOf(cardNow(world, card))).toEqual(['approve', 'reject', 'withdraw']);
    await click(world, card, 'approve');
    await world.until(() => posts(world).length === 1);
  });

  it('offers no remedy while one would be refused, and offers it again afterwards', async () => {
    world = await startDriven();
    const card = await failedAt(world, 'failover', steps.failover[0] ?? '');
    const remedies = () => buttonsOf(cardNow(world, card));
    expect(remedies()).toContain('retry');
    write(freeze('*', 'failover'));
    await world.pass(5_000);
    expect(remedies()).toEqual(['abandon']);
    write('');
    await world.pass(5_000);
    expect(remedies()).toContain('retry');
  });

  it('says which of several still holds it', async () => {
    world = await startDriven();
    const card = await request(world);
    write(stopped + freeze());
    await world.pass(3_000);
    write(freeze());
    await world.pass(3_000);
    expect(cardText(card)).not.toContain('Stopped');
    expect(cardText(card)).toContain('*Frozen:*');
    expect(said(card, '*The stop has ended.*')).toHaveLength(1);
    expect(said(card, 'Approvals count again.')).toEqual([]);
  });

  it('that a freeze does not hit says nothing of it', async () => {
    world = await startDriven();
    const card = await request(world);
    write(freeze('orders'));
    await world.pass(3_000);
    expect(cardText(card)).not.toContain('Frozen');
    expect(recorded()).toBe(0);
  });

  it('is not reminded of while nobody could approve it', async () => {
    world = await startDriven();
    const card = await request(world);
    write(stopped);
    await world.pass(16 * 60_000, 60_000);
    expect(said(card, 'the request expires')).toEqual([]);
    write('');
    await world.pass(10_000);
    expect(said(card, 'the request expires')).toHaveLength(1);
  });

  it('whose task runs is followed to its end all the same', async () => {
    world = await startDriven();
    const card = await started(world);
    expect(posts(world)).toHaveLength(1);
    write(stopped);
    await world.until(() => eventsOf(world).includes('ended'), { stepMs: 2_500 });
    await world.tick();
    expect(said(card, '*Stopped:* region lost')).toHaveLength(1);
    expect(said(card, '*Done:')).toHaveLength(1);
    expect(cardText(card)).not.toContain('Stopped');
  });
});

describe('who looks around', () => {
  it.each(['status', 'doctor'])('is told by %s', async (word) => {
    world = await startDriven();
    write(stopped + freeze('pay*'));
    const { text, words } = await told(world, people.arun, word);
    expect(words).toContain('region lost (stop_all in the policy file)');
    expect(words).toContain('“spring festival”, until <!date');
    if (word === 'doctor') expect(text).not.toContain('No problem was found');
    if (word === 'doctor') expect(words).toContain('Remove `stop_all` from the policy file to resume.');
  });

  it('is told at the top of the Home tab', async () => {
    world = await startDriven();
    write(stopped);
    const view = await home(world);
    expect(wordsOf(view.blocks)).toMatch(/^\*Stopped:\* region lost/);
  });

  it('is told in Chinese where Slack is', async () => {
    world = await startDriven();
    world.slack.addUser({ id: people.mei, name: 'mei', realName: 'Mei Lin', locale: 'zh-CN' });
    write(`stop_all: 机房断电\n${freeze()}`);
    const { words } = await told(world, people.mei, 'status');
    expect(words).toContain('*已停止：* 机房断电（策略文件中的 stop_all）');
    expect(words).toContain('*冻结期：* “spring festival”，至 <!date');
    expect(privately(world, people.mei)).not.toContain('Stopped');
  });
});
