import { systemClock } from './lib/clock.ts';
import { ConfigurationError, describeProblems, readConfig, type WrongConfig } from './config.ts';
import { FileError } from './files/watched.ts';
import { lastWords } from './log/last-words.ts';
import { createLog } from './log/log.ts';
import { hiding, type Hide, secretsOf } from './log/secrets.ts';
import { stopping } from './app/signals.ts';
import { StoreError } from './store/store-error.ts';
import { errorCode } from './lib/trust-boundaries.ts';
import { afterSignals } from './lib/others-first.ts';
import { verify } from './cli/verify.ts';

/** Exit codes that operators rely on: 0 after a drained SIGTERM, 78 when a restart does not help, 1 otherwise. */
const CONFIGURATION = 78;

/** How long a start that gets a stop signal may release what it took. Anything left then is as after a killed process. */
const GIVE_BACK_MS = 3_000;

async function main(): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  if (command !== undefined) {
    words = lastWords(true);
    return run(command, args);
  }
  const config = readConfig(process.env);
  if (config.kind === 'wrong') {
    // A file that does not respond must not hold a process that got a stop signal.
    const others = config.files && (await Promise.race([problemsOf(config.files), toldToStop()]));
    return stop('misconfigured', describeProblems(config.problems, others ?? []), CONFIGURATION);
  }
  if (config.kind === 'sandbox') {
    words = lastWords(true);
    const { startSandbox } = await import('./sandbox/sandbox.ts');
    return untilTold(startSandbox(config, stopping));
  }
  const secrets = secretsOf(config);
  hide = hiding(secrets);
  const { startBot } = await import('./app/bot.ts');
  const log = createLog({ level: config.logLevel, secrets });
  const onFatal = (error: unknown) => {
    // A connection that ends because of the stop signal is no failure.
    if (!stopping.aborted) fail(error);
  };
  return untilTold(startBot(config, { clock: systemClock, log, onFatal, stopping }));
}

/** Loaded only where it is used. */
async function problemsOf(files: NonNullable<WrongConfig['files']>): Promise<readonly string[]> {
  const { problemsAt } = await import('./app/start-files.ts');
  return problemsAt(files);
}

/** The other commands of the program. */
async function run(command: string, args: readonly string[]): Promise<void> {
  if (command !== 'verify' && command !== 'enroll') {
    process.stderr.write(
      `Twokey knows no ${JSON.stringify(command)}. Without words it starts; "verify FILE" checks an exported record, "enroll PERSON" gives somebody an authenticator for one-time codes.\n`,
    );
    process.exitCode = CONFIGURATION;
    return;
  }
  // Both commands do one thing, completely or not at all.
  void toldToStop().then(() => process.exit(1));
  const { exitCode, text } = await (command === 'verify' ? verify(args) : enrolled(args));
  (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exitCode = exitCode;
}

/** Loaded only where it is used, because it loads the store as well. */
async function enrolled(args: readonly string[]) {
  const { enroll } = await import('./cli/enroll.ts');
  return enroll(args, process.env, systemClock);
}

/** A call in flight waits at most 30 s for its answer, and supervisors usually send SIGKILL soon after that. */
const DRAIN_MS = 33_000;

const NOT_DRAINED = `What was under way did not end within ${DRAIN_MS / 1_000} s; what became of it is looked up at the next start.`;

/**
 * Runs until SIGTERM or SIGINT, then finishes the work in progress. Rejects when that takes too long: the next start
 * continues from the store. A start that gets a signal ends without having served.
 */
async function untilTold(start: Promise<{ stop(): Promise<void> }>): Promise<void> {
  const told = toldToStop();
  const over = new AbortController();
  const started = await Promise.race([unlessTold(start), told.then(() => giveUp(over.signal))]);
  over.abort();
  if (started === null) return;
  await told;
  await Promise.race([started.stop(), systemClock.sleep(DRAIN_MS).then(() => Promise.reject(new Error(NOT_DRAINED)))]);
}

/** `started`: the start has completed after all, and the drain handles the work in progress. */
async function giveUp(started: AbortSignal): Promise<null> {
  await systemClock.sleep(GIVE_BACK_MS, started);
  if (started.aborted) return null;
  // A file that does not respond (on a lost network mount) blocks a thread, and a clean exit would wait for it for
  // ever.
  if (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) process.kill(process.pid, 'SIGKILL');
  return null;
}

/** Null for a start that failed after a stop signal: that failure no longer matters. */
async function unlessTold<T>(start: Promise<T>): Promise<T | null> {
  try {
    return await start;
  } catch (error) {
    await afterSignals();
    if (stopping.aborted) return null;
    throw error;
  }
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) return resolve();
    return stopping.addEventListener('abort', () => resolve(), { once: true });
  });
}

let words = lastWords(process.stderr.isTTY);

/** Before the configuration is read there is nothing to hide: its problems never repeat a value. */
let hide: Hide = (text) => text;

// An unexpected error ends the process, and the next one continues from the store. Node would print the error with its
// content.
process.on('uncaughtException', crash);
process.on('unhandledRejection', (error) => (isOfSocket(error) ? note(error) : crash(error)));

main().then(() => {
  // Idle connections and limiters' timers must not hold a drained process.
  process.exit();
}, fail);

function fail(error: unknown): never {
  const text = `Twokey stopped: ${error instanceof Error ? error.message : String(error)}`;
  return isForGood(error) ? stop('misconfigured', text, CONFIGURATION) : stop('crashed', text, 1);
}

/** The next start would fail in the same way. */
function isForGood(error: unknown): boolean {
  if (error instanceof StoreError) return error.isForGood;
  return error instanceof FileError || error instanceof ConfigurationError;
}

function crash(error: unknown): never {
  stop('crashed', `Twokey stopped: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, 1);
}

/** A socket that closed during a send. The receiver opens another one, and Slack delivers again. */
function isOfSocket(error: unknown): boolean {
  return errorCode(error).startsWith('slack_socket_mode_');
}

function note(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  words.say('socket_write_failed', hide(`Twokey goes on: ${text}`));
}

function stop(event: 'misconfigured' | 'crashed', text: string, exitCode: number): never {
  words.say(event, hide(text));
  process.exit(exitCode);
}
