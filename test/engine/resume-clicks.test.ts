/** Clicks on the card of a resume: whatever changes while Slack is asked counts, and a card counts in its own workspace. */
import { beforeEach, expect, it } from 'vitest';
import type { Click } from '../../src/request/clicks.ts';
import { createResumeClicks, type ResumeRefusal } from '../../src/engine/clicks/resume-clicks.ts';
import { createStops, type Stops } from '../../src/engine/stops/stops.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { ANN, ASKER, BEN, memberAt, policyOf, START } from '../support/request.ts';
import { storeOfEach } from '../support/store.ts';

const opened = storeOfEach('sqlite');

let clock: ManualClock;
let policy: Policy;
/** The last reading of the file, which may be older. */
let kept: Policy;
let roster: string;
let readings: number;
let stops: Stops;
let told: ResumeRefusal[];
let asked: number;
/** Happens once, while Slack says who people are. */
let during: (() => void) | null;

beforeEach(async () => {
  clock = manualClock(START);
  policy = policyOf({ approvers: [ANN, BEN], channel: 'C1' });
  kept = policy;
  roster = 'a';
  readings = 0;
  told = [];
  asked = 0;
  during = null;
  stops = createStops({ log: opened().store.stop, clock, business: () => undefined, changed: () => undefined });
  const person = (id: string) => memberAt(START, id);
  const stop = { person: person(ASKER), sighting: null, policy, reason: 'x', typedIn: 'C1' } as const;
  await stops.execute({ type: 'stop', ...stop });
  await stops.execute({ type: 'propose_resume', person: person(ANN), team: 'T1', policy, audience: 'own' });
  await stops.execute({ type: 'card_posted', round: 1, channel: 'C1', ts: '1.1' });
});

function clicked(change: Partial<Click> = {}): Promise<void> {
  const clicks = createResumeClicks({
    stops,
    cursors: { get: () => Promise.resolve({ cardChannel: 'C1', cardTs: '1.1', cardAttemptAt: null }) },
    people: {
      languageOf: () => Promise.resolve('en'),
      read(ids) {
        readings += 1;
        during?.();
        during = null;
        return Promise.resolve(ids.map((id) => memberAt(START, id)));
      },
    },
    channels: { audience: () => Promise.resolve('own') },
    policies: { read: () => Promise.resolve(kept), fresh: () => Promise.resolve(policy) },
    roster: () => Promise.resolve({ version: roster }),
    messages: { tell: () => Promise.resolve() },
    codes: { standing: () => Promise.resolve('enrolled') },
    askCode: () => Promise.resolve((asked += 1) > 0),
    words: (code) => {
      told.push(code);
      return code;
    },
    clock,
    business: () => undefined,
  });
  const at = { channel: 'C1', messageTs: '1.1', team: 'T1', round: 1, clickedAt: null, receivedAt: START, code: null };
  return clicks.handle({ action: 'approve', requestId: 'resume-1', person: BEN, ...at, ...change });
}

it('two approvers end the stop', async () => {
  await clicked();
  expect((await stops.load()).stop).toBeNull();
});

it('whoever was taken out of the policy while Slack was asked ends no stop', async () => {
  during = () => (policy = policyOf({ approvers: [ANN], channel: 'C1' }, 'p2'));
  await clicked();
  expect(told).toEqual(['not_an_approver']);
  expect((await stops.load()).stop).not.toBeNull();
});

it('a one-time code that the policy came to ask for while Slack was asked is asked for', async () => {
  during = () => (policy = policyOf({ approvers: [ANN, BEN], channel: 'C1', oneTimeCode: true }, 'p2'));
  await clicked();
  expect(asked).toBe(1);
  expect((await stops.load()).stop).not.toBeNull();
});

it('Slack is asked again when the people file changed meanwhile', async () => {
  during = () => (roster = 'b');
  await clicked();
  expect(readings).toBe(2);
});

it.each([
  ['of its workspace', 'T1', true],
  ['of an organisation-wide installation, which names none', '', true],
  ['of another workspace', 'T2', false],
])('a click %s counts or does not', async (_, team, counts) => {
  await clicked({ team });
  expect((await stops.load()).stop === null).toBe(counts);
  expect(told).toEqual(counts ? [] : ['not_our_card']);
});
