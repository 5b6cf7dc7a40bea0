/** What holds in the world at the end of a request, as far as it is known. Pure. */
import type { Cause } from '../lib/cause.ts';
import { type Finding, isRefusing } from '../operation/family-findings.ts';
import { kinds } from '../operation/kinds/index.ts';
import type { Target } from '../operation/operation.ts';
import { type Misfit, misfits } from '../operation/role-check.ts';
import { type RequestState, sent } from '../request/state.ts';
import { type Unread, unreadOf } from '../request/targets.ts';
import { resultsOf } from './outcomes.ts';

export type Truth =
  /** The roles that this OCP shows were read back. `unread`: new primaries under another OCP, which nobody read. */
  | { readonly kind: 'succeeded'; readonly unread: readonly Unread[] }
  | { readonly kind: 'rolled_back' }
  /** By OCP's precheck: nothing was sent. */
  | { readonly kind: 'blocked' }
  /** `causes`: of each call that OCP refused. `taskless`: of these OCP's reply named no task. */
  | { readonly kind: 'refused'; readonly causes: readonly Cause[]; readonly taskless: readonly Target[] }
  /** The replication family does not allow it: nothing was sent. */
  | { readonly kind: 'unfit_family'; readonly findings: readonly Finding[] }
  /** The tenants have not the roles for it: nothing was sent. `isOtherPrimary`: all of it is that OCP names another primary. */
  | { readonly kind: 'unfit'; readonly misfits: readonly Misfit[]; readonly isOtherPrimary: boolean }
  | { readonly kind: 'not_sent' }
  /** People closed it. `open`: what nobody watches any more, OCP's task or the call whose answer is missing. */
  | { readonly kind: 'closed'; readonly open: 'task' | 'call' }
  /** Tenant by tenant: what has become of each says it all. */
  | { readonly kind: 'by_tenant' };

/** Null while the request goes on. */
export function truthOf(state: RequestState): Truth | null {
  switch (state.outcome) {
    case null:
      return null;
    case 'succeeded':
      return { kind: 'succeeded', unread: unreadOf<Target>(state, state.operation.targets) };
    case 'rolled_back':
      // Older versions ended a request like this whose task was abandoned.
      return { kind: resultsOf(state).every(({ outcome }) => outcome === 'rolled_back') ? 'rolled_back' : 'by_tenant' };
    case 'refused':
      return sent(state) ? refused(state) : { kind: 'blocked' };
    case 'unfit':
      return unfit(state);
    case 'rejected':
    case 'withdrawn':
    case 'expired':
      return { kind: 'not_sent' };
    case 'abandoned':
      return { kind: 'closed', open: state.calls.some(({ tasks }) => tasks.length > 0) ? 'task' : 'call' };
    case 'mixed':
      return { kind: 'by_tenant' };
  }
}

function refused(state: RequestState): Truth {
  return {
    kind: 'refused',
    causes: state.calls.flatMap(({ refusal }) => refusal?.why ?? []),
    taskless: resultsOf(state).flatMap(({ outcome, target }) => (outcome === 'no_task' ? [target] : [])),
  };
}

function unfit(state: RequestState): Truth {
  const found = state.inspection ? misfits(state.operation.targets, state.inspection) : [];
  const findings = (state.family?.findings ?? []).filter(isRefusing);
  if (found.length === 0 && findings.length > 0) return { kind: 'unfit_family', findings };
  const all = found.length > 0 && found.every(({ kind }) => kind === 'other_primary');
  return { kind: 'unfit', misfits: found, isOtherPrimary: all && !kinds[state.operation.kind].demotes };
}
