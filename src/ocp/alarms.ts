/** Active alarms, as OCP V4.3.6 lists them; older versions list no ids of clusters and tenants, and have no such path. */
import { z } from 'zod';
import { allPages } from './calls.ts';
import type { OcpTimeouts } from './client.ts';
import type { Http } from './transport/http.ts';
import { alarmsUrl } from './urls.ts';

export interface Alarm {
  readonly id: string;
  /** OCP's name of the rule, such as `ob_cluster_status_check_failed`. */
  readonly type: string;
  /** What it is about: ids of OCP. */
  readonly clusters: readonly string[];
  readonly tenants: readonly string[];
}

const id = z.union([z.int(), z.string()]).transform(String);
const target = z.object({
  cluster: z.object({ clusterId: id }).nullish().catch(null),
  tenants: z
    .array(z.object({ tenantId: id }))
    .nullish()
    .catch(null),
});

/** What an alarm does not tell in these words it tells of nothing. */
const alarm = z
  .object({
    id,
    alarmType: z.string(),
    alarmTarget: z
      .object({ includeTargets: z.array(target) })
      .nullish()
      .catch(null),
  })
  .transform(({ id, alarmType, alarmTarget }): Alarm => {
    const targets = alarmTarget?.includeTargets ?? [];
    return {
      id,
      type: alarmType,
      clusters: targets.flatMap(({ cluster }) => (cluster ? [cluster.clusterId] : [])),
      tenants: targets.flatMap(({ tenants }) => (tenants ?? []).map(({ tenantId }) => tenantId)),
    };
  });

export function createAlarms(http: Http, timeouts: OcpTimeouts): { alarms(): Promise<Alarm[]> } {
  const request = { method: 'GET', path: alarmsUrl, timeoutMs: timeouts.readMs, mutating: false } as const;
  return {
    alarms: () =>
      allPages(
        http,
        request,
        (json) => alarm.parse(json),
        (one) => one.id,
      ),
  };
}
