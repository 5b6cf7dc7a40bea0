import type { Clock } from '../clock.ts';
import type { Tenant } from '../operation/tenant.ts';
import type { OcpReads } from './ports.ts';

/** Tenants as OCP last listed them, for forms that must answer within Slack's three seconds. */
export interface Directory {
  /** No older than `maxAgeMs`, read anew if need be. Rejects with OCP's failure. */
  tenants(maxAgeMs: number): Promise<readonly Tenant[]>;
}

export function createDirectory(ocp: Pick<OcpReads, 'tenants'>, clock: Clock): Directory {
  let known: { tenants: readonly Tenant[]; at: number } | null = null;
  let reading: Promise<readonly Tenant[]> | null = null;

  async function read(): Promise<readonly Tenant[]> {
    try {
      const tenants = await ocp.tenants();
      known = { tenants, at: clock.now() };
      return tenants;
    } finally {
      reading = null;
    }
  }

  return {
    async tenants(maxAgeMs) {
      if (known && clock.now() - known.at <= maxAgeMs) return known.tenants;
      // Many keystrokes share one reading.
      reading ??= read();
      return reading;
    },
  };
}
