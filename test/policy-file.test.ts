import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { policyReader } from '../src/files/policy-file.ts';
import { FileError } from '../src/files/watched.ts';
import { complaints, policyOf, small } from './policy/support.ts';

/** The complaints about one rule that has these lines besides a name. */
function complaintsAboutRule(...lines: string[]): string[] {
  return complaints(['rules:', '  - name: all', ...lines.map((line) => `    ${line}`), ''].join('\n'));
}

describe('a policy', () => {
  test('the least that is needed, with the documented defaults', () => {
    expect(policyOf(small).rules).toEqual([
      {
        name: 'all',
        operations: ['failover', 'switchover'],
        clusters: ['*'],
        tenants: ['*'],
        requesters: ['U0ASK'],
        approvers: ['U0AGREE'],
        approvals: 1,
        channel: null,
        approvalWindowMs: 1_800_000,
        startWindowMs: 300_000,
      },
    ]);
  });

  test('everything written', () => {
    const text = `
channel: C0DEFAULT
rules:
  - name: orders
    operations: [failover]
    clusters: ['prod-*']
    tenants: [orders, 'orders_?']
    requesters: [S0ONCALL, W0ASK]
    approvers: [S0LEADS]
    approvals: 2
    channel: G0ORDERS
    approval_window: 90s
    start_window: 1h
  - name: rest
    requesters: [S0ONCALL]
    approvers: [S0ONCALL]
`;
    expect(policyOf(text).rules).toMatchObject([
      {
        clusters: ['prod-*'],
        tenants: ['orders', 'orders_?'],
        requesters: ['S0ONCALL', 'W0ASK'],
        approvals: 2,
        channel: 'G0ORDERS',
        approvalWindowMs: 90_000,
        startWindowMs: 3_600_000,
      },
      { name: 'rest', channel: 'C0DEFAULT' },
    ]);
  });

  test('anchors and aliases', () => {
    const text = `rules:
  - { name: a, requesters: &people [U0A, U0B], approvers: *people }
  - { name: b, requesters: *people, approvers: *people }
`;
    expect(policyOf(text).rules[1]?.approvers).toEqual(['U0A', 'U0B']);
  });

  test('the example of the repository is one', () => {
    const text = readFileSync('policy.example.yaml', 'utf8');
    const { rules, freezes } = policyOf(text);
    expect(rules.map((rule) => rule.name)).toEqual(['orders in production', 'everything else']);
    // What OCP itself lives on: never, in either direction.
    const never = freezes.find(({ name }) => name === 'tenants of OCP and Binlog');
    expect(never).toMatchObject({ kind: 'once', operations: ['failover', 'switchover'], clusters: ['*'] });
    expect(never?.tenants).toEqual(['binlog_meta*', 'ocp_meta*', 'ocp_monitor*']);
  });
});

describe('the version', () => {
  const version = (text: string) => policyOf(text).version;

  test('is twelve hexadecimal digits', () => {
    expect(version(small)).toMatch(/^[0-9a-f]{12}$/);
  });

  test('is the same for the same meaning: comments, order of keys and of lists, defaults written out', () => {
    const other = `# the same\nrules: [{approval_window: 30m, approvers: ["U0AGREE"], requesters: [U0ASK], name: all, start_window: 300s}]`;
    expect(version(other)).toBe(version(small));
    const lists = (ids: string) => version(`rules: [{name: a, requesters: [${ids}], approvers: [S0A]}]`);
    expect(lists('U0B, U0A')).toBe(lists('U0A, U0B'));
  });

  test('is another one for another meaning, the order of rules included', () => {
    const rules = ['{name: a, requesters: [U0A], approvers: [S0A]}', '{name: b, requesters: [U0B], approvers: [S0A]}'];
    const versions = [
      version(small),
      version(small.replace('U0AGREE', 'U0OTHER')),
      version(`${small}    approvals: 1\n    start_window: 6m\n`),
      version(`rules: [${rules.join(', ')}]`),
      version(`rules: [${rules.toReversed().join(', ')}]`),
      version(`stop_all: upgrade\n${small}`),
      version(`stop_all: outage\n${small}`),
      version(`freezes: [{name: f, from: 2027-02-05T18:00:00Z, until: 2027-02-06T18:00:00Z}]\n${small}`),
      version(`freezes: [{name: f, from: 2027-02-05T18:00:00Z, until: 2027-02-07T18:00:00Z}]\n${small}`),
    ];
    expect(new Set(versions).size).toBe(versions.length);
  });
});

