/** The log: JSON lines on stdout, one line for each business event, and nothing in them that opens a door. */
import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config.ts';
import { type BusinessLog, levelOf } from './levels.ts';
import { hiding } from './secrets.ts';

export type Log = Logger;

const secretKeys = [
  'token',
  'botToken',
  'appToken',
  'secret',
  'signingSecret',
  'clientSecret',
  'password',
  'passwd',
  'authorization',
  'Authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-slack-signature',
  'response_url',
  'responseUrl',
  'headers',
];
const hidden = '[hidden]';

/** Writes at once, so a line is out before the step after it; `destination` takes the place of stdout. */
export function createLog(options: {
  level: LogLevel;
  /** Values that never appear, whatever quotes them. */
  secrets?: readonly string[];
  destination?: DestinationStream;
}): Log {
  const hide = hiding(options.secrets ?? []);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: (error) => describeError(error),
        error: (error) => describeError(error),
        req: describeRequest,
        res: describeResponse,
      },
      redact: { paths: secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`]), censor: hidden },
      // Keys cannot tell what a message quotes, so the whole line is searched as well.
      hooks: { streamWrite: (line) => mask(hide(line)) },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

export function businessLog(log: Log): BusinessLog {
  return (event, fields) => log[levelOf(event, fields)]({ ...fields, event }, event);
}

const freeTextSecrets: readonly (readonly [RegExp, string])[] = [
  [/\b(xox[a-z]|xapp)-[\w.-]+/g, `$1-${hidden}`],
  [/\b(OCP-ACCESS-KEY-HMACSHA1) [^\s"'\\,]+/g, `$1 ${hidden}`],
  [/\b(Basic|Bearer) [\w+/.~-]{8,}=*/g, `$1 ${hidden}`],
  // A backslash takes the character after it along: the text may be inside JSON.
  [/\b(password|passwd|pwd|secret|token)=(?:\\.|[^\s"'\\&;,])+/gi, `$1=${hidden}`],
  [/(:\/\/)[^\s"'\\/@]*@/g, `$1${hidden}@`],
  [/(hooks\.slack\.com\/)[^\s"'\\]+/g, `$1${hidden}`],
];

/** Free text with Slack tokens, Authorization values, `password=…`, credentials in addresses and Slack's answer addresses hidden. */
export function mask(text: string): string {
  return freeTextSecrets.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text);
}

/** Errors of HTTP clients carry requests, headers and bodies: only what says what happened is kept. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : { type: typeof error };
  return {
    type: error.name,
    ...('code' in error ? { code: String(error.code) } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause instanceof Error && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

function describeRequest(request: unknown): unknown {
  return pick(request, ['id', 'method', 'url']);
}

function describeResponse(response: unknown): unknown {
  return pick(response, ['statusCode']);
}

function pick(value: unknown, keys: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}
