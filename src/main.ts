#!/usr/bin/env node
import { systemClock } from './clock.ts';
import { describeProblems, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { PolicyError } from './policy-file.ts';
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
  const { startBot } = await import('./bot.ts');
  const log = createLog({ level: config.logLevel });
  const bot = await startBot(config, { clock: systemClock, log, onFatal: fail });
  return untilTold(() => bot.stop());
}

/** What is not the bot itself. */
async function run(command: string, args: readonly string[]): Promise<void> {
  if (command !== 'verify') {
    process.stderr.write(
      `Twokey knows no ${JSON.stringify(command)}. Without words it starts; "verify FILE" checks an exported record.\n`,
    );
    process.exitCode = CONFIGURATION;
    return;
  }
  const { exitCode, text } = await verify(args);
  (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exitCode = exitCode;
}

/** Runs until SIGTERM or SIGINT, then finishes what is under way. */
function untilTold(stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const once = () => {
      process.off('SIGTERM', once);
      process.off('SIGINT', once);
      stop().then(resolve, reject);
    };
    process.on('SIGTERM', once);
    process.on('SIGINT', once);
  });
}

main().then(() => {
  // Idle connections and limiters' timers must not hold a drained process.
  process.exit();
}, fail);

function fail(error: unknown): never {
  process.stderr.write(`Twokey stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof PolicyError ? CONFIGURATION : 1);
}
