/** A switchover to a standby under another OCP, proven as far as this OCP shows it. */
import type { OtherOcp } from '../../src/operation/tenant.ts';
import { observe, pair, running, type Story, switchover, switchTask } from '../slack/render/story.ts';

export const otherOcp: OtherOcp = { id: '100002', name: 'ocp-gz' };

export function switchedElsewhere(): Story {
  const standby = { role: 'STANDBY', status: 'NORMAL', elsewhere: otherOcp } as const;
  const told = running({ ...switchover, reading: { standby } }, switchTask('R'));
  observe(told, switchTask('S'.repeat(10), { status: 'SUCCESSFUL' }));
  const roles = [
    { tenantId: pair.standby.tenantId, role: 'PRIMARY', elsewhere: true },
    { tenantId: pair.tenant.tenantId, role: 'STANDBY' },
  ] as const;
  return told.tell({ type: 'read_roles', call: 0, tenantId: '2001', roles, readAt: told.now, waitedMs: 0 });
}
