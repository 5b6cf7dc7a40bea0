/** Why calls to OCP end badly, as the client tells it. */
import type { Cause } from '../../src/lib/cause.ts';

const call = 'POST /api/v2/ob/clusters/20/tenants/2001/failover';

/** OCP's "no" in its own words. */
export function answered(said: string, ocpCode: string | null = '60008', status = 400): Cause {
  return { kind: 'ocp_answered', status, ocpCode, said, call };
}

export const unreachable: Cause = { kind: 'ocp_unreachable', reason: 'ECONNREFUSED', call };

export const lostAnswer: Cause = { kind: 'ocp_lost_answer', reason: 'UND_ERR_SOCKET', call };
