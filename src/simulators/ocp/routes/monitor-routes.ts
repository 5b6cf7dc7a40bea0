import type { Json, JsonObject } from '../http/envelope.ts';
import { isForbidden } from '../admin/faults.ts';
import { type Query, longParam, param, params } from '../http/paging.ts';
import { OcpRefusal } from '../world/refusal.ts';
import type { Call, Route } from '../http/route.ts';
import { type Tenant, type World, isHere } from '../world/world.ts';

const DELAY = 'standby_tenant_delay_seconds';
/** OCP's own default of `maxPoints`. */
const MAX_POINTS = 1440;

/** "Query monitoring data by tag" (OCP V4.2.2); of all metrics, only the delay of standbys is collected here. */
export const monitorRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/monitor/metricsWithLabel',
    mutating: false,
    permission: 'MONITOR_READ',
    handle: (call) => {
      const contents = groupsOf(call, seriesOf(call));
      const page = { number: 1, size: 2_147_483_647, totalElements: contents.length, totalPages: 1 };
      return { contents, page };
    },
  },
];

type Labels = Readonly<Record<string, string>>;

interface Series {
  readonly labels: Labels;
  readonly seconds: number;
}

/** What cannot be reached cannot be measured, and a primary has no delay: neither has a series. */
function seriesOf({ model, query }: Call): Series[] {
  const { world, faults } = model;
  const conditions = required(query, 'labels').map(conditionOf);
  return [...world.tenants.values()]
    .filter((tenant) => tenant.role === 'STANDBY' && tenant.alive && isHere(world.clusters.get(tenant.clusterId)))
    .filter((tenant) => !isForbidden(faults, 'CLUSTER_READ', tenant.clusterId))
    .map((tenant) => ({ labels: labelsOf(world, tenant), seconds: model.delayMs(tenant) / 1000 }))
    .filter(({ labels }) => conditions.every(([name, value]) => sameLabel(name, labels[name], value)));
}

/** `ob_cluster_id` is the id inside OceanBase, as the documented samples have it. */
function labelsOf(world: World, tenant: Tenant): Labels {
  const cluster = world.clusters.get(tenant.clusterId);
  return {
    app: 'OB',
    ob_cluster_id: String(cluster?.obClusterId ?? ''),
    ob_cluster_name: cluster?.name ?? '',
    ob_tenant_id: String(tenant.obTenantId),
    tenant_name: tenant.name,
  };
}

/** The documented examples write both `app:ob` and `ob_cluster_name=foo`. */
function conditionOf(text: string): readonly [name: string, value: string] {
  const at = text.search(/[:=]/);
  if (at <= 0) throw new OcpRefusal('invalidParameter', 'labels');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The documented request says `app:ob` where the reply says `OB`. */
function sameLabel(name: string, has: string | undefined, wanted: string): boolean {
  return name === 'app' ? has?.toLowerCase() === wanted.toLowerCase() : has === wanted;
}

/** Series with the same values of all tags in `groupBy` are one group, with the worst of their delays. */
function groupsOf({ model, query }: Call, series: readonly Series[]): Json[] {
  const times = timesOf(query, model.now());
  const tags = required(query, 'groupBy');
  if (!required(query, 'metrics').includes(DELAY)) return [];
  const groups = new Map<string, { labels: JsonObject; seconds: number }>();
  for (const { labels, seconds } of series) {
    const shown: JsonObject = Object.fromEntries(tags.map((tag) => [tag, labels[tag] ?? null]));
    const key = JSON.stringify(shown);
    groups.set(key, { labels: shown, seconds: Math.max(seconds, groups.get(key)?.seconds ?? 0) });
  }
  // Only the delay of this moment is known, so that every point of the range shows it.
  return [...groups.values()].map(({ labels, seconds }) => ({
    ...labels,
    data: times.map((timestamp) => ({ [DELAY]: Math.round(seconds * 100) / 100, timestamp })),
  }));
}

/** In seconds since the epoch, at whole multiples of the interval; nothing is measured in the future. */
function timesOf(query: Query, now: number): number[] {
  const [start, end] = [instantParam(query, 'startTime'), instantParam(query, 'endTime')];
  const interval = longParam(query, 'interval');
  if (interval === null || interval < 1) throw new OcpRefusal('invalidParameter', 'interval');
  const most = longParam(query, 'maxPoints') ?? MAX_POINTS;
  const first = Math.ceil(start / 1000 / interval) * interval;
  const last = Math.min(end, now) / 1000;
  const count = Math.min(Math.max(Math.floor((last - first) / interval) + 1, 0), most);
  return Array.from({ length: count }, (_, index) => first + index * interval);
}

/** A `+` that was not encoded arrives as a space, and is no datetime. */
function instantParam(query: Query, name: string): number {
  const text = param(query, name);
  if (text === null) throw new OcpRefusal('invalidParameter', name);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  if (!isTime) throw new OcpRefusal('badType', name, text, 'OffsetDateTime');
  return Date.parse(text);
}

function required(query: Query, name: string): string[] {
  const found = params(query, name);
  if (found === null) throw new OcpRefusal('invalidParameter', name);
  return found;
}
