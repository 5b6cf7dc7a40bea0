/** The recipes of CONTRIBUTING.md, begun on one scratch copy: the compiler names the places that each says it names, and no other. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMPILING_MS, complaintsAfter, type Edit, fileOf } from './support/scratch.ts';

/** `src/text/{en,zh}/card.ts` stands for two files. */
const spread = (path: string) =>
  path.includes('{en,zh}') ? ['en', 'zh'].map((one) => path.replace('{en,zh}', one)) : [path];

/** Paths hold a slash or are files beside the document. */
const filesIn = (said: string) =>
  [...said.matchAll(/`([\w.{},/-]+\.(?:ts|md|ya?ml|json))`/g)].flatMap(([, path = '']) => spread(path));

const recipes = readFileSync('CONTRIBUTING.md', 'utf8')
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [name = '', ...lines] = section.split('\n');
    const held = lines.filter((line) => /^\d+\. \*compiler\*: /.test(line));
    return { name, files: filesIn(section), held: sentences(held.join('\n')) };
  });

/** Of a step that the compiler holds, its first sentence: what follows is a hint. */
function sentences(steps: string): readonly string[] {
  return steps.split('\n').flatMap((step) => filesIn(step.split(/\. (?=[A-Z])/)[0] ?? ''));
}

const after = (file: string, before: string, added: string): Edit => ({ file, before, after: before + added });
const port = (name: string) => after('src/engine/ports.ts', `export interface ${name} {\n`, '  wave(): void;\n');

/** What each recipe begins with, and nothing more, with a word of it that complaints of several lines of one file may share. */
const begun: Readonly<Record<string, { readonly mark: string; readonly edits: readonly Edit[] }>> = {
  'Add a remedy': {
    mark: "'pause'",
    edits: [
      after(
        'src/task/remedy-kinds.ts',
        'export const stepRemedies = {\n',
        "  pause: { goesOn: false, weight: 'danger', allowed: () => true, isTaken: () => true },\n",
      ),
    ],
  },
  'Add a policy key': {
    mark: "'greeting'",
    edits: [
      after(
        'src/policy/file/keys.ts',
        'export const topKeys = {\n',
        "  greeting: topKey({ field: 'greeting', weight: 'presenting', schema: z.string().default(''), read: (said) => said, shown: (said) => said, unsaid: '', told: z.string().default('') }),\n",
      ),
    ],
  },
  'Add a text': {
    mark: "'farewell'",
    edits: [after('src/text/en/card.ts', 'export const cardWords = {\n', "  farewell: 'Bye.',\n")],
  },
  'Add an operation': {
    mark: "'third'",
    edits: [
      after(
        'src/operation/operation.ts',
        '  readonly switchover: SwitchoverBody;\n',
        '  readonly third: FailoverBody;\n',
      ),
    ],
  },
  'Add a subcommand of /failover': {
    mark: "'uptime'",
    edits: [after('src/slack/inbound/commands.ts', 'export const subcommandWords = [', "'uptime', ")],
  },
  'Change the running card': {
    mark: '"queued"',
    edits: [after('src/request/state.ts', 'export type CallStatus = ', "'queued' | ")],
  },
  'Add a chat': {
    mark: "'wave'",
    edits: ['Renderer', 'Messages', 'Notices', 'Channels', 'People', 'Languages'].map(port),
  },
};

/** What else three of them say, each in the fewest lines: the others are as long as what they add. */
const finished: readonly Edit[] = [
  after('src/text/zh/card.ts', "export const card: Words['card'] = {\n", "  farewell: '再见。',\n"),
  after('src/slack/overview/overview.ts', '    subcommands: { ', 'uptime: status, '),
  after(
    'src/slack/notice/policy-notice.ts',
    '  switch (change.kind) {\n    case ',
    "'greeting':\n      return [change.to];\n    case ",
  ),
];

let complaints: readonly string[] = [];

beforeAll(async () => {
  complaints = await complaintsAfter(Object.values(begun).flatMap(({ edits }) => edits));
}, COMPILING_MS);

describe.each(recipes)('$name', ({ name, files, held }) => {
  it('names files that are there', () => {
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(files).not.toEqual([]);
  });

  it('says of each of its places that the compiler names it, and is right', () => {
    const named = complaints.map(fileOf);
    expect(held.filter((file) => !named.includes(file))).toEqual([]);
    const mark = begun[name]?.mark ?? 'nothing to compile';
    const own = complaints.filter((complaint) => complaint.includes(`Property ${mark} is missing`)).map(fileOf);
    expect(own.filter((file) => !held.includes(file))).toEqual([]);
  });
});

it(
  'a text, a policy key and a subcommand compile when each of their steps is done',
  async () => {
    const whole = ['Add a text', 'Add a policy key', 'Add a subcommand of /failover'];
    const edits = whole.flatMap((name) => begun[name]?.edits ?? []);
    expect(await complaintsAfter([...edits, ...finished])).toEqual([]);
  },
  COMPILING_MS,
);

it('together they name every place that the compiler does', () => {
  const held = new Set(recipes.flatMap((recipe) => recipe.held));
  expect([...new Set(complaints.map(fileOf))].toSorted()).toEqual([...held].toSorted());
});

it('each recipe that the compiler holds is begun here', () => {
  expect(recipes.filter(({ held }) => held.length > 0).map(({ name }) => name)).toEqual(Object.keys(begun));
});
