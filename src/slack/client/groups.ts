/**
 * The members of user groups. Slack allows 20 calls of each kind a minute: for one group (usergroups.users.list), or
 * for all of them at once (usergroups.list), so a policy may name any number.
 */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { SlackError } from './errors.ts';
import { createTtlCache, type Read } from './ttl-cache.ts';
import { call } from './web.ts';

type Members = ReadonlySet<string>;

const members = z.object({ users: z.array(z.string()) });
const list = z.object({ usergroups: z.array(z.unknown()) });
const listed = z.object({ id: z.string(), users: z.array(z.string()), date_delete: z.number().optional() });

const A_MINUTE_MS = 60_000;
const READS_A_MINUTE = 20;
/** How many of them are reserved for changing calls. */
const KEPT_FOR_CLAIMS = 8;
/** A caller that needs a reading no older than this is about to change something. */
const CLAIM_MAX_AGE_MS = 2_000;

export interface Groups {
  /**
   * The members of a user group, read at most `maxAgeMs` ago. When the minute's calls are used up, a caller that
   * changes nothing gets a reading up to a minute old, and `at` says so. Rejects when Slack does not say, or no call is
   * left.
   */
  members(group: string, maxAgeMs: number): Promise<Read<Members>>;
}

/** Slack allows no further call within this minute. */
class Spent extends Error {
  override readonly name = 'Spent';
}

/** Slack's list lacks this group, or its members: an Enterprise organisation's own groups may be in no workspace's list. */
class NotListed extends Error {
  override readonly name = 'NotListed';
}

export function createGroups({ web, clock }: { readonly web: WebClient; readonly clock: Clock }): Groups {
  const one = createTtlCache<Members>(clock);
  const all = createTtlCache<ReadonlyMap<string, Members>>(clock);
  const askedForOne = createBudget(clock);
  const askedForAll = createBudget(clock);
  const together = createTogether();

  const alone = (group: string, maxAgeMs: number) =>
    one.read(group, maxAgeMs, async () => {
      askedForOne.take(maxAgeMs);
      const answer = await call('usergroups.users.list', () => web.usergroups.users.list({ usergroup: group }));
      return new Set(members.parse(answer).users);
    });

  async function fromList(group: string, maxAgeMs: number): Promise<Read<Members>> {
    const read = await all.read('all', maxAgeMs, async () => {
      askedForAll.take(maxAgeMs);
      return membersIn(await call('usergroups.list', () => web.usergroups.list({ include_users: true })));
    });
    const value = read.value.get(group);
    if (!value) throw new NotListed(`Slack's list does not give the members of ${group}.`);
    return { ...read, value };
  }

  function youngest(group: string): Read<Members> | null {
    const own = one.last(group);
    const read = all.last('all');
    const value = read?.value.get(group);
    const inList = read && value ? { ...read, value } : null;
    if (!own || !inList) return own ?? inList;
    return own.since >= inList.since ? own : inList;
  }

  /** Where one kind of call has no answer, the other may have one. */
  async function ask(group: string, maxAgeMs: number): Promise<Read<Members>> {
    const isAlone = (await together(group)) === 1;
    const [first, second] = isAlone ? [alone, fromList] : [fromList, alone];
    try {
      return await first(group, maxAgeMs);
    } catch (error) {
      if (!(error instanceof Spent) && (isAlone || !isNoAnswer(error))) throw error;
      return second(group, maxAgeMs);
    }
  }

  return {
    async members(group, maxAgeMs) {
      const older = youngest(group);
      const age = older ? clock.elapsed() - older.since : Number.POSITIVE_INFINITY;
      if (older && age <= maxAgeMs) return older;
      try {
        return await ask(group, maxAgeMs);
      } catch (error) {
        const isGoodEnough = maxAgeMs > CLAIM_MAX_AGE_MS && age <= A_MINUTE_MS;
        if (older && isGoodEnough && error instanceof Spent) return older;
        throw error;
      }
    },
  };
}

/** The list lacks this group, or Slack does not return the list to this app at all. */
function isNoAnswer(error: unknown): boolean {
  if (error instanceof NotListed) return true;
  return error instanceof SlackError && error.effect === 'none' && error.code !== 'ratelimited';
}

/** An unreadable entry says nothing about its own group and does not affect the others. */
function membersIn(answer: unknown): ReadonlyMap<string, Members> {
  const found = new Map<string, Members>();
  for (const entry of list.parse(answer).usergroups) {
    const { success, data } = listed.safeParse(entry);
    if (success && (data.date_delete ?? 0) === 0) found.set(data.id, new Set(data.users));
  }
  return found;
}

/** Counts the calls of one kind within the last minute. */
function createBudget(clock: Clock) {
  let asked: readonly number[] = [];
  return {
    /** Throws `Spent` when nothing is left for this caller. */
    take(maxAgeMs: number): void {
      asked = asked.filter((since) => clock.elapsed() - since < A_MINUTE_MS);
      const most = maxAgeMs <= CLAIM_MAX_AGE_MS ? READS_A_MINUTE : READS_A_MINUTE - KEPT_FOR_CLAIMS;
      if (asked.length >= most) throw new Spent('Slack may not be asked again within this minute.');
      asked = [...asked, clock.elapsed()];
    },
  };
}

/** Counts the different groups needed in this turn: a caller that needs several asks for them together. */
function createTogether(): (group: string) => Promise<number> {
  let turn: { readonly groups: Set<string>; readonly over: Promise<void> } | null = null;
  return async (group) => {
    turn ??= {
      groups: new Set(),
      over: Promise.resolve().then(() => {
        turn = null;
      }),
    };
    const { groups, over } = turn;
    groups.add(group);
    await over;
    return groups.size;
  };
}
