/**
 * OCP shuts a client out after `ocp.iam.login.max-attempts` (20) wrong log-ons: the account for 10 minutes, the address
 * for `ocp.iam.login.lockout-minutes` (30). Bots have one account and one address, so the longer one is what they meet.
 * Whether a right log-on in between begins the count anew is not documented: here it does not.
 */
export interface Lockout {
  /** True while OCP accepts no log-on, right or wrong. */
  isLocked(now: number): boolean;
  /** A wrong log-on. */
  wrong(now: number): void;
}

export const MAX_ATTEMPTS = 20;
const LOCKED_MS = 30 * 60_000;

export function createLockout(): Lockout {
  let wrong: number[] = [];
  let lockedUntil = Number.NEGATIVE_INFINITY;
  return {
    isLocked: (now) => now < lockedUntil,
    wrong(now) {
      wrong = [...wrong.filter((at) => now - at < LOCKED_MS), now];
      if (wrong.length < MAX_ATTEMPTS) return;
      wrong = [];
      lockedUntil = now + LOCKED_MS;
    },
  };
}
