import { catalogue, insert, type Recipe } from './recipe.ts';

export const text: Recipe = {
  half: [insert('src/text/en/card.ts', '  status: {', "  motto: 'Two keys.',\n")],
  rest: [insert('src/text/zh/card.ts', '  status: {', "  motto: '双人双钥。',\n")],
  missed: [],
  tests: [catalogue],
};

/** A fact that the running card shows begins in the view. */
export const runningCard: Recipe = {
  half: [insert('src/view/request.ts', '  /** Null while the request goes on. */', '  readonly moons: number;')],
  rest: [insert('src/view/request.ts', '    truth: truthOf(state),', '    moons: 0,')],
  missed: [],
  tests: [],
  slow: ['test/slack/render/card.test.ts'],
};

export const dependency: Recipe = {
  half: [{ file: 'package.json', before: '"p-limit": "7.3.3"', after: '"p-limit": "7.3.4"' }],
  rest: [{ file: 'docs/dependencies.md', before: '| `p-limit` | 7.3.3 |', after: '| `p-limit` | 7.3.4 |' }],
  missed: ['test/dependencies.test.ts: docs/dependencies.md has one line for every dependency, with its version'],
  tests: ['test/dependencies.test.ts'],
};

/** What the engine asks of a chat. */
export const ports = ['People', 'Languages', 'Channels', 'Messages', 'Notices', 'Renderer'];

/** Nothing of another chat is there yet: the compiler names what each interface asks for. */
export const chat: Recipe = {
  half: [
    {
      file: 'src/chat/chat.ts',
      before: null,
      after: [
        `import type { ${ports.join(', ')} } from '../engine/ports.ts';\n`,
        ...ports.map((port) => `export const its${port}: ${port} = {};`),
      ].join('\n'),
    },
  ],
  rest: [],
  missed: [],
  tests: [],
};

/** Too much to be written whole here: each place is an entry that the compiler asks for. */
export const operation: Recipe = {
  half: [
    {
      file: 'src/operation/operation.ts',
      before: '  readonly switchover: SwitchoverBody;\n',
      after: '  readonly switchover: SwitchoverBody;\n  readonly third: FailoverBody;\n',
    },
  ],
  rest: [],
  missed: [],
  tests: [],
};
