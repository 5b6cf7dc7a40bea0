/** Who somebody is, as Slack tells it; what cannot be read is never assumed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIdentity } from '../../src/slack/client/identity.ts';
import { createDelivery } from '../../src/slack/client/delivery.ts';
import { SlackError } from '../../src/slack/client/errors.ts';
import { unpaced } from '../../src/slack/client/pace.ts';
import { createPeople } from '../../src/slack/client/people.ts';
import { webOptions } from '../../src/slack/client/web.ts';
import type { Roster } from '../../src/people/roster.ts';
import { type SlackSandbox, startSlack } from '../../src/simulators/slack/start.ts';
import { WebClient } from '@slack/web-api';
import { boltLogger } from '../../src/slack/inbound/bolt-logger.ts';
import { createLog } from '../../src/log/log.ts';
import { Writable } from 'node:stream';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { channels, group, people as cast, populate, secrets } from '../support/world.ts';

let slack: SlackSandbox;
let clock: ManualClock;
let web: WebClient;
const silent = createLog({ level: 'error', destination: new Writable({ write: (_chunk, _encoding, done) => done() }) });

beforeEach(async () => {
  clock = manualClock();
  slack = await startSlack({
    clock,
    signingSecret: secrets.signingSecret,
    botToken: secrets.botToken,
    appToken: 'xapp-test',
    workspace: { rateLimits: false },
  });
  populate(slack);
  web = impatient(5_000);
});
afterEach(() => slack.close());

/** The product's own client, but for how long it waits. */
function impatient(timeout: number): WebClient {
  return new WebClient(secrets.botToken, { ...webOptions(slack.apiUrl, boltLogger(silent)), timeout });
}

describe('people', () => {
  const read = (id: string, maxAgeMs = 0, using = createPeople({ web, clock, identity: createIdentity(web) })) =>
    using.read([id], [group], maxAgeMs).then(([person]) => person);

  it('their language is that of their Slack, read once; English where it is not known', async () => {
    slack.addUser({ id: 'U0WEI', name: 'wei', locale: 'zh-CN' });
    const using = createPeople({ web, clock, identity: createIdentity(web) });
    expect(await using.languageOf('U0WEI')).toBe('zh');
    expect(await using.languageOf(cast.mei)).toBe('en');
    expect(await using.languageOf('U0UNHEARD')).toBe('en');
    await slack.close();
    clock.advance(3_600_000);
    expect(await using.languageOf('U0WEI')).toBe('zh');
    expect(await using.languageOf(cast.sofia)).toBe('en');
    slack = await startSlack({
      clock,
      signingSecret: secrets.signingSecret,
      botToken: secrets.botToken,
      appToken: 'xapp-test',
      workspace: { rateLimits: false },
    });
  });

  it.each([
    [cast.mei, 'member'],
    [cast.guest, 'guest'],
    [cast.outside, 'external'],
    [cast.gone, 'deactivated'],
    ['U0UNHEARD', 'nobody'],
    ['USLACKBOT', 'nobody'],
  ])('%s is a %s', async (id, standing) => {
    expect(await read(id)).toMatchObject({ id, standing, readAt: clock.now() });
  });

  it('a bot is a bot, a guest of one channel is a guest', async () => {
    slack.addUser({ id: 'U0ROBOT', name: 'robot', kind: 'bot' });
    slack.addUser({ id: 'U0SINGLE', name: 'single', kind: 'single_channel_guest' });
    expect(await read('U0ROBOT')).toMatchObject({ standing: 'bot' });
    expect(await read('U0SINGLE')).toMatchObject({ standing: 'guest' });
  });

  it.each(['users.info', 'auth.test'])('is unread when %s fails, and read at the next question', async (target) => {
    const using = createPeople({ web, clock, identity: createIdentity(web) });
    slack.faults.add({ target, kind: 'reset_before' });
    expect(await read(cast.mei, 60_000, using)).toMatchObject({ standing: 'unread' });
    expect(await read(cast.mei, 60_000, using)).toMatchObject({ standing: 'member' });
  });

  it('groups are null, not empty, when they cannot be read', async () => {
    slack.faults.add({ target: 'usergroups.users.list', kind: 'html' });
    expect(await read(cast.mei)).toMatchObject({ standing: 'member', groups: null });
    expect(await read(cast.mei)).toMatchObject({ groups: [group] });
    expect(await read(cast.arun)).toMatchObject({ groups: [] });
  });

  it('a reading is used again only while it is young enough', async () => {
    const using = createPeople({ web, clock, identity: createIdentity(web) });
    await read(cast.arun, 10_000, using);
    slack.setDeleted(cast.arun, true);
    clock.advance(10_000);
    expect(await read(cast.arun, 10_000, using)).toMatchObject({ standing: 'member', readAt: clock.now() - 10_000 });
    clock.advance(1);
    expect(await read(cast.arun, 10_000, using)).toMatchObject({ standing: 'deactivated' });
  });
});

