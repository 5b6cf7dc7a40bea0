/** A third kind of operation, on a scratch copy: the compiler names every place that must say something of it, and nothing else. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'third-kind-'));
let complaints: readonly string[] = [];

beforeAll(async () => {
  cpSync(join(root, 'src'), join(scratch, 'src'), { recursive: true });
  for (const file of ['tsconfig.json', 'package.json']) cpSync(join(root, file), join(scratch, file));
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  const file = join(scratch, 'src/operation/operation.ts');
  const source = readFileSync(file, 'utf8');
  const last = '  readonly switchover: SwitchoverBody;\n';
  expect(source).toContain(last);
  writeFileSync(file, source.replace(last, `${last}  readonly third: FailoverBody;\n`));
  complaints = await compiled();
}, 120_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What the compiler says, a line for each complaint. */
function compiled(): Promise<readonly string[]> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--noEmit', '--pretty', 'false'], { cwd: scratch }, (_, stdout) =>
      resolve(stdout.split('\n').filter((line) => line.startsWith('src/'))),
    );
  });
}

const fileOf = (complaint: string) => complaint.slice(0, complaint.indexOf('('));

describe('a third kind does not compile', () => {
  it.each([
    ['a one-time code is asked for, and everything else of the kind itself', 'src/operation/kinds/index.ts'],
    ['the old primary must be fenced', 'src/slack/render/todo.ts'],
    ['a failed task is spoken of in its own words', 'src/slack/render/failure.ts'],
    ['its family is looked at', 'src/operation/family-findings.ts'],
    ['OCP is asked about it', 'src/engine/inspect.ts'],
    ['OCP is called', 'src/engine/send.ts'],
    ['its words are said in English', 'src/slack/words/en/operation.ts'],
    ['its words are said in Chinese', 'src/slack/words/zh/operation.ts'],
  ])('before it is said whether or how %s', (_, file) => {
    expect(complaints.map(fileOf)).toContain(file);
  });

  it('and what is named is an entry of the kind each time, never a place that reads one', () => {
    const entries = complaints.filter((complaint) => complaint.includes("Property 'third' is missing in type"));
    const others = complaints.filter((complaint) => !entries.includes(complaint)).map(fileOf);
    // What its choices tell besides, and how it is stored.
    expect(others.toSorted()).toEqual(['src/operation/choices.ts', 'src/operation/operation.ts']);
    expect(entries.length).toBeGreaterThan(20);
  });
});

/** The sandbox's OCP is none of ours: it has its own kinds of tasks. */
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('sandbox/'))
  .map((file) => ({ file, source: readFileSync(join(root, 'src', file), 'utf8') }));

it('nothing asks for one kind by its name, or guesses it by the fields of a target', () => {
  const guess = /[!=]== '(failover|switchover)'|'(failover|switchover)' [!=]==|'(standby|primary|serviceName)' in /;
  expect(sources.filter(({ source }) => guess.test(source)).map(({ file }) => file)).toEqual([]);
});
