/**
 * Which requests a reader sees. Requests of public channels are for everybody; those of private channels and direct
 * messages only for people who can read them there, took part, or are named by the request's rule. Nobody else learns
 * of them, not even their number. No answer from Slack counts as no.
 */
import type { Clock } from '../../lib/clock.ts';
import { groupsOf, type Policy } from '../../policy/policy.ts';
import { MEMBER_MAX_AGE_MS, type People } from './member.ts';

export interface SightDeps {
  readonly people: People;
  readonly policies: { read(): Promise<Policy> };
  /** Rejects when Slack does not say. */
  readonly channels: { mayRead(channel: string, person: string): Promise<boolean> };
  readonly clock: Clock;
}

/** A request that may be shown; `channel` is that of its card, null when it is unknown. */
export interface VisibleRequest {
  readonly id: string;
  readonly channel: string | null;
}

/** Which of these requests name one of these users or user groups: as participants, or in the rule. */
export type Naming = (ids: readonly string[], who: readonly string[]) => Promise<ReadonlySet<string>>;

/** For one reader and one answer. */
export interface Sight {
  of<T extends VisibleRequest>(requests: readonly T[], naming: Naming): Promise<readonly T[]>;
  /** True when Slack did not say everything: requests that depend on it are left out. */
  isPartial(): boolean;
}

/** The limits for one answer: how many channels Slack is asked about, and how long it may take. */
const CHANNELS_MAX = 30;
const PATIENCE_MS = 2_000;

export function createSight({ people, policies, channels, clock }: SightDeps) {
  return function sightOf(person: string): Sight {
    const readable = new Map<string, Promise<boolean>>();
    let groups: Promise<readonly string[]> | null = null;
    let partial = false;

    async function inTime<T>(asked: Promise<T>, otherwise: T): Promise<T> {
      const over = new AbortController();
      const late = clock.sleep(PATIENCE_MS, over.signal).then(() => {
        throw new Error('Slack did not answer in time.');
      });
      try {
        return await Promise.race([asked, late]);
      } catch {
        partial = true;
        return otherwise;
      } finally {
        late.catch(() => undefined);
        over.abort();
      }
    }

    function mayRead(channel: string | null): Promise<boolean> {
      if (channel === null) return Promise.resolve(false);
      const known = readable.get(channel);
      if (known) return known;
      if (readable.size >= CHANNELS_MAX) {
        partial = true;
        return Promise.resolve(false);
      }
      const asked = inTime(channels.mayRead(channel, person), false);
      readable.set(channel, asked);
      return asked;
    }

    async function accounts(): Promise<readonly string[]> {
      const [read] = await people.read([person], [], MEMBER_MAX_AGE_MS);
      return read?.owner?.kind === 'person' ? read.owner.accounts : [person];
    }

    /** The groups of the policy; a rule on record may name other groups, which are not searched. */
    async function groupsRead(): Promise<readonly string[]> {
      const asked = groupsOf(await policies.read());
      const [read] = asked.length === 0 ? [] : await people.read([person], asked, MEMBER_MAX_AGE_MS);
      if (read?.groups === null) partial = true;
      return read?.groups ?? [];
    }

    return {
      /** In order of cost: the store, then Slack for each channel, then Slack for each group. */
      async of(requests, naming) {
        const shown = new Set(await naming(idsOf(requests), await accounts()));
        const read = await Promise.all(
          requests.map(async (one) => (!shown.has(one.id) && (await mayRead(one.channel)) ? [one.id] : [])),
        );
        for (const id of read.flat()) shown.add(id);
        const hidden = requests.filter(({ id }) => !shown.has(id));
        if (hidden.length > 0) {
          groups ??= inTime(groupsRead(), []);
          for (const id of await naming(idsOf(hidden), await groups)) shown.add(id);
        }
        return requests.filter(({ id }) => shown.has(id));
      },
      isPartial: () => partial,
    };
  };
}

function idsOf(requests: readonly VisibleRequest[]): readonly string[] {
  return requests.map(({ id }) => id);
}
