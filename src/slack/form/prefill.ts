/** "Request again" on an ended card: the same form, filled with what was asked then. It makes a new request. */
import { keyOf } from '../../operation/choices.ts';
import { type Operation, serviceNameOf, type Target } from '../../operation/operation.ts';
import type { Prefill } from './form.ts';

/** What an ended request asked for. */
export interface EndedRequest {
  readonly operation: Operation;
  readonly reason: string;
}

export function prefillOf({ operation, reason }: EndedRequest): Prefill {
  const targets: readonly Target[] = operation.targets;
  const named = targets.flatMap((target): [string, string][] => {
    const name = serviceNameOf(target);
    return name === null ? [] : [[target.tenant.tenantId, name]];
  });
  return { keys: targets.map(keyOf), serviceNames: new Map(named), reason, stopRule: operation.stopRule };
}
