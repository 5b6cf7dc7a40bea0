import { catalogue, insert, type Recipe } from './recipe.ts';

export const policyKey: Recipe = {
  half: [
    insert(
      'src/policy/file/keys.ts',
      "  /** Missing: the members of the bot's workspace alone. */",
      `  crest: topKey({
    field: 'crest',
    weight: 'presenting',
    schema: z.string().optional().describe('Shown nowhere.'),
    read: (crest) => crest,
    shown: (crest) => crest,
    unsaid: '',
    told: z.string().default(''),
  }),`,
    ),
  ],
  rest: [
    insert(
      'src/slack/notice/policy-notice.ts',
      "    case 'people_from':",
      "    case 'crest':\n      return [text.crest(safe(change.to, VALUE_MAX))];",
    ),
    insert('src/text/en/notices.ts', '    peopleFrom: {', '    crest: (to: string) => `Crest: ${to}`,'),
    insert('src/text/zh/notices.ts', '    peopleFrom: {', '    crest: (to) => `徽章：${to}`,'),
    insert('test/policy/keys.test.ts', "  people_from: [null, 'organisation'],", "  crest: [null, 'keys'],"),
    insert('test/slack/words/kinds.ts', '  people_from: {', "  crest: { kind: 'crest', from: '', to: 'keys' },"),
    insert('policy.example.yaml', '# people_from: organisation', '# crest: keys\n'),
    insert('README.md', '# people_from: organisation', '# crest: keys'),
    insert(
      'docs/policy.schema.json',
      '    "people_from": {',
      '    "crest": { "type": "string", "description": "Shown nowhere." },',
    ),
  ],
  missed: [
    'test/policy/keys.test.ts: each key crest of the file',
    'test/policy/keys.test.ts: policy.example.yaml shows crest',
    'test/policy/keys.test.ts: README.md shows crest',
    'test/policy/top.test.ts: the JSON Schema for editors is the one that the file is parsed with: npm run policy-schema',
  ],
  tests: ['test/policy/keys.test.ts', 'test/policy/top.test.ts', catalogue],
};
