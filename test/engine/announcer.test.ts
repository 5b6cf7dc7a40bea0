/** The audit channel: every change of the policy file is told there, once, whatever Slack or a restart does. */
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/store.ts';
import { parseJson } from '../../src/lib/trust-boundaries.ts';
import { type Driven, logOf, request, startDriven } from '../support/driven.ts';
import { channels, people, policyText, wordsOf } from '../support/world.ts';

const audit = channels.incident;
const other = channels.random;
const good = `audit_channel: ${audit}\n${policyText}`;

let world: Driven;
beforeEach(async () => {
  world = await startDriven({ policy: good });
  await world.tick();
});
afterEach(() => world.close());

const notices = (channel: string = audit) => world.slack.messages(channel).map(({ blocks }) => wordsOf(blocks));
const write = (text: string) => writeFileSync(world.policyFile, text);

async function change(text: string, channel: string = audit): Promise<string[]> {
  const before = notices(channel).length;
  write(text);
  await world.pass(2_000);
  return notices(channel).slice(before);
}

describe('a policy file', () => {
  it('is told when the audit begins', async () => {
    expect(notices()).toEqual([expect.stringMatching(/^\*Policy [0-9a-f]{12} is in force\.\*/)]);
    await world.pass(10_000, 5_000);
    expect(notices()).toHaveLength(1);
  });

  it('that changes is told with what changed, once', async () => {
    const text = good
      .replace(`, ${people.sofia}`, '')
      .replace('rules:', 'stop_all: "OCP <is> down"\nrules:')
      .concat('    start_window: 2m\n  - name: rest\n    requesters: [U0A]\n    approvers: [U0B]\n');
    const [notice = '', ...more] = await change(text);
    expect(more).toEqual([]);
    const [head, ...lines] = notice.split('\n');
    expect(head).toMatch(/^\*The policy has changed:\* [0-9a-f]{12} → [0-9a-f]{12}\./);
    expect(lines).toEqual([
      '*Everything is stopped:* OCP &lt;is&gt; down',
      'Rule added: *rest*, number 2 of 2',
      '• operations: failover and switchover',
      '• clusters: *',
      '• tenants: *',
      '• requesters: <@U0A>',
      '• approvers: <@U0B>',
      '• approvals: 1',
      `• channel: <#${channels.incident}>`,
      '• approval_window: 30m',
      '• start_window: 5m',
      'Rule changed: *everything*',
      `• approvers: removed <@${people.sofia}>`,
      '• start_window: 5m → 2m',
    ]);
    const [off] = await change(text.replace('stop_all: "OCP <is> down"\n', ''));
    expect(off).toContain('the kill switch is off');
  });

  it('that changes in its comments only is not told', async () => {
    expect(await change(`# reviewed\n${good}`)).toEqual([]);
  });

  it('that changed while nothing ran is told at the next start, and only then', async () => {
    await world.stopBot();
    write(`${good}    approvals: 2\n`);
    await world.startBot();
    await world.tick();
    expect(notices().at(-1)).toContain('• approvals: 1 → 2');
    const { length } = notices();
    await world.stopBot();
    await world.startBot();
    await world.pass(3_000);
    expect(notices()).toHaveLength(length);
  });

  it('that was another one for a moment only, between two looks, is told twice', async () => {
    const before = notices().length;
    const card = request(world);
    write(`${good}    approvals: 2\n`);
    await card;
    write(good);
    await world.pass(2_000);
    expect(
      notices()
        .slice(before)
        .filter((notice) => notice.includes('has changed')),
    ).toEqual([expect.stringContaining('• approvals: 1 → 2'), expect.stringContaining('• approvals: 2 → 1')]);
  });
});

describe('a broken file', () => {
  it('is told once with its places, the last good policy stays, and its repair is told', async () => {
    const [broken = '', ...more] = await change(good.replace('requesters:', 'askers:'));
    expect(more).toEqual([]);
    expect(broken).toMatch(/^\*The policy file is broken and was refused\.\* Policy [0-9a-f]{12} stays in force\./);
    expect(broken).toContain('policy.yaml:5:5 rules[0].requesters is required');
    expect(broken).toContain('rules[0].askers is not a known key');
    await world.pass(20_000, 5_000);
    expect(notices().at(-1)).toBe(broken);
    expect(logOf(world).filter(({ event }) => event === 'policy_refused')).toHaveLength(1);

    // Another broken content is news, the same one is not.
    expect(await change('rules: []\n')).toEqual([expect.stringContaining('is empty: nobody could do anything')]);
    expect(await change('rules: []\n')).toEqual([]);
    expect(await change(good)).toEqual([expect.stringMatching(/^\*The policy file is valid again\.\*/)]);
  });

  it('that is repaired with a change says both in one message', async () => {
    await change('rules: []\n');
    const [notice = '', ...more] = await change(`${good}    approvals: 2\n`);
    expect(more).toEqual([]);
    expect(notice).toContain('valid again');
    expect(notice).toContain('• approvals: 1 → 2');
  });
});

