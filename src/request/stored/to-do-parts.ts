/** Schemas of the list of to-dos as it is stored with the end of a request. */
import { z } from 'zod';
import type { FamilyAfter, MemberAfter } from '../to-dos/family-after.ts';
import type { ListedToDo } from '../to-dos/to-do-list.ts';
import type { ToDo } from '../to-dos/to-dos.ts';
import { familyMember, familyMemberFields, otherOcp, tenantRef } from './parts.ts';
import { named } from './reading-parts.ts';
import { list, number, oneOf, shape, text, textOrNull } from './shape.ts';

const id = text;
const ofTenant = { id, tenant: tenantRef } as const;
const ofName = { ...ofTenant, serviceName: text } as const;

const toDo = oneOf<ToDo>()('kind', {
  look_in_ocp: { id, task: named },
  read_roles: ofTenant,
  verify_elsewhere: { ...ofTenant, ocp: otherOcp },
  fence: ofTenant,
  fence_unnamed: ofTenant,
  do_by_hand: { id, taskId: text, step: named, tenant: tenantRef.optional() },
  unlock: ofTenant,
  revalidate_name: ofName,
  check_sync: ofTenant,
  check_lost_writes: ofName,
  check_followed: ofName,
  repoint_unrouted: ofName,
  repoint: { ...ofTenant, from: text, to: textOrNull },
  point: { ...ofTenant, to: textOrNull },
  reconnect: ofTenant,
  repoint_readers: ofName,
  rebuild_stranded: { ...ofTenant, root: tenantRef },
  check_along: ofTenant,
  check_standbys: { id, tenants: list(tenantRef) },
  rebuild: ofTenant,
  set_protection: ofTenant,
  back_up: ofTenant,
  switch_back: { id, ocp: otherOcp.nullable() },
});

export const listedToDo = shape<ListedToDo>()({ id, todos: list(toDo) });

const memberAfter = shape<MemberAfter>()({
  ...familyMemberFields,
  role: textOrNull,
  upstream: familyMember.nullable(),
  serviceName: textOrNull,
  serviceNameStatus: textOrNull,
  locked: z.boolean().nullable(),
  version: textOrNull,
});

export const familyAfter = shape<FamilyAfter>()({ readAt: number, members: list(memberAfter) });
