import type { FamilyRows } from '../../src/engine/reads/families.ts';
import type { Operation } from '../../src/operation/operation.ts';
import type { FamilyFacts } from '../../src/request/family.ts';

/** A store in which no request ever moved anything. */
export const noRows: FamilyRows = {
  requestsOf: () => Promise.resolve([]),
  holderOf: () => Promise.resolve(null),
  release: () => Promise.resolve(),
  isBehind: () => Promise.resolve(false),
};

/** Nobody else is in the families of the targets, and nobody else moves them. */
export const alone: FamilyFacts = { members: [], findings: [], read: [], names: [], heldBy: null };

/** Somebody at it; a warning; what refuses it: about the first target of the first operation. */
export function familiesOf([operation]: readonly Operation[]): readonly FamilyFacts[] {
  const tenant = operation?.targets[0]?.tenant;
  if (!tenant) return [alone];
  const { tenantId } = tenant;
  return [
    { ...alone, heldBy: { request: 'r-other', tenants: [tenant] } },
    { ...alone, findings: [{ kind: 'unseen', tenantId }] },
    { ...alone, findings: [{ kind: 'locked', tenantId, tenant }] },
  ];
}