describe('stop_all in a broken file', () => {
  it('is told with its reason, and that it counts although the file was refused; its end is told, too', async () => {
    const [changed, refused, ...more] = await change(`rules: [\nstop_all: OCP is down\n`);
    expect(more).toEqual([]);
    expect(changed).toMatch(/^\*The policy has changed:\* [^]*\n\*Everything is stopped:\* OCP is down$/);
    expect(refused).toContain('*The policy file is broken and was refused.*');
    expect(refused).toContain('`stop_all` in it counts all the same');
    const [resumed, still = ''] = await change('rules: [\n');
    expect(resumed).toContain('the kill switch is off');
    expect(still).toContain('*The policy file is broken and was refused.*');
    expect(still).not.toContain('stop_all');
  });

  it('without a reason says how to end it', async () => {
    expect((await change(`stop_all: true\n${good}`))[0]).toContain(
      '*Everything is stopped:* `stop_all` is in the policy file; remove the line to resume',
    );
  });
});

describe('an upgrade that reads the file in a new way', () => {
  const sides = `audit_channel: ${audit}
channel: ${audit}
rules:
  - name: production
    clusters: [hz-prod]
    requesters: [${people.mei}]
    approvers: [${people.arun}, ${people.sofia}]
    approvals: 2
  - name: recovery site
    clusters: [sh-prod]
    requesters: [${people.mei}]
    approvers: [${people.arun}]
`;

  /** What a version before wrote down of the same file: it read one side only, and said nothing of its reading. */
  async function toldByOlder(): Promise<void> {
    await world.close();
    world = await startDriven({ policy: sides });
    await world.tick();
    await world.stopBot();
    const store = await openStore(world.store());
    const row: unknown = parseJson((await store.announcements.get('policy')) ?? '');
    const { picture, refused } = z
      .object({ picture: z.looseObject({ reading: z.number() }), refused: z.null() })
      .parse(row);
    const { reading: _, ...older } = picture;
    await store.announcements.put('policy', JSON.stringify({ picture: { ...older, version: 'p-older' }, refused }));
    await store.close();
  }

  it('is told once as that and not as a change of the file, with the pairs that it changes', async () => {
    await toldByOlder();
    const before = notices().length;
    await world.startBot();
    await world.pass(10_000);
    const [notice = '', ...more] = notices().slice(before);
    expect(more).toEqual([]);
    expect(notice).toMatch(/^\*The policy file is read in a new way since the upgrade:\* p-older → [0-9a-f]{12}\./);
    expect(notice).toContain('Both sides of a pair count now');
    expect(notice).not.toContain('Rule changed');
    expect(notice).toContain('20 moves are affected:');
    expect(notice).toContain(
      '• Failover of orders on sh-prod: rules recovery site and production together, 2 approvals. ' +
        '*It cannot be approved:* 2 approvals are needed, and at most 1 of the approvers are named by each of these rules.',
    );
    expect(notice).toContain(
      '• Failover of ledger on sh-analytics: rule production of the other side; it had none before.',
    );
    await world.stopBot();
    await world.startBot();
    await world.pass(10_000);
    expect(notices()).toHaveLength(before + 1);
  });

  it('does not wait for an OCP that gives no list', async () => {
    await toldByOlder();
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      path: '/api/v2/ob/tenants',
      status: 500,
      times: null,
    });
    const before = notices().length;
    await world.startBot();
    await world.pass(20_000);
    expect(notices().slice(before)).toEqual([expect.stringContaining('`/failover doctor` names them')]);
  });
});

describe('when Slack does not take the message', () => {
  const changed = `${good}    approvals: 2\n`;

  it('it is told later', async () => {
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'http_500_before', times: 3 });
    expect(await change(changed)).toEqual([]);
    await world.pass(60_000, 5_000);
    expect(notices().filter((notice) => notice.includes('approvals: 1 → 2'))).toHaveLength(1);
  });

  it('nor said whether it did, it is told again rather than perhaps never', async () => {
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_after' });
    write(changed);
    await world.pass(20_000, 2_000);
    expect(notices().filter((notice) => notice.includes('approvals: 1 → 2'))).toHaveLength(2);
  });

  it('and the bot is stopped meanwhile, it is told after the start', async () => {
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'http_500_before', times: 2 });
    expect(await change(changed)).toEqual([]);
    await world.stopBot();
    await world.startBot();
    await world.tick();
    expect(notices().filter((notice) => notice.includes('approvals: 1 → 2'))).toHaveLength(1);
  });
});

