import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { describeProblems, readConfig } from '../src/config.ts';
import { secretsOf } from '../src/log/secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'twokey-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const live = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_SIGNING_SECRET: 'signing-secret',
  OCP_URL: 'https://ocp.example.com:8080/',
  OCP_ACCESS_KEY_ID: 'key-id',
  OCP_ACCESS_KEY_SECRET: 'key-secret',
};

function problemsOf(env: Record<string, string | undefined>) {
  const config = readConfig(env);
  return config.kind === 'wrong' ? config.problems : [];
}

/** The variables complained about, and what is wrong with each. */
function wrongs(env: Record<string, string | undefined>) {
  return problemsOf(env).map(({ variable, wrong }) => `${variable} ${wrong}`);
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('sandbox', () => {
  test('without any Slack or OCP variable, with the documented defaults', () => {
    expect(readConfig({})).toEqual({ kind: 'sandbox', host: '127.0.0.1', port: 3000, logLevel: 'info' });
  });

  test('empty texts count as not set', () => {
    expect(readConfig({ SLACK_BOT_TOKEN: '', OCP_URL: '', PORT: '' })).toMatchObject({ kind: 'sandbox', port: 3000 });
  });

  test('variables that are neither of Slack nor of OCP do not end it', () => {
    const env = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'debug', POLICY_FILE: 'x', DATABASE_URL: 'sqlite:x' };
    expect(readConfig(env)).toEqual({ kind: 'sandbox', host: '127.0.0.1', port: 0, logLevel: 'debug' });
  });

  test('wrong values are problems here too', () => {
    expect(wrongs({ PORT: '65536', HOST: 'a b', LOG_LEVEL: 'loud' })).toEqual([
      'HOST contains spaces',
      'PORT is not a port',
      'LOG_LEVEL is not a log level',
    ]);
  });
});

describe('live', () => {
  test('the least that is needed, with the documented defaults', () => {
    expect(readConfig(live)).toEqual({
      kind: 'live',
      host: '0.0.0.0',
      port: 3000,
      logLevel: 'info',
      slack: {
        botToken: 'xoxb-1-secret',
        apiUrl: 'https://slack.com/api/',
        proxy: null,
        delivery: { kind: 'http', signingSecret: 'signing-secret' },
      },
      ocp: {
        baseUrls: ['https://ocp.example.com:8080'],
        auth: { kind: 'access_key', keyId: 'key-id', secret: 'key-secret' },
        caFile: null,
        pollMs: 1000,
      },
      database: { kind: 'sqlite', path: 'data/twokey.db' },
      policyFile: 'policy.yaml',
      peopleFile: null,
      codesKey: null,
      retentionMs: null,
    });
  });

  test('everything set', () => {
    const caFile = file('ca.pem', rootCertificates.slice(0, 2).join('\n'));
    const env = {
      ...live,
      SLACK_API_URL: 'http://127.0.0.1:9/api',
      OCP_URL: 'https://a.example.com, http://b.example.com:8080,https://a.example.com/',
      OCP_CA_FILE: caFile,
      OCP_POLL_SECONDS: '0.2',
      DATABASE_URL: 'sqlite:/data/x.db',
      POLICY_FILE: '/etc/policy.yaml',
      PEOPLE_FILE: '/etc/people.yaml',
      RETENTION_DAYS: '400',
    };
    expect(readConfig(env)).toMatchObject({
      slack: { apiUrl: 'http://127.0.0.1:9/api/' },
      ocp: { baseUrls: ['https://a.example.com', 'http://b.example.com:8080'], caFile, pollMs: 200 },
      database: { path: '/data/x.db' },
      policyFile: '/etc/policy.yaml',
      peopleFile: '/etc/people.yaml',
      retentionMs: 400 * 24 * 3_600_000,
    });
  });

  test('OCP_URL may have the path below which a proxy offers OCP', () => {
    expect(readConfig({ ...live, OCP_URL: 'https://a.example.com/dbs/ocp/,http://b.example.com' })).toMatchObject({
      ocp: { baseUrls: ['https://a.example.com/dbs/ocp', 'http://b.example.com'] },
    });
  });

  test('the key of one-time codes is the base64 of 32 bytes, and a secret', () => {
    const key = randomBytes(32);
    const config = readConfig({ ...live, ONE_TIME_CODE_KEY: key.toString('base64') });
    if (config.kind !== 'live') throw new Error('not live');
    expect(config.codesKey).toEqual(key);
    expect(secretsOf(config)).toContain(key.toString('base64'));
    for (const text of [
      randomBytes(31).toString('base64'),
      randomBytes(33).toString('base64'),
      `${'ab '.repeat(14)}ab`,
    ]) {
      const wrong = readConfig({ ...live, ONE_TIME_CODE_KEY: text });
      expect(wrong).toMatchObject({ kind: 'wrong', problems: [{ variable: 'ONE_TIME_CODE_KEY' }] });
      expect(JSON.stringify(wrong)).not.toContain(text);
    }
  });

  test.each(['0', '29', '7.5', '-30', 'ever', '1e3', '999999'])('RETENTION_DAYS %s is refused', (text) => {
    const wrong = readConfig({ ...live, RETENTION_DAYS: text });
    expect(wrong).toMatchObject({ kind: 'wrong', problems: [{ variable: 'RETENTION_DAYS' }] });
  });

  test('an app-level token means Socket Mode, and no signing secret is needed', () => {
    const config = readConfig({ ...live, SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: 'xapp-1' });
    expect(config).toMatchObject({ slack: { delivery: { kind: 'socket', appToken: 'xapp-1' } } });
  });

  test('user and password work in place of the access key, which is preferred when both are there', () => {
    const user = { OCP_USERNAME: 'bot', OCP_PASSWORD: 'with space' };
    const withoutKey = { ...live, OCP_ACCESS_KEY_ID: '', OCP_ACCESS_KEY_SECRET: '', ...user };
    const auth = { kind: 'basic', username: 'bot', password: 'with space' };
    expect(readConfig(withoutKey)).toMatchObject({ ocp: { auth } });
    expect(readConfig({ ...live, ...user })).toMatchObject({ ocp: { auth: { kind: 'access_key' } } });
  });

  test.each([
    ['sqlite:x.db', 'x.db'],
    ['sqlite:/var/x.db', '/var/x.db'],
    ['sqlite:///var/x.db', '/var/x.db'],
  ])('DATABASE_URL %s is the file %s', (url, path) => {
    expect(readConfig({ ...live, DATABASE_URL: url })).toMatchObject({ database: { kind: 'sqlite', path } });
  });

  test.each([
    'postgres://u:p@db/twokey',
    'postgresql://db:6432/twokey?sslmode=verify-full',
    'POSTGRES://db/twokey',
    'postgres:///twokey?host=/run/postgresql',
    'postgres://u:p%23%2F%3F%40@db/twokey?application_name=a@b',
  ])('DATABASE_URL %s is a PostgreSQL database', (url) => {
    expect(readConfig({ ...live, DATABASE_URL: url })).toMatchObject({ database: { kind: 'postgres', url } });
  });
});

