/** Prechecks: POSTs that change nothing. A precheck that says "not allowed" is a successful call. */
import type { Language } from '../language.ts';
import type { Precheck } from '../operation/tenant.ts';
import { contentsOf, decoded } from './calls.ts';
import type { OcpTimeouts } from './client.ts';
import {
  decodeFailoverPrecheck,
  decodeSwitchoverPrecheck,
  decodeTenantPrecheck,
  type TenantPrecheck,
} from './decode.ts';
import type { Http, OcpRequest } from './http.ts';
import { type SwitchoverItem, switchoverParam } from './switches.ts';
import { tenantDrUrl, tenantsDrUrl } from './urls.ts';

interface Prechecks {
  failoverPrecheck(clusterId: string, tenantId: string, language?: Language): Promise<Precheck>;
  failoverPrechecks(clusterId: string, language?: Language): Promise<TenantPrecheck[]>;
  switchoverPrecheck(clusterId: string, item: SwitchoverItem, language?: Language): Promise<Precheck>;
}

export function createPrechecks(http: Http, timeouts: OcpTimeouts): Prechecks {
  const post = (path: string, language: Language | undefined, timeoutMs = timeouts.precheckMs): OcpRequest => ({
    method: 'POST',
    path,
    timeoutMs,
    mutating: false,
    language,
  });

  return {
    async failoverPrecheck(clusterId, tenantId, language) {
      const request = post(tenantDrUrl(clusterId, tenantId, 'failoverPreCheck'), language);
      return decoded(request, await http.request(request), (reply) =>
        decodeFailoverPrecheck(reply.data, reply.receivedAt),
      );
    },
    async failoverPrechecks(clusterId, language) {
      const request = post(tenantsDrUrl(clusterId, 'failoverPreCheck'), language, timeouts.precheckMs * 5);
      return decoded(request, await http.request(request), (reply) =>
        contentsOf(reply).contents.map((item) => decodeTenantPrecheck(item, reply.receivedAt)),
      );
    },
    async switchoverPrecheck(clusterId, item, language) {
      const path = tenantDrUrl(clusterId, item.tenantId, 'switchoverPreCheck');
      const request = { ...post(path, language), body: switchoverParam(item) };
      return decoded(request, await http.request(request), (reply) =>
        decodeSwitchoverPrecheck(reply.data, reply.receivedAt),
      );
    },
  };
}