describe('the people file', () => {
  const roster = { version: 'r1', people: [{ name: 'Mei Lin', accounts: [cast.mei, 'U0MEITOO'] }] };
  const reader = (read: () => Promise<Roster>) =>
    createPeople({ web, clock, identity: createIdentity(web), roster: read });

  it('says whose account it is', async () => {
    const using = reader(() => Promise.resolve(roster));
    expect(await using.read([cast.mei, cast.arun], [], 0)).toMatchObject([
      { standing: 'member', owner: { kind: 'person', name: 'Mei Lin', accounts: [cast.mei, 'U0MEITOO'] } },
      { standing: 'member', owner: { kind: 'unmapped' } },
    ]);
  });

  it('that cannot be read leaves everybody unread', async () => {
    const using = reader(() => Promise.reject(new Error('no file')));
    expect(await using.read([cast.mei], [], 0)).toMatchObject([{ standing: 'unread' }]);
  });
});

describe('user groups', () => {
  const asked = () => slack.calls('usergroups.users.list');
  const lists = () => slack.calls('usergroups.list');
  const groups = Array.from({ length: 30 }, (_, index) => `S0G${index}`);
  let using: ReturnType<typeof createPeople>;
  beforeEach(() => {
    for (const id of groups) slack.addGroup({ id, name: id, members: [cast.mei] });
    using = createPeople({ web, clock, identity: createIdentity(web) });
  });
  const groupsOf = async (some: readonly string[], maxAgeMs: number) =>
    (await using.read([cast.mei], some, maxAgeMs))[0]?.groups ?? null;
  /** Asks for one group again and again, so that nothing that was read before is young enough. */
  async function spend(times: number, some: readonly string[], maxAgeMs: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      expect(await groupsOf(some, maxAgeMs)).toEqual(some);
      clock.advance(1);
    }
  }

  it('in any number take one question, also of people who are read at the same time', async () => {
    expect(await groupsOf(groups, 10_000)).toEqual(groups);
    await using.read([cast.mei, cast.arun, cast.sofia], groups, 10_000);
    expect([lists(), asked()]).toEqual([1, 0]);
  });

  it('in any number can be read, whatever was read of them before', async () => {
    for (const some of [groups.slice(0, 2), groups.slice(5, 9), groups]) expect(await groupsOf(some, 0)).toEqual(some);
    clock.advance(1);
    expect(await groupsOf(groups, 0)).toEqual(groups);
  });

  it('are read again for what changes something, and not older than two seconds', async () => {
    await groupsOf([group], 10_000);
    clock.advance(2_001);
    expect(await groupsOf([group], 2_000)).toEqual([group]);
    expect(asked()).toBe(2);
    slack.setGroupMembers(group, []);
    clock.advance(2_001);
    expect(await groupsOf([group], 2_000)).toEqual([]);
  });

  it('that are known are not asked for again for the sake of one that is missing', async () => {
    await groupsOf([group], 10_000);
    expect(await groupsOf([group, ...groups.slice(0, 1)], 10_000)).toEqual([group, ...groups.slice(0, 1)]);
    expect([lists(), asked()]).toEqual([0, 2]);
  });

  it('that Slack leaves out of its list are asked for by themselves', async () => {
    const odd = createPeople({
      web: answering({
        'usergroups.list': { ok: true, usergroups: ['odd', { id: groups[0], users: [cast.mei] }, { id: groups[1] }] },
      }),
      clock,
      identity: createIdentity(web),
    });
    expect(await odd.read([cast.mei], groups.slice(0, 3), 0)).toMatchObject([{ groups: groups.slice(0, 3) }]);
    expect(asked()).toBe(2);
  });

  it('are asked for one by one where Slack does not give the list', async () => {
    slack.faults.add({ target: 'usergroups.list', kind: 'error', code: 'unknown_method', times: null });
    expect(await groupsOf(groups.slice(0, 3), 0)).toEqual(groups.slice(0, 3));
    expect(asked()).toBe(3);
  });

  it('are not known while the list does not come', async () => {
    slack.faults.add({ target: 'usergroups.list', kind: 'html' });
    expect(await groupsOf(groups, 0)).toBeNull();
    expect(await groupsOf(groups, 0)).toEqual(groups);
  });

  it('that were disabled have no members', async () => {
    const odd = createPeople({
      web: answering({
        'usergroups.list': { ok: true, usergroups: [{ id: 'S0OLD', users: [cast.mei], date_delete: 1_700_000_000 }] },
      }),
      clock,
      identity: createIdentity(web),
    });
    expect(await odd.read([cast.mei], ['S0OLD', 'S0OLDER'], 0)).toMatchObject([{ groups: null }]);
  });

  it('leave eight questions a minute to what changes something', async () => {
    for (let time = 0; time < 12; time += 1) {
      const some = groups.slice(2 * time, 2 * time + 1);
      expect(await groupsOf(some, 10_000)).toEqual(some);
    }
    expect([lists(), asked()]).toEqual([0, 12]);
    expect(await groupsOf(groups.slice(29), 10_000)).toEqual(groups.slice(29));
    expect([lists(), asked()]).toEqual([1, 12]);
    clock.advance(3_000);
    expect(await groupsOf([group], 2_000)).toEqual([group]);
    expect([lists(), asked()]).toEqual([1, 13]);
  });

  it('of up to a minute ago are told, with their age, when no more may be asked for; never for what changes something', async () => {
    await spend(20, [group], 0);
    await spend(20, groups, 0);
    expect([lists(), asked()]).toEqual([20, 20]);
    expect(await groupsOf(groups, 0)).toBeNull();
    const at = clock.now() - 1;
    clock.advance(59_000);
    expect(await using.read([cast.mei], groups, 10_000)).toMatchObject([{ groups, readAt: at }]);
  });

  it.each([
    ['no list', { ok: true }],
    ['a list of something else', { ok: true, users: [{ id: cast.mei }] }],
    ['a name instead of a list', { ok: true, users: cast.mei }],
  ])('that come back odd (%s) are not known', async (_, answer) => {
    const odd = createPeople({
      web: answering({ 'usergroups.users.list': answer }),
      clock,
      identity: createIdentity(web),
    });
    expect(await odd.read([cast.mei], [group], 0)).toMatchObject([{ standing: 'member', groups: null }]);
  });
});

