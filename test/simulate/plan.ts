/** What a seed stands for: who does what when, what goes wrong how often, what the world is like. */
import type { SettingsPatch } from '../../src/simulators/ocp/world/settings.ts';
import { deedsOf, type Lots, MINUTE, type Planned, TEN_MINUTES } from './deeds.ts';
import { calmOf, peopleOf, type Story, storyOf } from './family-deeds.ts';
import { createRolls, type Odds, type Rolls } from './rolls.ts';

export interface Plan {
  readonly seed: number;
  readonly replicas: number;
  /** As with SQLite: one process has the store for itself. */
  readonly isExclusive: boolean;
  readonly hangzhouDown: boolean;
  readonly policy: number;
  readonly ocp: SettingsPatch;
  /** How far each process's clock is from the true time, and OCP's: OCP refuses requests dated more than 15 minutes off. */
  readonly clocks: readonly number[];
  readonly ocpClock: number;
  readonly pollMs: number;
  readonly idleMs: number;
  readonly storeSlowMs: number;
  readonly odds: Readonly<
    Record<'ocp' | 'post' | 'slack' | 'delivery' | 'store' | 'news' | 'kill' | 'killAtCall', Odds>
  >;
  readonly deeds: readonly Planned[];
  /** Calls go wrong from the first moment: null; or from so long after the first request stands, ms. */
  readonly stormAfter: number | null;
  /** When everything that goes wrong ends, ms from the start; sooner, if there is nothing left to do. */
  readonly calmAt: number;
  /** For so long after that people go on, ms. */
  readonly peopleMs: number;
}

/** Two requests need more of the world to work than one: in most of these runs less goes wrong. */
const MILD = 0.25;

function lotsOf({ value, between }: Rolls): Lots {
  const chance = (name: string, share: number) => value(name) < share;
  return {
    chance,
    between,
    pick: (name, ...among) => among[Math.floor(value(name) * among.length)] ?? among[0],
    share: (name, often, most) => (chance(`${name}?`, often) ? value(`${name}!`) * most : 0),
  };
}

export function planOf(seed: number): Plan {
  const lots = lotsOf(createRolls(seed));
  const { chance, pick, between } = lots;
  const story = storyOf(lots);
  const isStormy = chance('stormy', story === null ? 0.2 : 0.05);
  const isMild = story !== null && (story === 'retried' || chance('mild', 0.6));
  const isLong = chance('long', 0.02);
  const calmAt = isLong ? between('calm', 3 * MINUTE, 22 * MINUTE) : calmOf(lots, story);
  const replicas = story === 'at once' ? pick('replicas', 1, 2, 2, 2, 3) : pick('replicas', 1, 1, 1, 2, 2, 3);
  const hangzhouDown = isDownIn(story) || chance('hangzhou', 0.7);
  const skewed = chance('skewed', 0.3);
  const clocks = Array.from({ length: replicas }, (_, at) =>
    skewed ? between(`clock${at}`, -TEN_MINUTES, TEN_MINUTES) : 0,
  );
  return {
    seed,
    replicas,
    isExclusive: replicas === 1 && chance('exclusive', 0.8),
    hangzhouDown,
    // Where two people ask, each needs somebody else who may approve for both sides.
    policy: story === null ? pick('policy', 0, 0, 1, 2, 6) : pick('policy', 0, 0, story === 'at once' ? 0 : 1, 2),
    ocp: {
      tickMs: 1_000,
      stepTicks: pick('ticks', 1, 2),
      staleMs: pick('stale', 0, 0, 8_000),
      enforcePrecheck: chance('enforce', 0.3),
      refuseRepeatedPost: chance('repeated', 0.3),
      listShape: pick('shape', '4.3.5', '4.3.5', '4.2.2'),
    },
    clocks,
    ocpClock: chance('ocp clock', 0.2) ? between('ocp clock by', -4 * MINUTE, 4 * MINUTE) : 0,
    pollMs: isLong ? 10_000 : pick('poll', 2_000, 5_000),
    idleMs: isLong ? 15_000 : 5_000,
    storeSlowMs: pick('slow store', 0, 0, 20),
    odds: oddsOf(isMild ? { ...lots, share: (name, often, most) => lots.share(name, often, most) * MILD } : lots),
    deeds: deedsOf(lots, { calmAt, isLong, isStormy, hangzhouDown, replicas, story }).toSorted((a, b) => a.at - b.at),
    stormAfter: isStormy ? null : pick('storm', 0, 0, 4_000, 8_000),
    calmAt,
    peopleMs: peopleOf(story, calmAt),
  };
}

/** A failover needs its primary lost. */
function isDownIn(story: Story | null): boolean {
  return story !== null && story !== 'at once' && story !== 'root alive';
}

function oddsOf({ share }: Lots): Plan['odds'] {
  return {
    ocp: [
      ['lost', share('ocp lost', 0.5, 0.3)],
      ['unreachable', share('ocp unreachable', 0.4, 0.15)],
      ['answer lost', share('ocp answer lost', 0.5, 0.2)],
      ['stuck', share('ocp stuck', 0.3, 0.1)],
      ['slow', share('ocp slow', 0.4, 0.2)],
      ['proxy fails', share('ocp proxy', 0.2, 0.1)],
      ['failed', share('ocp failed', 0.2, 0.1)],
      ['throttled', share('ocp throttled', 0.2, 0.1)],
    ],
    // What everything is about: the request that moves a tenant.
    post: [
      ['lost', share('post lost', 0.6, 0.3)],
      ['unreachable', share('post unreachable', 0.4, 0.15)],
      ['answer lost', share('post answer lost', 0.8, 0.2)],
      ['stuck', share('post stuck', 0.4, 0.15)],
      ['slow', share('post slow', 0.4, 0.2)],
      ['proxy fails', share('post proxy', 0.4, 0.1)],
      ['failed', share('post failed', 0.2, 0.1)],
      ['throttled', share('post throttled', 0.2, 0.1)],
    ],
    slack: [
      ['lost', share('slack lost', 0.5, 0.3)],
      ['answer lost', share('slack answer lost', 0.5, 0.2)],
      ['stuck', share('slack stuck', 0.3, 0.1)],
      ['slow', share('slack slow', 0.4, 0.2)],
      ['throttled', share('slack throttled', 0.3, 0.2)],
      ['failed', share('slack failed', 0.2, 0.1)],
      ['garbled', share('slack garbled', 0.1, 0.05)],
    ],
    delivery: [
      ['lost', share('delivery lost', 0.4, 0.3)],
      ['twice', share('delivery twice', 0.5, 0.5)],
      ['answer lost', share('delivery answer lost', 0.4, 0.2)],
      ['late', share('delivery late', 0.3, 0.2)],
    ],
    store: [
      ['fails', share('store fails', 0.2, 0.03)],
      ['fails after', share('store fails after', 0.1, 0.02)],
    ],
    news: [['lost', share('news lost', 0.4, 0.5)]],
    kill: [['killed', share('kill', 0.4, 0.04)]],
    killAtCall: [['killed', share('kill at call', 0.4, 0.3)]],
  };
}
