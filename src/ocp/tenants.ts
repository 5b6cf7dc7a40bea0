/** Look-ups of clusters and tenants. OCP refreshes what it knows of a tenant about once a minute. */
import type { OcpAll } from '../operation/ocp.ts';
import { allPages, decoded } from './calls.ts';
import type { OcpTimeouts } from './client.ts';
import { decodeCluster, decodeTenant } from './decode.ts';
import type { Http, OcpRequest } from './transport/http.ts';
import { clustersUrl, tenantsUrl, tenantUrl } from './urls.ts';

type Tenants = Pick<OcpAll, 'tenants' | 'tenant' | 'clusters'>;

export function createTenants(http: Http, timeouts: OcpTimeouts): Tenants {
  const get = (path: string): OcpRequest => ({ method: 'GET', path, timeoutMs: timeouts.readMs, mutating: false });

  return {
    tenants: () => allPages(http, get(tenantsUrl), decodeTenant, (tenant) => `${tenant.clusterId}:${tenant.tenantId}`),
    clusters: () => allPages(http, get(clustersUrl), decodeCluster, (cluster) => cluster.id),
    async tenant(clusterId, tenantId) {
      const request = get(tenantUrl(clusterId, tenantId));
      return decoded(request, await http.request(request), (reply) => decodeTenant(reply.data));
    },
  };
}
