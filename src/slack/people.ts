import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Person, Standing } from '../request/person.ts';
import { SlackError } from './errors.ts';
import type { Identity } from './identity.ts';
import { call } from './web.ts';

/** users.info, as far as it says who somebody is. What is missing is not assumed. */
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
    enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
  }),
});
type User = z.infer<typeof userInfo>['user'];

const members = z.object({ users: z.array(z.string()) });

interface Read<T> {
  readonly value: T;
  readonly at: number;
}

/**
 * Reads people from Slack: users.info for each person, usergroups.users.list for each group of the policy. A reading is
 * used again only while it is younger than the caller allows. Never rejects: whoever cannot be read is `unread`.
 */
export function createPeople(deps: { web: WebClient; clock: Clock; identity: () => Promise<Identity> }) {
  const { web, clock } = deps;
  const standings = new Map<string, Read<Standing>>();
  const groupMembers = new Map<string, Read<ReadonlySet<string>>>();

  async function cached<T>(
    cache: Map<string, Read<T>>,
    key: string,
    maxAgeMs: number,
    read: () => Promise<T>,
  ): Promise<Read<T>> {
    const known = cache.get(key);
    if (known && clock.now() - known.at <= maxAgeMs) return known;
    const at = clock.now();
    const fresh = { value: await read(), at };
    cache.set(key, fresh);
    return fresh;
  }

  async function readStanding(id: string): Promise<Standing> {
    try {
      const { teamId } = await deps.identity();
      const { user } = userInfo.parse(await call('users.info', () => web.users.info({ user: id })));
      return user.id === id ? standingOf(user, teamId) : 'unread';
    } catch (error) {
      return error instanceof SlackError && error.code === 'user_not_found' ? 'nobody' : 'unread';
    }
  }

  async function readMembers(group: string): Promise<ReadonlySet<string>> {
    const answer = await call('usergroups.users.list', () => web.usergroups.users.list({ usergroup: group }));
    return new Set(members.parse(answer).users);
  }

  async function groupsWith(
    id: string,
    groups: readonly string[],
    maxAgeMs: number,
  ): Promise<Read<readonly string[]> | null> {
    try {
      const read = await Promise.all(
        groups.map((group) => cached(groupMembers, group, maxAgeMs, () => readMembers(group))),
      );
      const value = groups.filter((_, index) => read[index]?.value.has(id));
      return { value, at: Math.min(clock.now(), ...read.map(({ at }) => at)) };
    } catch {
      // Which groups somebody is in is then not known, and "not known" is what the caller is told.
      return null;
    }
  }

  return {
    /** Who is in a user group, read no longer than `maxAgeMs` ago. Rejects with SlackError when Slack does not say. */
    async members(group: string, maxAgeMs: number): Promise<ReadonlySet<string>> {
      return (await cached(groupMembers, group, maxAgeMs, () => readMembers(group))).value;
    },
    read(ids: readonly string[], groups: readonly string[], maxAgeMs: number): Promise<readonly Person[]> {
      return Promise.all(
        ids.map(async (id) => {
          const known = standings.get(id);
          // A failed reading is never kept: the next question may be answered.
          if (known?.value === 'unread') standings.delete(id);
          const standing = await cached(standings, id, maxAgeMs, () => readStanding(id));
          const within = await groupsWith(id, groups, maxAgeMs);
          const readAt = Math.min(standing.at, within?.at ?? standing.at);
          return { id, standing: standing.value, groups: within?.value ?? null, readAt };
        }),
      );
    },
  };
}

/** One answer for each kind of account that may not decide; the most telling reason first. */
function standingOf(user: User, teamId: string): Standing {
  if (user.deleted === true) return 'deactivated';
  if (
    user.id === 'USLACKBOT' ||
    user.is_bot === true ||
    user.is_workflow_bot === true ||
    user.is_connector_bot === true
  )
    return 'bot';
  if (user.is_stranger === true || !belongs(user, teamId)) return 'external';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  if (user.is_invited_user === true) return 'invited';
  return 'member';
}

/** In an Enterprise organisation `team_id` may be another workspace of the same organisation: its list of teams counts. */
function belongs(user: User, teamId: string): boolean {
  return user.team_id === teamId || user.enterprise_user?.teams?.includes(teamId) === true;
}
