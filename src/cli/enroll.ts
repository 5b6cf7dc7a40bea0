/** `node dist/main.js enroll @person`: gives somebody an authenticator for one-time codes. The secret is shown once, here. */
import { Writable } from 'node:stream';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { createCodes } from '../codes/codes.ts';
import { addressOf, describeProblems, type Enrolment, readEnrolment } from '../config.ts';
import { createLog } from '../log/log.ts';
import { boltLogger } from '../slack/inbound/bolt-logger.ts';
import { egressThrough } from '../slack/client/egress.ts';
import { call, createWeb } from '../slack/client/web.ts';
import { openAuthenticators } from '../store/store.ts';

export interface Enrolled {
  /** 0: enrolled. 1: not. 78: wrong usage, or a wrong variable. */
  readonly exitCode: 0 | 1 | 78;
  /** One or more lines for a terminal. With 0 they contain the secret. */
  readonly text: string;
}

const usage =
  'Usage: node dist/main.js enroll PERSON [--replace] (a Slack user id such as U0123456789, or a name as in @mei; --replace makes the authenticator that the person has worthless)';

interface Account {
  readonly id: string;
  readonly name: string;
}

/** Enrolls the person named in the arguments. Rejects when Slack or the store does not respond. */
export async function enroll(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): Promise<Enrolled> {
  const names = args.filter((arg) => arg !== '--replace');
  const [typed = '', ...more] = names;
  const name = /^<?@?([^\s<>@|]+)/.exec(typed)?.[1];
  if (name === undefined || more.length > 0) return { exitCode: 78, text: usage };
  const config = readEnrolment(env);
  if (config.kind === 'wrong') return { exitCode: 78, text: describeProblems(config.problems) };

  const found = await accountOf(config, name);
  if (typeof found === 'string') return { exitCode: 1, text: found };
  const rows = await openAuthenticators(addressOf(config.database));
  try {
    const known = (await rows.get(found.id)) !== null;
    if (known && !args.includes('--replace')) {
      const advice = 'Only if the authenticator is lost: enroll with --replace makes it worthless.';
      return { exitCode: 1, text: `${shown(found)} has an authenticator already. ${advice}` };
    }
    const { secret, address } = await createCodes({ rows, key: config.codesKey, clock }).enrol(found.id, found.name);
    const lines = [
      `${shown(found)} ${known ? 'has a new authenticator; the one before is worthless' : 'is enrolled'}.`,
      'Hand this to them and to nobody else; it is not shown again:',
      `  ${address}`,
      `  or, typed into the app: ${secret.replace(/(.{4})(?=.)/g, '$1 ')} (by time, 6 digits, 30 seconds, SHA-1)`,
    ];
    return { exitCode: 0, text: lines.join('\n') };
  } finally {
    await rows.close();
  }
}

function shown({ id, name }: Account): string {
  return name === id ? id : `${name} (${id})`;
}

/** An id is used as it stands; a name is looked up in Slack. A text says why nobody was found. */
async function accountOf(config: Enrolment, name: string): Promise<Account | string> {
  // A name may be in capitals: ids are longer, or contain digits.
  if (/^[UW](?:[A-Z0-9]{8,}|[A-Z]*\d[A-Z0-9]*)$/.test(name)) return { id: name, name };
  if (config.slack === null)
    return `To look up ${JSON.stringify(name)} in Slack, SLACK_BOT_TOKEN must be set. Or give the person's id: in their profile, "Copy member ID".`;
  const people = await named(config.slack, name);
  const [only, ...others] = people;
  if (!only)
    return `Slack knows no full member named ${JSON.stringify(name)}. Give the person's id: in their profile, "Copy member ID".`;
  if (others.length > 0)
    return `${people.length} people are named ${JSON.stringify(name)}: ${people.map(({ id }) => id).join(', ')}. Give the id of the one that is meant.`;
  return only;
}

const page = z.object({
  members: z.array(
    z.object({
      id: z.string(),
      name: z.string().default(''),
      deleted: z.boolean().default(false),
      is_bot: z.boolean().default(false),
      is_restricted: z.boolean().default(false),
      is_stranger: z.boolean().default(false),
      profile: z.object({ display_name: z.string().default('') }).default({ display_name: '' }),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().default('') }).default({ next_cursor: '' }),
});

const PAGE = 200;
/** Slack allows twenty of these calls a minute. */
const PAGES_MAX = 20;

/** Full members with this handle or display name; case does not count. */
async function named(
  { botToken, apiUrl, proxy }: NonNullable<Enrolment['slack']>,
  name: string,
): Promise<readonly Account[]> {
  const silent = createLog({
    level: 'silent',
    destination: new Writable({ write: (_text, _encoding, done) => done() }),
  });
  const web = createWeb(botToken, apiUrl, boltLogger(silent), undefined, egressThrough(proxy));
  const wanted = name.toLowerCase();
  const found: Account[] = [];
  let cursor = '';
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const asked = { limit: PAGE, ...(cursor !== '' && { cursor }) };
    const { members, response_metadata } = page.parse(await call('users.list', () => web.users.list(asked)));
    for (const { id, name: handle, profile, ...member } of members) {
      const full = !member.deleted && !member.is_bot && !member.is_restricted && !member.is_stranger;
      if (full && [handle, profile.display_name].some((one) => one.toLowerCase() === wanted))
        found.push({ id, name: handle });
    }
    cursor = response_metadata.next_cursor;
    if (cursor === '') return found;
  }
  throw new Error(`The workspace has more people than can be looked through. Give the person's id instead of a name.`);
}
