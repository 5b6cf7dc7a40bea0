/** The rooms of src/ and what each may import: the one table. A test holds it against the code; `npm run layers` draws it. */
export interface Room {
  /** A folder or a file below src/. A file belongs to the room with the longest path that fits. */
  readonly path: string;
  readonly holds: string;
  /** The other rooms it may import from. */
  readonly uses: readonly string[];
  /** Rooms whose types it may name besides: these are gone when the program is built. */
  readonly types?: readonly string[];
  /** The modules of Node and the packages it may import; null: any. */
  readonly outside: readonly string[] | null;
}

/** Rooms that know nothing of the world outside. They may import each other. */
const core = ['operation', 'task', 'policy', 'people', 'request', 'stop'] as const;
type Core = (typeof core)[number];

/** What the core takes from outside: hashing, schemas, and the text of a policy file. */
const pureOutside = ['node:crypto', 'zod', 'yaml'];

/** Rooms that draw for Slack: each may use those before it, none a feature of Slack but its types. */
const drawing = [
  ['slack/blocks', 'escaping, names, and the limits of blocks'],
  ['slack/sentences', 'facts in sentences, for cards and threads alike'],
  ['slack/card', 'a request as one message'],
  ['slack/thread', 'what happened, line by line'],
  ['slack/form/view', 'forms as Slack shows them'],
  ['slack/notice', 'private answers and audit notices'],
  ['slack/overview/view', 'status, history, Home and doctor as Slack shows them'],
] as const;

function pure(path: string, holds: string, uses: readonly string[]): Room {
  return { path, holds, uses, outside: pureOutside };
}

function edge(path: string, holds: string, uses: readonly string[]): Room {
  return { path, holds, uses, outside: null };
}

function inCore(path: Core, holds: string): Room {
  return pure(path, holds, ['lib', 'policy/file', ...core.filter((other) => other !== path)]);
}

const drawn = drawing.map(([path]) => path);

export const rooms: readonly Room[] = [
  edge('lib', 'small things that every room may use', ['log', 'request', 'stop']),
  inCore('operation', 'the kinds of operation, tenants, replication families, and what differs'),
  inCore('task', "what OCP's task says, how far it came, the remedies it allows"),
  inCore('policy', 'rules, freezes, and how two policies differ'),
  pure('policy/file', 'the keys of the policy file: schema, reading, weight', ['lib', 'files', ...core]),
  inCore('people', 'who is who, and who may'),
  inCore('request', 'events, state, evolve and commands; decide/ has one file a verb'),
  inCore('stop', 'the stop that people type, and what is in force'),
  pure('view', 'facts for people, read from state and log', ['lib', ...core]),
  pure('text', 'the words, in English and Chinese', ['lib', 'view', 'policy/file', ...core]),
  edge('log', 'the log, how loud each event is, what stays secret', ['lib', 'config.ts', 'ocp', ...core]),
  edge('codes', 'one-time codes: made, sealed, checked', ['lib', 'people', 'store']),
  edge('files', 'files that people write: parsed with line and column, read again when they change', [
    'lib',
    'policy/file',
    'text',
    ...core,
  ]),
  edge('ocp', "OCP's client: its calls, their decoders, the one-send transport", ['lib', 'log', ...core]),
  edge('store', 'tables, event log, inbox and lease, on SQLite and PostgreSQL', ['lib', ...core]),
  edge('engine', 'executor, searcher, watcher, mirror and clicks, through interfaces that it owns', [
    'lib',
    'log',
    'policy/file',
    ...core,
  ]),
  ...drawing.map(([path, holds], at) => ({
    ...edge(path, holds, ['lib', 'view', 'text', 'policy/file', ...core, ...drawn.slice(0, at)]),
    types: ['slack'],
  })),
  edge('slack', 'client, inbound, forms and overviews', [
    'lib',
    'log',
    'view',
    'text',
    'policy/file',
    ...core,
    ...drawn,
  ]),
  edge('metrics', 'what /metrics tells', ['lib', 'log', 'view', 'engine', 'slack', 'store', ...core]),
  { ...edge('config.ts', 'the environment, read once', ['lib', 'codes']), types: ['ocp', 'slack'] },
  edge('app', 'ties the rooms together, to the files, sockets and port of this machine', [
    'config.ts',
    'lib',
    'log',
    'codes',
    'files',
    'view',
    'text',
    'ocp',
    'store',
    'engine',
    'slack',
    'metrics',
    'main.ts',
    ...core,
    ...drawn,
  ]),
  edge('cli', '`enroll` and `verify`', ['config.ts', 'lib', 'log', 'codes', 'slack', 'store', ...core]),
  edge('main.ts', 'the program: which command, and how it ends', [
    'config.ts',
    'lib',
    'log',
    'files',
    'store',
    'app',
    'cli',
    'sandbox',
  ]),
  edge('simulators', 'simulated OCP and Slack, which know nothing of the product but the clock', ['lib']),
  edge('sandbox', 'the sandbox: its page, its process, its people', [
    'config.ts',
    'lib',
    'codes',
    'store',
    'app',
    'simulators',
    'policy/file',
    ...core,
  ]),
];
