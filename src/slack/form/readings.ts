/** OCP's prechecks for what an open form holds: asked for once, and again when they are old. */
import { type Cause, causeOf } from '../../lib/cause.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Choice } from '../../operation/choices.ts';
import { operationKinds } from '../../operation/kinds/index.ts';
import type { OperationKind, TargetOf } from '../../operation/operation.ts';
import type { TenantPrecheck } from '../../operation/ocp.ts';
import type { Precheck } from '../../operation/tenant.ts';
import type { FormOcp } from './deps.ts';

/** A precheck, or why there is none. */
export type Reading = Precheck | { readonly failed: Cause };

export interface Readings {
  /** What was read last, or last failed to be read; null when there is nothing, or nothing as young as `maxAgeMs`. */
  of(key: string, maxAgeMs?: number): Reading | null;
  /** True when `read` would ask OCP something. */
  incomplete(choices: readonly Choice[]): boolean;
  /** Resolves when each of these was asked for. Never rejects: what fails is a reading of its own. */
  read(choices: readonly Choice[]): Promise<void>;
  /** Forgets what is not among these: what was taken out and put back is read anew. */
  keep(keys: readonly string[]): void;
}

/** The figures of a precheck move; what is older is read again before anybody relies on it. */
export const READING_MAX_AGE_MS = 60_000;

/** So many questions are put to OCP at once: its budget is shared with everybody else. */
const AT_ONCE = 5;

type Together = (ocp: FormOcp, clusterId: string) => Promise<readonly TenantPrecheck[]>;

interface Prechecks<Kind extends OperationKind> {
  readonly one: (ocp: FormOcp, target: TargetOf<Kind>) => Promise<Precheck>;
  /** Null where OCP has no precheck of a whole cluster. */
  readonly together: Together | null;
}

const prechecks: { readonly [Kind in OperationKind]: Prechecks<Kind> } = {
  failover: {
    one: (ocp, { tenant: { clusterId, tenantId } }) => ocp.failoverPrecheck(clusterId, tenantId),
    together: (ocp, clusterId) => ocp.failoverPrechecks(clusterId),
  },
  switchover: {
    one: (ocp, { tenant: { clusterId, tenantId }, standby, standbyOcpClusterId }) =>
      ocp.switchoverPrecheck(clusterId, {
        tenantId,
        standbyTenantId: standby.tenantId,
        standbyOcpClusterId: standbyOcpClusterId ?? undefined,
      }),
    together: null,
  },
};

function ask<Kind extends OperationKind>(ocp: FormOcp, target: TargetOf<Kind>): Promise<Precheck> {
  return prechecks[target.kind].one(ocp, target);
}

export function createReadings(ocp: FormOcp, clock: Clock): Readings {
  const known = new Map<string, { reading: Reading; at: number }>();
  const running = new Map<string, Promise<void>>();
  let held: readonly string[] = [];

  function of(key: string, maxAgeMs = Number.POSITIVE_INFINITY): Reading | null {
    const found = known.get(key);
    return found && clock.elapsed() - found.at <= maxAgeMs ? found.reading : null;
  }

  function remember(key: string, reading: Reading): void {
    known.set(key, { reading, at: clock.elapsed() });
  }

  /** A question that is already on its way is not put twice. */
  function once(question: string, work: () => Promise<void>): Promise<void> {
    const under = running.get(question);
    if (under) return under;
    const started = work().finally(() => running.delete(question));
    running.set(question, started);
    return started;
  }

  /** A failure counts as an answer while the form shows it, and is asked for again at the next change. */
  const missing = (choices: readonly Choice[]) =>
    choices.filter(({ key }) => {
      const reading = of(key, READING_MAX_AGE_MS);
      return reading === null || 'failed' in reading;
    });

  function readOne(choice: Choice): Promise<void> {
    return once(choice.key, async () => {
      try {
        remember(choice.key, await ask(ocp, choice.target));
      } catch (error) {
        remember(choice.key, { failed: causeOf(error) });
      }
    });
  }

  async function readEach(choices: readonly Choice[]): Promise<void> {
    for (let first = 0; first < choices.length; first += AT_ONCE)
      await Promise.all(choices.slice(first, first + AT_ONCE).map(readOne));
  }

  /** Several tenants of one cluster, which OCP checks in one answer, told apart by their ids. */
  async function readCluster(clusterId: string, choices: readonly Choice[], together: Together): Promise<void> {
    try {
      await once(clusterId, async () => {
        for (const { tenant, precheck } of await together(ocp, clusterId))
          remember(`${clusterId}:${tenant.tenantId}`, precheck);
      });
    } catch (error) {
      for (const { key } of choices) remember(key, { failed: causeOf(error) });
      return;
    }
    await readEach(missing(choices));
  }

  return {
    of,
    incomplete: (choices) => missing(choices).length > 0,
    async read(choices) {
      await Promise.all(
        operationKinds.flatMap((kind) => {
          const own = choices.filter((choice) => choice.kind === kind);
          const { together } = prechecks[kind];
          if (together === null) return readEach(missing(own));
          const clusters = [...new Set(own.map(({ target }) => target.tenant.clusterId))];
          return clusters.map((clusterId) => {
            const chosen = own.filter(({ target }) => target.tenant.clusterId === clusterId);
            const asked = missing(chosen);
            return asked.length > 0 && chosen.length > 1 ? readCluster(clusterId, asked, together) : readEach(asked);
          });
        }),
      );
    },
    keep(keys) {
      // What a batch told of tenants that were never chosen stays: they may be chosen next.
      for (const key of held) if (!keys.includes(key)) known.delete(key);
      held = keys;
    },
  };
}
