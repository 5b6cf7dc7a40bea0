import type { Audience } from '../people/audience.ts';
import type { Person } from '../people/person.ts';
import { groupsIn, type Policy, ruleFor } from '../policy/policy.ts';
import { forRest } from '../request/remedies/rest.ts';
import { askerOf, operationNow, type RequestState } from '../request/state.ts';
import { type StopFacts, stopFacts } from '../stop/hold.ts';
import type { StopState } from '../stop/state.ts';
import type { Channels, People, Policies } from './ports.ts';

export interface InForceDeps {
  readonly policies: Pick<Policies, 'fresh'>;
  readonly stops: { load(): Promise<StopState> };
  /** The people file in force; null where there is none. */
  readonly roster: () => Promise<{ readonly version: string } | null>;
  readonly people: People;
  readonly channels: Channels;
}

/** Everything that people may change about a request, right before its claim. */
export interface InForce {
  readonly policy: Policy;
  readonly stop: StopFacts;
  readonly people: readonly Person[];
  readonly audience: Audience;
}

/** People and channel are read again for the claim itself: nothing older than this counts. */
const CLAIM_FACTS_MAX_AGE_MS = 2_000;

/** After this many rounds somebody is changing the policy faster than Slack responds; the next turn tries again. */
const ROUNDS = 5;

/**
 * Reads policy and stop; people and channel under that policy; then policy and stop once more, and everything again if
 * they changed. So whatever people change up to the claim counts at the claim. Null while Slack does not say who people
 * are or who can read the channel: the claim then waits.
 */
export async function readInForce(deps: InForceDeps, state: RequestState): Promise<InForce | null> {
  let rules = await readRules(deps);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { policy, stop } = rules;
    const [people, audience] = await Promise.all([readPeople(deps, state, policy), readChannel(deps, state)]);
    if (people === null || audience === 'unread') return null;
    const now = await readRules(deps);
    if (now.key === rules.key) return { policy, stop, people, audience };
    rules = now;
  }
  throw new Error(`The policy, the people file or the stop changed ${ROUNDS} times while a claim was made ready.`);
}

async function readRules({ policies, stops, roster }: InForceDeps) {
  const [policy, state, people] = await Promise.all([policies.fresh(), stops.load(), roster()]);
  const stop = stopFacts(state);
  const key = [policy.version, stop.number, stop.latest?.over ?? false, people?.version ?? ''].join(' ');
  return { policy, stop, key };
}

async function readPeople(deps: InForceDeps, state: RequestState, policy: Policy): Promise<readonly Person[] | null> {
  const ids = [askerOf(state), ...forRest(state).approvals.map(({ by }) => by)];
  const groups = groupsIn(ruleFor(policy, operationNow(state)) ?? state.rule);
  const people = await deps.people.read(ids, groups, CLAIM_FACTS_MAX_AGE_MS);
  return people.some(({ standing, groups }) => standing === 'unread' || groups === null) ? null : people;
}

/** The channel in which it was approved, even if the card has moved since. */
function readChannel({ channels }: InForceDeps, { channel }: RequestState): Promise<Audience> {
  return channels.audience(channel, CLAIM_FACTS_MAX_AGE_MS);
}
