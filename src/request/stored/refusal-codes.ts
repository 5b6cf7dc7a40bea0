/** Why people were refused, as stored events say it. */
import { keysOf } from '../../lib/trust-boundaries.ts';
import type { Exposure } from '../../people/audience.ts';
import type { AuthorisationRefusal } from '../../people/authorise.ts';
import type { CodeFault } from '../events.ts';

/** Of a request and of the stop alike. */
export const refusals = keysOf({
  person_unread: true,
  person_nobody: true,
  person_guest: true,
  person_external: true,
  person_other_workspace: true,
  person_deactivated: true,
  person_bot: true,
  person_invited: true,
  person_unmapped: true,
  person_doubly_mapped: true,
  groups_unread: true,
  not_a_requester: true,
  not_an_approver: true,
  own_request: true,
  same_person: true,
  not_your_request: true,
  code_not_enrolled: true,
  code_locked: true,
  code_unavailable: true,
  code_void: true,
  channel_external: true,
  channel_unread: true,
} satisfies Record<AuthorisationRefusal | Exposure, true>);

export const codeFaults = keysOf({
  wrong: true,
  used: true,
  locked: true,
  void: true,
  not_enrolled: true,
  unavailable: true,
} satisfies Record<CodeFault, true>);