describe('an odd answer about a person is none', () => {
  const user = { id: cast.mei, team_id: 'T1', deleted: false };
  it.each([
    ['nothing', { ok: true }],
    ['somebody else', { ok: true, user: { ...user, id: cast.arun } }],
    ['words where yes or no belongs', { ok: true, user: { ...user, deleted: 'no' } }],
    ['no id', { ok: true, user: { team_id: 'T1' } }],
    ['an answer that says no', { ok: false, error: 'fatal_error' }],
  ])('%s', async (_, answer) => {
    const odd = createPeople({ web: answering({ 'users.info': answer }), clock, identity });
    expect(await odd.read([cast.mei], [], 0)).toMatchObject([{ standing: 'unread' }]);
  });

  it('of a person without a workspace is an outsider, of one whose address is not confirmed an invitation', async () => {
    const told = async (change: object) => {
      const odd = createPeople({
        web: answering({ 'users.info': { ok: true, user: { ...user, ...change } } }),
        clock,
        identity,
      });
      return (await odd.read([cast.mei], [], 0))[0]?.standing;
    };
    expect(await told({})).toBe('member');
    expect(await told({ team_id: undefined })).toBe('external');
    expect(await told({ is_email_confirmed: false })).toBe('invited');
  });

  it('that comes too late is none', async () => {
    slack.faults.add({ target: 'users.info', kind: 'delay_after', ms: 1_000_000_000 });
    const hasty = createPeople({ web: impatient(300), clock, identity: createIdentity(web) });
    expect(await hasty.read([cast.mei], [], 0)).toMatchObject([{ standing: 'unread' }]);
  });
});

