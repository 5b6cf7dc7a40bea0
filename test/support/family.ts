import type { FamilyFacts } from '../../src/request/family.ts';

/** Nobody else is in the families of the targets, and nobody else moves them. */
export const alone: FamilyFacts = { members: [], findings: [], heldBy: null };
