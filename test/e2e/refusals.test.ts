/** Flows that end without a call, as their people see them from beginning to end. */
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cardNow,
  cardsIn,
  cardWords,
  click,
  type Driven,
  hears,
  posts,
  request,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { decisionsOf, channels, group, people, policyText } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

describe('a request ends without a call', () => {
  it.each([
    ['rejected', 'reject', people.sofia, '*Rejected* by <@U0SOFIA>'],
    ['withdrawn', 'withdraw', people.mei, '*Withdrawn* by <@U0MEI>'],
  ])('%s: card, thread and last word say so, and nothing can be decided', async (_what, button, by, words) => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, button, by);
    await world.pass(5_000);
    expect(cardWords(world, card)).toContain(words);
    expect(cardWords(world, card)).toContain('Nothing was sent to OCP.');
    expect(decisionsOf(cardNow(world, card))).toEqual([]);
    expect(world.slack.thread(card.channel, card.ts).filter(({ broadcast }) => broadcast)).toHaveLength(1);
    await world.pass(60_000, 10_000);
    expect(posts(world)).toEqual([]);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('after the approval there is still time to withdraw, until the call', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'approve');
    await click(world, card, 'withdraw', people.mei);
    await world.pass(30_000, 5_000);
    expect(posts(world)).toEqual([]);
    expect(cardWords(world, card)).toContain('*Withdrawn*');
  });

  it('nobody approves: it expires at its hour, also when the bot was away then', async () => {
    world = await startDriven({ policy: `${policyText}    approval_window: 2m\n` });
    const card = await request(world);
    await world.stopBot();
    world.clock.advance(10 * 60_000);
    await world.startBot();
    await world.slack.as(people.arun).click(card, 'approve', { confirm: true });
    await hears(world, people.arun, 'The time for approval ended');
    await world.pass(5_000);
    expect(cardWords(world, card)).toContain('*Expired*');
    expect(posts(world)).toEqual([]);
  });
});

describe('two people, whatever the policy says', () => {
  it('somebody who is requester and approver cannot approve their own request', async () => {
    world = await startDriven();
    const card = await request(world, { by: people.mei });
    for (let tries = 0; tries < 3; tries += 1) await click(world, card, 'approve', people.mei);
    await hears(world, people.mei, 'You requested this yourself');
    await world.pass(10_000);
    expect(posts(world)).toEqual([]);
  });

  it('being in the approvers’ group too does not help', async () => {
    const policy = `channel: ${channels.incident}\nrules:\n  - name: one group\n    requesters: [${group}]\n    approvers: [${group}]\n    reading_time: 0s\n`;
    world = await startDriven({ policy });
    world.slack.setGroupMembers(group, [people.mei, people.arun]);
    const card = await request(world);
    await click(world, card, 'approve', people.mei);
    await world.pass(5_000);
    expect(posts(world)).toEqual([]);
    await click(world, card, 'approve', people.arun);
    await world.pass(5_000);
    expect(posts(world)).toHaveLength(1);
  });

  it('one of two approvers leaving between approval and call voids the approval', async () => {
    world = await startDriven({ policy: `${policyText}    approvals: 2\n` });
    const card = await request(world);
    await click(world, card, 'approve', people.arun);
    await click(world, card, 'approve', people.sofia);
    world.clock.advance(3_000);
    world.slack.setDeleted(people.arun, true);
    await world.pass(10_000);
    expect(posts(world)).toEqual([]);
    expect(cardWords(world, card)).toContain('<@U0ARUN> may no longer take part');
    expect(cardWords(world, card)).toContain('0 of 2');
  });

  it('a policy that no longer has a rule for the tenant stops the call', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'approve');
    writeFileSync(world.policyFile, `${policyText}    tenants: [something_else]\n`);
    await world.pass(10_000);
    expect(posts(world)).toEqual([]);
    expect(cardWords(world, card)).toContain('which has no rule for this');
    await click(world, card, 'approve', people.sofia);
    await world.pass(10_000);
    expect(posts(world)).toEqual([]);
  });

  it('a broken policy file leaves the last good one in force', async () => {
    world = await startDriven();
    const card = await request(world);
    writeFileSync(world.policyFile, 'rules: [');
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 2_000 });
    expect(posts(world)).toHaveLength(1);
  });
});

describe('words that could deceive', () => {
  it('a reason with mentions, links and markup stays text, and calls nobody', async () => {
    world = await startDriven();
    const reason = '<!channel> <@U0ARUN> <https://evil.example|Approve here> *bold* `code` \u202eabc';
    const card = await request(world, { reason });
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 2_000 });
    const messages = world.slack.messages(channels.incident);
    const everything = messages.map((message) => `${message.text}\n${mrkdwnOf(message.blocks).join('\n')}`).join('\n');
    expect(JSON.stringify(messages.map(({ blocks }) => blocks))).not.toContain('\u202e');
    expect(everything).not.toContain('<!channel>');
    expect(everything).not.toContain('<https://evil.example');
    expect(everything).not.toContain('\u202e');
    expect(threadLines(world, card).join('\n')).not.toContain('<!channel>');
  });
});

/** What Slack would read for mentions and links; plain text it shows as it is. */
function mrkdwnOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnOf);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'mrkdwn' && 'text' in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(mrkdwnOf)];
}
