import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { createCodes } from '../../../src/codes/codes.ts';
import { WRONG_MAX } from '../../../src/people/code-tries.ts';
import { openAuthenticators } from '../../../src/store/store.ts';
import { type Driven, eventually } from '../../support/driven.ts';
import { channels, group, people, wordsOf } from '../../support/world.ts';
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

const start = async (policy = sound, ocp = {}, ocpAheadMs = 0) => {
  world = await seeded(() => [], { policy, ocp, ocpAheadMs });
};
/** So long after another one that it looks anew. */
const doctor = (by: string = people.mei) => {
  world.clock.advance(31_000);
  return told(world, by, 'doctor');
};

describe('/failover doctor', () => {
  test('says in words that everything is in order', async () => {
    await start();
    const { text, words } = await doctor();
    expect(text).toBe('No problem was found.');
    for (const said of [
      'OK: The token works, for Sandbox.',
      'OK: All scopes of the manifest are granted.',
      `OK: Requests can be posted in <#${channels.incident}>.`,
      `${world.ocp.url} answers and accepts the credentials;`,
      'shows its task list.',
      'differ by 0 s.',
      'Note: Whether the OCP user may fail over',
      'OK: The store answers.',
      'of disk space are free.',
      'OK: The policy is read: 1 rule, version ',
      'OK: Rule “production”: 2 can approve, 1 can request.',
    ])
      expect(words).toContain(said);
    expect(words).not.toContain('Problem');
  });

  test('asked again within half a minute tells what was found, when, and asks nobody; each person has their own', async () => {
    await start();
    await doctor();
    const asked = () => [world.slack.calls('auth.test'), world.ocp.model.journal.entries.length];
    const before = asked();
    world.slack.model.scopes.delete('groups:history');
    world.clock.advance(10_000);
    const again = await told(world, people.mei, 'doctor');
    expect(again.words).toContain('All scopes of the manifest are granted.');
    expect(again.words).toMatch(/Checked at <!date\^\d+\^.*>\. A new check is possible in 20 s\./);
    expect(asked()).toEqual(before);
    expect((await told(world, people.arun, 'doctor')).words).toContain('Scopes are missing: groups:history.');
    world.clock.advance(20_000);
    const anew = (await told(world, people.mei, 'doctor')).words;
    expect(anew).toContain('Scopes are missing: groups:history.');
    expect(anew).not.toContain('Checked at');
  });

  test('asks Slack and OCP once for two commands at once', async () => {
    await start();
    await doctor(people.arun);
    const before = world.slack.calls('auth.test');
    await Promise.all([told(world, people.mei, 'doctor'), told(world, people.mei, 'doctor', '/switchover')]);
    expect(world.slack.calls('auth.test')).toBe(before + 1);
  });

  test('tells nothing of OCP to people whom no rule names, and does not ask it', async () => {
    await start();
    world.slack.addUser({ id: 'U0LENA', name: 'lena' });
    world.slack.model.channels.get(channels.incident)?.members.add('U0LENA');
    const before = world.ocp.model.journal.entries.length;
    const { words } = await doctor('U0LENA');
    expect(words).toContain('Note: OCP was not checked: only people named in a rule of the policy see how it answers.');
    expect(words).not.toContain(world.ocp.url);
    expect(world.ocp.model.journal.entries.length).toBe(before);
    expect(words).toContain('OK: The store answers.');
  });

  test('names the pairs that stand under two rules, and those for which nobody could do what both demand', async () => {
    await start(`
channel: ${channels.incident}
rules:
  - name: production
    clusters: [hz-prod]
    requesters: [${people.mei}, ${people.sofia}]
    approvers: [${people.arun}, ${people.sofia}]
  - name: recovery site
    clusters: [sh-prod]
    tenants: [orders, payments]
    requesters: [${people.mei}]
    approvers: [${people.arun}]
  - name: bookkeeping
    clusters: [sh-*]
    tenants: [ledger]
    requesters: [${people.arun}]
    approvers: [${people.arun}, ${people.sofia}]
`);
    const { words } = await doctor();
    expect(words).toContain(
      'Note: Failover of orders on sh-prod: rules recovery site and production together, 1 approval.',
    );
    expect(words).toContain(
      'Note: Failover of inventory on sh-prod: rule production of the other side; it had none before.',
    );
    expect(words).toContain(
      '*Problem:* Failover of ledger on sh-analytics: rules bookkeeping and production together, 1 approval. *Nobody can request it:*',
    );
    expect(words).toContain(
      '*Problem:* Switchover of ledger: hz-prod → sh-prod: rules production and bookkeeping together',
    );
  });

  test('names the scopes that are missing, and the optional ones apart', async () => {
    await start();
    world.slack.model.scopes.delete('groups:history');
    world.slack.model.scopes.delete('files:write');
    const { words } = await doctor();
    expect(words).toContain('*Problem:* Scopes are missing: groups:history.');
    expect(words).toContain('Note: An optional scope is not granted: files:write.');
  });

  test('reaches the person even when Slack refuses the token', async () => {
    await start();
    world.slack.faults.add({ target: '*', kind: 'error', code: 'token_revoked', times: null });
    const { words } = await doctor();
    expect(words).toContain('*Problem:* Slack refuses the token (token_revoked). Install the app again');
    expect(words).toContain('Slack did not say who you are');
    expect(words).not.toContain('Rule');
  });

  test('says where requests cannot be posted', async () => {
    await start(sound.replace(channels.incident, 'C0PRIVATE'));
    await world.slack.as(people.mei).slash('/failover', 'doctor', channels.random);
    const words = await eventually(() => everything().includes('Invite it') && everything());
    expect(words).toContain(`*Problem:* The bot is not in <#${channels.random}>. Invite it`);
    expect(words).toContain('*Problem:* The bot is not in <#C0PRIVATE>.');
  });

  test('tells a refused log-on and what OCP does not let the user read', async () => {
    await start();
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      path: '/api/v2/ob/tenants',
      method: 'GET',
      status: 401,
    });
    expect((await doctor()).words).toContain('Check the OCP credentials');
    // Asked again at once, it sends no log-on and says when the next one is sent.
    const sent = () => world.ocp.model.journal.entries.filter(({ path }) => path !== '/api/v2/time').length;
    const before = sent();
    const until = Math.ceil(world.clock.now() / 1_000) + 10;
    const { words } = await told(world, people.arun, 'doctor');
    expect(words).toContain(`OCP rejected Twokey's login; next try at <!date^${until}^{time_secs}|`);
    expect(sent()).toBe(before);
    world.clock.advance(10_000);
    await world.tick();
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      path: '/api/v2/tasks/instances',
      method: 'GET',
      status: 403,
    });
    expect((await doctor()).words).toContain('Give the OCP user the permission');
  });

  test.each([
    ['50 s', 50_000],
    ['58 s', -58_000],
  ])('finds clocks in order that differ by %s', async (by, ahead) => {
    await start(sound, {}, ahead);
    const { text, words } = await doctor();
    expect(text).toBe('No problem was found.');
    expect(words).toContain(`OK: The clocks of ${world.ocp.url} and of the bot differ by ${by}.`);
  });

  test.each([
    ['ahead', 2 * 60_000],
    ['behind', -2 * 60_000],
  ])('tells how far OCP’s clock is %s, and what it spoils', async (_, ahead) => {
    await start(sound, {}, ahead);
    const { text, words } = await doctor();
    expect(text).toBe('1 problem was found.');
    expect(words).toContain(
      `*Problem:* The clocks of ${world.ocp.url} and of the bot differ by 2 min. OCP refuses signatures from 15 min on`,
    );
    expect(words).toContain('answers and accepts the credentials');
  });

  test('names the clock before the log-on that OCP refuses because of it', async () => {
    await start(sound, {}, 20 * 60_000);
    const { text, words } = await doctor();
    expect(text).toBe('2 problems were found.');
    expect(words).toContain('differ by 20 min.');
    expect(words.indexOf('differ by 20 min')).toBeLessThan(words.indexOf('Check the OCP credentials'));
  });

  test('says whether changes of the policy can be told', async () => {
    await start(`audit_channel: ${channels.incident}\n${sound}`);
    expect((await doctor()).words).toContain(`Policy changes can be posted in <#${channels.incident}>.`);
    writeFileSync(world.policyFile, `audit_channel: ${channels.random}\n${sound}`);
    expect((await doctor()).words).toContain(
      `*Problem:* Policy changes cannot be posted in <#${channels.random}>: the bot is not in it`,
    );
  });

  test('tells how much room throttling leaves', async () => {
    await start(sound, { rateLimit: { limit: 1_000, windowSeconds: 60 } });
    expect((await doctor()).words).toMatch(/leaves \d+ of 1000 calls; the count begins anew in/);
    world.ocp.model.changeSettings({ rateLimit: { limit: 4, windowSeconds: 60 } });
    expect((await doctor()).words).toMatch(/\*Problem:\* .* leaves only 0 of 4 calls|Excessive number of requests/);
  });

  test('tells that OCP cannot be reached', async () => {
    await start();
    world.ocp.model.addFault({ kind: 'unreachable' });
    const { words } = await doctor();
    expect(words).toContain(`*Problem:* ${world.ocp.url}: `);
    expect(words).toContain('OK: The store answers.');
  });

  test('tells what it knows when something does not answer in time', async () => {
    await start();
    world.slack.faults.add({ target: 'conversations.info', kind: 'delay_before', ms: 60_000, times: null });
    const answer = doctor();
    await eventually(() => world.slack.calls('auth.test') > 1);
    world.clock.advance(4_100);
    const { words } = await answer;
    expect(words).toContain('Unknown: This channel gave no answer within 4 s.');
    expect(words).toContain('OK: The store answers.');
  });

  test('names people who cannot take part, empty groups, and rules that nobody can fulfil', async () => {
    await start(`
channel: ${channels.incident}
rules:
  - name: production
    tenants: ['a*']
    requesters: [${people.mei}, ${people.gone}]
    approvers: [${people.arun}, ${people.guest}, ${people.outside}, U0NOBODY]
    approvals: 2
  - name: empty
    tenants: ['b*']
    requesters: [${people.mei}]
    approvers: [S0EMPTY]
  - name: own
    tenants: ['c*']
    requesters: [${people.mei}, ${people.arun}]
    approvers: [${group}, ${people.mei}]
  - name: unknown
    requesters: [${people.mei}]
    approvers: [S0GONE]
`);
    world.slack.addGroup({ id: 'S0EMPTY', name: 'Empty', handle: 'empty', members: [] });
    const { words, text } = await doctor();
    expect(words).toContain(`Rule “production” names guests, who can neither request nor approve: <@${people.guest}>.`);
    expect(words).toContain(
      `names people of another organisation, who can neither request nor approve: <@${people.outside}>.`,
    );
    expect(words).toContain(`names deactivated accounts: <@${people.gone}>. Take them out.`);
    expect(words).toContain('names ids that Slack does not know: <@U0NOBODY>.');
    expect(words).toContain('Rule “production”: no request can get its 2 approvals');
    expect(words).toContain('Rule “empty”: the group <!subteam^S0EMPTY> has no members.');
    expect(words).toContain('Rule “empty”: no request can get its 1 approval,');
    expect(words).toContain(`Rule “own”: requests of <@${people.mei}> cannot get their 1 approval`);
    expect(words).toContain('Unknown: Rule “unknown”: Slack does not show the members of <!subteam^S0GONE>.');
    expect(text).toContain('problems were found, 1 unknown.');
  });

  test('of a policy with many broken rules stays inside Slack’s limits', async () => {
    const rules = Array.from(
      { length: 60 },
      (_, at) => `
  - name: ${'<&> '.repeat(15)}${at}
    tenants: ['t${at}*']
    requesters: [${people.gone}]
    approvers: [${people.guest}, ${people.outside}, ${people.arun}]`,
    );
    await start(`channel: ${channels.incident}\nrules:${rules.join('')}\n`);
    const { words } = await doctor();
    expect(words).toContain('more lines like these.');
  });

  test('goes on with the last good policy while the file is broken', async () => {
    await start();
    writeFileSync(world.policyFile, 'rules: []');
    const { words } = await doctor();
    expect(words).toContain('OK: The policy is read: 1 rule');
    expect(words).toMatch(
      /\*Problem:\* The policy file is broken and not in force; policy [0-9a-f]{12} is\. Put these right:/,
    );
    expect(words).toContain('policy.yaml:1:8 rules is empty: nobody could do anything');
  });

  test('tells whose accounts the people file does not say, and how many people there really are', async () => {
    const file = `people:
  - { name: Mei Lin, slack: [${people.mei}, ${people.sofia}] }
  - { name: Arun Patel, slack: [${people.arun}] }
`;
    world = await seeded(() => [], { policy: sound, people: file });
    const first = await doctor();
    expect(first.words).toContain('OK: The people file is read: 2 people, version ');
    expect(first.words).toContain('OK: Rule “production”: 2 can approve, 1 can request.');
    writeFileSync(world.config.peopleFile ?? '', file.replace(`, ${people.sofia}`, '').replace('U0ARUN', 'U0X, U0MEI'));
    const { words } = await doctor();
    const so = (what: string, who: string) => `*Problem:* Rule “production”: the people file ${what}: ${who}.`;
    expect(words).toContain(
      so('does not say whose accounts these are, so they can neither request nor approve', '<@U0ARUN> and <@U0SOFIA>'),
    );
    expect(words).toContain(
      so('gives these accounts to more than one person, so they can neither request nor approve', '<@U0MEI>'),
    );
    expect(words).toContain('nobody can request');
  });

  test('counts two accounts of one person once', async () => {
    const file = `people:
  - { name: Mei Lin, slack: [${people.mei}, ${people.sofia}] }
  - { name: Arun Patel, slack: [${people.arun}] }
`;
    world = await seeded(() => [], { policy: sound.replace(`${people.arun}, `, ''), people: file });
    const { words } = await doctor();
    expect(words).toContain('no request can get its 1 approval, because nobody approves their own');
    expect(words).toContain('Note: *Nobody could resume after `/failover stop`:* 1 person may approve');
  });

  test('says that no stop could be resumed: with one who approves, and with no channel for the card', async () => {
    const rule = (approver: string) =>
      `rules: [{ name: one, operations: [failover], requesters: [${people.mei}], approvers: [${approver}] }]\n`;
    await start(rule(people.arun));
    const { words } = await doctor();
    expect(words).toContain('Note: *Nobody could resume after `/failover stop`:* 1 person may approve');
    expect(words).toContain('Note: *Nobody could resume after `/failover stop`:* the policy names no channel');
  });

  test('does not count who could resume where Slack does not tell the members of a group', async () => {
    await start(`channel: ${channels.incident}
rules: [{ name: one, requesters: [${people.mei}], approvers: [S0GONE] }]
`);
    expect((await doctor()).words).not.toContain('Nobody could resume');
  });

  test('goes on with the last good people file while the file is broken, and says so', async () => {
    world = await seeded(() => [], { policy: sound, people: `people: [{ name: Mei, slack: [${people.mei}] }]` });
    writeFileSync(world.config.peopleFile ?? '', 'people: []');
    const { words } = await doctor();
    expect(words).toMatch(/\*Problem:\* The people file is wrong and was not taken over; version \w+ stays in force/);
    expect(words).toMatch(/people.yaml:1:9 people is empty/);
  });

  test('tells which approvers could not give their one-time code, and why', async () => {
    const key = randomBytes(32);
    const asking = `${sound.replace(`${people.arun}, `, `${people.arun}, U0NEW, `)}    one_time_code: true\n`;
    world = await seeded(() => [], { policy: asking, codesKey: key });
    world.slack.addUser({ id: 'U0NEW', name: 'new', realName: 'New One' });
    const rows = await openAuthenticators(world.store());
    const codes = createCodes({ rows, key, clock: world.clock });
    for (const one of [people.arun, people.sofia]) await codes.enrol(one, one);
    for (let tried = 0; tried < WRONG_MAX; tried += 1) await codes.check(people.arun, 'none');
    await createCodes({ rows, key: randomBytes(32), clock: world.clock }).enrol(people.sofia, 'with another key');
    await rows.close();
    const { words } = await doctor();
    const told = (what: string) => `*Problem:* Rule “production” requires one-time codes, and ${what}`;
    expect(words).toContain(
      told(
        'these approvers have no authenticator: <@U0NEW>. Enroll them where the bot runs: `node dist/main.js enroll',
      ),
    );
    expect(words).toContain(told('those of <@U0SOFIA> cannot be checked. Is ONE_TIME_CODE_KEY the key'));
    expect(words).toContain(told('those of <@U0ARUN> are locked for now'));
  });

  test('tells guests nothing', async () => {
    await start();
    expect((await doctor(people.guest)).words).toMatch(/^Guests cannot take part/);
  });
});

/** Every word that was said to anybody, direct messages included. */
function everything(): string {
  const { model } = world.slack;
  const said = [...model.ephemerals, ...[...model.channels.values()].flatMap(({ messages }) => messages)];
  return said.map(({ blocks, text }) => wordsOf(blocks) || text).join('\n');
}
