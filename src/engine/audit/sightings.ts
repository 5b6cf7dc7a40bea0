/** What was last read of people, kept for the stop: who may stop may do so while Slack does not answer. */
import type { Clock } from '../../lib/clock.ts';
import type { Person } from '../../people/person.ts';
import { type Policy, stopperGroupsOf, stoppersOf } from '../../policy/policy.ts';
import { SIGHTING_MAX_AGE_MS } from '../../stop/who.ts';
import { failureOf } from '../reads/failures.ts';
import { type Worker, whole } from '../leadership/worker.ts';
import type { BusinessLog, People } from '../ports.ts';

interface Sightings {
  put(account: string, asked: readonly string[], groups: readonly string[], at: number): Promise<void>;
  drop(account: string): Promise<void>;
  prune(before: number): Promise<void>;
}

/** What was written so lately, and says the same, need not be written again. */
const WRITE_EVERY_MS = 10 * 60_000;

/** Keeps what every reading says of people. It answers as `people` does, and waits for nothing. */
export function remembering<P extends People>(
  people: P,
  { sightings, clock, business }: { sightings: Sightings; clock: Clock; business: BusinessLog },
): P {
  const kept = new Map<string, { readonly said: string; readonly since: number }>();

  async function keep({ id, standing, groups, owner, readAt }: Person, asked: readonly string[]): Promise<void> {
    if (standing === 'unread' || groups === null) return;
    const isMember = standing === 'member' && (owner === undefined || owner.kind === 'person');
    const said = isMember ? [...asked, ...groups].join(' ') : 'none';
    const known = kept.get(id);
    if (known?.said === said && clock.elapsed() - known.since < WRITE_EVERY_MS) return;
    kept.set(id, { said, since: clock.elapsed() });
    try {
      if (isMember) await sightings.put(id, asked, groups, readAt);
      else await sightings.drop(id);
    } catch (error) {
      kept.delete(id);
      business('sighting_lost', { person: id, code: failureOf(error).code });
    }
  }

  return {
    ...people,
    async read(ids, asked, maxAgeMs) {
      const read = await people.read(ids, asked, maxAgeMs);
      for (const person of read) void keep(person, asked);
      return read;
    },
  };
}

/** Everybody who may stop is read twice a day, a few at a time: Slack lets people be asked for 100 times a minute in all. */
const READ_EVERY_MS = SIGHTING_MAX_AGE_MS / 2;
const AT_ONCE = 2;
/** Who is in a group may be as old as this here: whoever joined an hour ago may be told to use the file. */
const GROUPS_MAX_AGE_MS = 3_600_000;
const AGAIN_MS = 10 * 60_000;
/** What is asked at a start comes first. */
const FIRST_MS = 60_000;

/** Reads those who may stop and were not seen lately. */
export function createRollCall(deps: {
  readonly people: People & { members(group: string, maxAgeMs: number): Promise<ReadonlySet<string>> };
  readonly policies: { read(): Promise<Policy> };
  readonly sightings: Sightings;
  readonly clock: Clock;
  readonly business: BusinessLog;
}): Worker {
  const { people, clock } = deps;
  const begun = clock.elapsed();
  /** When the next reading of each is due. */
  const due = new Map<string, number>();

  async function turn(): Promise<void> {
    if (clock.elapsed() - begun < FIRST_MS) return;
    const policy = await deps.policies.read();
    const groups = stopperGroupsOf(policy);
    const named = stoppersOf(policy).filter((id) => !groups.includes(id));
    const members = await Promise.all(groups.map((group) => people.members(group, GROUPS_MAX_AGE_MS)));
    const all = new Set([...named, ...members.flatMap((ids) => [...ids])]);
    const next = [...all].filter((id) => clock.elapsed() >= (due.get(id) ?? 0)).slice(0, AT_ONCE);
    if (next.length === 0) return;
    const read = await people.read(next, groups, GROUPS_MAX_AGE_MS);
    for (const { id, standing } of read)
      due.set(id, clock.elapsed() + (standing === 'unread' ? AGAIN_MS : READ_EVERY_MS));
    await deps.sightings.prune(clock.now() - SIGHTING_MAX_AGE_MS);
  }

  return whole('roll_call', turn, deps.business);
}
