/** Documents lead where they say: links, the index, the decisions, and the version that the changelog names. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseJson } from '../src/lib/trust-boundaries.ts';

const text = (path: string) => readFileSync(path, 'utf8');
/** Not yet committed ones count, too. */
const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { encoding: 'utf8' }).stdout;
const documents = listed.split('\n').filter((path) => path !== '' && existsSync(path));

/** Where the links of a document lead, without addresses on the web. */
const linksOf = (path: string) =>
  [...text(path).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = '']) => (/^(https?|mailto):/.test(to) ? [] : [to]));

/** As the hosts of repositories make the anchor of a heading. */
const anchorsOf = (path: string) =>
  [...text(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

it.each(documents)('every link of %s leads somewhere', (path) => {
  const dead = linksOf(path).filter((link) => {
    const [file = '', anchor] = link.split('#');
    const to = file === '' ? path : join(dirname(path), file);
    return !existsSync(to) || (anchor !== undefined && !anchorsOf(to).includes(anchor));
  });
  expect(dead).toEqual([]);
});

const scripts = z.object({ scripts: z.record(z.string(), z.string()) }).parse(parseJson(text('package.json'))).scripts;

it.each(documents.filter((path) => path !== 'CHANGELOG.md'))('every script that %s tells to run exists', (path) => {
  const named = [...text(path).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

it('the index of docs names everything in it', () => {
  const there = readdirSync('docs').filter((name) => name !== 'README.md');
  const decisions = readdirSync('docs/decisions').map((name) => `decisions/${name}`);
  expect(linksOf('docs/README.md')).toEqual(expect.arrayContaining([...there, ...decisions]));
});

describe('a decision', () => {
  const names = readdirSync('docs/decisions').sort();

  it('has a number of its own, without a gap', () => {
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, at) => at + 1));
  });

  it.each(names)('%s is short, dated, and says context, decision and consequences', (name) => {
    const said = text(join('docs/decisions', name));
    expect(said.split('\n').length).toBeLessThanOrEqual(41);
    expect(said).toMatch(
      new RegExp(`^# ${Number(name.slice(0, 4))}\\. .+\\n\\n\\d{4}-\\d\\d-\\d\\d\\. (Accepted|Replaced by)`),
    );
    expect(said.match(/^## .+$/gm)).toEqual(['## Context', '## Decision', '## Consequences']);
  });
});

it('the newest version of the changelog is that of the package, its lock and the example deployment', () => {
  const versions = [...text('CHANGELOG.md').matchAll(/^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$/gm)];
  const [newest = ''] = versions.map(([, version]) => version);
  expect(parseJson(text('package.json'))).toMatchObject({ version: newest });
  expect(parseJson(text('package-lock.json'))).toMatchObject({
    version: newest,
    packages: { '': { version: newest } },
  });
  expect(text('deploy/kubernetes/deployment.yaml')).toContain(`image: twokey:${newest}`);
  const dates = versions.map(([, , date]) => date ?? '');
  expect(dates).toEqual(dates.toSorted((one, other) => other.localeCompare(one)));
  expect(text('CHANGELOG.md').indexOf('## [Unreleased]')).toBeLessThan(text('CHANGELOG.md').indexOf(`## [${newest}]`));
});
