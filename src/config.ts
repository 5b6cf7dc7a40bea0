/** Reads the environment once. A problem never repeats a value: a secret may be in the wrong variable. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { KEY_BYTES } from './codes/seal.ts';
import type { OcpAuth } from './ocp/transport/http.ts';
import type { SlackProxy } from './slack/client/egress.ts';
import { type Database, databaseSchema } from './lib/database-address.ts';
import { errorCode } from './lib/trust-boundaries.ts';

export interface Problem {
  readonly variable: string;
  readonly wrong: string;
  /** What the operator can do. */
  readonly remedy: string;
}

interface Common {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly logLevel: LogLevel;
}

export interface SandboxConfig extends Common {
  readonly kind: 'sandbox';
}

export interface LiveConfig extends Common {
  readonly kind: 'live';
  readonly slack: {
    readonly botToken: string;
    /** Ends in `/`, as Slack's client wants it. */
    readonly apiUrl: string;
    /** The proxy for Slack; null: none. */
    readonly proxy: SlackProxy | null;
    readonly delivery:
      | { readonly kind: 'http'; readonly signingSecret: string }
      | { readonly kind: 'socket'; readonly appToken: string };
  };
  readonly ocp: {
    /** Addresses of one OCP, perhaps with a proxy's path, without a trailing slash; at least one. */
    readonly baseUrls: readonly string[];
    readonly auth: OcpAuth;
    readonly caFile: string | null;
    readonly pollMs: number;
  };
  readonly database: Database;
  readonly policyFile: string;
  /** The file that assigns Slack accounts to people; null: each account is one person. */
  readonly peopleFile: string | null;
  /** How long an ended request is listed; null: for ever. Its log stays. */
  readonly retentionMs: number | null;
  /** Opens the secrets of one-time codes; null: no code can be checked. */
  readonly codesKey: Buffer | null;
}

/** Nothing can start with this. `files`: the files that would also be read; null where none would. */
export interface WrongConfig {
  readonly kind: 'wrong';
  readonly problems: readonly Problem[];
  readonly files: {
    readonly policyFile: string;
    readonly peopleFile: string | null;
    readonly hasCodesKey: boolean;
  } | null;
}

export type Config = SandboxConfig | LiveConfig | WrongConfig;

export type LogLevel = (typeof logLevels)[number];
/** Pino's levels. */
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** A configuration error that shows only during the start, not in the environment alone. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

type Environment = Readonly<Record<string, string | undefined>>;

const credentialVariables = [
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'SLACK_API_URL',
  'OCP_URL',
  'OCP_ACCESS_KEY_ID',
  'OCP_ACCESS_KEY_SECRET',
  'OCP_USERNAME',
  'OCP_PASSWORD',
  'OCP_CA_FILE',
  'OCP_POLL_SECONDS',
] as const;

/**
 * Sandbox when no Slack and no OCP variable is set, live when they are complete, otherwise every problem at once. The
 * sandbox has no login, so it is for this machine only unless HOST says otherwise. An empty variable counts as not set.
 * Reads OCP_CA_FILE to check it; touches nothing else.
 */
export function readConfig(env: Environment): Config {
  const reader = createReader(env);
  const host = reader.take('HOST', hostSchema, 'Use an address such as 127.0.0.1.');
  const common = {
    port: reader.take('PORT', portSchema, 'Use 0 to 65535.') ?? 3000,
    logLevel: reader.take('LOG_LEVEL', logLevelSchema, `Use one of ${logLevels.join(', ')}.`) ?? 'info',
  };
  const { problems } = reader;
  if (!credentialVariables.some((name) => reader.isSet(name))) {
    return problems.length > 0
      ? { kind: 'wrong', problems, files: null }
      : { kind: 'sandbox', host: host ?? '127.0.0.1', ...common };
  }

  const slack = readSlack(reader);
  const ocp = readOcp(reader);
  const database = readDatabase(reader);
  const policyFile = reader.take('POLICY_FILE', z.string(), '') ?? 'policy.yaml';
  const peopleFile = reader.take('PEOPLE_FILE', z.string(), '') ?? null;
  const codesKey = reader.take('ONE_TIME_CODE_KEY', codesKeySchema, codesKeyRemedy) ?? null;
  const retentionMs = reader.take('RETENTION_DAYS', retentionSchema, 'Leave it unset to keep everything.') ?? null;
  if (problems.length > 0 || !slack || !ocp) {
    // A key that is set but wrong is already a problem.
    const hasCodesKey = reader.isSet('ONE_TIME_CODE_KEY');
    return { kind: 'wrong', problems, files: { policyFile, peopleFile, hasCodesKey } };
  }
  return {
    kind: 'live',
    host: host ?? '0.0.0.0',
    ...common,
    slack,
    ocp,
    database,
    policyFile,
    peopleFile,
    codesKey,
    retentionMs,
  };
}

