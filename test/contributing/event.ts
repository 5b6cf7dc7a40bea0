import { insert, type Recipe } from './recipe.ts';

export const event: Recipe = {
  half: [
    {
      file: 'src/request/events.ts',
      before: "  | { readonly type: 'todos_reminded' };",
      after: "  | { readonly type: 'todos_reminded' }\n  | { readonly type: 'flag_raised'; readonly by: string };",
    },
  ],
  rest: [
    insert('src/request/stored/event-schemas.ts', '  todos_reminded: {},', '  flag_raised: { by },'),
    insert(
      'src/request/evolve.ts',
      '    default:\n      event satisfies never;',
      "    case 'flag_raised':\n      return state;",
    ),
    insert('src/log/levels.ts', "  todos_reminded: 'warn',", "  flag_raised: 'info',"),
    insert(
      'src/slack/thread/thread.ts',
      '    // The list, and who ticked what, stand on the card.',
      "    case 'flag_raised':\n      return [];",
    ),
    insert(
      'test/support/every-event.ts',
      "    todos_reminded: { type: 'todos_reminded' },",
      "    flag_raised: { type: 'flag_raised', by: 'U0BOB' },",
    ),
    insert('test/slack/render/thread.test.ts', "    'todos_reminded',\n  ]);", "    'flag_raised',"),
  ],
  missed: [],
  tests: [],
  slow: ['test/request/stored.test.ts', 'test/slack/render/thread.test.ts'],
};
