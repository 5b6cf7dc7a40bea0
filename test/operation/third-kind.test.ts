/** A third kind of operation, on a scratch copy: the compiler names every place that must say something of it, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMPILING_MS, complaintsAbout, fileOf } from '../support/scratch.ts';

let complaints: readonly string[] = [];

beforeAll(async () => {
  const last = '  readonly switchover: SwitchoverBody;\n';
  complaints = await complaintsAbout('src/operation/operation.ts', last, `${last}  readonly third: FailoverBody;\n`);
}, COMPILING_MS);

describe('a third kind does not compile', () => {
  it.each([
    ['a one-time code is asked for, and everything else of the kind itself', 'src/operation/kinds/index.ts'],
    ['the old primary must be fenced', 'src/request/to-dos/to-dos.ts'],
    ['a failed task is spoken of in its own words', 'src/slack/sentences/failure.ts'],
    ['its family is looked at', 'src/operation/family-findings.ts'],
    ['OCP is asked about it', 'src/engine/reads/inspect.ts'],
    ['OCP is called', 'src/engine/send.ts'],
    ['its words are said in English', 'src/text/en/operation.ts'],
    ['its words are said in Chinese', 'src/text/zh/operation.ts'],
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

const root = new URL('../../src/', import.meta.url);

/** The simulated OCP is none of ours: it has its own kinds of tasks. */
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/^(sandbox|simulators)\//.test(file))
  .map((file) => ({ file, source: readFileSync(new URL(file, root), 'utf8') }));

it('nothing asks for one kind by its name, or guesses it by the fields of a target', () => {
  const guess = /[!=]== '(failover|switchover)'|'(failover|switchover)' [!=]==|'(standby|primary|serviceName)' in /;
  expect(sources.filter(({ source }) => guess.test(source)).map(({ file }) => file)).toEqual([]);
});
