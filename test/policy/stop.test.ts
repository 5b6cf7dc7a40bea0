/** The kill switch as people type it in a hurry: what they mean holds, whatever else is wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { policyReader } from '../../src/files/policy-file.ts';
import { FileError } from '../../src/files/watched.ts';
import { stopIn } from '../../src/policy/file/stop.ts';
import { policyOf, small } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'twokey-stop-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function file(text: string | Buffer = small) {
  const path = join(folder, `${(files += 1)}.yaml`);
  const write = (next: string | Buffer) => writeFileSync(path, next);
  write(text);
  const problems: FileError[] = [];
  const reader = policyReader(path, (error) => problems.push(error));
  const stop = async () => (await reader.read()).stopAll;
  return { path, write, problems, reader, stop };
}

/** What people write, and the reason that is shown: empty for a stop that gives none. */
const typed: readonly (readonly [text: string, reason: string])[] = [
  ['stop_all: OCP is being upgraded', 'OCP is being upgraded'],
  ['stop_all: "  OCP is being upgraded "', 'OCP is being upgraded'],
  ['"stop_all": upgrade', 'upgrade'],
  ["'stop_all' : upgrade", 'upgrade'],
  ['stop_all\t: upgrade', 'upgrade'],
  ['stop_all:   # until the upgrade is over', ''],
  ['stop_all:', ''],
  ['stop_all: null', ''],
  ['stop_all: ~', ''],
  ['stop_all: true', ''],
  ['stop_all: yes', 'yes'],
  ['stop_all: false', ''],
  ['stop_all: ""', ''],
  ['stop_all: "   "', ''],
  ['stop_all: "\u200b\u3164"', ''],
  ['stop_all: 42', '42'],
  ['stop_all: []', ''],
  ['stop_all: {}', ''],
  ['stop_all: [upgrade, of OCP]', 'upgrade'],
  ['stop_all:\n- upgrade\n- of OCP', 'upgrade'],
  ['stop_all:\n  reason: upgrade', 'reason: upgrade'],
  ['stop_all: |\n  upgrade\n  of OCP', 'upgrade'],
  ['stop_all: >-\n\n  upgrade\n\n  of OCP', 'upgrade'],
  ['stop_all: upgrade\n  of OCP', 'upgrade of OCP'],
  ['stop_all: "upgrade\n\n  of OCP"', 'upgrade'],
  [`stop_all: ${'x'.repeat(400)}`, 'x'.repeat(300)],
];

describe('stop_all stops whatever its value', () => {
  test.each(typed)('%j', (text, reason) => {
    expect(policyOf(`${text}\n${small}`).stopAll).toBe(reason);
    expect(policyOf(`${small}${text}\n`).stopAll).toBe(reason);
  });

  test('not where it is commented out, below another key, or not there', () => {
    expect(policyOf(`# stop_all: upgrade\n${small}`).stopAll).toBeNull();
    expect(policyOf(small).stopAll).toBeNull();
  });

  test('an alias that leads back to itself gives no reason', () => {
    expect(policyOf(`stop_all: &again [*again]\n${small}`).stopAll).toBe('');
  });

  test('with another reason, or none, the policy is another one', () => {
    const versions = ['', 'stop_all:\n', 'stop_all: a\n', 'stop_all: b\n'].map((top) => policyOf(top + small).version);
    expect(new Set(versions).size).toBe(4);
  });
});

/** Of a file of which nothing else is taken over. */
const broken = [
  ['another key is wrong', (stop: string) => `${stop}\nchanel: C0A\n${small}`],
  ['the rules are gone', (stop: string) => `${stop}\n`],
  ['it is not YAML behind it', (stop: string) => `${stop}\n${small}   oops: [\n`],
  ['it is not YAML before it', (stop: string) => `rules: [\n${stop}\n`],
  ['it has Windows line ends', (stop: string) => `rules: [\n${stop}\n`.replaceAll('\n', '\r\n')],
] as const;

