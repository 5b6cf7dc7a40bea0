/** Active alarms. OCP V4.3.6 lists them with its ids; before, there is one list of all alarms, which only names what they are about. */
import { z } from 'zod';
import type { ActiveAlarm, OcpAll } from '../operation/ocp.ts';
import { allPages } from './calls.ts';
import type { OcpTimeouts } from './client.ts';
import { OcpError } from './errors.ts';
import type { Http } from './transport/http.ts';
import { alarmsUrl, olderAlarmsUrl } from './urls.ts';

interface Alarm extends ActiveAlarm {
  readonly id: string;
}

const id = z.union([z.int(), z.string()]).transform(String);
const text = z.string().nullish().catch(null);

function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).nullish().catch(null);
}

const target = z.object({
  cluster: z.object({ clusterId: id, name: text }).nullish().catch(null),
  tenants: listOf(z.object({ tenantId: id })),
  hosts: listOf(z.object({ hostIp: z.string() })),
});

/** What an alarm does not tell in these words it tells of nothing. */
const alarm = z
  .object({
    id,
    alarmType: z.string(),
    activeAt: text,
    alarmTarget: z
      .object({ includeTargets: z.array(target) })
      .nullish()
      .catch(null),
    labels: z.object({ ob_cluster_name: text, tenant_name: text, host_ip: text }).nullish().catch(null),
  })
  .transform(({ id, alarmType, activeAt, alarmTarget, labels }): Alarm => {
    const targets = alarmTarget?.includeTargets ?? [];
    const hosts = targets.flatMap(({ hosts }) => (hosts ?? []).map(({ hostIp }) => hostIp));
    const since = Date.parse(activeAt ?? '');
    return {
      id,
      type: alarmType,
      clusters: targets.flatMap(({ cluster }) => (cluster ? [cluster.clusterId] : [])),
      tenants: targets.flatMap(({ tenants }) => (tenants ?? []).map(({ tenantId }) => tenantId)),
      clusterName: labels?.ob_cluster_name ?? targets[0]?.cluster?.name ?? null,
      tenantName: labels?.tenant_name ?? null,
      hosts: hosts.length > 0 || !labels?.host_ip ? hosts : [labels.host_ip],
      since: Number.isNaN(since) ? null : since,
    };
  });

export function createAlarms(http: Http, timeouts: OcpTimeouts): Pick<OcpAll, 'alarms'> {
  const list = (timeoutMs: number, path: string, query?: { readonly status: string }) =>
    allPages(
      http,
      { method: 'GET', path, timeoutMs, mutating: false, ...(query && { query }) },
      (json) => alarm.parse(json),
      (one) => one.id,
    );
  return {
    async alarms(withinMs = timeouts.readMs) {
      try {
        return await list(withinMs, alarmsUrl);
      } catch (error) {
        if (!isUnknownUrl(error)) throw error;
        return list(withinMs, olderAlarmsUrl, { status: 'Active' });
      }
    },
  };
}

/** OCP answers a URL that it does not know with 400; so may it one that it takes for that of an alarm with an odd id. */
function isUnknownUrl(error: unknown): boolean {
  return error instanceof OcpError && (error.status === 400 || error.status === 404);
}
