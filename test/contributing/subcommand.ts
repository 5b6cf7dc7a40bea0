import { catalogue, insert, type Recipe } from './recipe.ts';

export const subcommand: Recipe = {
  half: [
    { file: 'src/slack/inbound/commands.ts', before: "'history', 'doctor'", after: "'history', 'doctor', 'whoami'" },
  ],
  rest: [
    {
      file: 'src/slack/overview/overview.ts',
      before: 'const subcommands: Subcommands = { status, ',
      after: `async function whoami({ person }: { person: string }) {
    const language = await people.languageOf(person);
    const refusal = await refusedAs(people, person, language);
    return { text: refusal ?? inLanguage(language, () => words.overview.whoami(person)) };
  }

  const subcommands: Subcommands = { status, whoami, `,
    },
    {
      file: 'src/slack/overview/overview.ts',
      before: "import { inLanguage } from '../../text/words.ts';",
      after: "import { inLanguage, words } from '../../text/words.ts';",
    },
    insert('src/text/en/overview.ts', '  wait: {', '  whoami: (person: string) => `You are ${person}.`,'),
    insert('src/text/zh/overview.ts', '  wait: {', '  whoami: (person) => `你是 ${person}。`,'),
    insert('src/text/en/private.ts', "    '• `/failover help` this',", "    '• `/failover whoami` who you are',"),
    // There is room for no more than a phone shows.
    { file: 'src/text/en/private.ts', before: 'what is wrong, and what to put right', after: 'what is wrong' },
    insert('src/text/zh/private.ts', "    '• `/failover help` 本说明',", "    '• `/failover whoami` 你是谁',"),
    insert('README.md', '| `… help` |', '| `… whoami` | says who you are |'),
    ...['Make a standby tenant the primary', 'Exchange the roles of a primary tenant and its standby'].map((says) => ({
      file: 'manifest.yml',
      before: `${says}\n      usage_hint: '[tenant] | help |`,
      after: `${says}\n      usage_hint: '[tenant] | help | whoami |`,
    })),
  ],
  missed: [
    'test/manifest.test.ts: the Slack app manifest hints at whoami behind each command',
    'test/manifest.test.ts: the Slack app manifest and README says in a row of its own what whoami does',
    ...['en', 'zh'].map(
      (language) =>
        `test/slack/words/help.test.ts: in ${language}: every word and what may follow it, a short line for each`,
    ),
  ],
  tests: ['test/manifest.test.ts', 'test/slack/words/help.test.ts', catalogue],
};
