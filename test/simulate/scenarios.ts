/** Seven stories without chance: a process is stopped at each moment of theirs, and once more while it recovers. */
import type { Planned, Who } from './deeds.ts';
import { type Plan, planOf } from './plan.ts';
import type { Strikes } from './rolls.ts';
import { type Run, runSeed } from './run.ts';
import { crashesAt } from './world.ts';

export interface Scenario {
  readonly name: string;
  readonly plan: Plan;
  /** What goes wrong besides. */
  readonly strikes: Strikes;
  /** How it ends when nobody is stopped. */
  readonly outcome: string;
}

const calm: Plan = {
  ...planOf(1),
  replicas: 1,
  isExclusive: true,
  hangzhouDown: true,
  policy: 0,
  ocp: { tickMs: 1_000, stepTicks: 1, staleMs: 0 },
  clocks: [0],
  ocpClock: 0,
  pollMs: 2_000,
  idleMs: 5_000,
  storeSlowMs: 0,
  odds: { ocp: [], post: [], slack: [], delivery: [], store: [], news: [], kill: [], killAtCall: [] },
  stormAfter: null,
  calmAt: 40_000,
  peopleMs: 15_000,
};

const press = (who: Who, button: string, at: number): Planned => ({
  do: 'press',
  who,
  button,
  how: 'offered',
  card: 0,
  at,
});
const asks = (kind: 'failover' | 'switchover', ...tenants: string[]): Planned => ({
  do: 'ask',
  who: 'mei',
  kind,
  tenants,
  at: 0,
});
const approved = [press('arun', 'approve', 6_000)];
const failoverCall = 'A ocp POST /ob/clusters/*/tenants/*/failover#1';

function scenario(
  name: string,
  outcome: string,
  deeds: readonly Planned[],
  more: Partial<Plan> = {},
  strikes: readonly (readonly [string, string])[] = [],
): Scenario {
  return { name, outcome, plan: { ...calm, ...more, deeds }, strikes: new Map(strikes) };
}

export const scenarios: readonly Scenario[] = [
  scenario('a failover', 'succeeded', [asks('failover', 'orders'), ...approved]),
  scenario('a switchover', 'succeeded', [asks('switchover', 'orders'), ...approved], { hangzhouDown: false }),
  scenario('a failover of two clusters', 'succeeded', [asks('failover', 'orders', 'stock'), ...approved]),
  scenario('a call whose answer is lost', 'succeeded', [asks('failover', 'orders'), ...approved], {}, [
    [failoverCall, 'answer lost'],
  ]),
  scenario('a request that is denied', 'rejected', [asks('failover', 'orders'), press('sofia', 'reject', 6_000)]),
  scenario('a step that fails and is tried again', 'succeeded', [
    { do: 'step fails', how: 'fail', effect: false, at: 0 },
    asks('failover', 'orders'),
    ...approved,
    press('mei', 'retry', 12_000),
    press('sofia', 'approve', 14_000),
  ]),
  scenario('two tasks that fail alike and are tried again together', 'succeeded', [
    { do: 'step fails', how: 'fail', effect: false, at: 0 },
    { do: 'step fails', how: 'fail', effect: false, at: 0 },
    asks('failover', 'orders', 'payments'),
    ...approved,
    press('mei', 'retry_alike', 12_000),
    press('sofia', 'approve', 14_000),
  ]),
];

/** Stopped nowhere: how it ends, and at how many moments it could have been stopped. */
export async function undisturbed({ plan, strikes }: Scenario): Promise<Run & { readonly moments: number }> {
  const crashes = crashesAt([]);
  return { ...(await runSeed(plan.seed, { plan, strikes, crashes, traced: true })), moments: crashes.moments() };
}

/** Stopped at that moment, and again at one of the first moments of the recovery, each time at another. */
export function stoppedTwice({ plan, strikes }: Scenario, moment: number, traced = false): Promise<Run> {
  return runSeed(plan.seed, { plan, strikes, traced, crashes: crashesAt([moment, 1 + (moment % 9)]) });
}
