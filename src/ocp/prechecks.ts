/** Prechecks: POSTs that change nothing. A precheck that says "not allowed" is a successful call. */
import type { OcpAll } from '../operation/ocp.ts';
import { contentsOf, decoded } from './calls.ts';
import type { OcpTimeouts } from './client.ts';
import {
  decodeFailoverPrecheck,
  decodePairPrecheck,
  decodeSwitchoverPrecheck,
  decodeTenantPrecheck,
} from './decode.ts';
import type { Http, OcpRequest } from './transport/http.ts';
import { switchoverParam, switchoverParams } from './switches.ts';
import { tenantDrUrl, tenantsDrUrl } from './urls.ts';

type Prechecks = Pick<OcpAll, 'failoverPrecheck' | 'failoverPrechecks' | 'switchoverPrecheck' | 'switchoverPrechecks'>;

export function createPrechecks(http: Http, timeouts: OcpTimeouts): Prechecks {
  const post = (path: string, timeoutMs = timeouts.precheckMs): OcpRequest => ({
    method: 'POST',
    path,
    timeoutMs,
    mutating: false,
  });

  return {
    async failoverPrecheck(clusterId, tenantId) {
      const request = post(tenantDrUrl(clusterId, tenantId, 'failoverPreCheck'));
      return decoded(request, await http.request(request), (reply) =>
        decodeFailoverPrecheck(reply.data, reply.receivedAt),
      );
    },
    async failoverPrechecks(clusterId) {
      const request = post(tenantsDrUrl(clusterId, 'failoverPreCheck'), timeouts.precheckMs * 5);
      return decoded(request, await http.request(request), (reply) =>
        contentsOf(reply).contents.map((item) => decodeTenantPrecheck(item, reply.receivedAt)),
      );
    },
    async switchoverPrecheck(clusterId, item) {
      const path = tenantDrUrl(clusterId, item.tenantId, 'switchoverPreCheck');
      const request = { ...post(path), body: switchoverParam(item) };
      return decoded(request, await http.request(request), (reply) =>
        decodeSwitchoverPrecheck(reply.data, reply.receivedAt),
      );
    },
    async switchoverPrechecks(clusterId, items) {
      const path = tenantsDrUrl(clusterId, 'switchoverPreCheck');
      const request = { ...post(path, timeouts.precheckMs * 5), body: switchoverParams(items) };
      return decoded(request, await http.request(request), (reply) =>
        contentsOf(reply).contents.flatMap((item) => decodePairPrecheck(item, reply.receivedAt)),
      );
    },
  };
}
