import { type Tenant, type World, primaryOf } from '../world/world.ts';

/** Since when tenants cannot be reached, by id. */
export type Outages = Map<number, number>;

/** Writes down what is out of reach at `now`, and forgets what came back. */
export function noteOutages(world: World, outages: Outages, now: number): void {
  for (const tenant of world.tenants.values()) {
    if (tenant.alive) outages.delete(tenant.id);
    else if (!outages.has(tenant.id)) outages.set(tenant.id, now);
  }
}

/**
 * How far a standby's log is behind, ms. It grows from the moment at which its upstream, or one further up, was lost: the
 * consistency point stands still and the time goes on, so most of such a delay is the outage and not a loss.
 */
export function delayOf(world: World, outages: Outages, tenant: Tenant, now: number): number {
  if (tenant.role === 'PRIMARY') return 0;
  const seen = new Set<Tenant>([tenant]);
  let lostAt = now;
  for (
    let upstream = primaryOf(world, tenant);
    upstream && !seen.has(upstream);
    upstream = primaryOf(world, upstream)
  ) {
    seen.add(upstream);
    lostAt = Math.min(lostAt, outages.get(upstream.id) ?? now);
  }
  return tenant.lagMs + now - lostAt;
}
