/** Nothing that opens a door is ever written down: not in the log, not in Slack, not on disk. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { retryTask } from '../../src/sandbox/ocp/remedies.ts';
import { cardWords, click, type Driven, eventsOf, request, startDriven } from '../support/driven.ts';
import { people, secrets } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

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
