/** What people type about the stop: stop, why, resume. Each is on disk before its answer. */
import type { Clock } from '../../lib/clock.ts';
import type { Person } from '../../people/person.ts';
import { groupsOf, type Policy, stopperGroupsOf } from '../../policy/policy.ts';
import { type ResumeLack, resumeChannel, resumeLacks, type StopDecision } from '../../stop/decide.ts';
import type { StopState } from '../../stop/state.ts';
import { type Sighting, SIGHTING_MAX_AGE_MS } from '../../stop/who.ts';
import { failureOf } from '../reads/failures.ts';
import type { BusinessLog, Channels, People } from '../ports.ts';
import type { Stops } from '../stops/stops.ts';

export interface StopDeskDeps {
  readonly stops: Pick<Stops, 'load' | 'execute'>;
  readonly people: People & { members(group: string, maxAgeMs: number): Promise<ReadonlySet<string>> };
  readonly channels: Channels;
  readonly policies: { read(): Promise<Policy> };
  readonly sightings: { get(account: string, since: number): Promise<Sighting | null> };
  /** Replicas of older versions, which would claim all the same: where they run. */
  readonly unaware: () => Promise<readonly string[]>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/** What came of it, with what is in force afterwards. */
export interface StopAnswer {
  readonly person: string;
  readonly decision: StopDecision;
  readonly state: StopState;
  readonly policy: Policy;
  /** Where replicas run that do not know the stop. */
  readonly unaware: readonly string[];
  /** Why nobody could resume what was stopped. */
  readonly lacks: readonly ResumeLack[];
}

export interface StopDesk {
  /** Resolves when the stop is on disk. Rejects when the store fails: nothing is stopped then. */
  stop(asked: { person: string; channel: string; reason: string | null }): Promise<StopAnswer>;
  giveReason(asked: { person: string; reason: string }): Promise<StopDecision>;
  propose(asked: { person: string; team: string }): Promise<StopAnswer>;
}

/** Slack waits three seconds for the answer to a command. A Slack that does not answer in this time is taken as silent. */
const PATIENCE_MS = 1_200;
/** Who somebody is may be this old when they stop: it only makes things safer. */
const STOPPER_MAX_AGE_MS = 60_000;
const RESUME_MAX_AGE_MS = 2_000;

export function createStopDesk(deps: StopDeskDeps): StopDesk {
  const { stops, clock } = deps;

  /** Never later than PATIENCE_MS: what was not read by then is `unread`. */
  async function inTime<T>(reading: Promise<T>, otherwise: T): Promise<T> {
    const over = new AbortController();
    const late = clock.sleep(PATIENCE_MS, over.signal).then(() => otherwise);
    try {
      return await Promise.race([reading, late]);
    } finally {
      over.abort();
    }
  }

  async function readPerson(id: string, groups: readonly string[], maxAgeMs: number): Promise<Person> {
    const [person] = await deps.people.read([id], groups, maxAgeMs);
    return person ?? unread(id);
  }

  function unread(id: string): Person {
    return { id, standing: 'unread', groups: null, readAt: clock.now() };
  }

  /** Everybody whom a rule lets approve, as far as that matters: two are enough. Null where Slack does not say who is in a group. */
  async function approversOf({ rules }: Policy): Promise<readonly string[] | null> {
    const ids = [...new Set(rules.flatMap(({ approvers }) => approvers))];
    const groups = ids.filter((id) => id.startsWith('S'));
    const people = ids.filter((id) => !groups.includes(id));
    if (people.length > 1) return people;
    try {
      const members = await Promise.all(groups.map((group) => deps.people.members(group, STOPPER_MAX_AGE_MS)));
      return [...new Set([...people, ...members.flatMap((ids) => [...ids])])];
    } catch (error) {
      deps.business('approvers_uncounted', { message: failureOf(error).message });
      return null;
    }
  }

  /** That others would not hold it is worth saying, and no reason not to stop. */
  async function unawareReplicas(): Promise<readonly string[]> {
    try {
      return await deps.unaware();
    } catch (error) {
      deps.business('replicas_unread', { message: failureOf(error).message });
      return [];
    }
  }

  return {
    async stop({ person: id, channel: typedIn, reason }) {
      const policy = await deps.policies.read();
      const [person, sighting, approvers] = await Promise.all([
        inTime(readPerson(id, stopperGroupsOf(policy), STOPPER_MAX_AGE_MS), unread(id)),
        deps.sightings.get(id, clock.now() - SIGHTING_MAX_AGE_MS),
        inTime(approversOf(policy), null),
      ]);
      const { state, decision } = await stops.execute({ type: 'stop', person, sighting, policy, reason, typedIn });
      const answer = { person: id, decision, state, policy };
      if (decision.refusal) return { ...answer, unaware: [], lacks: [] };
      return { ...answer, unaware: await unawareReplicas(), lacks: resumeLacks(policy, approvers) };
    },
    async giveReason({ person, reason }) {
      return (await stops.execute({ type: 'give_reason', by: person, reason })).decision;
    },
    async propose({ person: id, team }) {
      const policy = await deps.policies.read();
      const channel = resumeChannel(policy);
      const [person, audience] = await Promise.all([
        inTime(readPerson(id, groupsOf(policy), RESUME_MAX_AGE_MS), unread(id)),
        channel === null
          ? ('own' as const)
          : inTime(deps.channels.audience(channel, RESUME_MAX_AGE_MS), 'unread' as const),
      ]);
      const typedIn = team === '' ? {} : { team };
      const command = { type: 'propose_resume', ...typedIn, person, policy, audience } as const;
      const { state, decision } = await stops.execute(command);
      return { person: id, decision, state, policy, unaware: [], lacks: [] };
    },
  };
}
