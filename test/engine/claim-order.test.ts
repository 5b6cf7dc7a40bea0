/** Whatever a human hand changes up to the claim counts at the claim: a stop, a freeze, a rule, an approver. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDoor, type Door } from '../../src/engine/leadership/closing.ts';
import { createRequests } from '../../src/engine/requests.ts';
import { createStops, type Stops } from '../../src/engine/stops/stops.ts';
import type { Difference } from '../../src/operation/inspection.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { type Turn, turnOf } from '../support/executor.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import {
  ANN,
  approved,
  BEN,
  type Life,
  memberAt,
  observed,
  policyOf,
  readingOf,
  running,
  START,
  taskOf,
} from '../support/request.ts';
import { storeOfEach } from '../support/store.ts';

const opened = storeOfEach('sqlite');

let clock: ManualClock;
let policy: Policy;
let roster: string;
let stops: Stops;
let door: Door;
let posts: string[];
let readings: number;
/** Happens once, while OCP, Slack or the store is waited for, or when the connection stands. */
let during: { ocp?: () => unknown; slack?: () => unknown; append?: () => unknown; connection?: () => unknown };

beforeEach(() => {
  clock = manualClock(START);
  policy = policyOf();
  roster = 'a';
  posts = [];
  readings = 0;
  during = {};
  door = createDoor();
});

afterEach(() => expect(during).toEqual({}));

async function happens(when: keyof typeof during): Promise<void> {
  const what = during[when];
  delete during[when];
  await what?.();
}

/** Carries out what is due for the request, as the engine does, once. */
async function turn(life: Life): Promise<void> {
  const { store } = opened();
  if ((await store.log.load('r-1')).length === 0) await store.log.append(0, life.log, 'approved');
  clock.advance(life.now - clock.now() + 2_000);
  const business = () => undefined;
  const requests = createRequests({
    log: {
      load: (id) => store.log.load(id),
      async append(expected, events, phase, stop) {
        if (events.some(({ event }) => event.type.endsWith('_claimed'))) await happens('append');
        return store.log.append(expected, events, phase, stop);
      },
    },
    clock,
    business,
    changed: business,
    beforeClaim: () => door.check(),
  });
  stops = createStops({ log: store.stop, clock, business, changed: business });
  const sent = async (what: string) => {
    await happens('connection');
    stops.check();
    posts.push(what);
    return { task: taskOf('r.', 'RUNNING'), traceId: null };
  };
  const ocp: Turn['ocp'] = {
    async failoverPrecheck() {
      await happens('ocp');
      return readingOf().precheck;
    },
    async task() {
      await happens('ocp');
      return taskOf('SF', 'FAILED');
    },
    failover: () => sent('failover'),
    retryTask: () => sent('retry'),
  };
  await turnOf({
    requests,
    clock,
    ocp,
    rows: store.families,
    async asked() {
      readings += 1;
      await happens('slack');
    },
    policies: { fresh: () => Promise.resolve(policy) },
    stops,
    roster: () => Promise.resolve({ version: roster }),
    door,
  });
}

async function recorded(): Promise<readonly string[]> {
  return (await opened().store.log.load('r-1')).map(({ event }) => event.type);
}

async function differences(): Promise<readonly Difference['kind'][]> {
  const last = (await opened().store.log.load('r-1')).at(-1)?.event;
  return last?.type === 'returned' ? last.differences.map(({ kind }) => kind) : [];
}

const typed = (by = ANN) =>
  stops.execute({
    type: 'stop',
    person: memberAt(clock.now(), by),
    sighting: null,
    policy,
    reason: 'wrong cluster',
    typedIn: 'C1',
  });

async function resumed(): Promise<void> {
  const inChannel = policyOf({ channel: 'C1' });
  const by = (id: string) => memberAt(clock.now(), id);
  await stops.execute({ type: 'propose_resume', person: by(ANN), policy: inChannel, audience: 'own' });
  const both = { person: by(BEN), proposer: by(ANN), policy: inChannel, round: 1, audience: 'own' } as const;
  await stops.execute({ type: 'approve_resume', ...both });
}

const freeze = {
  kind: 'once',
  name: 'festival',
  operations: ['failover'],
  clusters: ['*'],
  tenants: ['*'],
  from: START - 1,
  until: START + 86_400_000,
} as const;

