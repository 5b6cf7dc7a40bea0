/** What many runs come to. */
import type { Run } from './run.ts';

export interface Failure {
  readonly seed: number;
  readonly promise: string;
  readonly detail: string;
}

/** Plain data: one process tells it to another. */
export interface Figures {
  readonly seeds: number;
  /** How many things happened, and how long that took in simulated time, ms. */
  readonly happened: number;
  readonly took: number;
  readonly failures: readonly Failure[];
  /** What went wrong, or was counted, and how often. */
  readonly counts: readonly (readonly [what: string, times: number])[];
  readonly states: readonly string[];
}

export const nothing: Figures = { seeds: 0, happened: 0, took: 0, failures: [], counts: [], states: [] };

export function figuresOf(run: Run): Figures {
  const { plan, violations, happened, took, states } = run;
  const failures = violations.slice(0, 1).map(({ promise, detail }) => ({ seed: plan.seed, promise, detail }));
  const counts = new Map(run.counts);
  for (const [name, fate] of run.strikes) count(counts, `${kindOf(name)} ${fate}`, 1);
  for (const deed of plan.deeds) if (deed.do !== 'ask' && deed.do !== 'press') count(counts, deed.do, 1);
  return { seeds: 1, happened, took, failures, counts: [...counts], states: [...states] };
}

export function sum(one: Figures, other: Figures): Figures {
  const counts = new Map(one.counts);
  for (const [what, times] of other.counts) count(counts, what, times);
  return {
    seeds: one.seeds + other.seeds,
    happened: one.happened + other.happened,
    took: one.took + other.took,
    failures: [...one.failures, ...other.failures],
    counts: [...counts],
    states: [...new Set([...one.states, ...other.states])],
  };
}

/** `A ocp GET /tasks#3` and all its like are the same kind of thing: `ocp`. */
function kindOf(name: string): string {
  if (/^(before|after) /.test(name)) return 'process';
  const [kind = ''] = name.replace(/^[ABC] /, '').split(/[ #]/);
  return ['ocp', 'slack', 'delivery', 'news'].includes(kind) ? kind : 'store';
}

function count(counts: Map<string, number>, what: string, times: number): void {
  counts.set(what, (counts.get(what) ?? 0) + times);
}

export function told({ seeds, happened, took, failures, counts, states }: Figures, seconds: number): string {
  const lines = counts.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([what, times]) => `  ${what}: ${times}`);
  return [
    `${seeds} seeds, ${failures.length} failed; ${(seeds / seconds).toFixed(1)} seeds/s`,
    `${happened} things happened in ${Math.round(took / 3_600_000)} simulated hours; ${states.length} distinct states`,
    ...lines,
  ].join('\n');
}
