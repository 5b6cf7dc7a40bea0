/**
 * The recipes of CONTRIBUTING.md as a newcomer follows them. Half done, the compiler names the files that the recipe marks and no
 * others, and a test fails where no compiler can know; whole, the tests of the recipe pass.
 */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ports } from './contributing/others.ts';
import { recipes } from './contributing/recipes.ts';
import { isWhole } from './support/share.ts';
import {
  type Complaint,
  COMPILING_MS,
  complaintsOf,
  failuresIn,
  type Scratch,
  scratchWith,
} from './support/scratch.ts';

const page = readFileSync('CONTRIBUTING.md', 'utf8');
const all = Object.entries(recipes);
const written = all.filter(([, { rest }]) => rest.length > 0);

function marked(title: string): readonly string[] {
  const [, text = ''] = page.split(`### ${title}\n`);
  return [...(text.split('\n##')[0] ?? '').matchAll(/→ `([^`]+)`/g)].map(([, file]) => file ?? '');
}

/** Of the tests, those that hold a table over kinds: the rest of them is compiled by `npm run check`. */
const tables = [
  'test/support/postgres-on-demand.ts',
  'test/manifest.test.ts',
  'test/ocp/before-send.test.ts',
  'test/policy/keys.test.ts',
  'test/simulate/watch-calls.ts',
  'test/slack/words/kinds.ts',
  'test/slack/words/stories.ts',
  'test/support/every-event.ts',
];

let scratches: readonly Scratch[] = [];
let half: readonly Complaint[] = [];
let missed: readonly string[] = [];
let left: readonly Complaint[] = [];
let failures: readonly string[] = [];

beforeAll(async () => {
  const begun = scratchWith(all.flatMap(([, recipe]) => recipe.half));
  scratches = [begun];
  const done = scratchWith(written.flatMap(([, recipe]) => [...recipe.half, ...recipe.rest]));
  scratches = [begun, done];
  half = await complaintsOf(begun, tables);
  if (isWhole) left = await complaintsOf(done, tables);
  const files = all.flatMap(([, recipe]) => recipe.missed.map((test) => test.slice(0, test.indexOf(':'))));
  missed = await failuresIn(begun, [...new Set(files)]);
  const passing = all.flatMap(([, { tests, slow = [] }]) => [...tests, ...(isWhole ? slow : [])]);
  failures = await failuresIn(done, [...new Set(passing)]);
}, COMPILING_MS);

afterAll(() => {
  for (const scratch of scratches) scratch.remove();
});

/** A new kind of operation is named at so many places that the recipe lists none of them. */
const isOfThird = ({ file, text }: Complaint) =>
  text.includes("'third'") || text.includes('"third"') || file.startsWith('src/operation/');

it('every recipe is tried', () => {
  expect([...page.matchAll(/^### (.+)$/gm)].map(([, title]) => title)).toEqual(Object.keys(recipes));
});

describe('a recipe that is half done', () => {
  it.each(Object.keys(recipes))('“%s”: every place that it marks is named', (title) => {
    expect(half.map(({ file }) => file)).toEqual(expect.arrayContaining([...marked(title)]));
  });

  it('is named nowhere else', () => {
    const isChat = (file: string) => file.startsWith('src/chat/');
    const named = new Set(half.flatMap((one) => (isOfThird(one) || isChat(one.file) ? [] : [one.file])));
    expect([...named].sort()).toEqual([...new Set(Object.keys(recipes).flatMap(marked))].sort());
  });

  it.each(ports)('“Add a chat”: what its %s lacks is named', (port) => {
    expect(half.find(({ file, text }) => file === 'src/chat/chat.ts' && text.includes(`'${port}'`))).toBeDefined();
  });

  it('fails a test where it lacks what is not compiled', () => {
    expect(missed.toSorted()).toEqual(all.flatMap(([, recipe]) => recipe.missed).sort());
  });
});

describe('a recipe that is whole', () => {
  it.runIf(isWhole)('compiles', () => {
    expect(left.map(({ text }) => text)).toEqual([]);
  });

  it('passes its tests', () => {
    expect(failures).toEqual([]);
  });
});

describe('a third kind of operation does not compile', () => {
  it.each([
    ['a one-time code is asked for, and everything else of the kind itself', 'src/operation/kinds/index.ts'],
    ['the old primary must be fenced', 'src/request/to-dos/to-dos.ts'],
    ['a failed task is spoken of in its own words', 'src/slack/sentences/failure.ts'],
    ['its family is looked at', 'src/operation/family-findings.ts'],
    ['OCP is asked about it', 'src/engine/reads/inspect.ts'],
    ['OCP is called', 'src/engine/send.ts'],
    ['its words are said in English', 'src/text/en/operation.ts'],
    ['its words are said in Chinese', 'src/text/zh/operation.ts'],
    ['its command is in the manifest', 'test/manifest.test.ts'],
  ])('before it is said whether or how %s', (_, file) => {
    expect(half.filter(isOfThird).map((one) => one.file)).toContain(file);
  });

  it('and what is named is an entry of the kind each time, never a place that reads one', () => {
    const named = half.filter(({ file }) => file.startsWith('src/')).filter(isOfThird);
    const entries = named.filter(({ text }) => text.includes("Property 'third' is missing in type"));
    const others = named.filter((one) => !entries.includes(one)).map(({ file }) => file);
    // What its choices tell besides, and how it is stored.
    expect(others.toSorted()).toEqual(['src/operation/choices.ts', 'src/operation/operation.ts']);
    expect(entries.length).toBeGreaterThan(20);
  });
});

it('every file that the page names is there', () => {
  const files = [...page.matchAll(/`((?:src|test|docs)\/[^`…]+)`/g)].map(([, file]) => file ?? '');
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});