describe('problems of the file', () => {
  test.each([
    ['', 'policy.yaml:1:1 the file must be a mapping with the key rules'],
    ['- a\n', 'policy.yaml:1:1 the file must be a mapping with the key rules'],
    ['channel: C0A\n', 'policy.yaml:1:1 rules is required'],
    ['rules: []\n', 'policy.yaml:1:8 rules is empty: nobody could do anything'],
    ['rules: all\n', 'policy.yaml:1:8 rules must be a list'],
    [`${small}chanel: C0A\n`, 'policy.yaml:5:1 chanel is not a known key'],
    [`__proto__: {}\n${small}`, 'policy.yaml:1:1 __proto__ is not a known key'],
    [`channel: ops\n${small}`, 'policy.yaml:1:10 channel must be a Slack channel id (C… or G…), in capitals'],
    ['rules:\n  - all\n', 'policy.yaml:2:5 rules[0] must be a mapping with name, requesters and approvers'],
    [`${small}rules: []\n`, 'policy.yaml:5:1 the file is not valid YAML: two keys of a mapping are the same'],
    [`${small}---\na: b\n`, 'policy.yaml:5:1 the file is not valid YAML: it holds more than one document'],
    ['rules: [\n', 'the indentation is wrong, or a closing bracket is missing'],
    ['rules: !mine []\n', 'policy.yaml:1:8 the file is not valid YAML: a tag is unknown'],
    ['rules: *people\n', 'an alias has no anchor before it'],
    [`# ${'x'.repeat(1_000_000)}\n${small}`, 'policy.yaml:1:1 the file is larger than 1000000 bytes'],
  ])('%.40j', (text, complaint) => {
    expect(complaints(text)[0]).toContain(complaint);
  });

  test('aliases that multiply without end are refused, not expanded', () => {
    const level = (n: number) => `a${n}: &a${n} [${Array.from({ length: 10 }, () => `*a${n - 1}`).join(', ')}]`;
    const bomb = ['a0: &a0 [x]', ...Array.from({ length: 9 }, (_, n) => level(n + 1))].join('\n');
    expect(complaints(bomb)).toEqual([expect.stringContaining('its aliases multiply without end')]);
  });

  test('an alias of itself is refused', () => {
    expect(complaints('rules: &r [*r]\n')).toEqual([expect.stringContaining('rules[0] must be a mapping')]);
  });
});

