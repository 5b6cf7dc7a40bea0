import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { DEFAULT_LANGUAGE, type Language, languageOfLocale } from '../../lib/language.ts';
import type { Owner, Person, Standing } from '../../people/person.ts';
import { ownerOf, type Roster } from '../../people/roster.ts';
import { SlackError } from './errors.ts';
import { createGroups } from './groups.ts';
import type { PeopleFrom } from '../../policy/file/keys.ts';
import type { Identity } from './identity.ts';
import { createTtlCache, type Read } from './ttl-cache.ts';
import { call } from './web.ts';

/** The parts of users.info that identify a person. Missing fields are not assumed. */
const userInfo = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_workflow_bot: z.boolean().optional(),
    is_connector_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    is_invited_user: z.boolean().optional(),
    is_email_confirmed: z.boolean().optional(),
    locale: z.string().optional(),
    tz: z.string().optional(),
    enterprise_user: z
      .object({ enterprise_id: z.string().optional(), teams: z.array(z.string()).optional() })
      .optional(),
  }),
});
type User = z.infer<typeof userInfo>['user'];

/** People rarely change their language. */
const LANGUAGE_MAX_AGE_MS = 12 * 3_600_000;
/** A form must be on screen within three seconds: English is better than late. */
const LANGUAGE_PATIENCE_MS = 800;

interface PeopleDeps {
  readonly web: WebClient;
  readonly clock: Clock;
  readonly identity: () => Promise<Identity>;
  /** The people file; left out where there is none. */
  readonly roster?: () => Promise<Roster>;
  /** Whose members the policy counts: those of this workspace, or of its whole organisation. Rejects while there is no policy. */
  readonly peopleFrom?: () => Promise<PeopleFrom>;
}

/**
 * Reads people from Slack: users.info for each person, user groups as in groups.ts; and the owner of the account from
 * the people file. A reading is reused only while it is younger than the caller allows. Never rejects: a person who
 * cannot be read is `unread`.
 */
export function createPeople(deps: PeopleDeps) {
  const { web, clock } = deps;
  const standings = createTtlCache<Standing>(clock);
  const languages = new Map<string, Read<Language>>();
  /** As last read. */
  const zones = new Map<string, string>();
  const groups = createGroups(deps);

  async function askStanding(id: string): Promise<Standing> {
    try {
      const identity = await deps.identity();
      const { user } = userInfo.parse(
        await call('users.info', () => web.users.info({ user: id, include_locale: true })),
      );
      if (user.id !== id) return 'unread';
      languages.set(id, { value: languageOfLocale(user.locale), at: clock.now(), since: clock.elapsed() });
      if (user.tz !== undefined) zones.set(id, user.tz);
      return standingOf(user, identity);
    } catch (error) {
      return error instanceof SlackError && error.code === 'user_not_found' ? 'nobody' : 'unread';
    }
  }

  async function standingOfAccount(id: string, maxAgeMs: number): Promise<Read<Standing>> {
    const read = await standings.read(id, maxAgeMs, () => askStanding(id));
    // A failed reading is never kept: the next attempt may succeed.
    if (read.value === 'unread') standings.forget(id);
    return read;
  }

  async function groupsWith(
    id: string,
    asked: readonly string[],
    maxAgeMs: number,
  ): Promise<Omit<Read<readonly string[]>, 'since'> | null> {
    try {
      const read = await Promise.all(asked.map((group) => groups.members(group, maxAgeMs)));
      const value = asked.filter((_, index) => read[index]?.value.has(id));
      return { value, at: Math.min(clock.now(), ...read.map(({ at }) => at)) };
    } catch {
      // The groups of this person are then unknown, and null tells the caller so.
      return null;
    }
  }

  /** Counts somebody as a member by the policy, which is read with each answer; without a readable policy nobody counts. */
  async function counted(standing: Standing): Promise<Standing> {
    if (standing !== 'other_workspace') return standing;
    try {
      return (await deps.peopleFrom?.()) === 'organisation' ? 'member' : standing;
    } catch {
      return standing;
    }
  }

  /** Null when the people file was never read: then accounts cannot be assigned to people. */
  async function ownership(): Promise<((id: string) => { owner?: Owner }) | null> {
    if (!deps.roster) return () => ({});
    try {
      const roster = await deps.roster();
      return (id) => ({ owner: ownerOf(roster, id) });
    } catch {
      return null;
    }
  }

  async function readLanguage(id: string): Promise<Language> {
    // The same call identifies the person, so a following read needs no second call.
    await standingOfAccount(id, 0);
    return languages.get(id)?.value ?? DEFAULT_LANGUAGE;
  }

  return {
    /** The language in which this person uses Slack. Never rejects and never blocks for long: the default is English. */
    async languageOf(id: string): Promise<Language> {
      const known = languages.get(id);
      if (known && clock.elapsed() - known.since <= LANGUAGE_MAX_AGE_MS) return known.value;
      const over = new AbortController();
      const late = clock.sleep(LANGUAGE_PATIENCE_MS, over.signal).then(() => known?.value ?? DEFAULT_LANGUAGE);
      try {
        return await Promise.race([readLanguage(id), late]);
      } finally {
        over.abort();
      }
    },
    /**
     * The time zone in which this person uses Slack, as read with their identity. Never rejects: without an answer from
     * Slack it is UTC.
     */
    async zoneOf(id: string): Promise<string> {
      if (!zones.has(id)) await this.languageOf(id);
      return zones.get(id) ?? 'UTC';
    },
    /** The members of a user group, as `Groups.members`. Rejects when Slack does not say. */
    async members(group: string, maxAgeMs: number): Promise<ReadonlySet<string>> {
      return (await groups.members(group, maxAgeMs)).value;
    },
    async read(ids: readonly string[], asked: readonly string[], maxAgeMs: number): Promise<readonly Person[]> {
      const owned = await ownership();
      return Promise.all(
        ids.map(async (id) => {
          const [standing, within] = await Promise.all([
            standingOfAccount(id, maxAgeMs),
            groupsWith(id, asked, maxAgeMs),
          ]);
          return {
            id,
            standing: owned === null ? 'unread' : await counted(standing.value),
            groups: within?.value ?? null,
            readAt: Math.min(standing.at, within?.at ?? standing.at),
            ...owned?.(id),
          };
        }),
      );
    },
  };
}

/** One answer for each kind of account that may not decide; the most specific reason first. */
function standingOf(user: User, identity: Identity): Standing {
  if (user.deleted === true) return 'deactivated';
  if (
    user.id === 'USLACKBOT' ||
    user.is_bot === true ||
    user.is_workflow_bot === true ||
    user.is_connector_bot === true
  )
    return 'bot';
  const belonging = belongingOf(user, identity);
  if (user.is_stranger === true || belonging === 'external') return 'external';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  if (user.is_invited_user === true || user.is_email_confirmed === false) return 'invited';
  return belonging;
}

/** In an Enterprise organisation `team_id` may be another workspace of the same organisation, so its list of teams counts. */
function belongingOf({ team_id, enterprise_user }: User, { teamId, organisationId }: Identity): Standing {
  if (team_id === teamId || enterprise_user?.teams?.includes(teamId) === true) return 'member';
  const isOwn = organisationId !== null && enterprise_user?.enterprise_id === organisationId;
  return isOwn ? 'other_workspace' : 'external';
}
