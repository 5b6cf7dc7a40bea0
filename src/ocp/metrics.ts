/** What OCP's monitoring collects (OCP page "query monitoring data by tag"); the metric is in its alarm reference. */
import { z } from 'zod';
import type { LagSample, OcpAll, TenantLag } from '../operation/ocp.ts';
import { contentsOf, decoded } from './calls.ts';
import type { Http, OcpRequest } from './transport/http.ts';
import { metricsUrl } from './urls.ts';

const DELAY = 'standby_tenant_delay_seconds';
/** As often as OCP collects it; newer versions do so more often, and give the worst of each interval. */
const INTERVAL_S = 30;

const point = z
  .object({ [DELAY]: z.number().nullish().catch(null), timestamp: z.number() })
  .transform((raw): readonly LagSample[] => {
    const seconds = raw[DELAY];
    return seconds == null ? [] : [{ at: raw.timestamp * 1_000, ms: Math.round(seconds * 1_000) }];
  });

const series = z.object({ tenant_name: z.string(), data: z.array(point) }).transform(
  (raw): TenantLag => ({
    tenantName: raw.tenant_name,
    samples: raw.data.flat().toSorted((one, other) => one.at - other.at),
  }),
);

export function createMetrics(http: Http): Pick<OcpAll, 'standbyLags'> {
  return {
    async standbyLags(clusterName, from, to, withinMs) {
      // These part the conditions of the query: of such a cluster nothing can be asked.
      if (/[,:=]/.test(clusterName)) return [];
      const request: OcpRequest = {
        method: 'GET',
        path: metricsUrl,
        query: {
          metrics: DELAY,
          labels: `app:OB,ob_cluster_name:${clusterName}`,
          groupBy: 'ob_cluster_id,tenant_name',
          interval: INTERVAL_S,
          startTime: new Date(from).toISOString(),
          endTime: new Date(to).toISOString(),
        },
        timeoutMs: withinMs,
        mutating: false,
      };
      const reply = await http.request(request);
      return decoded(request, reply, () => contentsOf(reply).contents.map((item) => series.parse(item)));
    },
  };
}
