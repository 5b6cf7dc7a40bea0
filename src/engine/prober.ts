import { failureOf } from './failures.ts';
import { type Part, whole } from './part.ts';
import type { BusinessLog, SpokenOcp } from './ports.ts';

export interface OcpGate {
  /** OCP has rejected a log-on, and the wait is over. */
  isDue(): Promise<boolean>;
}

export interface ProberDeps {
  readonly gate: OcpGate;
  readonly ocp: SpokenOcp<'tasks'>;
  readonly business: BusinessLog;
}

/** After a rejected log-on, asks OCP for the smallest thing that needs one: the gate sees whether it is accepted again. */
export function createProber({ gate, ocp, business }: ProberDeps): Part {
  async function look(): Promise<void> {
    if (!(await gate.isDue())) return;
    try {
      await ocp.in('en').tasks({ page: 1, size: 1 });
      business('ocp_log_on_accepted', {});
    } catch (error) {
      // A refusal for want of a permission is an accepted log-on, too: the gate knows which it was.
      business('ocp_probe_failed', { code: failureOf(error).code });
    }
  }

  return whole('prober', look, business);
}