describe('problems of a rule', () => {
  const people = ['requesters: [U0ASK]', 'approvers: [U0AGREE]'];

  test.each([
    ['owner: U0A', '5:5 rules[0].owner is not a known key'],
    ['<<: {}', '5:5 rules[0].<< is not a known key'],
    ['operations: [drop]', '5:18 rules[0].operations[0] must be one of: failover'],
    ['operations: []', '5:17 rules[0].operations must name at least one operation, or be left out for all'],
    ['clusters: []', '5:15 rules[0].clusters must name at least one cluster, or be left out for all'],
    ['tenants: []', '5:14 rules[0].tenants must name at least one tenant, or be left out for all'],
    ['tenants: orders', '5:14 rules[0].tenants must be a list'],
    ["tenants: ['']", '5:15 rules[0].tenants[0] must not be empty'],
    [
      'tenants: [1]',
      '5:15 rules[0].tenants[0] must be a name or a pattern with * and ?, in quotes if it begins with *',
    ],
    ['tenants: [a, b, a]', '5:21 rules[0].tenants[2] repeats a'],
    ['approvals: 0', '5:16 rules[0].approvals must be 1 or more'],
    ['approvals: 1.5', '5:16 rules[0].approvals must be a whole number'],
    ['approvals: two', '5:16 rules[0].approvals must be a whole number'],
    ['channel: "#ops"', '5:14 rules[0].channel must be a Slack channel id (C… or G…), in capitals'],
    ['channel:', 'rules[0].channel must be a channel id'],
    ['approval_window: 30', '5:22 rules[0].approval_window must be a duration from 1s to 24h, such as 90s, 30m or 1h'],
    ['approval_window: 0s', '5:22 rules[0].approval_window must be a duration'],
    ['approval_window: 25h', '5:22 rules[0].approval_window must be a duration'],
    ['start_window: 5 min', '5:19 rules[0].start_window must be a duration'],
    ['name: again', '5:5 the file is not valid YAML: two keys of a mapping are the same'],
  ])('%s', (line, complaint) => {
    expect(complaintsAboutRule(...people, line)).toEqual([expect.stringContaining(complaint)]);
  });

  test.each([
    ['requesters: []', 'requesters is empty: nobody could request'],
    ['approvers: []', 'approvers is empty: nobody could agree'],
    ['approvers: [U0A, U0B, U0A]', 'approvers[2] repeats U0A'],
    ['approvers: ["@ana"]', 'approvers[0] must be a Slack user id (U… or W…) or user group id (S…)'],
    ['approvers: [u0agree]', 'approvers[0] must be a Slack user id'],
    ['requesters: [C0CHANNEL]', 'requesters[0] must be a Slack user id'],
    ['requesters: [7]', 'requesters[0] must be a Slack id'],
  ])('%s', (line, complaint) => {
    const key = line.slice(0, line.indexOf(':'));
    const rest = people.filter((other) => !other.startsWith(key));
    expect(complaintsAboutRule(...rest, line)).toEqual([expect.stringContaining(`rules[0].${complaint}`)]);
  });

  test('a missing key is told at the rule', () => {
    expect(complaintsAboutRule('requesters: [U0ASK]')).toEqual(['policy.yaml:2:5 rules[0].approvers is required']);
    const nameless = 'rules:\n  - requesters: [U0A]\n    approvers: [U0B]\n';
    expect(complaints(nameless)).toEqual(['policy.yaml:2:5 rules[0].name is required']);
  });

  test('a name of more than one line or with spaces around it', () => {
    const message = 'rules[0].name must be one line of 1 to 80 characters without spaces at its ends';
    expect(complaints(small.replace('name: all', 'name: "a\\nb"'))[0]).toContain(message);
    expect(complaints(small.replace('name: all', 'name: " a"'))[0]).toContain(message);
    expect(complaints(small.replace('name: all', `name: ${'a'.repeat(81)}`))[0]).toContain(message);
  });

  test('two rules of one name', () => {
    const two = small + small.replace('rules:\n', '');
    expect(complaints(two)).toEqual(['policy.yaml:5:11 rules[1].name is the name of another rule too: all']);
  });

  test('all of them at once, in the order of the file', () => {
    const text = `channel: ops\nrules:\n  - name: a\n    requesters: []\n    approvers: [x]\n    approvals: 0\n`;
    expect(complaints(text).map((line) => line.split(' ')[1])).toEqual([
      'channel',
      'rules[0].requesters',
      'rules[0].approvers[0]',
      'rules[0].approvals',
    ]);
  });
});

describe('rules that nobody could satisfy', () => {
  const rule = (requesters: string, approvers: string, approvals = 1) =>
    complaintsAboutRule(`requesters: [${requesters}]`, `approvers: [${approvers}]`, `approvals: ${approvals}`);

  test.each([
    ['the only approver is the only requester', 'U0A', 'U0A', 1, 0],
    ['without the requester one approver is missing', 'U0A', 'U0A, U0B', 2, 1],
    ['whoever of the two asks, one approver is missing', 'U0A, U0B', 'U0A, U0B', 2, 1],
    ['fewer approvers than approvals', 'S0ASK', 'U0A, U0B', 3, 2],
  ])('%s', (_name, requesters, approvers, approvals, most) => {
    const message = `rules[0].approvers can give at most ${most} of the ${approvals} approvals needed: nobody approves their own request`;
    expect(rule(requesters, approvers, approvals)).toEqual([`policy.yaml:4:16 ${message}`]);
  });

  test.each([
    ['another requester can be approved by them', 'U0A, U0B', 'U0A', 1],
    ['each approves for the other', 'U0A, U0B', 'U0A, U0B', 1],
    ['a group may have anybody', 'U0A', 'U0A, S0B', 5],
    ['the same group asks and agrees', 'S0A', 'S0A', 2],
  ])('but not when %s', (_name, requesters, approvers, approvals) => {
    expect(rule(requesters, approvers, approvals)).toEqual([]);
  });
});

