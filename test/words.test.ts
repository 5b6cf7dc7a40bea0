/** The house language as far as a machine can check it: docs/glossary.md names the words, and no phrase or document uses one that it gives up. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogues } from '../src/text/words.ts';
import { textsOf } from './slack/words/phrases.ts';

const glossary = readFileSync('docs/glossary.md', 'utf8');
/** Of the table of concepts: concept, English, given up, Chinese, given up. */
const rows = glossary
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => line.split('|').slice(1, -1));

const quoted = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].flatMap(([, word]) => word ?? []);
const column = (at: number) => rows.flatMap((row) => quoted(row[at] ?? ''));
/** What the rules give up, beyond the table. */
const byRules = [...glossary.matchAll(/Given up: ([^.]+)\./g)].flatMap(([, words]) => quoted(words ?? ''));

const given = { en: [...column(2), ...byRules], zh: column(4) };
const words = (list: readonly string[]) => new RegExp(`(?<![\\w-])(${list.join('|')})(?![\\w-])`, 'i');

describe('the glossary', () => {
  it('says each concept once, in both languages', () => {
    expect(rows.length).toBeGreaterThan(25);
    for (const row of rows)
      expect(
        row
          .slice(0, 2)
          .concat(row[3] ?? '')
          .every((cell) => cell.trim() !== ''),
        row[0],
      ).toBe(true);
    for (const at of [0, 1, 3]) expect(new Set(rows.map((row) => row[at])).size).toBe(rows.length);
  });

  it('gives up no word that it also uses', () => {
    const used = rows.flatMap((row) => row[1] ?? '').join('\n');
    expect(used).not.toMatch(words(given.en));
    expect(rows.flatMap((row) => row[3] ?? '').join('\n')).not.toMatch(new RegExp(given.zh.join('|')));
  });
});

describe('the catalogue', () => {
  it('uses no English word that the glossary gives up', () => {
    const wrong = textsOf(catalogues.en).filter(({ text }) => words(given.en).test(text));
    expect(wrong).toEqual([]);
  });

  it('uses no Chinese word that the glossary gives up', () => {
    const wrong = textsOf(catalogues.zh).filter(({ text }) => new RegExp(given.zh.join('|')).test(text));
    expect(wrong).toEqual([]);
  });

  // The one exception is the space that Slack needs beside *bold* and `code`.
  it('has no space beside full-width punctuation', () => {
    const loose = /[：（），。；、？！](?= (?![*`]))|(?<![*`\s]) +(?=[：（），。；、？！])/;
    const wrong = textsOf(catalogues.zh).filter(({ text }) => loose.test(text));
    expect(wrong).toEqual([]);
  });
});

/** Documents and example files, committed or not. The glossary itself names the words that it gives up. */
const listed = spawnSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '*.md', '*.yaml', '*.yml', 'deploy', 'Dockerfile'],
  { encoding: 'utf8' },
);
const documents = listed.stdout
  .split('\n')
  .filter((path) => path !== '' && path !== 'docs/glossary.md' && existsSync(path));

/** These have another meaning in documents: "once, in order"; "OCP is not known to enforce its precheck". */
const ambiguous = ['in order', 'not known'];

/** Sentences may run over lines, also of comments. Identifiers and the titles of tests keep their words, as do addresses. */
function proseOf(path: string): string {
  return readFileSync(path, 'utf8')
    .replaceAll(/```[^]*?```/g, '')
    .replaceAll(/`[^`\n]*`|“[^”]*”|https?:\S+/g, '')
    .replaceAll(/^\s*#+ ?/gm, '')
    .replaceAll(/\s+/g, ' ');
}

describe('a document', () => {
  it('is looked at in every kind', () => {
    expect(documents).toEqual(
      expect.arrayContaining([
        'README.md',
        'docs/alerts.yaml',
        'docs/decisions/0003-claim.md',
        'policy.example.yaml',
        'deploy/systemd/twokey.service',
      ]),
    );
  });

  it.each(documents)('%s uses no English word that the glossary gives up', (path) => {
    const wrong = words(given.en.filter((word) => !ambiguous.includes(word)));
    expect(proseOf(path).match(new RegExp(`.{0,40}${wrong.source}.{0,40}`, 'i'))?.[0]).toBeUndefined();
  });
});
