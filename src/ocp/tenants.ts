/** Look-ups of clusters and tenants. OCP refreshes what it knows of a tenant about once a minute. */
import type { Tenant } from '../operation/tenant.ts';
import { allPages, decoded } from './calls.ts';
import type { OcpTimeouts } from './client.ts';
import { type Cluster, decodeCluster, decodeTenant } from './decode.ts';
import type { Http, OcpRequest } from './http.ts';
import { clustersUrl, tenantsUrl, tenantUrl } from './urls.ts';

interface Tenants {
  tenants(): Promise<Tenant[]>;
  tenant(clusterId: string, tenantId: string): Promise<Tenant>;
  clusters(): Promise<Cluster[]>;
}

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
