import type { Clock } from './clock.ts';

/**
 * The same answer, a failure as well, for whoever asks within `forMs`: probes come from anybody who can reach the port. By hand,
 * because lru-cache takes what was kept at moment 0, where a clock of the tests begins, for kept for good.
 */
export function atMostEvery<T>(clock: Clock, ask: () => Promise<T>, forMs: number): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | null = null;
  return () => {
    if (last === null || clock.elapsed() - last.at >= forMs) last = { at: clock.elapsed(), answer: ask() };
    return last.answer;
  };
}