/** What `enroll` needs. */
export interface Enrolment {
  readonly kind: 'enrolment';
  readonly database: Database;
  readonly codesKey: Buffer;
  /** To look people up by name; null: only ids can be given. */
  readonly slack: Pick<LiveConfig['slack'], 'botToken' | 'apiUrl' | 'proxy'> | null;
}

/** Like readConfig, for `enroll`: it needs the store, the key, and Slack only to find people by name. */
export function readEnrolment(
  env: Environment,
): Enrolment | { readonly kind: 'wrong'; readonly problems: readonly Problem[] } {
  const reader = createReader(env);
  const database = readDatabase(reader);
  const codesKey = reader.need('ONE_TIME_CODE_KEY', codesKeySchema, codesKeyRemedy);
  const botToken = reader.take('SLACK_BOT_TOKEN', botTokenSchema, BOT_TOKEN_REMEDY);
  const apiUrl = reader.take('SLACK_API_URL', apiUrlSchema, API_URL_REMEDY) ?? SLACK_API;
  const { problems } = reader;
  if (problems.length > 0 || !codesKey) return { kind: 'wrong', problems };
  const slack = botToken === undefined ? null : { botToken, apiUrl, proxy: readProxy(reader) };
  return { kind: 'enrolment', database, codesKey, slack };
}

/** For `openStore`. */
export function addressOf(database: Database): string {
  return database.kind === 'sqlite' ? `sqlite:${database.path}` : database.url;
}

/** For a terminal: a heading and one line for each problem. `others`: problems outside the environment. */
export function describeProblems(problems: readonly Problem[], others: readonly string[] = []): string {
  const lines = [
    ...problems.map(({ variable, wrong, remedy }) => `${variable} ${wrong}. ${remedy}`),
    ...others.flatMap((text) => text.split('\n')),
  ];
  return ['Twokey cannot start with this configuration:', ...lines.map((line) => `  ${line}`)].join('\n');
}

interface Reader {
  readonly problems: Problem[];
  isSet(name: string): boolean;
  /** Undefined when not set or wrong; the latter adds a problem. */
  take<T>(name: string, schema: z.ZodType<T>, remedy: string): T | undefined;
  /** Like `take`, but a missing variable is a problem, too. */
  need<T>(name: string, schema: z.ZodType<T>, remedy: string): T | undefined;
}

function createReader(env: Environment): Reader {
  const problems: Problem[] = [];
  const isSet = (name: string) => (env[name] ?? '') !== '';
  function take<T>(name: string, schema: z.ZodType<T>, remedy: string): T | undefined {
    if (!isSet(name)) return undefined;
    const result = schema.safeParse(env[name]);
    if (result.success) return result.data;
    for (const { message } of result.error.issues) problems.push({ variable: name, wrong: message, remedy });
    return undefined;
  }
  function need<T>(name: string, schema: z.ZodType<T>, remedy: string): T | undefined {
    if (isSet(name)) return take(name, schema, remedy);
    problems.push({ variable: name, wrong: 'is not set', remedy });
    return undefined;
  }
  return { problems, isSet, take, need };
}

