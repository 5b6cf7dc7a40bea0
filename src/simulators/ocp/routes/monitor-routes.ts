import type { Json, JsonObject } from '../http/envelope.ts';
import { isForbidden } from '../admin/faults.ts';
import { type Query, longParam, param, params } from '../http/paging.ts';
import { OcpRefusal } from '../world/refusal.ts';
import type { Call, Route } from '../http/route.ts';
import type { DelaySample } from '../world/delays.ts';
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
  readonly samples: readonly DelaySample[];
}

/** A primary has no delay. What cannot be reached has no points from its loss on, and no series where it has none at all. */
function seriesOf({ model, query }: Call): Series[] {
  const { world, faults } = model;
  const conditions = required(query, 'labels').map(conditionOf);
  const [from, to] = [instantParam(query, 'startTime'), instantParam(query, 'endTime')];
  return [...world.tenants.values()]
    .filter((tenant) => tenant.role === 'STANDBY' && isHere(world.clusters.get(tenant.clusterId)))
    .filter((tenant) => !isForbidden(faults, 'CLUSTER_READ', tenant.clusterId))
    .map((tenant) => ({ labels: labelsOf(world, tenant), samples: model.delaySamples(tenant, from, to) }))
    .filter(({ labels, samples }) => samples.length > 0 && isMeant(labels, conditions));
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
function isMeant(labels: Labels, conditions: readonly (readonly [string, string])[]): boolean {
  return conditions.every(([name, wanted]) => {
    const has = labels[name];
    return name === 'app' ? has?.toLowerCase() === wanted.toLowerCase() : has === wanted;
  });
}

/** Series with the same values of all tags in `groupBy` are one group, with the worst delay of each interval. */
function groupsOf({ query }: Call, series: readonly Series[]): Json[] {
  const interval = longParam(query, 'interval');
  if (interval === null || interval < 1) throw new OcpRefusal('invalidParameter', 'interval');
  const most = longParam(query, 'maxPoints') ?? MAX_POINTS;
  const tags = required(query, 'groupBy');
  if (!required(query, 'metrics').includes(DELAY)) return [];
  const groups = new Map<string, { labels: JsonObject; points: Map<number, number> }>();
  for (const { labels, samples } of series) {
    const shown: JsonObject = Object.fromEntries(tags.map((tag) => [tag, labels[tag] ?? null]));
    const key = JSON.stringify(shown);
    const group = groups.get(key) ?? { labels: shown, points: new Map<number, number>() };
    groups.set(key, group);
    for (const { at, delayMs } of samples) {
      // In seconds since the epoch, at whole multiples of the interval.
      const timestamp = Math.floor(at / 1000 / interval) * interval;
      group.points.set(timestamp, Math.max(delayMs, group.points.get(timestamp) ?? 0));
    }
  }
  return [...groups.values()].map(({ labels, points }) => ({
    ...labels,
    data: [...points]
      .toSorted(([one], [other]) => one - other)
      .slice(0, most)
      .map(([timestamp, delayMs]) => ({ [DELAY]: Math.round(delayMs / 10) / 100, timestamp })),
  }));
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
