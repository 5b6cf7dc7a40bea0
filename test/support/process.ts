/** The bot as operators run it: the compiled program, a process of its own, told nothing but its environment. */
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface BotProcess {
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
  /** Everything it wrote so far, to standard output and standard error. */
  output(): string;
  /** kill -9. Resolves when it is gone. */
  kill(): Promise<Exit>;
  /** SIGTERM. Resolves when it has ended by itself. */
  terminate(): Promise<Exit>;
  /** It stands still, as on a machine that is suspended. */
  stop(): void;
  goOn(): void;
  /** As if it had stood still for STILL_MS. */
  stoodStill(): void;
  readonly exited: Promise<Exit>;
}

export interface ProcessOptions {
  /** The Surface variables. The program gets these, HOST and PORT, and no other variable. */
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** How much later than now the process believes it is, in ms: it was down for so long. */
  readonly laterMs?: number;
  /** The compiled program, if it is a copy elsewhere. */
  readonly program?: string;
  /** JavaScript that runs in the process before the program. */
  readonly before?: string;
}

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const preload = fileURLToPath(new URL('preload.cjs', import.meta.url));
const sources = fileURLToPath(new URL('../../src', import.meta.url));
/** As preload.cjs has it. */
export const STILL_MS = 16_000;
const START_MS = 60_000;
const LOOK_MS = 10;
let isChecked = false;

/** Throws when the program is missing or older than its source: what is tested must be what was written. Looks once. */
export function requireBuild(): void {
  if (isChecked) return;
  const built = statSync(program, { throwIfNoEntry: false })?.mtimeMs;
  const remedy = 'Run: npm run build';
  if (built === undefined) throw new Error(`The program is not built (dist/main.js is missing). ${remedy}`);
  const newest = readdirSync(sources, { recursive: true, withFileTypes: true })
    // A bot with credentials loads nothing of the sandbox.
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/[\\/]sandbox([\\/]|$)/.test(entry.parentPath))
    .map((entry) => ({ entry, at: statSync(`${entry.parentPath}/${entry.name}`).mtimeMs }))
    .sort((one, other) => other.at - one.at)[0];
  if (newest && newest.at > built)
    throw new Error(`dist/ is older than ${newest.entry.parentPath}/${newest.entry.name}. ${remedy}`);
  isChecked = true;
}

/** Starts the program without waiting for it. */
export function spawnBot(options: ProcessOptions): BotProcess {
  requireBuild();
  const script = options.before && `data:text/javascript,${encodeURIComponent(options.before)}`;
  const before = ['--require', preload, ...(script === undefined ? [] : ['--import', script])];
  const later = { TEST_LATER_MS: String(options.laterMs ?? 0) };
  const env = { HOST: '127.0.0.1', PORT: String(options.port), ...options.env, ...later };
  const child = spawn(process.execPath, [...before, options.program ?? program], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => written.push(text));
  }
  // `close` and not `exit`: the last words have been read by then.
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  exited.catch(() => undefined);
  const send = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  return {
    origin: `http://127.0.0.1:${options.port}`,
    port: options.port,
    pid: child.pid ?? 0,
    output: () => written.join(''),
    kill: () => send('SIGKILL'),
    terminate: () => send('SIGTERM'),
    stop: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    stoodStill: () => void child.kill('SIGUSR2'),
    exited,
  };
}

/** Starts the program and resolves when its port answers `/healthz`. Rejects, with its output, when it ends before. */
export async function startBotProcess(options: ProcessOptions): Promise<BotProcess> {
  const bot = spawnBot(options);
  const gone = new AbortController();
  const ended = bot.exited.then(({ code, signal }) => {
    gone.abort();
    throw new Error(`The bot ended at its start (${signal ?? `exit code ${code}`}):\n${bot.output()}`);
  });
  ended.catch(() => undefined);
  // It says that it has started: until then, asking would only take the processor from it.
  const answering = until(() => bot.output() !== '' && answers(bot), {
    timeoutMs: START_MS,
    signal: gone.signal,
    what: 'the bot to answer',
  });
  try {
    await Promise.race([answering, ended]);
    return bot;
  } catch (error) {
    await bot.kill();
    throw error;
  }
}

async function answers({ origin }: BotProcess): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(1_000) });
    return response.ok && (await response.text()) === 'ok\n';
  } catch {
    return false;
  }
}

/** Looks again and again until the predicate gives something, at most for `timeoutMs` of the machine's time. */
export async function until<T>(
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  options: { readonly timeoutMs?: number; readonly what?: string; readonly signal?: AbortSignal } = {},
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (options.signal?.aborted) throw new Error(`gave up waiting for ${options.what ?? String(look)}`);
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms for ${options.what ?? String(look)}`);
    await pause(LOOK_MS);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** A port of this machine that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('No free port was found.'));
      });
    });
  });
}
