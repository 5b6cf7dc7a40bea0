#!/usr/bin/env node
import { systemClock } from './clock.ts';
import { ConfigurationError, describeProblems, readConfig } from './config.ts';
import { FileError } from './files/watched.ts';
import { createLog, mask } from './log.ts';
import { hiding, type Hide, secretsOf } from './secrets.ts';
import { errorCode } from './trust.ts';
import { verify } from './verify.ts';

/** Exit codes that operators rely on: 0 after a drained SIGTERM, 78 for configuration, 1 otherwise. */
const CONFIGURATION = 78;

async function main(): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  if (command !== undefined) return run(command, args);
  const config = readConfig(process.env);
  if (config.kind === 'wrong') {
    process.stderr.write(`${describeProblems(config.problems)}\n`);
    process.exitCode = CONFIGURATION;
    return;
  }
  if (config.kind === 'sandbox') {
    const { startSandbox } = await import('./sandbox/sandbox.ts');
    const sandbox = await startSandbox(config);
    return untilTold(() => sandbox.stop());
  }
  const secrets = secretsOf(config);
  hide = hiding(secrets);
  const { startBot } = await import('./bot.ts');
  const log = createLog({ level: config.logLevel, secrets });
  const bot = await startBot(config, { clock: systemClock, log, onFatal: fail });
  return untilTold(() => bot.stop());
}

/** What is not the bot itself. */
async function run(command: string, args: readonly string[]): Promise<void> {
  if (command !== 'verify' && command !== 'enroll') {
    process.stderr.write(
      `Twokey knows no ${JSON.stringify(command)}. Without words it starts; "verify FILE" checks an exported record, "enroll PERSON" gives somebody an authenticator for one-time codes.\n`,
    );
    process.exitCode = CONFIGURATION;
    return;
  }
  const { exitCode, text } = await (command === 'verify' ? verify(args) : enrolled(args));
  (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exitCode = exitCode;
}

/** Loaded only where it is used: it brings the store along. */
async function enrolled(args: readonly string[]) {
  const { enroll } = await import('./enroll.ts');
  return enroll(args, process.env, systemClock);
}

/** A call that left waits for its answer for at most 30 s; whoever sends SIGKILL usually waits for little more. */
const DRAIN_MS = 33_000;

/** Runs until SIGTERM or SIGINT, then finishes what is under way. Rejects when that takes too long: the next start goes on from the store. */
function untilTold(stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const once = () => {
      process.off('SIGTERM', once);
      process.off('SIGINT', once);
      stop().then(resolve, reject);
      setTimeout(() => reject(new Error(NOT_DRAINED)), DRAIN_MS).unref();
    };
    process.on('SIGTERM', once);
    process.on('SIGINT', once);
  });
}

const NOT_DRAINED = `What was under way did not end within ${DRAIN_MS / 1_000} s; what became of it is looked up at the next start.`;

/** Until the configuration has been read there is nothing to hide: its problems never repeat a value. */
let hide: Hide = (text) => text;

// What nobody expected ends the process, and the next one goes on from the store. Node would print the error as it is.
process.on('uncaughtException', crash);
process.on('unhandledRejection', (error) => (isOfSocket(error) ? note(error) : crash(error)));

main().then(() => {
  // Idle connections and limiters' timers must not hold a drained process.
  process.exit();
}, fail);

function fail(error: unknown): never {
  stop(error instanceof Error ? error.message : String(error), isConfiguration(error) ? CONFIGURATION : 1);
}

function isConfiguration(error: unknown): boolean {
  return error instanceof FileError || error instanceof ConfigurationError;
}

function crash(error: unknown): never {
  stop(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
}

/** A socket that closed under what was being sent on it. The receiver opens another, and Slack delivers again. */
function isOfSocket(error: unknown): boolean {
  return errorCode(error).startsWith('slack_socket_mode_');
}

function note(error: unknown): void {
  process.stderr.write(`Twokey goes on: ${mask(hide(error instanceof Error ? error.message : String(error)))}\n`);
}

function stop(why: string, exitCode: number): never {
  process.stderr.write(`Twokey stopped: ${mask(hide(why))}\n`);
  process.exit(exitCode);
}
