/** `enroll`: who is meant, what is shown, and that an authenticator is never taken away by mistake. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCodes } from '../src/codes/codes.ts';
import { KEY_BYTES } from '../src/codes/seal.ts';
import { enroll } from '../src/cli/enroll.ts';
import { type SlackSandbox, startSlack } from '../src/simulators/slack/start.ts';
import { openAuthenticators } from '../src/store/store.ts';
import { manualClock } from './support/clock.ts';
import { codeAt } from './support/codes.ts';
import { people, populate } from './support/world.ts';

const clock = manualClock();
const key = randomBytes(KEY_BYTES);
let slack: SlackSandbox;
beforeAll(async () => {
  slack = await startSlack({
    clock,
    signingSecret: 's',
    botToken: 'xoxb-1',
    appToken: 'xapp-1',
    workspace: { rateLimits: false },
  });
  populate(slack);
  // More than one page of them.
  for (let at = 0; at < 210; at += 1) slack.addUser({ id: `U0CROWD${at}`, name: `crowd${at}`, realName: 'Crowd' });
  slack.addUser({ id: 'U0LAST', name: 'last', realName: 'Last One' });
  slack.addUser({ id: 'U0TWIN1', name: 'twin', realName: 'Twin' });
  slack.addUser({ id: 'U0TWIN2', name: 'twin', realName: 'Twin' });
});
afterAll(() => slack.close());

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'twokey-enroll-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const store = () => ({ DATABASE_URL: `sqlite:${join(dir, 'twokey.db')}`, ONE_TIME_CODE_KEY: key.toString('base64') });
const env = () => ({ ...store(), SLACK_BOT_TOKEN: 'xoxb-1', SLACK_API_URL: slack.apiUrl });
const run = (...args: string[]) => enroll(args, env(), clock);

/** What the bot says of a code of this account. */
async function check(account: string, secret: string): Promise<string> {
  const rows = await openAuthenticators(store().DATABASE_URL);
  const { kind } = await createCodes({ rows, key, clock }).check(account, codeAt(secret, clock.now()));
  await rows.close();
  return kind;
}

const secretIn = (text: string) => /secret=([A-Z2-7]{32})/.exec(text)?.[1] ?? '';

describe('enroll', () => {
  it('takes an id as it is, without Slack, and shows the secret once: as an address and to be typed', async () => {
    const { exitCode, text } = await enroll([people.arun], store(), clock);
    expect(exitCode).toBe(0);
    expect(text).toMatch(
      /^U0ARUN is enrolled\.\nHand this to them and to nobody else; it is not shown again:\n {2}otpauth:\/\/totp\//,
    );
    const secret = secretIn(text);
    expect(text.replaceAll(' ', '')).toContain(`typedintotheapp:${secret}(`);
    expect(await check(people.arun, secret)).toBe('right');
  });

  it.each(['@arun', 'ARUN', '<@U0ARUN|arun>'])('finds who is meant by %s', async (name) => {
    const { exitCode, text } = await run(name);
    expect({ exitCode, text }).toMatchObject({ exitCode: 0, text: expect.stringContaining('U0ARUN') });
    expect(await check(people.arun, secretIn(text))).toBe('right');
  });

  it('looks through every page of a large workspace', async () => {
    expect((await run('@last')).text).toContain('last (U0LAST) is enrolled');
  });

  it('enrols nobody when nobody or more than one person is meant, nor guests, strangers, bots and those who left', async () => {
    for (const name of ['@nobody', '@guest', '@outside', '@gone', '@twokey'])
      expect(await run(name)).toMatchObject({
        exitCode: 1,
        text: expect.stringContaining('Slack knows no full member named'),
      });
    expect(await run('@twin')).toMatchObject({
      exitCode: 1,
      text: expect.stringMatching(/^2 people are named "twin": U0TWIN1, U0TWIN2\. Give the id/),
    });
  });

  it('does not take away the authenticator that somebody has, unless it is told to', async () => {
    const before = secretIn((await run('@arun')).text);
    const again = await run('@arun');
    expect(again).toMatchObject({ exitCode: 1, text: expect.stringContaining('has an authenticator already') });
    expect(again.text).not.toContain('otpauth');
    expect(await check(people.arun, before)).toBe('right');
    clock.advance(30_000);
    const { exitCode, text } = await run('@arun', '--replace');
    expect([exitCode, text.split('\n')[0]]).toEqual([
      0,
      'arun (U0ARUN) has a new authenticator; the one before is worthless.',
    ]);
    expect(await check(people.arun, before)).toBe('wrong');
    expect(await check(people.arun, secretIn(text))).toBe('right');
  });

  it('says how it is used, and lists every variable that is wrong', async () => {
    for (const args of [[], [''], ['@'], ['@arun', '@sofia'], ['--replace']])
      expect(await run(...args)).toMatchObject({
        exitCode: 78,
        text: expect.stringMatching(/^Usage: node dist\/main\.js enroll PERSON/),
      });
    const { exitCode, text } = await enroll(['@arun'], { ONE_TIME_CODE_KEY: '', DATABASE_URL: 'mysql://x' }, clock);
    expect(exitCode).toBe(78);
    expect(text).toMatch(/DATABASE_URL[\s\S]*ONE_TIME_CODE_KEY/);
    expect(text).toContain('openssl rand -base64 32');
  });

  it('says what it takes to look somebody up, and enrols nobody when Slack does not answer', async () => {
    expect(await enroll(['@arun'], store(), clock)).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('SLACK_BOT_TOKEN must be set'),
    });
    slack.faults.add({ target: 'users.list', kind: 'error', code: 'invalid_auth' });
    await expect(run('@arun')).rejects.toThrow('invalid_auth');
    expect(await check(people.arun, 'JBSWY3DPEHPK3PXP')).toBe('not_enrolled');
  });
});
