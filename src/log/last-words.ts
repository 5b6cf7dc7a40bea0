/** What a process says when it ends, or goes on after what nobody expected: on stderr, as a line of the log. */
import pino from 'pino';
import { createLog, mask } from './log.ts';
import { type BusinessEvent, levelOf } from './levels.ts';

type LastEvent = Extract<BusinessEvent, 'misconfigured' | 'crashed' | 'socket_write_failed'>;

export interface LastWords {
  /** `text` is free of secrets. */
  say(event: LastEvent, text: string): void;
}

/** JSON for what collects logs; plain text for a person at a terminal. */
export function lastWords(isPlain: boolean): LastWords {
  if (isPlain) return { say: (_event, text) => void process.stderr.write(`${mask(text)}\n`) };
  const log = createLog({ level: 'info', destination: pino.destination({ dest: 2, sync: true }) });
  return { say: (event, text) => log[levelOf(event, {})]({ event }, mask(text)) };
}