function readDatabase(reader: Reader): Database {
  const databaseRemedy =
    'Use sqlite: and the path of a file (sqlite:data/twokey.db), or postgres://user:password@host/database.';
  return (
    reader.take('DATABASE_URL', databaseSchema, databaseRemedy) ?? {
      kind: 'sqlite',
      path: 'data/twokey.db',
    }
  );
}

const BOT_TOKEN_REMEDY = 'Set it to the bot token of the Slack app: it begins with xoxb-.';
const API_URL_REMEDY = 'Leave it unset for Slack itself.';
const SLACK_API = 'https://slack.com/api/';

function readSlack(reader: Reader): LiveConfig['slack'] | undefined {
  const botToken = reader.need('SLACK_BOT_TOKEN', botTokenSchema, BOT_TOKEN_REMEDY);
  const apiUrl = reader.take('SLACK_API_URL', apiUrlSchema, API_URL_REMEDY);
  const delivery = readDelivery(reader);
  const proxy = readProxy(reader);
  return botToken && delivery ? { botToken, apiUrl: apiUrl ?? SLACK_API, proxy, delivery } : undefined;
}

/** Lower case comes first, as in other programs. This machine itself is never reached through the proxy. */
function readProxy(reader: Reader): SlackProxy | null {
  const either = (name: string) => (reader.isSet(name.toLowerCase()) ? name.toLowerCase() : name);
  const remedy = 'Use the address of an HTTP proxy, such as http://proxy.example.com:3128.';
  const url = reader.take(either('HTTPS_PROXY'), proxySchema, remedy);
  const noProxy = reader.take(either('NO_PROXY'), z.string(), '');
  return url === undefined ? null : { url, noProxy: [noProxy ?? '', ...LOOPBACK].filter(Boolean).join(',') };
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

function readDelivery(reader: Reader): LiveConfig['slack']['delivery'] | undefined {
  // Socket Mode authenticates the connection; no request is signed then.
  if (reader.isSet('SLACK_APP_TOKEN')) {
    const remedy = 'Use an app-level token with the scope connections:write: it begins with xapp-.';
    const appToken = reader.take('SLACK_APP_TOKEN', appTokenSchema, remedy);
    return appToken === undefined ? undefined : { kind: 'socket', appToken };
  }
  const remedy = 'Set it to the signing secret of the Slack app, or set SLACK_APP_TOKEN to use Socket Mode.';
  const signingSecret = reader.need('SLACK_SIGNING_SECRET', secretSchema, remedy);
  return signingSecret === undefined ? undefined : { kind: 'http', signingSecret };
}

function readOcp(reader: Reader): LiveConfig['ocp'] | undefined {
  const urlRemedy =
    'Name http:// or https://, a host, perhaps a port, and the path only below which a proxy offers OCP: no user, no password, not /api/v2.';
  const baseUrls = reader.need('OCP_URL', ocpUrlSchema, urlRemedy);
  const auth = readAuth(reader);
  const caRemedy = 'Name a PEM file with the certificate of the authority.';
  const caFile = reader.take('OCP_CA_FILE', caFileSchema, caRemedy) ?? null;
  const pollMs = reader.take('OCP_POLL_SECONDS', pollSchema, 'Use 1 if unsure.') ?? 1000;
  return baseUrls && auth ? { baseUrls, auth, caFile, pollMs } : undefined;
}

function readAuth(reader: Reader): OcpAuth | undefined {
  const hasKey = reader.isSet('OCP_ACCESS_KEY_ID') || reader.isSet('OCP_ACCESS_KEY_SECRET');
  const hasUser = reader.isSet('OCP_USERNAME') || reader.isSet('OCP_PASSWORD');
  if (!hasKey && !hasUser) {
    const remedy = 'Set OCP_ACCESS_KEY_ID and OCP_ACCESS_KEY_SECRET (preferred), or OCP_USERNAME and OCP_PASSWORD.';
    reader.problems.push({ variable: 'OCP_ACCESS_KEY_ID', wrong: 'is not set, nor is OCP_USERNAME', remedy });
    return undefined;
  }
  // Half a pair is a mistake even when the other pair is complete.
  const keyRemedy = 'Set OCP_ACCESS_KEY_ID and OCP_ACCESS_KEY_SECRET together, as OCP shows them.';
  const keyId = hasKey ? reader.need('OCP_ACCESS_KEY_ID', secretSchema, keyRemedy) : undefined;
  const secret = hasKey ? reader.need('OCP_ACCESS_KEY_SECRET', secretSchema, keyRemedy) : undefined;
  const userRemedy = 'Set OCP_USERNAME and OCP_PASSWORD together, for an OCP user whose name has no colon.';
  const username = hasUser ? reader.need('OCP_USERNAME', usernameSchema, userRemedy) : undefined;
  const password = hasUser ? reader.need('OCP_PASSWORD', z.string(), userRemedy) : undefined;
  if (keyId !== undefined && secret !== undefined) return { kind: 'access_key', keyId, secret };
  if (username !== undefined && password !== undefined) return { kind: 'basic', username, password };
  return undefined;
}

// The schemas say what is wrong, worded to follow the variable's name.

const secretSchema = z.string().regex(/^[\x21-\x7e]+$/, 'contains spaces, line breaks or characters outside ASCII');
const botTokenSchema = secretSchema.refine((token) => !/^(xapp|xoxp|xoxe)-/.test(token), 'is not a bot token');
const appTokenSchema = secretSchema.refine((token) => !/^xox[a-z]-/.test(token), 'is not an app-level token');
const usernameSchema = z.string().regex(/^[^:]+$/, 'contains a colon, which Basic authentication cannot carry');
const hostSchema = z.string().regex(/^\S+$/, 'contains spaces');
const logLevelSchema = z.enum(logLevels, { error: 'is not a log level' });

const portSchema = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'is not a port')
  .transform(Number);

