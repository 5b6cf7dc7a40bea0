/** What doctor says of channels and groups, and that its advice can be followed. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Driven, hears, privately } from '../../support/driven.ts';
import { channels, group, people } from '../../support/world.ts';
import { seeded, told } from './seeded.ts';

let world: Driven;
afterEach(() => world.close());

const sound = `
channel: ${channels.incident}
rules:
  - name: production
    requesters: [${people.mei}]
    approvers: [${people.arun}, ${people.sofia}]
`;

const start = async (policy = sound) => {
  world = await seeded(() => [], { policy });
};

describe('/failover doctor', () => {
  test.each([
    ['a group direct message', { id: 'C0MPIM', name: 'mpdm-mei--arun--sofia-1', kind: 'mpim', bot: false }],
    ['a direct message', { id: 'D0DM', name: 'dm', kind: 'im', bot: false }],
  ] as const)('in %s, advises nobody to invite the bot to it', async (_what, channel) => {
    await start();
    world.slack.addChannel({ ...channel, members: [people.mei, people.arun] });
    await world.slack.as(people.mei).slash('/failover', 'doctor', channel.id);
    await hears(world, people.mei, 'No problem was found.');
    expect(privately(world, people.mei)).not.toContain('Invite');
  });

  test('of an archived channel of the policy, says that it is archived', async () => {
    await start();
    const channel = world.slack.model.channels.get(channels.incident);
    if (channel) channel.archived = true;
    channel?.members.delete(world.slack.model.app.botUserId);
    await world.slack.as(people.mei).slash('/failover', 'doctor', channels.random);
    await hears(world, people.mei, `<#${channels.incident}> is archived. Use another channel, or bring it back.`);
  });

  test('names a group of stoppers that cannot be read, beside those of the rules', async () => {
    await start(`stoppers: [S0GONE, ${group}]\n${sound}`);
    expect((await told(world, people.mei, 'doctor')).words).toContain(
      'Unknown: `stoppers`: Slack does not show the members of <!subteam^S0GONE>. Does the group exist',
    );
  });
});
