import type { Clock } from './clock.ts';

/** Probes come every few seconds, from anybody who can reach the port: nobody is asked oftener than this for them. */
const LATELY_MS = 5_000;

/** The same answer for whoever asks within five seconds. */
export function atMostEvery<T>(clock: Clock, ask: () => Promise<T>, forMs: number = LATELY_MS): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | null = null;
  return () => {
    if (last === null || clock.elapsed() - last.at >= forMs) last = { at: clock.elapsed(), answer: ask() };
    return last.answer;
  };
}
