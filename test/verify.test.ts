import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chain } from '../src/request/log/hash-chain.ts';
import { recordText } from '../src/request/log/record.ts';
import { verdictOn, verify } from '../src/cli/verify.ts';
import { AT, task } from './slack/overview/log.ts';

const log = chain(
  'R-7',
  null,
  [
    { type: 'attempt_refused', by: 'U0EVE', act: 'approve', code: 'person_guest' },
    { type: 'call_claimed', call: 0, attempt: 1, digest: 'd', people: [], baseline: [], ocpTime: AT + 4_000 },
    {
      type: 'task_changed',
      call: 0,
      task: task('S', { startedAt: AT + 5_000, finishedAt: AT + 9_000 }),
      changes: [],
      log: null,
    },
    { type: 'ended', outcome: 'succeeded' },
  ],
  AT,
);
const record = recordText(log);
const lines = record.trimEnd().split('\n');

const dir = mkdtempSync(join(tmpdir(), 'twokey-verify-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(text: string): string {
  const path = join(dir, 'record.jsonl');
  writeFileSync(path, text);
  return path;
}

describe('an exported record', () => {
  test('has every event on a line, with both clocks and the chain', () => {
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      log.map((recorded, index) => ({
        ...recorded,
        time: '2026-11-22T19:05:03.000Z',
        ocpTime: [null, '2026-11-22T19:05:07.000Z', '2026-11-22T19:05:12.000Z', null][index],
      })),
    );
  });

  test('is whole as it was exported, with any line ends', async () => {
    const { exitCode, text } = await verify([file(record)]);
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^whole: 4 events, request R-7\nThe request has ended\.\nLast hash: /);
    expect(text).toContain(log.at(-1)?.hash);
    expect(verdictOn(record.replaceAll('\n', '\r\n')).exitCode).toBe(0);
  });

  test('names the first event that was changed, taken out, added or moved', () => {
    const without = (index: number) => lines.filter((_, at) => at !== index).join('\n');
    const changed = (from: string, to: string) => record.replace(from, to);
    const cases: readonly (readonly [string, number])[] = [
      [changed('U0EVE', 'U0MEI'), 1],
      [changed(`"ocpTime":${AT + 4_000}`, `"ocpTime":${AT}`), 2],
      [changed('succeeded', 'rejected'), 4],
      [without(0), 1],
      [without(2), 3],
      [[lines[0], lines[2], lines[1], lines[3]].join('\n'), 2],
      [`${record}${lines[3]}`, 5],
      // The moments beside the chain are checked as well.
      [changed('"time":"2026-11-22T19:05:03.000Z"', '"time":"2026-11-22T18:05:03.000Z"'), 1],
      [changed('"ocpTime":"2026-11-22T19:05:12.000Z"', '"ocpTime":null'), 3],
      // Lines of another request.
      [`${lines[0]}\n${lines[1]?.replace('R-7', 'R-8')}`, 2],
    ];
    for (const [text, event] of cases) {
      const verdict = verdictOn(text);
      expect(verdict.exitCode, text).toBe(1);
      expect(verdict.text).toMatch(new RegExp(`^broken: the first broken event is event ${event} `));
    }
  });

  test.each([
    [
      'a key that stands twice, the shown one first',
      (line: string) => line.replace('"by":"', '"by":"U0MALLORY1","by":"'),
    ],
    [
      'a key that stands twice around the event',
      (line: string) => line.replace('{"requestId"', '{"version":9,"requestId"'),
    ],
    ['a letter in another spelling', (line: string) => line.replace('"by":"U', '"by":"\\u0055')],
    ['a number in another spelling', (line: string) => line.replace('"version":1', '"version":1.0')],
    ['a space between', (line: string) => line.replace('"version":1', '"version": 1')],
  ])('is what it shows, byte for byte: refused with %s', (_, change) => {
    const [first = '', ...others] = lines;
    expect(change(first)).not.toBe(first);
    const { exitCode, text } = verdictOn([change(first), ...others].join('\n'));
    expect(exitCode).toBe(1);
    expect(text).toContain('line 1 is not spelled as Twokey writes it');
  });

  test('cut off at its end is whole as far as it goes, and says that the end is missing', () => {
    const { exitCode, text } = verdictOn(lines.slice(0, 2).join('\n'));
    expect(exitCode).toBe(0);
    expect(text).toContain('whole: 2 events');
    expect(text).toContain('had not ended');
    expect(text).not.toContain(log.at(-1)?.hash);
  });

  test('that is none is told as such', async () => {
    expect(verdictOn('')).toEqual({ exitCode: 1, text: 'broken: the file holds no events.' });
    expect(verdictOn('hello').text).toBe('broken: line 1 is not an event of a Twokey record.');
    expect(verdictOn(`${lines[0]}\n{"requestId":"R-7"}`).text).toContain('line 2');
    expect(verdictOn(lines[2]?.replace('"task":{', '"task":null,"x":{') ?? '').exitCode).toBe(1);
    expect((await verify([join(dir, 'nothing')])).text).toContain('cannot be read (ENOENT)');
    for (const args of [[], [''], ['a', 'b']]) expect(await verify(args)).toMatchObject({ exitCode: 78 });
    expect((await verify([join(dir, 'nothing')])).exitCode).toBe(78);
  });

  test('from anywhere writes nothing but letters to the terminal', () => {
    const evil = recordText(chain('R-\u001b[2J', null, [{ type: 'ended', outcome: 'succeeded' }], AT));
    // oxlint-disable-next-line no-control-regex -- the escape is what must not come out
    expect(verdictOn(evil).text).not.toMatch(/\u001b/);
  });
});

describe('the command', () => {
  const run = (...args: readonly string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const child = execFile(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], (_, out, err) =>
        resolve({ code: child.exitCode ?? -1, out, err }),
      );
    });

  test('answers with its exit code and starts nothing', async () => {
    const whole = await run('verify', file(record));
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.out).toContain('whole: 4 events, request R-7');
    const bad = await run('verify', file(record.replace('U0EVE', 'U0MEI')));
    expect(bad).toMatchObject({ code: 1, out: '' });
    expect(bad.err).toContain('event 1');
    expect(await run('verfy')).toMatchObject({ code: 78, out: '' });
  });
});
