/** Nothing that opens a door is ever written down: not in the log, not in Slack, not on disk. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { retryTask } from '../../src/simulators/ocp/tasks/remedies.ts';
import { cardWords, click, type Driven, eventsOf, eventually, request, startDriven } from '../support/driven.ts';
import { people, secrets, wordsOf } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

/** Everything that was written anywhere: the log, every message and its older wordings, the store's files. */
async function written(): Promise<string> {
  const { slack } = world;
  const messages = [...slack.model.channels.values()].flatMap((channel) => channel.messages);
  const said = [...messages, ...slack.model.ephemerals].map((message) =>
    JSON.stringify([message.text, message.blocks, message.metadata, message.revisions]),
  );
  await world.stopBot();
  const onDisk = readdirSync(world.dir)
    .filter((name) => name.startsWith('twokey.db'))
    .map((name) => readFileSync(join(world.dir, name)).toString('latin1'));
  return [...world.logLines, ...said, ...onDisk].join('\n');
}

describe('when others quote the bot’s own secrets', () => {
  const quoted = [secrets.keySecret, Buffer.from(secrets.keySecret).toString('base64')];
  const message = `signature ${quoted.join(' or ')} does not match, got OCP-ACCESS-KEY-HMACSHA1 ${secrets.keyId}:c2lnbmF0dXJl=`;

  it('OCP, refusing the call: the card and the log tell the refusal without them', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', status: 400, path: '*/failover', message });
    const card = await request(world);
    await click(world, card, 'approve');
    await world.until(() => eventsOf(world).includes('ended'), { stepMs: 1_000 });
    await world.tick();
    expect(cardWords(world, card)).toContain('does not match');
    const all = await written();
    for (const secret of [...quoted, 'c2lnbmF0dXJl']) expect(all).not.toContain(secret);
  });

  it('OCP, in the log of a step that failed: card, thread and record tell the rest of it', async () => {
    world = await startDriven();
    const step = { kind: 'subtask', outcome: 'fail', subtask: 'Failover to primary tenant' } as const;
    // Not ours, so only its key gives it away; it must not be in the record either, which is kept for ever.
    const theirs = 'hunter2hunter2';
    const printed = `could not sign: ${quoted.join(' ')}, giving up; password=${theirs} at 10.0.0.1`;
    world.ocp.model.addFault({ ...step, message: printed });
    const card = await request(world);
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*Failed:*'), { stepMs: 2_000 });
    await world.pass(10_000, 5_000);
    const all = await written();
    expect(all).toContain('could not sign: [hidden] [hidden], giving up; password=*** at 10.0.0.1');
    for (const secret of [...quoted, theirs]) expect(all).not.toContain(secret);
  });

  it('OCP, failing while the form is open: the form tells it without them', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', status: 500, method: 'GET', path: '*', message });
    await world.slack.as(people.mei).slash('/failover', 'payments', 'C0INCIDENT');
    const view = await eventually(() => {
      const open = world.slack.view(people.mei);
      return open && wordsOf(open.blocks).includes('does not match') ? open : null;
    });
    expect(wordsOf(view.blocks)).toContain('[hidden]');
    const all = `${JSON.stringify(view.blocks)}${await written()}`;
    for (const secret of [...quoted, 'c2lnbmF0dXJl']) expect(all).not.toContain(secret);
  });

  it('Slack, answering an error of its own making: no word of it is believed', async () => {
    world = await startDriven();
    const code = `invalid_auth a proxy quotes ${secrets.botToken}`;
    const card = await request(world);
    for (const target of ['users.info', 'chat.update', 'chat.postEphemeral'])
      world.slack.faults.add({ target, kind: 'error', code, times: null });
    world.clock.advance(20_000);
    await world.slack.as(people.arun).click(card, 'approve', { confirm: true });
    await world.pass(5_000);
    expect(await written()).not.toMatch(new RegExp(`${secrets.botToken}|a proxy quotes`));
  });
});

describe('over a whole flow with failures', () => {
  it('no token, secret, response_url or trigger_id is in any log line, message or file', async () => {
    world = await startDriven();
    const { slack, ocp } = world;
    const leaking = `denied for root with password=${secrets.keySecret}xyz and token=${secrets.botToken}`;
    ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Failover to primary tenant', message: leaking });
    slack.faults.add({ target: 'chat.postMessage', kind: 'http_500_after', skip: 2 });
    slack.faults.add({ target: 'chat.update', kind: 'html', skip: 1 });
    const card = await request(world);
    await click(world, card, 'approve', people.mei);
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*Failed:*'), { stepMs: 2_000 });
    await world.pass(60_000, 5_000);
    const [task] = ocp.model.tasks;
    if (task) retryTask(task);
    await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 2_000 });
    await world.pass(30_000, 5_000);
    expect(eventsOf(world).at(-1)).toBe('ended');

    const delivered = slack.journal.entries.filter(({ direction }) => direction === 'to_app');
    const triggers = delivered.flatMap(({ request: { trigger_id: id } }) => (typeof id === 'string' ? [id] : []));
    const answers = delivered.flatMap(({ request: { response_url: url } }) => (typeof url === 'string' ? [url] : []));
    expect(triggers.length).toBeGreaterThan(2);
    expect(answers.length).toBeGreaterThan(1);
    const hidden = [secrets.botToken, secrets.signingSecret, secrets.keySecret, 'xapp-test', ...triggers, ...answers];

    const said = [...slack.model.channels.values()]
      .flatMap(({ messages }) => messages)
      .concat(slack.model.ephemerals)
      .map((message) => JSON.stringify([message.text, message.metadata, message.revisions]))
      .join('\n');
    await world.stopBot();
    const onDisk = readdirSync(world.dir)
      .filter((name) => name.startsWith('twokey.db'))
      .map((name) => readFileSync(join(world.dir, name)).toString('latin1'))
      .join('\n');
    expect(onDisk).toContain('role_proven');
    for (const secret of hidden) {
      expect(world.logLines.join('')).not.toContain(secret);
      expect(said).not.toContain(secret);
      expect(onDisk).not.toContain(secret);
    }
    expect(onDisk).not.toContain('response_url');
    expect(onDisk).not.toContain('/response/');
  });
});
