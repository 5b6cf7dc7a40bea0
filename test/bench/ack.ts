import { Pool } from 'undici';
import { pause } from '../support/process.ts';

export interface Figures {
  /** Milliseconds from sending a command to its whole answer. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  readonly perSecond: number;
  readonly answered: number;
  /** Anything but 200. */
  readonly failed: number;
}

interface Signed {
  readonly body: string;
  readonly headers: Record<string, string>;
}

const SECONDS = 4;

/**
 * Sends commands on so many connections: each sends the next as soon as the last is answered, or, with `bursts`, all at
 * once and then nothing for the rest of a second. The first second (or burst) warms up and is not counted.
 */
export async function load(
  origin: string,
  sign: () => Signed,
  { connections, bursts }: { connections: number; bursts?: number },
): Promise<Figures> {
  const pool = new Pool(origin, { connections });
  let times: number[] = [];
  let failed = 0;
  const one = async () => {
    const { body, headers } = sign();
    const begun = performance.now();
    const answer = await pool.request({ path: '/slack/events', method: 'POST', body, headers });
    await answer.body.dump();
    times.push(performance.now() - begun);
    if (answer.statusCode !== 200) failed += 1;
  };
  const lanes = (work: () => Promise<void>) => Promise.all(Array.from({ length: connections }, work));
  let busyMs = 0;
  if (bursts === undefined) {
    const until = async (end: number) => {
      while (performance.now() < end) await one();
    };
    await lanes(() => until(performance.now() + 1_000));
    times = [];
    const begun = performance.now();
    await lanes(() => until(begun + SECONDS * 1_000));
    busyMs = performance.now() - begun;
  } else {
    for (let burst = 0; burst <= bursts; burst += 1) {
      if (burst === 1) times = [];
      const begun = performance.now();
      await lanes(one);
      if (burst > 0) busyMs += performance.now() - begun;
      await pause(Math.max(0, 1_000 - (performance.now() - begun)));
    }
  }
  await pool.close();
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  const answered = times.length;
  return {
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
    perSecond: (answered / busyMs) * 1_000,
    answered,
    failed,
  };
}
