import type { Clock } from '../../lib/clock.ts';
import { DEFAULT_LANGUAGE, type Language } from '../../lib/language.ts';
import type { Tenant } from '../../operation/tenant.ts';
import type { SpokenOcp } from '../ports.ts';

/** Tenants as OCP last listed them, for forms that must answer within Slack's three seconds. */
export interface Directory {
  /** No older than `maxAgeMs`, read anew if need be. Rejects with OCP's failure, whose words are in `language`. */
  tenants(maxAgeMs: number, language?: Language): Promise<readonly Tenant[]>;
}

export function createDirectory(ocp: SpokenOcp<'tenants'>, clock: Clock): Directory {
  let known: { tenants: readonly Tenant[]; at: number } | null = null;
  const reading = new Map<Language, Promise<readonly Tenant[]>>();

  async function read(language: Language): Promise<readonly Tenant[]> {
    try {
      const tenants = await ocp.in(language).tenants();
      known = { tenants, at: clock.elapsed() };
      return tenants;
    } finally {
      reading.delete(language);
    }
  }

  return {
    async tenants(maxAgeMs, language = DEFAULT_LANGUAGE) {
      if (known && clock.elapsed() - known.at <= maxAgeMs) return known.tenants;
      // Many keystrokes share one reading.
      const under = reading.get(language) ?? read(language);
      reading.set(language, under);
      return under;
    },
  };
}
