import type { Language } from '../../lib/language.ts';
import { sameTenant } from '../../operation/ocp-clusters.ts';
import { provenRoles, type Target } from '../../operation/operation.ts';
import type { RoleRead } from '../../request/events.ts';
import { openReadings, RECORD_AGE_MS, ROLE_PATIENCE_MS } from '../../request/roles.ts';
import { elsewhereOf, type End, endsOf, followedTasks, type RequestState, targetOf } from '../../request/state.ts';
import { failureOf } from './failures.ts';
import type { OcpReads, SpokenOcp } from '../ports.ts';

/** OCP refreshes a tenant's role about once a minute: more frequent reads than this show nothing new. */
const PROOF_EVERY_MS = 2_000;
const DOUBTED_EVERY_MS = 30_000;
const REPORT_EVERY_MS = 5_000;

/** Failures that say nothing about a single object. */
const FOR_ALL = ['ocp_unreachable', 'ocp_throttled', 'ocp_unauthorised'];

/**
 * True for a failure that concerns only the object that was read, because OCP shows another one. A read without an
 * answer says nothing about its object, unless OCP answers something else at that moment.
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

/** The roles of one target that must be read now. */
export interface RolesToRead {
  readonly request: string;
  readonly language: Language;
  readonly heldUp: boolean;
  readonly call: number;
  readonly target: Target;
  readonly ends: readonly End[];
  /** Stays the same until another change that may affect the roles. */
  readonly key: string;
  /** When that change was last seen; undefined for a verification, which does not need it. */
  readonly changedAt: number | undefined;
  readonly everyMs: number;
  /** Whether the roles verify a success. If not, a tenant that OCP does not show is reported as such. */
  readonly proof: boolean;
  /** After the end, the reading at the end of the minute is final, so only what OCP states for certain counts. */
  readonly isEnded: boolean;
}

/** Readings that verify a success, and readings that are only reported. */
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

/** OCP states for certain that it does not show a tenant. */
const NOT_SHOWN = ['ocp_not_found', 'ocp_forbidden'];

/**
 * Rejects with OCP's failure while a verification is still possible, and whenever OCP does not respond at all. A tenant
 * that OCP does not show is reported as such: at once where OCP says so, otherwise before the end, when the record has
 * been tried for long enough. A verification takes longer and needs all readings: a part of them proves nothing.
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

/** A tenant of another OCP could be mistaken for one of this OCP by its ids, so only the record of the tenant here counts. */
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