const pollSchema = z
  .string()
  .refine((text) => /^\d*\.?\d+$/.test(text) && Number(text) >= 0.01 && Number(text) <= 60, {
    error: 'is not a number of seconds from 0.01 to 60',
  })
  .transform((text) => Math.round(Number(text) * 1000));

/** Rejections within a week and requests within an hour are still needed, and people look back further. */
const retentionSchema = z
  .string()
  .refine((text) => /^\d{2,5}$/.test(text) && Number(text) >= 30, 'is not a whole number of days, 30 or more')
  .transform((text) => Number(text) * 24 * 3_600_000);

const apiUrlSchema = z.string().transform((text, context) => {
  const url = parseHttpUrl(text);
  if (url) return url.href.endsWith('/') ? url.href : `${url.href}/`;
  context.addIssue('is not an http or https address without credentials, query or fragment');
  return z.NEVER;
});

const proxySchema = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== '') return url.href;
  context.addIssue('is not the http or https address of a proxy');
  return z.NEVER;
});

const ocpUrlSchema = z.string().transform((text, context) => {
  const bases = new Set<string>();
  for (const [index, part] of text.split(',').entries()) {
    const url = parseHttpUrl(part.trim());
    // The client appends the paths of OCP's interface: an address that already has one is a mistake.
    if (url && !/\/api(\/|$)/.test(url.pathname)) bases.add(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
    else context.addIssue(`has an unusable address at place ${index + 1}`);
  }
  return [...bases];
});

const codesKeyRemedy = 'Make one with: openssl rand -base64 32';
const codesKeySchema = z.string().transform((text, context) => {
  const key = Buffer.from(text, 'base64');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text) && key.length === KEY_BYTES) return key;
  context.addIssue(`is not the base64 of ${KEY_BYTES} bytes`);
  return z.NEVER;
});

const caFileSchema = z.string().superRefine((path, context) => {
  const fault = caFault(path);
  if (fault !== null) context.addIssue(fault);
});

function caFault(path: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return `names a file that cannot be read (${errorCode(error)})`;
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) return 'names a file without a PEM certificate';
  return blocks.every(isCertificate) ? null : 'names a file with a damaged certificate';
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** Null unless http or https without credentials, query or fragment. */
function parseHttpUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  return isHttp && url.username + url.password + url.search + url.hash === '' ? url : null;
}
