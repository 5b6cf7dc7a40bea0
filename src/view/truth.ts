/** What is true at the end of a request, as far as it is known. Pure. */
import type { Cause } from '../lib/cause.ts';
import { type Finding, isRefusing } from '../operation/family-findings.ts';
import { kinds } from '../operation/kinds/index.ts';
import type { Target } from '../operation/operation.ts';
import { type Misfit, misfits } from '../operation/role-check.ts';
import { type RequestState, sent } from '../request/state.ts';
import { type Unread, unreadOf } from '../request/targets.ts';
import { resultsOf } from './outcomes.ts';

export type Truth =
  /** The roles that this OCP shows were read back. `unread`: new primaries under another OCP, which were not read. */
  | { readonly kind: 'succeeded'; readonly unread: readonly Unread[] }
  | { readonly kind: 'rolled_back' }
  /** Blocked by OCP's precheck: nothing was sent. */
  | { readonly kind: 'blocked' }
  /** `causes`: for each call that OCP refused. `taskless`: tenants for which OCP's response named no task. */
  | { readonly kind: 'refused'; readonly causes: readonly Cause[]; readonly taskless: readonly Target[] }
  /** The replication family does not allow it: nothing was sent. */
  | { readonly kind: 'unfit_family'; readonly findings: readonly Finding[] }
  /**
   * The tenants do not have the right roles: nothing was sent. `isOtherPrimary`: the only reason is that OCP names
   * another primary.
   */
  | { readonly kind: 'unfit'; readonly misfits: readonly Misfit[]; readonly isOtherPrimary: boolean }
  | { readonly kind: 'not_sent' }
  /** People closed it. `open`: what is no longer watched, OCP's task or the call without a response. */
  | { readonly kind: 'closed'; readonly open: 'task' | 'call' }
  /** The outcome of each tenant says everything. */
  | { readonly kind: 'by_tenant' };

/** Null while the request is open. */
export function truthOf(state: RequestState): Truth | null {
  switch (state.outcome) {
    case null:
      return null;
    case 'succeeded':
      return { kind: 'succeeded', unread: unreadOf<Target>(state, state.operation.targets) };
    case 'rolled_back':
      // Older versions ended a request like this when its task was abandoned.
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