describe('problems', () => {
  test('one variable set and the others missing: all are listed at once', () => {
    expect(wrongs({ SLACK_API_URL: 'https://slack.com/api/' })).toEqual([
      'SLACK_BOT_TOKEN is not set',
      'SLACK_SIGNING_SECRET is not set',
      'OCP_URL is not set',
      'OCP_ACCESS_KEY_ID is not set, nor is OCP_USERNAME',
    ]);
  });

  test.each([
    ['OCP_ACCESS_KEY_ID', { OCP_ACCESS_KEY_ID: '' }],
    ['OCP_ACCESS_KEY_SECRET', { OCP_ACCESS_KEY_SECRET: '' }],
    ['OCP_USERNAME', { OCP_PASSWORD: 'p' }],
    ['OCP_PASSWORD', { OCP_USERNAME: 'u' }],
  ])('half a pair: %s is missing', (variable, change) => {
    expect(wrongs({ ...live, ...change })).toEqual([`${variable} is not set`]);
  });

  const spaces = 'contains spaces, line breaks or characters outside ASCII';
  const noDatabase = 'is not the address of a database';
  const unencoded =
    'has a login with one of / ? # @ in it: percent-encode these in user name and password (%2F %3F %23 %40)';
  const severalHosts =
    'names more than one host: give one host, an address that always leads to the primary (docs/operations.md)';
  const noPostgres = 'is not the address of a PostgreSQL database';
  const noSeconds = 'is not a number of seconds from 0.01 to 60';
  const noAddress = 'is not an http or https address without credentials, query or fragment';
  test.each([
    ['SLACK_BOT_TOKEN', 'xapp-1-a', 'is not a bot token'],
    ['SLACK_BOT_TOKEN', 'xoxb-1\n', spaces],
    ['SLACK_APP_TOKEN', 'xoxb-1-a', 'is not an app-level token'],
    ['SLACK_SIGNING_SECRET', 'a b', spaces],
    ['SLACK_API_URL', 'slack.com/api', noAddress],
    ['SLACK_API_URL', 'https://u:p@slack.com/api/', noAddress],
    ['SLACK_API_URL', 'https://slack.com/api/?x=1', noAddress],
    ['OCP_URL', 'ftp://ocp.example.com', 'has an unusable address at place 1'],
    ['OCP_URL', 'https://a.example.com,ocp', 'has an unusable address at place 2'],
    ['OCP_URL', 'https://a.example.com,', 'has an unusable address at place 2'],
    ['OCP_URL', 'https://user:pass@a.example.com', 'has an unusable address at place 1'],
    ['OCP_URL', 'https://a.example.com/api/v2', 'has an unusable address at place 1'],
    ['OCP_URL', 'https://a.example.com,https://b.example.com/ocp/api', 'has an unusable address at place 2'],
    ['OCP_URL', 'https://a.example.com/ocp?x=1', 'has an unusable address at place 1'],
    ['OCP_ACCESS_KEY_SECRET', 'ab cd', spaces],
    ['OCP_POLL_SECONDS', '0', noSeconds],
    ['OCP_POLL_SECONDS', '-1', noSeconds],
    ['OCP_POLL_SECONDS', '61', noSeconds],
    ['OCP_POLL_SECONDS', 'fast', noSeconds],
    ['DATABASE_URL', 'postgres://u:se#cret@db/twokey', unencoded],
    ['DATABASE_URL', 'postgres://u:se/cret@db/twokey', unencoded],
    ['DATABASE_URL', 'postgres://u:1/2@db/twokey', unencoded],
    ['DATABASE_URL', 'postgres://u:se?cret@db/twokey', unencoded],
    ['DATABASE_URL', 'postgres://u:1?2@db/twokey', unencoded],
    ['DATABASE_URL', 'postgres://u:se@cret@db/twokey', unencoded],
    ['DATABASE_URL', 'postgres://u:p@db1,db2/twokey', severalHosts],
    ['DATABASE_URL', 'postgres://u:p@db1:5432,db2:5432/twokey?target_session_attrs=read-write', severalHosts],
    ['DATABASE_URL', 'postgres:///twokey?host=db1,db2', severalHosts],
    ['DATABASE_URL', 'mysql://x', noDatabase],
    ['DATABASE_URL', 'sqlite:', noDatabase],
    ['DATABASE_URL', 'sqlite::memory:', noDatabase],
    ['DATABASE_URL', 'sqlite://x.db', noDatabase],
    ['DATABASE_URL', 'sqlite:x.db?mode=ro', noDatabase],
    ['DATABASE_URL', 'postgres://', noPostgres],
    ['DATABASE_URL', 'postgres://u:p@db', noPostgres],
    ['DATABASE_URL', 'postgres:twokey', noPostgres],
    ['DATABASE_URL', 'postgres://u:50%@db/twokey', noPostgres],
    ['PORT', '-1', 'is not a port'],
    ['PORT', '3000a', 'is not a port'],
    ['LOG_LEVEL', 'INFO', 'is not a log level'],
  ])('%s=%j %s', (variable, value, wrong) => {
    expect(wrongs({ ...live, [variable]: value })).toEqual([`${variable} ${wrong}`]);
  });

  test('a user name with a colon', () => {
    const wrong = 'OCP_USERNAME contains a colon, which Basic authentication cannot carry';
    expect(wrongs({ ...live, OCP_USERNAME: 'a:b', OCP_PASSWORD: 'p' })).toEqual([wrong]);
  });

  test.each([
    ['missing', () => join(folder, 'nowhere.pem'), 'names a file that cannot be read (ENOENT)'],
    ['a folder', () => folder, 'names a file that cannot be read (EISDIR)'],
    ['not PEM', () => file('not.pem', 'hello'), 'names a file without a PEM certificate'],
    [
      'damaged',
      () => file('bad.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      'names a file with a damaged certificate',
    ],
  ])('OCP_CA_FILE: %s', (_name, path, wrong) => {
    expect(wrongs({ ...live, OCP_CA_FILE: path() })).toEqual([`OCP_CA_FILE ${wrong}`]);
  });

  test('each says what to do, and none repeats a value: it could be a secret', () => {
    const value = 'hush hush:';
    const names = Object.keys({ ...live, ...everyOther });
    const problems = problemsOf(Object.fromEntries(names.map((name) => [name, value])));
    expect(problems.length).toBeGreaterThan(9);
    for (const problem of problems) expect(problem.remedy).toMatch(/\.$/);
    expect(describeProblems(problems)).not.toContain('hush');
  });

  test('for people: one line for each', () => {
    expect(describeProblems(problemsOf({ ...live, PORT: 'x' }))).toBe(
      'Twokey cannot start with this configuration:\n  PORT is not a port. Use 0 to 65535.',
    );
  });
});

const everyOther = {
  SLACK_APP_TOKEN: '',
  SLACK_API_URL: '',
  OCP_USERNAME: '',
  OCP_PASSWORD: '',
  OCP_CA_FILE: '',
  OCP_POLL_SECONDS: '',
  DATABASE_URL: '',
  HOST: '',
  PORT: '',
  LOG_LEVEL: '',
};
