import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeFileProblem } from '../src/files/yaml.ts';
import { peopleReader, readPeople } from '../src/files/people-file.ts';
import { FileError } from '../src/files/watched.ts';

const small = `people:
  - name: Mei Lin
    slack: [U0MEI, W0MEI]
  - name: Arun Patel
    slack: [U0ARUN]
`;

function rosterOf(text: string) {
  const result = readPeople(text, 'people.yaml');
  if ('problems' in result) throw new Error(result.problems.map(describeFileProblem).join('\n'));
  return result.value;
}

function complaints(text: string): string[] {
  const result = readPeople(text, 'people.yaml');
  return 'problems' in result ? result.problems.map(describeFileProblem) : [];
}

describe('a people file', () => {
  test('says which accounts are whose', () => {
    expect(rosterOf(small).people).toEqual([
      { name: 'Arun Patel', accounts: ['U0ARUN'] },
      { name: 'Mei Lin', accounts: ['U0MEI', 'W0MEI'] },
    ]);
  });

  test('has a version that depends on what it means only', () => {
    const { version } = rosterOf(small);
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(rosterOf(`# people\n${small.replace('U0MEI, W0MEI', 'W0MEI, U0MEI')}`).version).toBe(version);
    expect(rosterOf(small.replace('U0ARUN', 'U0OTHER')).version).not.toBe(version);
  });

  test('may give an account to two people: those are refused one by one, not the file', () => {
    expect(complaints(small.replace('U0ARUN', 'U0MEI'))).toEqual([]);
  });

  test.each([
    ['', 'people.yaml:1:1 the file must be a mapping with the key people'],
    ['people:\n', 'people.yaml:1:8 people must be a list'],
    ['people: []\n', 'people.yaml:1:9 people is empty: nobody could take part'],
    ['people: [{ slack: [U0A] }]\n', 'people.yaml:1:10 people[0].name is required'],
    ['people: [{ name: A }]\n', 'people.yaml:1:10 people[0].slack is required'],
    ['people:\n  - { name: A, slack: [] }\n', 'people.yaml:2:23 people[0].slack is empty'],
    ['people:\n  - { name: A, slack: ["@mei"] }\n', 'people.yaml:2:24 people[0].slack[0] must be a Slack user id'],
    ['people:\n  - { name: A, slack: [S0GROUP] }\n', 'people.yaml:2:24 people[0].slack[0] must be a Slack user id'],
    ['people:\n  - { name: A, slack: [U0A, U0A] }\n', 'people.yaml:2:29 people[0].slack[1] repeats U0A'],
    ['people:\n  - { name: A, slack: [U0A], mail: a }\n', 'people.yaml:2:30 people[0].mail is not a known key'],
    [
      'people:\n  - { name: A, slack: [U0A] }\n  - { name: A, slack: [U0B] }\n',
      'people.yaml:3:13 people[1].name is the name of another person too',
    ],
    ['people: [', 'people.yaml:1:10 the file'],
  ])('%j: %s', (text, complaint) => {
    expect(complaints(text)[0]).toContain(complaint);
  });

  test('the example of the repository is one', () => {
    expect(rosterOf(readFileSync('people.example.yaml', 'utf8')).people).not.toEqual([]);
  });
});

describe('the file on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-people-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'people.yaml');

  test('is refused at the start with file and line', async () => {
    writeFileSync(path, 'people: []\n');
    const read = peopleReader(path, () => undefined).read();
    await expect(read).rejects.toBeInstanceOf(FileError);
    await expect(read).rejects.toMatchObject({
      code: 'people_invalid',
      message: `${path}:1:9 people is empty: nobody could take part`,
    });
    const gone = peopleReader(join(folder, 'none.yaml'), () => undefined).read();
    await expect(gone).rejects.toMatchObject({ code: 'people_unreadable' });
  });

  test('is followed; a broken change is told once and the last good one stays', async () => {
    writeFileSync(path, small);
    const problems: FileError[] = [];
    const reader = peopleReader(path, (error) => problems.push(error));
    const accounts = async () => (await reader.read()).people.flatMap((person) => person.accounts);
    expect(await accounts()).toEqual(['U0ARUN', 'U0MEI', 'W0MEI']);
    writeFileSync(path, small.replace('U0ARUN', 'U0OTHER'));
    expect(await accounts()).toContain('U0OTHER');
    writeFileSync(path, 'people: []\n');
    expect([await accounts(), await accounts()]).toEqual([await accounts(), await accounts()]);
    expect(await accounts()).toContain('U0OTHER');
    expect(problems).toMatchObject([{ code: 'people_invalid' }]);
    expect(reader.problem()).toBe(problems[0]);
    writeFileSync(path, small);
    expect(await accounts()).toContain('U0ARUN');
    expect(reader.problem()).toBeNull();
  });
});
