/** Bodies on their way in. Nobody knows yet who sends them, so all of them together are bounded in memory and time. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../clock.ts';
import { BODY_LIMIT } from './headers.ts';

export interface UnsignedLimits {
  /** Of one body. */
  readonly bodyBytes: number;
  /** Of all that are underway at once. */
  readonly allBytes: number;
  /** From a request's headers to the last byte of its body. */
  readonly readMs: number;
}

/** Slack's requests arrive at once, in a few packets. */
const LIMITS: UnsignedLimits = { bodyBytes: BODY_LIMIT, allBytes: 32_000_000, readMs: 3_000 };

/** A body younger than this may not have had its turn on the wire: its rate says nothing yet. */
const GRACE_MS = 250;

/** What is kept for a body grows with what has come, not with what was announced. */
const FIRST_BYTES = 16_384;

export type Unfinished = 'too_large' | 'cut_off' | 'too_slow' | 'crowded_out';

export interface UnsignedBodies {
  /** The whole body, or why there is none; then nothing of it is kept. Never rejects. */
  read(request: IncomingMessage, length: number | null): Promise<Buffer | Unfinished>;
}

interface Arriving {
  readonly begun: number;
  /** In one piece: thousands of small ones would take many times their length. */
  buffer: Buffer;
  used: number;
  end(result: Buffer | Unfinished): void;
}

export function createUnsignedBodies(clock: Clock, limits: UnsignedLimits = LIMITS): UnsignedBodies {
  /** In the order in which they came. */
  const arriving = new Set<Arriving>();
  let held = 0;

  /** Of those that had their time, the one with the least to show for it; never the newest. */
  function slowest(): Arriving | undefined {
    const now = clock.elapsed();
    const older = [...arriving].slice(0, -1);
    const rate = ({ used, begun }: Arriving) => used / (now - begun);
    const late = older.filter(({ begun }) => now - begun > GRACE_MS);
    return late.length === 0 ? older[0] : late.reduce((least, one) => (rate(one) < rate(least) ? one : least));
  }

  /** The body that asks may be the one that has to go. */
  function makeRoom(bytes: number): void {
    while (held + bytes > limits.allBytes) {
      const dropped = slowest();
      if (!dropped) return;
      dropped.end('crowded_out');
    }
  }

  /** False when the body is over. */
  function append(body: Arriving, chunk: Buffer, length: number | null): boolean {
    const wanted = body.used + chunk.length;
    const most = length ?? limits.bodyBytes;
    if (wanted > most) {
      body.end('too_large');
      return false;
    }
    if (wanted > body.buffer.length) {
      const grown = Math.min(most, Math.max(wanted, 2 * body.buffer.length, FIRST_BYTES));
      makeRoom(grown - body.buffer.length);
      if (!arriving.has(body)) return false;
      held += grown - body.buffer.length;
      const buffer = Buffer.allocUnsafeSlow(grown);
      body.buffer.copy(buffer, 0, 0, body.used);
      body.buffer = buffer;
    }
    chunk.copy(body.buffer, body.used);
    body.used = wanted;
    return true;
  }

  return {
    read(request, length) {
      const over = new AbortController();
      return new Promise((resolve) => {
        const body: Arriving = {
          begun: clock.elapsed(),
          buffer: Buffer.alloc(0),
          used: 0,
          end(result) {
            if (!arriving.delete(body)) return;
            held -= body.buffer.length;
            request.off('data', take).off('end', whole).off('close', cutOff);
            over.abort();
            resolve(result);
          },
        };
        const take = (chunk: Buffer) => void append(body, chunk, length);
        const whole = () => body.end(body.buffer.subarray(0, body.used));
        const cutOff = () => body.end('cut_off');
        arriving.add(body);
        void clock.sleep(limits.readMs, over.signal).then(() => body.end('too_slow'));
        // An error that nobody hears ends the process, so this one stays.
        request.on('data', take).on('end', whole).on('close', cutOff).on('error', cutOff);
      });
    },
  };
}
