/**
 * Bodies on their way in. Nobody knows yet who sends them, so all of them together are bounded in memory and time; how long one
 * may be, its headers have said.
 */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../lib/clock.ts';

export interface UnsignedLimits {
  /** Of all that are underway at once. */
  readonly allBytes: number;
  /** From a request's headers to the last byte of its body. */
  readonly readMs: number;
}

/** Slack's requests arrive at once, in a few packets. */
const LIMITS: UnsignedLimits = { allBytes: 16_000_000, readMs: 3_000 };

/** A body younger than this may not have had its turn on the wire: its rate says nothing yet. */
const GRACE_MS = 250;

/** Bodies are kept in pieces of this size, and the pieces are used again: what strangers send leaves no garbage behind. */
const PIECE_BYTES = 16_384;

/** Bodies longer than this are read by turns, one of them in each turn of the event loop: a click is shorter, and waits for none. */
const TURN_BYTES = 65_536;

export type Unfinished = 'cut_off' | 'too_slow' | 'crowded_out';

export interface UnsignedBodies {
  /** Gives the whole body to `use`, whose parts are valid until it returns; or says why there is none. Never rejects. */
  read<T>(request: IncomingMessage, use: (parts: readonly Buffer[]) => T): Promise<T | Unfinished>;
}

interface Arriving {
  readonly begun: number;
  readonly pieces: Buffer[];
  used: number;
  fail(why: Unfinished): void;
}

export function createUnsignedBodies(clock: Clock, limits: UnsignedLimits = LIMITS): UnsignedBodies {
  /** In the order in which they came. */
  const arriving = new Set<Arriving>();
  const free: Buffer[] = [];
  let held = 0;
  /** Long bodies that wait for their next turn. */
  const paused: IncomingMessage[] = [];

  function pause(request: IncomingMessage): void {
    request.pause();
    if (paused.push(request) === 1) setImmediate(resumeNext);
  }

  function resumeNext(): void {
    paused.shift()?.resume();
    if (paused.length > 0) setImmediate(resumeNext);
  }

  /** Of those that had their time, the one with the least to show for it; never the newest. */
  function slowest(): Arriving | undefined {
    const now = clock.elapsed();
    const older = [...arriving].slice(0, -1);
    const rate = ({ used, begun }: Arriving) => used / (now - begun);
    const late = older.filter(({ begun }) => now - begun > GRACE_MS);
    return late.length === 0 ? older[0] : late.reduce((least, one) => (rate(one) < rate(least) ? one : least));
  }

  /** False when it is this very body that had to go to make room. */
  function grow(body: Arriving): boolean {
    while (held + PIECE_BYTES > limits.allBytes) {
      const dropped = slowest();
      if (!dropped) break;
      dropped.fail('crowded_out');
    }
    if (!arriving.has(body)) return false;
    held += PIECE_BYTES;
    // One of its own each: a part of a larger one would keep that whole.
    body.pieces.push(free.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES));
    return true;
  }

  function append(body: Arriving, chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      const within = body.used % PIECE_BYTES;
      if (within === 0 && !grow(body)) return;
      const copied = chunk.copy(body.pieces.at(-1) ?? chunk, within, at);
      at += copied;
      body.used += copied;
    }
  }

  function release(body: Arriving): void {
    held -= body.pieces.length * PIECE_BYTES;
    free.push(...body.pieces.splice(0));
  }

  return {
    read(request, use) {
      return new Promise((resolve) => {
        const over = new AbortController();
        let turn = 0;
        const body: Arriving = {
          begun: clock.elapsed(),
          pieces: [],
          used: 0,
          fail(why) {
            if (end()) resolve(why);
          },
        };
        function end(): boolean {
          if (!arriving.delete(body)) return false;
          request.off('data', take).off('end', whole).off('close', cutOff);
          // A reason of our own: the usual one is an error with a stack, for each of some thousand bodies.
          over.abort('over');
          release(body);
          return true;
        }
        function take(chunk: Buffer): void {
          append(body, chunk);
          turn += chunk.length;
          if (turn < TURN_BYTES || !arriving.has(body)) return;
          turn = 0;
          pause(request);
        }
        function whole(): void {
          const result = use(body.pieces.map((piece, at) => piece.subarray(0, body.used - at * PIECE_BYTES)));
          if (end()) resolve(result);
        }
        const cutOff = () => body.fail('cut_off');
        arriving.add(body);
        void clock.sleep(limits.readMs, over.signal).then(() => body.fail('too_slow'));
        // An error that nobody hears ends the process, so this one stays.
        request.on('data', take).on('end', whole).on('close', cutOff).on('error', cutOff);
      });
    },
  };
}
