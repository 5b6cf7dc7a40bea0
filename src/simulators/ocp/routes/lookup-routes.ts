import type { Json } from '../http/envelope.ts';
import { isForbidden } from '../admin/faults.ts';
import type { OcpModel } from '../world/model.ts';
import { type Query, booleanParam, paged, param, params } from '../http/paging.ts';
import { OcpRefusal } from '../world/refusal.ts';
import type { Call, Route } from '../http/route.ts';
import {
  type Cluster,
  type Tenant,
  type World,
  isHere,
  primaryOf,
  standbysByPrimary,
  tenantsOf,
} from '../world/world.ts';
import { clusterView, tenantDetails, tenantStatus, tenantView } from '../world/world-views.ts';

/** Look-ups of clusters and tenants. They show OCP's own rows, which may be a minute old. */
export const lookupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/ob/clusters',
    mutating: false,
    permission: 'CLUSTER_VIEWER',
    handle: ({ model, query }) => {
      const rows = model.rows();
      const name = param(query, 'name');
      const status = params(query, 'status');
      const found = [...rows.clusters.values()].filter(
        (cluster) =>
          isHere(cluster) &&
          (name === null || cluster.name.includes(name)) &&
          (status === null || status.includes(cluster.status)),
      );
      const keys = { id: (each: Cluster) => each.id, name: (each: Cluster) => each.name };
      return paged(found, query, keys, (cluster) => clusterView(rows, cluster));
    },
  },
  {
    method: 'GET',
    path: '/api/v2/ob/clusters/:id/tenants',
    mutating: false,
    permission: null,
    handle: ({ model, query }, id) => {
      const rows = model.rows();
      if (!isHere(rows.clusters.get(id('id')))) throw new OcpRefusal('clusterNotFound', id('id'));
      return tenantPage(model, rows, tenantsOf(rows, id('id')), query);
    },
  },
  {
    method: 'GET',
    path: '/api/v2/ob/tenants',
    mutating: false,
    permission: null,
    handle: ({ model, query }) => {
      const rows = model.rows();
      const scope = param(query, 'withRemote') ?? 'NONE';
      const shown = [...rows.tenants.values()].filter((tenant) => isShown(rows, tenant, scope));
      return tenantPage(model, rows, shown, query);
    },
  },
  {
    method: 'GET',
    path: '/api/v2/ob/clusters/:id/tenants/:tenantId',
    mutating: false,
    permission: null,
    handle: (call, id) => tenantDetailsOf(call, id('id'), id('tenantId')),
  },
];

/** NONE: what this OCP manages; RELATED: and their primaries and standbys under other OCPs; ALL: everything known. */
function isShown(world: World, tenant: Tenant, scope: string): boolean {
  const here = (one: Tenant | undefined) => isHere(world.clusters.get(one?.clusterId ?? -1));
  if (scope === 'ALL' || here(tenant)) return true;
  if (scope !== 'RELATED') return false;
  return (
    here(primaryOf(world, tenant)) ||
    [...world.tenants.values()].some((one) => one.primaryTenantId === tenant.id && here(one))
  );
}

/** A tenant on its cluster; wrong cluster is as bad as no tenant. */
export function tenantAt(world: World, clusterId: number, tenantId: number): Tenant {
  if (!isHere(world.clusters.get(clusterId))) throw new OcpRefusal('clusterNotFound', clusterId);
  const tenant = world.tenants.get(tenantId);
  if (!tenant || tenant.clusterId !== clusterId) throw new OcpRefusal('tenantNotFound', tenantId);
  return tenant;
}

function tenantDetailsOf({ model }: Call, clusterId: number, tenantId: number): Json {
  const rows = model.rows();
  const tenant = tenantAt(rows, clusterId, tenantId);
  if (isForbidden(model.faults, 'CLUSTER_READ', clusterId)) throw new OcpRefusal('denied', 'CLUSTER_READ');
  return tenantDetails(rows, tenant);
}

/** Lists are silently filtered to the clusters the user may read. */
function tenantPage(model: OcpModel, rows: World, tenants: Tenant[], query: Query): Json {
  const name = param(query, 'name');
  const clusterName = param(query, 'clusterName');
  const mode = params(query, 'mode');
  const status = params(query, 'status');
  const locked = booleanParam(query, 'locked');
  const readonly = booleanParam(query, 'readonly');
  const found = tenants.filter(
    (tenant) =>
      !isForbidden(model.faults, 'CLUSTER_READ', tenant.clusterId) &&
      (name === null || tenant.name.toLowerCase().includes(name.toLowerCase())) &&
      (clusterName === null || (rows.clusters.get(tenant.clusterId)?.name ?? '').includes(clusterName)) &&
      (mode === null || mode.includes(tenant.mode)) &&
      (status === null || status.includes(tenantStatus(tenant))) &&
      (locked === null || tenant.locked === locked) &&
      readonly !== true,
  );
  const keys = { id: (each: Tenant) => each.id, name: (each: Tenant) => each.name };
  const standbys = standbysByPrimary(rows);
  return paged(found, query, keys, (tenant) => tenantView(rows, tenant, standbys.get(tenant.id) ?? []));
}
