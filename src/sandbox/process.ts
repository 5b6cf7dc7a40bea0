import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { type Clock } from '../lib/clock.ts';

export type BotState =
  | 'starting'
  | 'running'
  /** By the page's switch, with SIGKILL. */
  | 'killed'
  /** By itself. */
  | 'died'
  | 'stopped';

export interface BotStatus {
  readonly state: BotState;
  /** Milliseconds since the epoch of the last change. */
  readonly since: number;
  readonly pid: number | null;
  /** How often it was started. */
  readonly starts: number;
  /** How it ended, in words; empty while it runs. */
  readonly detail: string;
  /** The newest lines of its output. */
  readonly log: readonly string[];
}

export interface BotProcess {
  /** Where its port answers. */
  readonly origin: string;
  status(): BotStatus;
  /** Resolves when it answers or has ended; does nothing while it runs. */
  start(): Promise<void>;
  /** kill -9. */
  kill(): void;
  /** SIGTERM, and SIGKILL when that did not help within 10 seconds. */
  stop(): Promise<void>;
}

export interface BotOptions {
  readonly clock: Clock;
  /** The program's main module. */
  readonly program: string;
  readonly port: number;
  /** All that the bot knows of its surroundings. HOST and PORT are added. */
  readonly env: Readonly<Record<string, string>>;
  readonly changed: () => void;
}

const LOG_LINES = 200;
const LOOK_MS = 25;
const STOP_MS = 10_000;

/** The bot as a process of its own, exactly as it runs in production. It is never restarted unless a person says so. */
export function createBotProcess(options: BotOptions): BotProcess {
  const { clock, port } = options;
  const origin = `http://127.0.0.1:${port}`;
  const log: string[] = [];
  let child: ChildProcess | null = null;
  let status: Omit<BotStatus, 'log'> = { state: 'stopped', since: clock.now(), pid: null, starts: 0, detail: '' };

  function become(change: Partial<typeof status>): void {
    status = { ...status, since: clock.now(), ...change };
    options.changed();
  }

  function note(text: string): void {
    log.push(...text.split('\n').filter((line) => line !== ''));
    log.splice(0, Math.max(0, log.length - LOG_LINES));
  }

  function launch(): ChildProcess {
    const env = { ...options.env, HOST: '127.0.0.1', PORT: String(port) };
    const started = spawn(process.execPath, [options.program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', note);
    }
    started.once('error', (error) => ended(started, error.message));
    started.once('exit', (code, signal) => ended(started, signal === null ? `exit code ${code}` : `signal ${signal}`));
    return started;
  }

  function ended(which: ChildProcess, how: string): void {
    if (child !== which) return;
    child = null;
    const asked = status.state === 'killed' || status.state === 'stopped';
    become({ pid: null, detail: how, state: asked ? status.state : 'died' });
  }

  async function answers(): Promise<boolean> {
    try {
      return (await fetch(`${origin}/healthz`)).ok;
    } catch {
      return false;
    }
  }

  // Should the sandbox itself break, no bot is left behind.
  process.once('exit', () => child?.kill('SIGKILL'));

  return {
    origin,
    status: () => ({ ...status, log: [...log] }),
    async start() {
      // One that was killed a moment ago may not have gone yet.
      if (child !== null && status.state === 'killed') await exitOf(child);
      if (child !== null) return;
      const started = launch();
      child = started;
      become({ state: 'starting', pid: started.pid ?? null, starts: status.starts + 1, detail: '' });
      const isStarting = () => child === started && status.state === 'starting';
      while (isStarting()) {
        const ready = await answers();
        if (!isStarting()) return;
        if (ready) return become({ state: 'running' });
        await clock.sleep(LOOK_MS);
      }
    },
    kill() {
      if (child === null) return;
      become({ state: 'killed' });
      child.kill('SIGKILL');
    },
    async stop() {
      const running = child;
      if (running === null) return;
      become({ state: 'stopped' });
      const gone = new AbortController();
      const exited = new Promise<void>((resolve) => {
        running.once('exit', () => {
          gone.abort();
          resolve();
        });
      });
      running.kill('SIGTERM');
      await Promise.race([exited, clock.sleep(STOP_MS, gone.signal)]);
      if (child === running) running.kill('SIGKILL');
      await exited;
    },
  };
}

async function exitOf(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  await new Promise((resolve) => {
    process.once('exit', resolve);
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
