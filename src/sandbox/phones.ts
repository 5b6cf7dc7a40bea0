import type { Clock } from '../lib/clock.ts';
import { createCodes } from '../codes/codes.ts';
import { shownAt } from '../codes/totp.ts';
import { openAuthenticators } from '../store/store.ts';

/** What authenticator apps show at one moment. */
export interface ShownCodes {
  readonly phones: readonly { readonly id: string; readonly code: string }[];
  /** When all of them change (ms). */
  readonly until: number;
}

export interface Phones {
  /** `now`: milliseconds since the epoch. */
  shown(now: number): ShownCodes;
}

interface PhonesOptions {
  /** Of the bot, which need not run. */
  readonly database: string;
  readonly key: Buffer;
  readonly clock: Clock;
  /** Whose accounts are enrolled. */
  readonly people: readonly string[];
}

/** Enrols these people as `enroll` does. Their secrets stay in here, as they would in their phones. */
export async function enrolPhones({ database, key, clock, people }: PhonesOptions): Promise<Phones> {
  const rows = await openAuthenticators(database);
  try {
    const codes = createCodes({ rows, key, clock });
    const secrets = new Map<string, string>();
    for (const id of people) secrets.set(id, (await codes.enrol(id, id)).secret);
    return {
      shown(now) {
        const shown = [...secrets].map(([id, secret]) => ({ id, ...shownAt(secret, now) }));
        return { phones: shown.map(({ id, code }) => ({ id, code })), until: shown[0]?.until ?? now };
      },
    };
  } finally {
    await rows.close();
  }
}
