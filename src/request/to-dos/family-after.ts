/** Replication families as OCP lists them once a move is over: who follows whom by then, and what became of their service names. Pure. */
import {
  type FamilyMember,
  familyOf,
  listedAt,
  memberKey,
  recordedMember,
  upstreamsOf,
} from '../../operation/family.ts';
import type { Tenant } from '../../operation/tenant.ts';

/** Null: OCP does not tell, does not list the tenant, or another OCP manages it. Recorded with events: add, never rename. */
export interface MemberAfter extends FamilyMember {
  readonly role: string | null;
  /** The tenant right above it; null for none as well. */
  readonly upstream: FamilyMember | null;
  readonly serviceName: string | null;
  readonly serviceNameStatus: string | null;
  readonly locked: boolean | null;
  readonly version: string | null;
}

export interface FamilyAfter {
  /** Our clock, ms since the epoch. */
  readonly readAt: number;
  readonly members: readonly MemberAfter[];
}

/** `known`: every tenant that the families were known to have, and now belong to them or not. */
export function familyAfter(known: readonly FamilyMember[], tenants: readonly Tenant[], readAt: number): FamilyAfter {
  const found = known.flatMap((one) => [one, ...familyOf(one, tenants).members.map(recordedMember)]);
  const members = [...new Map(found.map((one) => [memberKey(one), one])).values()];
  return { readAt, members: members.map((one) => memberAfter(one, tenants)) };
}

function memberAfter(member: FamilyMember, tenants: readonly Tenant[]): MemberAfter {
  const listed = listedAt(tenants, member);
  const [upstream] = listed?.role === 'PRIMARY' ? [] : upstreamsOf(member, tenants);
  return {
    ...member,
    role: listed?.role ?? null,
    upstream: upstream ? recordedMember(upstream) : null,
    serviceName: listed?.serviceName ?? null,
    serviceNameStatus: listed?.serviceNameStatus ?? null,
    locked: listed?.locked ?? null,
    version: listed?.version ?? null,
  };
}

/** The member with the ids of a tenant of this OCP; null where there is none. */
export function memberIn({ members }: FamilyAfter, tenant: FamilyMember): MemberAfter | null {
  return members.find((one) => memberKey(one) === memberKey(tenant)) ?? null;
}

/** The tenants above a member, nearest first. Around a switchover two may name each other: each is there once. */
export function pathOf(family: FamilyAfter, member: FamilyMember): readonly FamilyMember[] {
  const path = new Map<string, FamilyMember>();
  let next = memberIn(family, member)?.upstream ?? null;
  while (next !== null && memberKey(next) !== memberKey(member) && !path.has(memberKey(next))) {
    path.set(memberKey(next), next);
    next = memberIn(family, next)?.upstream ?? null;
  }
  return [...path.values()];
}
