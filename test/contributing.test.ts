/** The recipes of CONTRIBUTING.md: half done, the compiler names the files that the recipe marks, and no others. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMPILING_MS, complaintsAfter, fileOf, type Patch } from './support/scratch.ts';

const page = readFileSync('CONTRIBUTING.md', 'utf8');

function recipe(title: string): string {
  const [, text] = page.split(`### ${title}\n`);
  if (text === undefined) throw new Error(`There is no recipe “${title}”.`);
  return text.split('\n##')[0] ?? '';
}

const marked = (title: string) => [...recipe(title).matchAll(/→ `([^`]+)`/g)].map(([, file]) => file ?? '');

/** One of each recipe, its first step alone. They touch different files, so one compilation shows all. */
const halves: Readonly<Record<string, Patch>> = {
  'Add a remedy': {
    file: 'src/task/remedy-kinds.ts',
    before: '} as const satisfies Readonly<Record<string, StepRemedy>>;',
    after:
      "  pause: { goesOn: false, weight: 'danger', allowed: () => true, isTaken: () => true },\n} as const satisfies Readonly<Record<string, StepRemedy>>;",
  },
  'Add a policy key': {
    file: 'src/policy/file/keys.ts',
    before: "  /** Missing: the members of the bot's workspace alone. */\n",
    after: `  motto: topKey({
    field: 'motto',
    weight: 'presenting',
    schema: z.string().optional(),
    read: (motto) => motto,
    shown: (motto) => motto,
    unsaid: '',
    told: z.string().default(''),
  }),
  /** Missing: the members of the bot's workspace alone. */
`,
  },
  'Add a text': {
    file: 'src/text/en/card.ts',
    before: '  status: {\n',
    after: "  motto: 'Two keys.',\n\n  status: {\n",
  },
  'Add a subcommand': {
    file: 'src/slack/inbound/commands.ts',
    before: "['status', 'history', 'doctor']",
    after: "['status', 'history', 'doctor', 'motto']",
  },
};

let named: readonly string[] = [];

beforeAll(async () => {
  named = [...new Set((await complaintsAfter(Object.values(halves))).map(fileOf))];
}, COMPILING_MS);

describe('a recipe that is half done', () => {
  it.each(Object.keys(halves))('“%s” is named at every place that it marks', (title) => {
    expect(marked(title).length).toBeGreaterThan(0);
    expect(named).toEqual(expect.arrayContaining(marked(title)));
  });

  it('is named nowhere else', () => {
    expect(named.toSorted()).toEqual(Object.keys(halves).flatMap(marked).toSorted());
  });
});

it('every file of a recipe is there', () => {
  const files = [...page.matchAll(/`((?:src|test|docs)\/[^`…]+)`/g)].map(([, file]) => file ?? '');
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});