/** Written into the policy file: another version. */
const written: readonly (readonly [string, Partial<Policy>, readonly Difference['kind'][]])[] = [
  ['stop_all', { stopAll: 'OCP is being upgraded' }, ['policy_changed', 'stopped']],
  ['a freeze', { freezes: [freeze] }, ['policy_changed', 'freeze']],
  ['that the approver is none any more', policyOf({ approvers: [ANN] }), ['policy_changed', 'not_authorised']],
  ['that who asked may not', policyOf({ requesters: [BEN], approvers: [BEN] }), ['policy_changed', 'not_authorised']],
  ['that two have to approve', policyOf({ approvals: 2 }), ['policy_changed']],
];

/** A failed task of which a retry was proposed and approved. */
function remedyApproved(): Life {
  const life = observed(running(), taskOf('SF', 'FAILED'));
  life.tell(life.propose('retry', ANN));
  return life.tell(life.click('approve', BEN));
}

const lives = [
  ['a call', approved, 'failover', 'call_claimed'],
  ['a remedy', remedyApproved, 'retry', 'remedy_claimed'],
] as const;

describe.each(lives)('%s', (_, life, post, claim) => {
  it('is sent when nothing has changed', async () => {
    await turn(life());
    expect(posts).toEqual([post]);
  });

  describe.each(['ocp', 'slack'] as const)('while %s is waited for', (when) => {
    it.each(written)('%s, is written into the policy: it goes back, unsent', async (_, change, kinds) => {
      during = { [when]: () => void (policy = { ...policy, ...change, version: 'p2' }) };
      await turn(life());
      expect(await differences()).toEqual(kinds);
      expect(posts).toEqual([]);
    });

    it('somebody stops: it goes back, unsent, and only once', async () => {
      during = { [when]: () => typed() };
      await turn(life());
      expect(await differences()).toEqual(['stopped']);
      const before = await recorded();
      await turn(life());
      expect(await recorded()).toEqual(before);
      expect(posts).toEqual([]);
    });

    it('somebody stops, and it is resumed: what was approved before goes back all the same', async () => {
      during = {
        async [when]() {
          await typed();
          await resumed();
        },
      };
      await turn(life());
      expect(await differences()).toEqual(['stopped']);
      expect(posts).toEqual([]);
    });

    it('the bot is told to stop: nothing is claimed', async () => {
      const story = life();
      during = { [when]: () => door.close() };
      await turn(story);
      expect(await recorded()).toHaveLength(story.log.length);
      expect(posts).toEqual([]);
    });
  });

  it('while people are read, the people file changes: they are read again', async () => {
    during = { slack: () => void (roster = 'b') };
    await turn(life());
    expect(readings).toBe(2);
    expect(posts).toEqual([post]);
  });

  it('right before its claim is written, somebody stops: the store refuses it, and it goes back', async () => {
    during = { append: () => typed() };
    await turn(life());
    expect(await differences()).toEqual(['stopped']);
    expect(posts).toEqual([]);
  });

  it('right before its claim is written, somebody stops and two people resume: it goes back all the same', async () => {
    during = {
      async append() {
        await typed();
        await resumed();
      },
    };
    await turn(life());
    expect(await differences()).toEqual(['stopped']);
    expect(posts).toEqual([]);
  });

  it('right before its claim is written, the bot is told to stop: it is claimed, and finished', async () => {
    during = { append: () => door.close() };
    await turn(life());
    expect((await recorded()).filter((type) => type === claim).length).toBeGreaterThan(0);
    expect(posts).toEqual([post]);
  });

  it('is claimed, and somebody stops before the connection stands: it is not sent, and goes back', async () => {
    during = { connection: () => typed() };
    await turn(life());
    expect((await recorded()).at(-1)).toMatch(/_not_sent$/);
    clock.advance(20_000);
    await turn(life());
    expect(await differences()).toEqual(['stopped']);
    expect(posts).toEqual([]);
  });

  it('is not begun once the bot was told to stop', async () => {
    const story = life();
    door.close();
    await turn(story);
    expect(await recorded()).toHaveLength(story.log.length);
    expect(posts).toEqual([]);
  });
});