describe('an audit channel that moves', () => {
  const moved = good.replace(audit, other);

  it('is told in both, and waited for until the bot is invited', async () => {
    write(moved);
    await world.pass(5_000);
    expect(notices().at(-1)).toContain(`Changes were posted in <#${audit}>; from now on in <#${other}>.`);
    expect(notices(other)).toEqual([]);
    expect(logOf(world).map(({ event }) => event)).toContain('policy_notice_waits');

    world.slack.model.channels.get(other)?.members.add(world.slack.model.app.botUserId);
    await world.pass(120_000, 10_000);
    expect(notices(other)).toEqual([expect.stringContaining('from now on in')]);
    expect(notices().filter((notice) => notice.includes('from now on in'))).toHaveLength(1);
  });

  it('does not take the news of its own removal with it', async () => {
    expect(await change(good.replace(/audit_channel.*\n/, ''))).toEqual([
      expect.stringContaining(`Changes were posted in <#${audit}>; from now on in the log only.`),
    ]);
  });

  it('from one that is closed is told in the new one', async () => {
    world.slack.model.channels.get(other)?.members.add(world.slack.model.app.botUserId);
    const channel = world.slack.model.channels.get(audit);
    if (channel) channel.archived = true;
    expect(await change(moved, other)).toEqual([expect.stringContaining('from now on in')]);
    expect(logOf(world).map(({ event }) => event)).toContain('policy_notice_dropped');
  });
});

describe('the language of a notice', () => {
  const speaking = (channels: string, text = good) => `${text}languages: ${channels}\n`;
  const invite = (channel: string) =>
    world.slack.model.channels.get(channel)?.members.add(world.slack.model.app.botUserId);

  it('is the one that the policy gives the audit channel', async () => {
    await change(speaking(`{ channels: { ${audit}: zh } }`));
    expect(await change(speaking(`{ channels: { ${audit}: zh } }`, `${good}    approvals: 2\n`))).toEqual([
      expect.stringMatching(/^\*策略已变更：\* [^]*修改规则 \*everything\*\n• approvals：1 → 2$/),
    ]);
    expect(await change('rules: []\n')).toEqual([expect.stringContaining('*策略文件有误，未被采用。*')]);
  });

  it('is the new one already for the change that brings it', async () => {
    const [notice] = await change(speaking('{ default: zh }'));
    expect(notice).toContain('语言：全部英文 → ');
    expect((await change(good))[0]).toContain('*The policy file has changed in what it presents.*');
  });

  it('is not that of other channels', async () => {
    await change(speaking(`{ channels: { ${other}: zh } }`));
    expect((await change(speaking(`{ channels: { ${other}: zh } }`, `${good}    approvals: 2\n`)))[0]).toContain(
      '*The policy has changed:*',
    );
  });

  it('is each channel’s own when the audit moves from one to the other', async () => {
    invite(other);
    const before = [notices().length, notices(other).length] as const;
    await change(speaking(`{ channels: { ${other}: zh } }`, good.replace(audit, other)));
    expect(notices().slice(before[0])).toEqual([expect.stringContaining(`Changes were posted in <#${audit}>`)]);
    expect(notices(other).slice(before[1])).toEqual([expect.stringContaining(`变更此前发布在 <#${audit}>`)]);
  });
});

describe('groups that a changed policy names', () => {
  /** Thirty groups, one of which does not exist. */
  const groups = Array.from({ length: 30 }, (_, at) => `S0G${at}`);
  const naming = (text: string) => text.replace(`approvers: [`, `approvers: [${groups.join(', ')}, `);
  const addAll = () => {
    for (const id of groups.filter((one) => one !== 'S0G7'))
      world.slack.addGroup({ id, name: id, members: [people.arun] });
  };

  it('are all read, and the one that cannot be read is named', async () => {
    addAll();
    const [notice = ''] = await change(naming(good));
    expect(notice.split('\n').at(-1)).toBe(
      '*Slack does not show the members of <!subteam^S0G7>:* nobody counts as one of them. Does the group exist, and is usergroups:read granted?',
    );
    expect(logOf(world)).toContainEqual(
      expect.objectContaining({ event: 'policy_groups_unread', level: 'warn', groups: ['S0G7'] }),
    );
  });

  it('are named once for each change', async () => {
    addAll();
    await change(naming(good));
    expect((await change(`${naming(good)}    approvals: 2\n`))[0]).toContain('S0G7');
    expect((await change(good))[0]).not.toContain('*Slack does not show');
    await world.pass(5_000);
    expect(logOf(world).filter(({ event }) => event === 'policy_groups_unread')).toHaveLength(2);
  });

  it('are named as well where they say who may stop', async () => {
    const [notice] = await change(`stoppers: [S0GONE]\n${good}`);
    expect(notice).toContain('members of <!subteam^S0GONE>');
  });
});

describe('without an audit channel', () => {
  it('a change is in the log', async () => {
    await world.close();
    world = await startDriven();
    await world.tick();
    await change(`${policyText}    approvals: 2\n`);
    expect(notices()).toEqual([]);
    const told = logOf(world).filter(({ event }) => event === 'policy_announced');
    expect(told).toMatchObject([{ kind: 'begins' }, { kind: 'changed', changes: ['rule_changed'], channels: [] }]);
  });
});
