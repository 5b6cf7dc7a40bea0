import { ocpErrorCodes } from '../../../lib/cause.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Language } from '../../../lib/language.ts';
import { errorCode } from '../../../lib/trust-boundaries.ts';
import { safe } from '../../blocks/escape.ts';
import { type Examination, type Finding, type FindingVerdict, whyOf } from './finding.ts';
import { words } from '../../../text/words.ts';

/** One address of OCP, with a client that asks no other. */
export interface OcpProbe {
  readonly address: string;
  /** What is asked of it in a language. */
  in(language: Language): {
    time(): Promise<number>;
    tenants(): Promise<readonly unknown[]>;
    tasks(query: { page: number; size: number }): Promise<readonly unknown[]>;
  };
  headroom(): { readonly limit: number; readonly remaining: number; readonly resetSeconds: number } | null;
}

const SKEW_MAX_MS = 60_000;
/** Below a tenth of its calls, a bot that watches a task will be throttled. */
const HEADROOM_MIN = 0.1;

const finding = (verdict: FindingVerdict, text: () => string): Finding => ({ area: 'ocp', verdict, text });

export function ocpExaminations(probes: readonly OcpProbe[], clock: Clock, language: Language): readonly Examination[] {
  return [
    ...probes.map(
      (probe): Examination => ({
        area: 'ocp',
        name: () => words.doctor.checks.address(safe(probe.address, 120)),
        look: () => address(probe, clock, language),
      }),
    ),
    { area: 'ocp', name: () => 'OCP', look: () => Promise.resolve([finding('note', () => words.doctor.writing)]) },
  ];
}

/** For people whom no rule names: OCP is not asked, and nothing of it is told. */
export const ocpUnshown: readonly Examination[] = [
  { area: 'ocp', name: () => 'OCP', look: () => Promise.resolve([finding('note', () => words.doctor.ocpUnshown)]) },
];

/** Is it there, does it take the signature, do the clocks agree, what may be read, how much room does throttling leave? */
async function address(probe: OcpProbe, clock: Clock, language: Language): Promise<readonly Finding[]> {
  const name = safe(probe.address, 120);
  const ocp = probe.in(language);
  // The clock needs no log-on, and a wrong clock is why a signature is refused.
  const skewed = await attempt(name, async () => {
    const before = clock.now();
    const theirs = await ocp.time();
    return skewFinding(name, theirs - (before + clock.now()) / 2);
  });
  const tenants = await attempt(name, async () => {
    const { length } = await ocp.tenants();
    return length === 0
      ? finding('problem', () => words.doctor.noTenants(name))
      : finding('ok', () => words.doctor.reachable(name, length));
  });
  // One refused log-on is enough: OCP locks the account after some.
  if (tenants.failed) return skewed.failed ? [tenants.finding] : [skewed.finding, tenants.finding];
  const tasks = await attempt(name, async () => {
    await ocp.tasks({ page: 1, size: 1 });
    return finding('ok', () => words.doctor.tasksReadable(name));
  });
  return [tenants.finding, tasks.finding, skewed.finding, ...headroomFindings(name, probe)];
}

function skewFinding(name: string, skewMs: number): Finding {
  const by = () => words.time.duration(Math.abs(skewMs));
  return Math.abs(skewMs) > SKEW_MAX_MS
    ? finding('problem', () => words.doctor.skewLarge(name, by()))
    : finding('ok', () => words.doctor.skew(name, by()));
}

function headroomFindings(name: string, probe: OcpProbe): readonly Finding[] {
  const told = probe.headroom();
  if (told === null) return [];
  const { limit, remaining, resetSeconds } = told;
  const low = remaining < limit * HEADROOM_MIN;
  const text = () => {
    const say = low ? words.doctor.headroomLow : words.doctor.headroom;
    return say(name, String(remaining), String(limit), words.time.duration(resetSeconds * 1_000));
  };
  return [finding(low ? 'problem' : 'ok', text)];
}

async function attempt(name: string, look: () => Promise<Finding>): Promise<{ finding: Finding; failed: boolean }> {
  try {
    return { finding: await look(), failed: false };
  } catch (error) {
    const code = ocpErrorCodes.find((known) => known === errorCode(error));
    return {
      finding: finding('problem', () => {
        const next = code === undefined ? words.doctor.lookInLog : words.cause.next[code];
        return words.doctor.ocpFailed(name, whyOf(error), next);
      }),
      failed: true,
    };
  }
}
