/** Which tenants a request claimed a call about, from its log in the shape of every version so far. Pure. */
import { z } from 'zod';
import { memberKey } from '../../operation/family.ts';
import { tenantFields } from '../../operation/operation.ts';

/** The types of the events that say it. */
export const claimedTenantsEvents: readonly string[] = ['requested', 'call_claimed'];

const tenant = z.object({
  clusterId: z.string(),
  clusterName: z.string(),
  tenantId: z.string(),
  tenantName: z.string(),
});
const side = tenant.nullish().catch(null);
const told = z.object({
  operation: z.object({
    targets: z.array(
      z
        .looseObject({ upstreams: z.array(tenant).catch([]) })
        .transform((target) => [...tenantFields.map((field) => side.parse(target[field])), ...target.upstreams])
        .catch([]),
    ),
  }),
});

/** The keys of both sides of each target, and of what stands above; none where no call was ever claimed. */
export function claimedTenants(
  events: readonly { readonly type: string; readonly event: unknown }[],
): readonly string[] {
  if (!events.some(({ type }) => type === 'call_claimed')) return [];
  const keys = events.flatMap(({ type, event }) => {
    const read = type === 'requested' ? told.safeParse(event) : null;
    const targets = read?.success === true ? read.data.operation.targets : [];
    return targets.flat().flatMap((one) => (one ? memberKey(one) : []));
  });
  return [...new Set(keys)].toSorted();
}
