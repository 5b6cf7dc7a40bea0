#!/usr/bin/env node
import { systemClock } from './clock.ts';
import { startBot } from './bot.ts';
import { describeProblems, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { PolicyError } from './policy-file.ts';

/** Exit codes that operators rely on: 0 after a drained SIGTERM, 78 for configuration, 1 otherwise. */
const CONFIGURATION = 78;

async function main(): Promise<void> {
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
  const log = createLog({ level: config.logLevel });
  const bot = await startBot(config, { clock: systemClock, log, onFatal: fail });
  return untilTold(() => bot.stop());
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
