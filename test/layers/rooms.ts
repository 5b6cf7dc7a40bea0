/** The rooms of src/ and what each may import. A test compares this table with the code; `npm run layers` draws it. */
export interface Room {
  /** A folder or a file below src/. A file belongs to the room with the longest matching path. */
  readonly path: string;
  readonly holds: string;
  /** The other rooms it may import from. */
  readonly uses: readonly string[];
  /** Rooms from which it may import types only: no such import is left in the built program. */
  readonly types?: readonly string[];
  /** The modules of Node and the packages it may import; null where it may import all of them. */
  readonly outside: readonly string[] | null;
}

/** Rooms without effects on the outside world. They may import each other. */
const core = ['operation', 'task', 'policy', 'people', 'request', 'stop'] as const;
type Core = (typeof core)[number];

/** What the core imports from outside: hashing, schemas, and the parser of the policy file. */
const pureOutside = ['node:crypto', 'zod', 'yaml'];

/** Rooms that draw for Slack. Each may use the ones before it, and only types of Slack's features. */
const drawing = [
  ['slack/blocks', 'escaping, names, and the limits of blocks'],
  ['slack/sentences', 'sentences that cards and threads share'],
  ['slack/card', 'a request as one message'],
  ['slack/thread', 'the thread: what happened, line by line'],
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
  edge('lib', 'small helpers that every room may use', ['log', 'request', 'stop']),
  inCore('operation', 'the kinds of operation, tenants, replication families, differences between two readings'),
  inCore('task', "OCP's tasks: decoding, progress, result, possible remedies"),
  inCore('policy', 'rules, freezes, differences between two policies'),
  pure('policy/file', 'the keys of the policy file: schema, reading, weight', ['lib', 'files', ...core]),
  inCore('people', 'people, their accounts, and what each may do'),
  inCore('request', 'events, state, evolve and commands; decide/ has one file per verb'),
  inCore('stop', 'the stop that people type, and all stops and freezes in force'),
  pure('view', 'facts for people, derived from state and log', ['lib', ...core]),
  pure('text', 'all phrases, in English and Chinese', ['lib', 'view', 'policy/file', ...core]),
  edge('log', 'the log, the level of each event, redaction of secrets', ['lib', 'config.ts', 'ocp', ...core]),
  edge('codes', 'one-time codes: creating, sealing, checking', ['lib', 'people', 'store']),
  edge('files', 'files that people edit: parsing with line and column, reloading on change', [
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
  edge('metrics', 'the metrics at /metrics', ['lib', 'log', 'view', 'engine', 'slack', 'store', ...core]),
  { ...edge('config.ts', 'the environment, read once', ['lib', 'codes']), types: ['ocp', 'slack'] },
  edge('app', 'assembles the rooms and connects them to files, sockets and port', [
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
  edge('main.ts', 'the program: its commands and exit codes', [
    'config.ts',
    'lib',
    'log',
    'files',
    'store',
    'app',
    'cli',
    'sandbox',
  ]),
  edge('simulators', 'simulated OCP and Slack; from the product they use only the clock', ['lib']),
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
