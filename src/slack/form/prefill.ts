/**
 * "Request again" and "Request the rest" on an ended card: the same form, filled with what was asked then, or with what of it was never
 * sent. It makes a new request, with approvals of its own.
 */
import { keyOf } from '../../operation/choices.ts';
import { type Operation, serviceNameOf, type StopRule, type Target } from '../../operation/operation.ts';
import type { ServiceNames } from '../../operation/service-name.ts';

/** What a form begins with. */
export interface Prefill {
  /** Values of options, in the order to be chosen. */
  readonly keys: readonly string[];
  /** By tenant id. */
  readonly serviceNames: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly stopRule: StopRule;
}

/** What a form opens with, besides what was typed. */
export interface Beginning {
  readonly prefill?: Prefill | null;
  /** The command with the subcommand that what was typed resembles; null where it resembles none. */
  readonly command?: string | null;
}

/** What an ended request asked for. */
export interface EndedRequest {
  readonly operation: Operation;
  readonly reason: string;
  readonly serviceNames: ServiceNames | null;
  /** What of it never left for OCP. */
  readonly unsent: readonly Target[];
}

/** What becomes of the service names is decided anew; only what was typed for it is there again. `isRest`: only what was never sent. */
export function prefillOf({ operation, reason, serviceNames, unsent }: EndedRequest, isRest = false): Prefill {
  const targets: readonly Target[] = isRest ? unsent : operation.targets;
  const isKept = serviceNames?.decision === 'keep';
  const named = targets.flatMap((target): [string, string][] => {
    const name = isKept ? null : serviceNameOf(target);
    return name === null ? [] : [[target.tenant.tenantId, name]];
  });
  return { keys: targets.map(keyOf), serviceNames: new Map(named), reason, stopRule: operation.stopRule };
}
