/** Habits as people meet them: told to whoever has them, and to those who decide. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  cardNow,
  cardWords,
  click,
  type Driven,
  eventsOf,
  eventually,
  fillForm,
  hears,
  logOf,
  posts,
  privately,
  request,
  startDriven,
  started,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, people, policyText } from '../support/world.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;
/** As policies are that do not say how long people read. */
const bare = policyText.replace('    reading_time: 0s\n', '');

let world: Driven;
afterEach(() => world.close());

describe('an approval sooner than anybody reads', () => {
  it('does not count: the person is asked to click again, and the second click counts', async () => {
    world = await startDriven({ policy: bare });
    const card = await request(world);
    world.clock.advance(3 * SECOND);
    await click(world, card, 'approve');
    await hears(world, people.arun, 'You approved within 5 s of the question');
    await world.pass(3 * SECOND);
    expect(posts(world)).toEqual([]);
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'approval_too_fast']);
    expect(buttonsOf(cardNow(world, card))).toContain('approve');
    await click(world, card, 'approve');
    await world.tick();
    expect(posts(world)).toHaveLength(1);
    // It is between the bot and the person: the thread tells only what counted.
    expect(threadLines(world, card).filter((line) => line.startsWith('Approved by'))).toHaveLength(1);
  });

  it('five seconds after the card appeared it counts at once', async () => {
    world = await startDriven({ policy: bare });
    const card = await request(world);
    world.clock.advance(5 * SECOND);
    await click(world, card, 'approve');
    await world.tick();
    expect(posts(world)).toHaveLength(1);
  });

  it('a click that waited on disk is measured by when it came, not by when it is carried out', async () => {
    world = await startDriven({ policy: bare });
    const card = await request(world);
    world.slack.faults.add({ target: 'users.info', kind: 'delay_before', ms: 20 * SECOND });
    world.clock.advance(1 * SECOND);
    const before = eventsOf(world).length;
    const asked = world.slack.calls('users.info');
    await world.slack.as(people.arun).click(card, 'approve', { confirm: true });
    await eventually(() => world.slack.calls('users.info') > asked);
    world.clock.advance(20 * SECOND);
    await eventually(() => eventsOf(world).length > before);
    expect(eventsOf(world).at(-1)).toBe('approval_too_fast');
  });

  it('is as long as the policy says', async () => {
    world = await startDriven({ policy: policyText.replace('reading_time: 0s', 'reading_time: 1m') });
    const card = await request(world);
    world.clock.advance(59 * SECOND);
    await click(world, card, 'approve');
    await hears(world, people.arun, 'You approved within 60 s of the question');
  });
});

describe('what was rejected before', () => {
  async function rejectedOnce(): Promise<void> {
    const card = await request(world, { tenant: 'payments' });
    await click(world, card, 'reject', people.arun);
    await world.slack.waitFor(() => world.slack.view(people.arun)?.callbackId === 'reason');
    const view = world.slack.view(people.arun);
    if (!view) throw new Error('no form for the reason');
    await world.slack.as(people.arun).type(view, 'reason', 'hangzhou is <back>');
    await world.slack.as(people.arun).submit(view);
    await world.tick();
  }

  it('stands on the card with who, when and why; whoever asks for the same again is told that it does', async () => {
    world = await startDriven();
    await rejectedOnce();
    await world.pass(5 * 60 * SECOND, 60 * SECOND);
    const card = await request(world, { tenant: 'payments' });
    const words = cardWords(world, card);
    expect(words).toContain(`*Requested before:* <@${people.mei}> requested the same, and it was rejected`);
    expect(words).toMatch(
      /\*Rejected before:\*\n• failover of payments on sh-prod, requested by <@U0MEI>, rejected by <@U0ARUN> <!date.*>: hangzhou is &lt;back&gt;/,
    );
    await hears(world, people.mei, `You requested the same within the last hour, and <@${people.arun}> rejected it`);
    expect(privately(world, people.mei)).toContain('hangzhou is &lt;back&gt;. The approvers see that on the card.');
    const [asked] = logOf(world)
      .filter(({ event }) => event === 'requested')
      .slice(-1);
    expect(asked).toBeDefined();
  });

  it('more than an hour ago is on the card, and nobody is told that they ask again', async () => {
    world = await startDriven();
    await rejectedOnce();
    world.clock.advance(HOUR);
    const card = await request(world, { tenant: 'payments' });
    expect(cardWords(world, card)).toContain('*Rejected before:*');
    expect(cardWords(world, card)).not.toContain('*Requested before:*');
    expect(privately(world, people.mei)).not.toContain('You requested the same');
  });

  it('about another tenant is not on the card', async () => {
    world = await startDriven();
    await rejectedOnce();
    const card = await request(world, { tenant: 'orders' });
    expect(cardWords(world, card)).not.toMatch(/Rejected before|Requested before/);
  });

  it('is no longer on the card once the request runs', async () => {
    world = await startDriven();
    await rejectedOnce();
    const card = await started(world, { tenant: 'payments' });
    await world.tick();
    expect(cardWords(world, card)).not.toContain('Rejected before');
  });
});

describe('more requests in an hour than the policy allows', () => {
  it('are refused in the form, which keeps what was typed, and on record; an hour later they are taken', async () => {
    world = await startDriven({ policy: `requests_per_hour: 1${policyText}` });
    await request(world, { tenant: 'payments' });
    const view = await fillForm(world, { tenant: 'orders', reason: 'hangzhou is gone' });
    const refused = await world.slack.as(people.mei).submit(view);
    expect(refused.errors['tenants']).toContain('You have reached the policy’s limit of requests an hour');
    expect(logOf(world).at(-1)).toMatchObject({ event: 'request_refused', by: people.mei, code: 'too_many_requests' });
    expect(world.slack.view(people.mei)?.state['reason']?.['reason']).toMatchObject({ value: 'hangzhou is gone' });
    expect(eventsOf(world).filter((event) => event === 'requested')).toHaveLength(1);
    world.clock.advance(HOUR);
    expect(await world.slack.as(people.mei).submit(view)).toMatchObject({ ok: true });
    expect(eventsOf(world).filter((event) => event === 'requested')).toHaveLength(2);
  });
});
