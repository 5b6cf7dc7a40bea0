/**
 * The one-time codes of people: who has an authenticator, and whether a code is right. A secret leaves this file only
 * to its owner.
 */
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import type { CodeStanding } from '../people/authorise.ts';
import { type CodeTrouble, judge, noTries, type Tries } from '../people/code-tries.ts';
import type { Authenticator, Authenticators } from '../store/tables/authenticators.ts';
import { parseJson } from '../lib/trust-boundaries.ts';
import { seal, unseal } from './seal.ts';
import { addressOf, isCodeOf, newSecret, stepOf } from './totp.ts';

type CheckedCode = { readonly kind: 'right'; readonly step: number } | CodeTrouble;

export interface Codes {
  /** Whether a code of this account could be right now. */
  standing(account: string): Promise<CodeStanding>;
  /** Tries a code. The result is durable when it resolves, so that no code is accepted twice and no try is lost. */
  check(account: string, code: string): Promise<CheckedCode>;
  /** Gives the account a new secret and returns its address for an authenticator app. Throws without a key. */
  enrol(account: string, name: string): Promise<{ readonly secret: string; readonly address: string }>;
}

/** Each lost race is another try of the same account; nobody types more than this at once. */
const ATTEMPTS = 5;

const triesSchema = z.object({ lastStep: z.number(), wrong: z.array(z.number()), lockedUntil: z.number() });

/** `key`: null where none is set, and then no code is right. */
export function createCodes({ rows, key, clock }: { rows: Authenticators; key: Buffer | null; clock: Clock }): Codes {
  return {
    async standing(account) {
      if (key === null) return 'unavailable';
      const row = await rows.get(account);
      if (row === null) return 'not_enrolled';
      if (unseal(key, account, row.sealed) === null) return 'unavailable';
      return clock.now() < triesOf(row).lockedUntil ? 'locked' : 'enrolled';
    },
    async check(account, code) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const row = await rows.get(account);
        if (row === null) return { kind: 'not_enrolled' };
        const secret = key && unseal(key, account, row.sealed);
        if (!secret) return { kind: 'unavailable' };
        const now = clock.now();
        const before = triesOf(row);
        const isLast = before.lastStep > 0 && isCodeOf(secret, code, before.lastStep);
        const step = stepOf(secret, code, now) ?? (isLast ? before.lastStep : null);
        const { verdict, tries } = judge(before, step, now);
        if (await rows.tried(account, row.revision, JSON.stringify(tries))) return verdict;
      }
      return { kind: 'unavailable' };
    },
    async enrol(account, name) {
      if (key === null) throw new Error('Without a key there is nothing to seal a secret with.');
      const secret = newSecret();
      const sealed = seal(key, account, secret);
      await rows.put({ account, sealed, tries: JSON.stringify(noTries), at: clock.now() });
      return { secret, address: addressOf(secret, name) };
    },
  };
}

function triesOf({ tries }: Authenticator): Tries {
  return triesSchema.parse(parseJson(tries));
}
