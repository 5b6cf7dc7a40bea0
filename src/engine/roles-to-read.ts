import type { Language } from '../language.ts';
import { sameTenant } from '../operation/ocp-clusters.ts';
import { provenRoles, type Target } from '../operation/operation.ts';
import type { RoleRead } from '../request/events.ts';
import { openReadings, RECORD_AGE_MS, ROLE_PATIENCE_MS } from '../request/roles.ts';
import { elsewhereOf, type End, endsOf, followedTasks, type RequestState, targetOf } from '../request/state.ts';
import { failureOf } from './failures.ts';
import type { OcpReads, SpokenOcp } from './ports.ts';

/** OCP refreshes a tenant's role about once a minute: reading it oftener than this shows nothing new. */
const PROOF_EVERY_MS = 2_000;
const DOUBTED_EVERY_MS = 30_000;
const REPORT_EVERY_MS = 5_000;

/** Failures that say nothing of the one thing asked for. */
const FOR_ALL = ['ocp_unreachable', 'ocp_throttled', 'ocp_unauthorised'];

/**
 * True for a failure of the one thing asked for alone: OCP shows another. An answer that never came says nothing of what was asked
 * for, unless OCP answers something else just then.
 */
export async function isOfOne(code: string, ocp: Pick<OcpReads, 'clusters'>): Promise<boolean> {
  if (!code.startsWith('ocp_') || FOR_ALL.includes(code)) return false;
  if (code !== 'ocp_lost_answer') return true;
  try {
    await ocp.clusters();
    return true;
  } catch {
    return false;
  }
}

/** The roles of one target that are to be read now. */
export interface RolesToRead {
  readonly request: string;
  readonly language: Language;
  readonly heldUp: boolean;
  readonly call: number;
  readonly target: Target;
  readonly ends: readonly End[];
  /** Stays the same until what may have changed the roles changes again. */
  readonly key: string;
  /** When that was last seen; undefined for a proof, which needs no such time. */
  readonly changedAt: number | undefined;
  readonly everyMs: number;
  /** What OCP does not show of a tenant is worth reporting as that; no proof is made of it. */
  readonly proof: boolean;
  /** After the end, what was read when the minute is over is the last word: only what OCP says for sure counts. */
  readonly isEnded: boolean;
}

/** Those that prove a success, and those that are reported as they are. */
export function rolesToRead(state: RequestState): readonly RolesToRead[] {
  const { id: request, language } = state;
  const base = { request, language, heldUp: state.heldUp !== null, isEnded: state.phase === 'ended' };
  const proofs = state.phase === 'ended' ? [] : followedTasks(state);
  return [
    ...proofs.flatMap(({ call, followed: { stage, task } }): RolesToRead[] => {
      const target = targetOf(state, task.tenantId);
      if (target === null || (stage !== 'proving' && stage !== 'doubted')) return [];
      const ocp = elsewhereOf(state, target);
      const ends = provenRoles(target, ocp !== null).map(({ tenant, elsewhere }) => ({
        tenant,
        ocp: elsewhere ? ocp : null,
      }));
      const everyMs = stage === 'doubted' ? DOUBTED_EVERY_MS : PROOF_EVERY_MS;
      return [
        { ...base, call, target, ends, key: `role:${request}:${task.id}`, changedAt: undefined, everyMs, proof: true },
      ];
    }),
    ...openReadings(state).map(({ call, target, changedAt, reading }) => ({
      ...base,
      call,
      target,
      ends: endsOf(state, target),
      key: `roles:${request}:${call}:${target.tenant.tenantId}:${changedAt}`,
      changedAt,
      everyMs: reading?.settled === true ? DOUBTED_EVERY_MS : REPORT_EVERY_MS,
      proof: false,
    })),
  ];
}

/** OCP says surely that it shows nothing of a tenant. */
const NOT_SHOWN = ['ocp_not_found', 'ocp_forbidden'];

/**
 * Rejects with OCP's failure while a proof may still be read, and whenever OCP answers nothing at all. What it does not show of one
 * tenant is reported as that: at once where it says so, otherwise when the record has been tried for long enough, before the end. A
 * proof lasts longer, and then nothing counts of what was read: half of it proves nothing.
 */
export async function readThem(
  ocp: SpokenOcp<'tenant' | 'clusters'>,
  wanted: RolesToRead,
  waitedMs: number,
): Promise<readonly RoleRead[]> {
  const roles: RoleRead[] = [];
  for (const end of wanted.ends) {
    try {
      roles.push(await roleOf(ocp, wanted, end));
    } catch (error) {
      const { code } = failureOf(error);
      const isTold = wanted.proof
        ? waitedMs > ROLE_PATIENCE_MS
        : NOT_SHOWN.includes(code) || (waitedMs >= RECORD_AGE_MS && !wanted.isEnded);
      if (!isTold || !(await isOfOne(code, ocp.in(wanted.language)))) throw error;
      if (wanted.proof) return wanted.ends.map((one) => notShown(one));
      roles.push(notShown(end, code));
    }
  }
  return roles;
}

function notShown({ tenant, ocp }: End, code = ''): RoleRead {
  const isGone = code === 'ocp_not_found' && ocp === null;
  return { tenantId: tenant.tenantId, role: null, ...(ocp && { elsewhere: true }), ...(isGone && { gone: true }) };
}

/** By its ids a tenant of another OCP could be taken for one of this; the record beside the one that is here names it. */
async function roleOf(
  ocp: SpokenOcp<'tenant'>,
  { language, target }: RolesToRead,
  { tenant, ocp: other }: End,
): Promise<RoleRead> {
  const { tenantId } = tenant;
  const asked = other ? target.tenant : tenant;
  const read = await ocp.in(language).tenant(asked.clusterId, asked.tenantId);
  if (!other) return { tenantId, role: read.role };
  const told = [read.primary, ...read.standbys].find(
    (one) => one?.ocpClusterId === other.id && sameTenant(one, tenant),
  );
  return { tenantId, role: told?.role ?? null, elsewhere: true };
}
