import { z } from 'zod';

/**
 * What can go wrong with one call. `…_before`: nothing happened at Slack; `…_after` and `cut_body`: it happened, the caller
 * does not learn it. `duplicate`, `drop` and `lose_reply` are for requests to the app (targets `to_app` and `to_app:<kind>`).
 * Of a WebSocket that is opened (target `socket`), `reset_before` cuts the handshake off and `drop` leaves out the hello.
 */
const kinds = z.enum([
  'delay_before',
  'delay_after',
  'reset_before',
  'reset_after',
  'http_500_before',
  'http_500_after',
  'cut_body',
  'rate_limited',
  'html',
  'error',
  'error_after',
  'duplicate',
  'drop',
  'lose_reply',
]);

export const faultSchema = z.strictObject({
  /** A method (`chat.postMessage`), `*` for every method, `response_url`, `upload`, `socket`, `to_app`, `to_app:block_actions`… */
  target: z.string().min(1),
  kind: kinds,
  /** How many calls it hits; null until it is cleared. */
  times: z.number().int().positive().nullable().default(1),
  /** How many matching calls go through first. */
  skip: z.number().int().nonnegative().default(0),
  /** For delays, milliseconds of the sandbox's clock. */
  ms: z.number().nonnegative().default(0),
  /** For `rate_limited`, seconds; null leaves the header out. */
  retryAfter: z.number().nonnegative().nullable().default(1),
  /** For `error` and `error_after`. */
  code: z.string().default('internal_error'),
});
export type Fault = z.infer<typeof faultSchema>;
export type NewFault = z.input<typeof faultSchema>;

export interface Faults {
  /** Throws a ZodError when the fault is malformed. */
  add(fault: NewFault): Fault;
  clear(): void;
  list(): Fault[];
  /** The first fault that hits this call; it is used up by it. */
  take(...targets: string[]): Fault | null;
}

export function createFaults(): Faults {
  let active: Fault[] = [];
  return {
    add(fault) {
      const parsed = faultSchema.parse(fault);
      active.push(parsed);
      return parsed;
    },
    clear() {
      active = [];
    },
    list: () => [...active],
    take(...targets) {
      for (const fault of active) {
        if (!targets.includes(fault.target)) continue;
        if (fault.skip > 0) {
          fault.skip -= 1;
          continue;
        }
        if (fault.times !== null) fault.times -= 1;
        if (fault.times === 0) active = active.filter((one) => one !== fault);
        return fault;
      }
      return null;
    },
  };
}
