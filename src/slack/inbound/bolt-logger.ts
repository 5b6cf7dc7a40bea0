import { type Logger, LogLevel } from '@slack/bolt';
import type { Logger as Pino } from 'pino';

/** Bolt's log through ours. Its debug level prints whole payloads, so nothing below `info` is passed on. */
export function boltLogger(log: Pino): Logger {
  const text = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: (...parts) => log.info({ from: 'slack' }, text(parts)),
    warn: (...parts) => log.warn({ from: 'slack' }, text(parts)),
    error: (...parts) => log.error({ from: 'slack' }, text(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