const identity = () =>
  Promise.resolve({ teamId: 'T1', organisationId: null, botUserId: 'U0BOT', botId: null, url: null });

/** Slack's own client before a Slack that gives these answers, and the simulated one's to the rest. */
function answering(answers: Readonly<Record<string, object>>): WebClient {
  const odd: typeof fetch = (url, options) => {
    const method = String(url).split('/').at(-1) ?? '';
    const answer = answers[method];
    return answer
      ? Promise.resolve(new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } }))
      : fetch(url, options);
  };
  return new WebClient(secrets.botToken, { ...webOptions(slack.apiUrl, boltLogger(silent)), fetch: odd });
}

describe('delivery', () => {
  const card = { text: 'card', blocks: [] };
  const delivery = () => createDelivery({ web, pace: unpaced, identity: createIdentity(web) });

  it('a time-out after Slack took the message is an unknown effect, and the look-up finds it', async () => {
    slack.faults.add({ target: 'chat.postMessage', kind: 'delay_after', ms: 1_000_000_000 });
    const hasty = createDelivery({ web: impatient(400), pace: unpaced, identity: createIdentity(web) });
    const posting = hasty.postCard(channels.incident, card, 'R-1');
    await expect(posting).rejects.toMatchObject({ name: 'SlackError', effect: 'unknown' });
    expect(slack.messages(channels.incident)).toHaveLength(1);
    const found = await delivery().findCard(channels.incident, 'R-1', clock.now() - 1_000);
    expect(found).toEqual({ channel: channels.incident, ts: slack.messages(channels.incident)[0]?.ts });
    expect(await delivery().findCard(channels.incident, 'R-2', clock.now() - 1_000)).toBeNull();
  });

  it('the look-up reads on through a busy channel', async () => {
    const { ts } = await delivery().postCard(channels.incident, card, 'R-1');
    for (let said = 0; said < 250; said += 1) slack.as(cast.guest).say(channels.incident, `noise ${said}`);
    expect(await delivery().findCard(channels.incident, 'R-1', clock.now() - 1_000)).toMatchObject({ ts });
  });

  it('thread lines are found by the highest version they cover', async () => {
    const usual = { broadcast: false, urgency: 'normal' } as const;
    const place = await delivery().postCard(channels.incident, card, 'R-1');
    expect(await delivery().findLines(place, 'R-1')).toBe(0);
    for (const to of [2, 5]) await delivery().postLines(place, card, { requestId: 'R-1', to }, usual);
    await delivery().postLines(place, card, { requestId: 'R-2', to: 9 }, usual);
    expect(await delivery().findLines(place, 'R-1')).toBe(5);
  });

  it.each([
    ['rate_limited', 'none', 'ratelimited'],
    ['http_500_before', 'unknown', 'slack_webapi_http_error'],
    ['reset_before', 'unknown', 'slack_webapi_request_error'],
  ] as const)('%s has the effect %s', async (kind, effect, code) => {
    slack.faults.add({ target: 'chat.postMessage', kind, retryAfter: 3 });
    const failure = await delivery()
      .postCard(channels.incident, card, 'R-1')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SlackError);
    expect(failure).toMatchObject({ effect, code, retryAfterMs: kind === 'rate_limited' ? 3_000 : null });
    expect(slack.calls('chat.postMessage')).toBe(1);
  });

  it.each([
    ['429 that does not say for how long', { kind: 'rate_limited', retryAfter: null }],
    ['the word alone', { kind: 'error', code: 'ratelimited' }],
  ] as const)('throttled by %s: nothing was done, and it is tried again later', async (_, fault) => {
    slack.faults.add({ target: 'chat.postMessage', ...fault });
    const posting = delivery().postCard(channels.incident, card, 'R-1');
    await expect(posting).rejects.toMatchObject({ code: 'ratelimited', effect: 'none', retryAfterMs: 10_000 });
    expect(slack.messages(channels.incident)).toHaveLength(0);
  });

  it('only what Slack names for good is permanent', async () => {
    await expect(delivery().postCard('C0NOWHERE', card, 'R-1')).rejects.toMatchObject({
      permanent: true,
      effect: 'none',
    });
    slack.faults.add({ target: 'chat.postMessage', kind: 'error', code: 'internal_error' });
    await expect(delivery().postCard(channels.incident, card, 'R-1')).rejects.toMatchObject({ permanent: false });
  });
});
