/** What a long run has to have come to: a promise that nothing puts to the test is not proven by being kept. */
import { familyCases } from './family-counts.ts';
import type { Figures } from './figures.ts';

/** Fewer seeds than this say too little. */
const MANY = 20_000;
/** Of the seeds, in which each of these has to happen. */
const LEAST = 0.025;

const between = ['a stop', 'a stop in the policy', 'a freeze', 'a rule change', 'a rejection'] as const;

const demanded = [
  ...between.map((what) => `between approval and claim: ${what}`),
  ...familyCases.map((what) => `family: ${what}`),
];

/** A line for each, and which of them were too seldom in a run of that many seeds. */
export function floorsOf({ seeds, counts }: Figures): { readonly told: string; readonly missed: readonly string[] } {
  const times = new Map(counts);
  const least = Math.ceil(seeds * LEAST);
  const found = demanded.map((what) => ({ what, many: times.get(what) ?? 0 }));
  const lines = found.map(({ what, many }) => `  ${what}: ${many}${many < least ? ' (too seldom)' : ''}`);
  return {
    told: [`To be put to the test in at least ${least} of ${seeds} seeds:`, ...lines].join('\n'),
    missed: seeds < MANY ? [] : found.flatMap(({ what, many }) => (many < least ? [what] : [])),
  };
}
