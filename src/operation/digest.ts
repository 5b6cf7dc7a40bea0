import { hash } from 'node:crypto';
import { findingKey, type Inspection } from './inspection.ts';
import { type Operation, storedOperation } from './operation.ts';

/** JSON in the form of RFC 8785 (JCS), without what is undefined: the same value always gives the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 of a text, lower-case hex. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

/**
 * What an approval is for: operation, targets, parameters, the precheck's verdicts and the rules in force.
 * Figures that move by themselves (a lag, a time of reading) are left out, or no approval would ever hold.
 */
export function digestOf(subject: {
  operation: Operation;
  inspection: Inspection;
  policyVersion: string;
  /** How the calls are sent; undefined for one after the other, as all was approved before there was a choice. */
  dispatch?: object | undefined;
  /** What is asked about it now: each new question to the approvers has a number of its own. */
  question: { readonly round: number; readonly proposal: unknown };
}): string {
  const world = subject.inspection.targets.map((target) => ({
    tenantId: target.tenantId,
    role: target.role,
    standby: target.standby?.role ?? null,
    // Left out for all that was approved before it was told, and wherever there is one OCP.
    elsewhere: target.standby?.elsewhere?.id ?? target.primaryElsewhere?.id,
    primary: target.primary && [target.primary.clusterId, target.primary.tenantId],
    passed: target.precheck.passed,
    findings: target.precheck.items.map(findingKey).sort(),
  }));
  world.sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
  const { policyVersion, question, dispatch } = subject;
  const operation = storedOperation(subject.operation);
  return sha256(canonical({ operation, world, policyVersion, question, dispatch }));
}
