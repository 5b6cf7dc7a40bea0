import type { Looker } from '../../lib/looker.ts';
import { failureOf } from '../reads/failures.ts';
import { type Worker, whole } from './worker.ts';
import type { BusinessLog, SpokenOcp } from '../ports.ts';

export interface OcpGate {
  /** OCP has rejected a log-on, and the wait is over. */
  isDue(): Promise<boolean>;
}

export interface ProberDeps {
  readonly gate: OcpGate;
  readonly ocp: SpokenOcp<'tasks'>;
  /** Left out: OCP is not looked at while nobody needs it. */
  readonly ocpLook?: Looker | undefined;
  readonly business: BusinessLog;
}

/**
 * Asks OCP for the smallest thing that needs a log-on: after a rejected one, so that the gate sees whether it is accepted again, and now and
 * then while nobody asks anything.
 */
export function createProber({ gate, ocp, ocpLook, business }: ProberDeps): Worker {
  const ask = () => ocp.in('en').tasks({ page: 1, size: 1 });

  async function look(): Promise<void> {
    if (!(await gate.isDue())) return ocpLook?.isDue() ? ocpLook.look(ask) : undefined;
    try {
      await ask();
      business('ocp_log_on_accepted', {});
    } catch (error) {
      // A refusal for want of a permission is an accepted log-on, too: the gate knows which it was.
      business('ocp_probe_failed', { code: failureOf(error).code });
    }
  }

  return whole('prober', look, business);
}