describe('the reader', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-policy-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let files = 0;

  function watched(text: string | Buffer | null) {
    const path = join(folder, `${(files += 1)}.yaml`);
    const write = (next: string | Buffer) => writeFileSync(path, next);
    if (text !== null) write(text);
    const problems: FileError[] = [];
    const reader = policyReader(path, (error) => problems.push(error));
    const approver = async () => (await reader.read()).rules[0]?.approvers[0];
    return { path, write, problems, reader, approver };
  }

  test('follows every change, also one of the same length and one by renaming', async () => {
    const { path, write, approver, problems } = watched(small);
    expect(await approver()).toBe('U0AGREE');
    write(small.replace('U0AGREE', 'U0OTHER'));
    expect(await approver()).toBe('U0OTHER');
    writeFileSync(`${path}.new`, small);
    renameSync(`${path}.new`, path);
    expect(await approver()).toBe('U0AGREE');
    expect(problems).toEqual([]);
  });

  test('an unchanged file is not parsed again', async () => {
    const { reader } = watched(small);
    expect(await reader.read()).toBe(await reader.read());
  });

  test('keeps the last good one when a change is broken, and tells it once', async () => {
    const { write, approver, problems, path } = watched(small);
    await approver();
    write('rules: []\n');
    expect([await approver(), await approver()]).toEqual(['U0AGREE', 'U0AGREE']);
    expect(problems).toMatchObject([{ code: 'policy_invalid', message: expect.stringContaining(`${path}:1:8 rules`) }]);
    write(small.replace('U0AGREE', 'U0OTHER'));
    expect(await approver()).toBe('U0OTHER');
  });

  test('keeps the last good one when the file is gone, and takes the next', async () => {
    const { path, write, approver, problems } = watched(small);
    await approver();
    rmSync(path);
    expect([await approver(), await approver()]).toEqual(['U0AGREE', 'U0AGREE']);
    expect(problems).toMatchObject([{ code: 'policy_unreadable' }]);
    write(small.replace('U0AGREE', 'U0OTHER'));
    expect(await approver()).toBe('U0OTHER');
  });

  test.each([
    ['no file', null, 'policy_unreadable', 'the file cannot be read (ENOENT)'],
    ['a broken one', 'rules: []\n', 'policy_invalid', 'rules is empty'],
    ['not text', Buffer.from([0xff, 0xfe, 0x00]), 'policy_invalid', 'the file is not UTF-8 text'],
    ['too much', Buffer.alloc(1_000_001, '#'), 'policy_invalid', 'the file is larger than 1000000 bytes'],
  ])('the first read throws: %s', async (_name, content, code, message) => {
    const { reader, problems } = watched(content);
    const expected = {
      code,
      message: expect.stringContaining(message),
    };
    await expect(reader.read()).rejects.toMatchObject(expected);
    await expect(reader.read()).rejects.toBeInstanceOf(FileError);
    expect(problems).toEqual([]);
  });

  test('a broken first file that is put right is taken', async () => {
    const { write, reader, approver } = watched('');
    await expect(reader.read()).rejects.toBeInstanceOf(FileError);
    write(small);
    expect(await approver()).toBe('U0AGREE');
  });

  test('a look tells everything that the file was since the last, the present last', async () => {
    const { write, reader, approver } = watched(small);
    const look = async () =>
      (await reader.look()).map(({ value: policy, refused }) => [
        policy.rules[0]?.approvers[0],
        refused?.problems.length ?? 0,
      ]);
    expect(await look()).toEqual([['U0AGREE', 0]]);
    write(small.replace('U0AGREE', 'U0OTHER'));
    await approver();
    write('rules: []\n');
    await approver();
    write(small);
    expect(await look()).toEqual([
      ['U0AGREE', 0],
      ['U0OTHER', 0],
      ['U0OTHER', 1],
      ['U0AGREE', 0],
    ]);
    expect(await look()).toEqual([['U0AGREE', 0]]);
  });

  test('reads at the same time agree', async () => {
    const { reader } = watched(small);
    const [first, ...others] = await Promise.all([reader.read(), reader.read(), reader.read()]);
    for (const other of others) expect(other).toBe(first);
  });
});