describe.each(broken)('where %s', (_, around) => {
  test.each(typed)('%j stops', async (text, reason) => {
    const { write, stop, problems } = file();
    expect(await stop()).toBeNull();
    write(around(text));
    const found = await stop();
    // A value that is itself cut off may lose its end, and nothing else.
    expect(found).not.toBeNull();
    if (!text.includes('"upgrade\n')) expect(found).toBe(reason);
    expect(problems).toHaveLength(1);
  });
});

describe('a refused file', () => {
  test.each([
    ['stop_all:true', ''],
    ['stop_all：维护', '维护'],
    ['STOP_ALL: upgrade', 'upgrade'],
    ['stop-all: upgrade', 'upgrade'],
    ['\uFEFFstop_all: upgrade', 'upgrade'],
    ['stop_all: upgrade: of OCP', 'upgrade: of OCP'],
    ['stop_all: @ana', '@ana'],
    ['stop_all: a\nstop_all: b', 'a'],
    ['{ stop_all: upgrade, chanel: C0A }', 'upgrade'],
    ['  stop_all: upgrade\n  chanel: C0A', 'upgrade'],
    ['stop_all: upgrade\n---\nrules: []', 'upgrade'],
    [`stop_all: *nobody`, '*nobody'],
  ])('%j stops', (text, reason) => {
    expect(stopIn(text)).toBe(reason);
  });

  test.each([
    ['rules: [\n# stop_all: upgrade'],
    ['rules: [\n  stop_all: upgrade'],
    ['rules: [\nstop_all'],
    ['rules: [\nstop_all_of_it: upgrade'],
    ['rules: [\nnot_stop_all: upgrade'],
    ['rules:\n  - stop_all: upgrade'],
    [''],
  ])('%j does not', (text) => {
    expect(stopIn(text)).toBeNull();
  });

  test('keeps the last good policy in force with the stop, as another version; without the line the stop ends', async () => {
    const { write, reader } = file();
    const good = await reader.read();
    write(`stop_all: upgrade\n${small.replace('U0AGREE', 'nobody')}`);
    const stopped = await reader.read();
    expect(stopped).toEqual({ ...good, stopAll: 'upgrade', version: policyOf(`stop_all: upgrade\n${small}`).version });
    expect(reader.problem()?.code).toBe('policy_invalid');
    write(small.replace('U0AGREE', 'nobody'));
    expect(await reader.read()).toEqual(good);
    expect((await reader.look()).map(({ value, refused }) => [value.stopAll, refused?.counts ?? null])).toEqual([
      [null, null],
      ['upgrade', true],
      [null, false],
    ]);
  });

  test('ends no stop of the last good policy', async () => {
    const { write, stop } = file(`stop_all: upgrade\n${small}`);
    expect(await stop()).toBe('upgrade');
    write('rules: [\n');
    expect(await stop()).toBe('upgrade');
    write('rules: [\nstop_all: still upgrading\n');
    expect(await stop()).toBe('still upgrading');
    write(small);
    expect(await stop()).toBeNull();
  });

  test('that cannot be opened keeps what was in force, a stop of the broken text before included', async () => {
    const { path, write, stop, problems } = file();
    await stop();
    write('rules: [\nstop_all: upgrade\n');
    expect(await stop()).toBe('upgrade');
    rmSync(path);
    expect(await stop()).toBe('upgrade');
    expect(problems.map(({ code }) => code)).toEqual(['policy_invalid', 'policy_unreadable']);
  });

  test.each([
    ['too large', Buffer.from(`stop_all: upgrade\n${small}${'# x\n'.repeat(300_000)}`)],
    ['not UTF-8', Buffer.concat([Buffer.from('stop_all: upgrade\n# '), Buffer.from([0xff, 0xfe])])],
    ['UTF-16, as some editors write it', Buffer.from(`\uFEFFstop_all: upgrade\n${small}`, 'utf16le')],
  ])('that is %s stops all the same', async (_, bytes) => {
    const { write, stop, problems } = file();
    await stop();
    write(bytes);
    expect(await stop()).toBe('upgrade');
    expect(problems).toMatchObject([{ code: 'policy_invalid' }]);
  });

  test('at the first start is no policy, with the line or without', async () => {
    const { reader } = file('rules: [\nstop_all: upgrade\n');
    await expect(reader.read()).rejects.toBeInstanceOf(FileError);
  });
});
