/** What the policy file says besides its rules, and its JSON Schema. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { policyJsonSchema } from '../../src/policy/file/schema.ts';
import { languageOf } from '../../src/policy/policy.ts';
import { complaints, policyOf, small } from './support.ts';

describe('what holds for all rules', () => {
  const withTop = (...lines: string[]) => policyOf(`${lines.join('\n')}\n${small}`);

  test('is nothing unless written', () => {
    expect(policyOf(small)).toMatchObject({ freezes: [], stopAll: null, auditChannel: null });
  });

  test('the kill switch and the audit channel', () => {
    const policy = withTop('stop_all: "OCP is being upgraded"', 'audit_channel: C0AUDIT');
    expect(policy).toMatchObject({ stopAll: 'OCP is being upgraded', auditChannel: 'C0AUDIT' });
  });

  test('who may stop, in whatever order', () => {
    const policy = withTop('stoppers: [U0B, S0A]');
    expect(policy.stoppers).toEqual(['S0A', 'U0B']);
    expect(policy.version).toBe(withTop('stoppers: [S0A, U0B]').version);
    expect(policy.version).not.toBe(policyOf(small).version);
    expect(policyOf(small)).not.toHaveProperty('stoppers');
    expect(complaints(`stoppers: []\n${small}`)).toEqual([expect.stringContaining('nobody could stop anything')]);
    expect(complaints(`stoppers: ["@mei"]\n${small}`)).not.toEqual([]);
  });

  test('the languages, of which English everywhere needs no word', () => {
    const policy = withTop('languages:', '  default: en', '  channels: { C0123: zh, C0456: en }');
    expect(policy.languages).toEqual({ default: 'en', channels: { C0123: 'zh' } });
    expect(['C0123', 'C0456', 'C0OTHER', 'toString'].map((channel) => languageOf(policy, channel))).toEqual([
      'zh',
      'en',
      'en',
      'en',
    ]);
    expect(withTop('languages: { default: en }')).toEqual(policyOf(small));
    expect(languageOf(withTop('languages: { default: zh }'), 'C0OTHER')).toBe('zh');
  });

  test('no other languages', () => {
    expect(complaints(`languages: { default: de }\n${small}`)).toEqual([
      expect.stringContaining('must be one of: en, zh'),
    ]);
    expect(complaints(`languages: { channels: { general: zh } }\n${small}`)).not.toEqual([]);
  });

  test('how often one person may ask within an hour: thirty times need no word', () => {
    expect(withTop('requests_per_hour: 5').requestsPerHour).toBe(5);
    expect(withTop('requests_per_hour: 5').version).not.toBe(policyOf(small).version);
    expect(withTop('requests_per_hour: 30')).toEqual(policyOf(small));
    expect(complaints(`requests_per_hour: 0\n${small}`)).toEqual([expect.stringContaining('must be 1 or more')]);
    expect(complaints(`requests_per_hour: often\n${small}`)).toEqual([
      expect.stringContaining('must be a whole number'),
    ]);
  });

  test('how long people read, by rule: five seconds need no word, none switches it off', () => {
    const within = (time: string) => policyOf(`${small}    reading_time: ${time}\n`);
    expect(['0s', '7s', '10m'].map((time) => within(time).rules[0]?.readingMs)).toEqual([0, 7_000, 600_000]);
    expect(within('5s')).toEqual(policyOf(small));
    expect(within('0s').version).not.toBe(policyOf(small).version);
    for (const time of ['11m', '601s', '-1s', '5', '1h', 'off'])
      expect(complaints(`${small}    reading_time: ${time}\n`)).toEqual([
        expect.stringContaining('must be a duration from 0s to 10m'),
      ]);
  });

  test('whether other organisations may read along, by rule: left out and false mean the same', () => {
    const open = policyOf(`${small}    external_channels: true\n`);
    expect(open.rules[0]).toMatchObject({ externalChannels: true });
    expect(open.version).not.toBe(policyOf(small).version);
    expect(policyOf(`${small}    external_channels: false\n`)).toEqual(policyOf(small));
    expect(complaints(`${small}    external_channels: sometimes\n`)).toEqual([
      expect.stringContaining('external_channels must be true or false'),
    ]);
  });

  test('a one-time code is asked for where a rule says so, and nowhere else', () => {
    const asking = (text: string) => policyOf(`${small}    one_time_code: ${text}\n`);
    expect(policyOf(small).rules[0]?.oneTimeCode).toBeUndefined();
    expect(asking('true').rules[0]?.oneTimeCode).toBe(true);
    // What means the same is the same policy: nobody is asked again because of it.
    expect(asking('false').version).toBe(policyOf(small).version);
    expect(asking('true').version).not.toBe(policyOf(small).version);
    expect(complaints(`${small}    one_time_code: maybe\n`)).toEqual([
      expect.stringContaining('one_time_code must be true or false'),
    ]);
  });

  test('a one-time code in a rule that allows no failover is refused: whoever wrote it believes that it guards something', () => {
    const rule = (operations: string) => `${small}    operations: [${operations}]\n    one_time_code: true\n`;
    expect(complaints(rule('switchover'))).toEqual([
      'policy.yaml:6:20 rules[0].one_time_code is of no use in a rule without failover: only approving a failover requires a code',
    ]);
    expect(complaints(rule('failover, switchover'))).toEqual([]);
    expect(complaints(rule('switchover').replace('true', 'false'))).toEqual([]);
  });

  const freezeOf = (...lines: string[]) =>
    withTop('freezes:', '  - name: f', ...lines.map((line) => `    ${line}`)).freezes[0];

  test('a freeze with offsets, or in a zone', () => {
    const [from, until] = [Date.UTC(2027, 1, 5, 10), Date.UTC(2027, 1, 13, 0, 0, 30)];
    const expected = {
      kind: 'once',
      name: 'f',
      operations: ['failover', 'switchover'],
      clusters: ['*'],
      tenants: ['*'],
      from,
      until,
    };
    expect(freezeOf('from: 2027-02-05T18:00:00+08:00', 'until: 2027-02-13T00:00:30Z')).toEqual(expected);
    expect(freezeOf('from: 2027-02-05 18:00', 'until: 2027-02-13 08:00:30', 'zone: Asia/Shanghai')).toEqual(expected);
    expect(freezeOf('from: 2027-02-05 18:00', 'until: 2027-02-13T00:00:30Z', 'zone: Asia/Shanghai')).toEqual(expected);
  });

  test('a freeze around the change of the clocks is the longer of two readings', () => {
    // Berlin: on 25 October 2026 the hour from 02:00 comes twice.
    const long = freezeOf('from: 2026-10-25 02:30', 'until: 2026-10-25 02:45', 'zone: Europe/Berlin');
    expect(long).toMatchObject({ from: Date.UTC(2026, 9, 25, 0, 30), until: Date.UTC(2026, 9, 25, 1, 45) });
  });

  test('a freeze of every week, for one kind of operation', () => {
    const lines = [
      'operations: [switchover]',
      'weekly: { days: [sun, sat], from: "22:30", until: "24:00" }',
      'zone: Asia/Shanghai',
    ];
    expect(freezeOf(...lines)).toMatchObject({
      kind: 'weekly',
      operations: ['switchover'],
      days: ['sat', 'sun'],
      from: 22 * 60 + 30,
      until: 24 * 60,
      zone: 'Asia/Shanghai',
    });
  });
});

describe('problems of what holds for all rules', () => {
  const top = (line: string) => complaints(`${line}\n${small}`);
  const freeze = (...lines: string[]) =>
    complaints(['freezes:', '  - name: f', ...lines.map((line) => `    ${line}`), small].join('\n'));

  test.each([
    ['audit_channel: "#audit"', '1:16 audit_channel must be a Slack channel id'],
    ['freezes: {}', '1:10 freezes must be a list'],
    ['stopall: x', '1:1 stopall is not a known key'],
  ])('%s', (line, complaint) => {
    expect(top(line)).toEqual([expect.stringContaining(complaint)]);
  });

  const weekly = 'weekly: { days: [sat], from: "00:00", until: "24:00" }';
  const zone = 'zone: Asia/Shanghai';

  test.each([
    [[], '2:5 freezes[0].from is required, with until; or weekly'],
    [['from: 2027-02-05T18:00:00Z'], '2:5 freezes[0].until is required with from'],
    [['from: 2027-02-05T18:00:00Z', 'until: 2027-02-05T18:00:00Z', zone], '5:11 freezes[0].zone is of no use'],
    [['from: 2027-02-05 18:00', 'until: 2027-02-05 18:00', zone], '4:12 freezes[0].until is not after from'],
    [['from: 2027-02-05 18:00', 'until: 2027-02-06T18:00:00Z'], '3:11 freezes[0].from needs an offset such as +08:00'],
    [['from: 2027-02-30 18:00', 'until: 2027-03-06 18:00', zone], '3:11 freezes[0].from is not a day of the calendar'],
    [['from: tomorrow', 'until: 2027-03-06 18:00', zone], '3:11 freezes[0].from must be a time such as'],
    [['from: 2027-02-05 24:00', 'until: 2027-03-06 18:00', zone], '3:11 freezes[0].from must be a time such as'],
    [[weekly], '2:5 freezes[0].zone is required with weekly'],
    [[weekly, 'zone: Mars/Phobos'], '4:11 freezes[0].zone must be a time zone by its place'],
    [[weekly, zone, 'from: 2027-02-05 18:00'], '5:11 freezes[0].from does not go with weekly'],
    [[weekly.replace('sat', 'saturday'), zone], '3:22 freezes[0].weekly.days[0] must be one of: mon, tue'],
    [[weekly.replace('[sat]', '[]'), zone], 'freezes[0].weekly.days must name at least one day'],
    [[weekly.replace('"00:00"', '"24:00"'), zone], 'freezes[0].weekly.from must be before 24:00'],
    [[weekly.replace('"24:00"', '"8:00"'), zone], 'freezes[0].weekly.until must be a time of day'],
    [[weekly, zone, 'until_noon: yes'], '5:5 freezes[0].until_noon is not a known key'],
  ])('a freeze with %j', (lines, complaint) => {
    expect(freeze(...lines)).toEqual([expect.stringContaining(complaint)]);
  });

  test('two freezes of one name', () => {
    const one = `  - { name: f, ${weekly}, ${zone} }`;
    expect(complaints(['freezes:', one, one, small].join('\n'))).toEqual([
      expect.stringContaining('3:13 freezes[1].name is the name of another freeze too: f'),
    ]);
  });
});

describe('the JSON Schema for editors', () => {
  test('is the one that the file is parsed with: npm run policy-schema', () => {
    expect(JSON.parse(readFileSync('docs/policy.schema.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(policyJsonSchema())),
    );
  });

  test('says what a key is for, what it may be, and that others are refused', () => {
    const top = z.looseObject({ properties: z.record(z.string(), z.unknown()), additionalProperties: z.boolean() });
    const { properties, additionalProperties } = top.parse(policyJsonSchema());
    expect(additionalProperties).toBe(false);
    expect(Object.keys(properties)).toEqual([
      'channel',
      'audit_channel',
      'languages',
      'stop_all',
      'stoppers',
      'requests_per_hour',
      'people_from',
      'freezes',
      'rules',
    ]);
    expect(JSON.stringify(properties['rules'])).toContain('"default":"30m"');
  });

  test('is named in the first line of the example', () => {
    const [line] = readFileSync('policy.example.yaml', 'utf8').split('\n');
    expect(line).toBe('# yaml-language-server: $schema=./docs/policy.schema.json');
  });
});
