/** Makes the story of a failing seed shorter: leaves out people, disturbances and faults for as long as it still fails. */
import { type Plan, planOf } from './plan.ts';
import { type Run, runSeed } from './run.ts';
import type { Strikes } from './rolls.ts';
import type { Bend } from './world.ts';

interface Story {
  readonly plan: Plan;
  readonly strikes: Strikes;
}

/** More runs than this nobody waits for. */
const RUNS = 400;

/** The shortest story found that breaks the same promise, told again with its trace. */
export async function shrunk(seed: number, first: Run, bend?: Bend): Promise<Run> {
  const promise = first.violations[0]?.promise;
  let runs = 0;
  const run = ({ plan, strikes }: Story, traced = false) =>
    runSeed(seed, { plan, strikes, traced, ...(bend && { bend }) });
  const fails = async (story: Story) => {
    runs += 1;
    return runs <= RUNS && (await run(story)).violations[0]?.promise === promise;
  };

  let story: Story = { plan: planOf(seed), strikes: first.strikes };
  // Faults that are told one by one may meet another story than those that were rolled: then it stays as long as it was.
  if (!(await fails(story))) return runSeed(seed, { traced: true, ...(bend && { bend }) });
  for (const simpler of simplerPlans(story.plan)) {
    const next = { ...story, plan: { ...story.plan, ...simpler } };
    if (await fails(next)) story = next;
  }
  const deeds = await fewest(story.plan.deeds, (kept) => fails({ ...story, plan: { ...story.plan, deeds: kept } }));
  story = { ...story, plan: { ...story.plan, deeds } };
  const strikes = await fewest([...story.strikes], (kept) => fails({ ...story, strikes: new Map(kept) }));
  return run({ ...story, strikes: new Map(strikes) }, true);
}

function simplerPlans({ clocks }: Plan): readonly Partial<Plan>[] {
  return [
    { clocks: clocks.map(() => 0), ocpClock: 0 },
    { storeSlowMs: 0 },
    { replicas: 1, isExclusive: true },
    { replicas: 2 },
    { ocp: { tickMs: 1_000, stepTicks: 1, staleMs: 0 } },
  ];
}

/** Leaves out ever smaller parts for as long as what is left will do. */
async function fewest<T>(all: readonly T[], will: (kept: readonly T[]) => Promise<boolean>): Promise<readonly T[]> {
  let kept = all;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const without = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (await will(without)) kept = without;
      else at += size;
    }
  }
  return kept;
}
