/** Siblings of what is asked for: what goes on record, and what sends a request back to its approvers. */
import { describe, expect, it } from 'vitest';
import type { CandidateFamily } from '../../src/operation/candidates/candidates.ts';
import { SAMPLING_MS } from '../../src/operation/candidates/loss.ts';
import { firstNoted, fresherSiblings, notedAgain } from '../../src/request/decide/candidates.ts';
import { candidateOf, rankedFamily } from '../support/candidates.ts';
import { primary, sibling, standby } from '../slack/render/story.ts';

const target = { kind: 'failover', tenant: standby, primary, serviceName: null } as const;
const alone = rankedFamily(primary, [standby]);
const fresher = rankedFamily(primary, [sibling, standby]);
const equal = rankedFamily(primary, [sibling, standby], {
  best: null,
  decidedBy: null,
  candidates: [candidateOf(sibling), candidateOf(standby)],
});
const behind = (behindMs: number): CandidateFamily => ({
  ...fresher,
  comparedBy: 'scn',
  candidates: [candidateOf(sibling), candidateOf(standby, { standing: 'staler', behindMs })],
});
const unread = { ...equal, comparedBy: null };

describe('the first reading', () => {
  it('of a choice is an event of its own, which versions without candidates stop at', () => {
    for (const family of [fresher, equal, unread])
      expect(firstNoted([alone, family])).toEqual({
        field: {},
        events: [{ type: 'candidates_noted', families: [alone, family] }],
      });
  });

  it('of plain pairs is part of the reading: nothing is to be decided', () => {
    expect(firstNoted([alone])).toEqual({ field: { candidates: [alone] }, events: [] });
    expect(firstNoted([])).toEqual({ field: {}, events: [] });
  });
});

describe('a fresher sibling', () => {
  const differences = (seen: readonly CandidateFamily[], now: readonly CandidateFamily[]) =>
    fresherSiblings([target], seen, now);

  it('that the approvers have not seen is a difference, whatever they saw instead', () => {
    for (const seen of [[], [alone], [equal], [unread]])
      expect(differences(seen, [fresher])).toEqual([
        { kind: 'fresher_sibling', tenantId: standby.tenantId, sibling, behindMs: 94_690 },
      ]);
  });

  it('is none by less than a sample, none that they have seen, and none where OCP tells nothing now', () => {
    expect(differences([equal], [behind(SAMPLING_MS - 1)])).toEqual([]);
    expect(differences([equal], [behind(SAMPLING_MS)])).toHaveLength(1);
    expect(differences([fresher], [behind(600_000)])).toEqual([]);
    expect(differences([behind(5)], [fresher])).toEqual([]);
    for (const now of [[], [unread], [equal], [alone]]) expect(differences([fresher], now)).toEqual([]);
  });

  it('is put before them with the question, so that the next claim finds nothing new', () => {
    const [noted, ...more] = notedAgain([target], [equal], [fresher]);
    expect(more).toEqual([]);
    expect(noted).toEqual({ type: 'candidates_noted', families: [fresher] });
    expect(differences(noted?.families ?? [], [fresher])).toEqual([]);
    expect(notedAgain([target], [fresher], [fresher])).toEqual([]);
    expect(notedAgain([target], [fresher], [unread])).toEqual([]);
  });

  it('of another family stays as it was', () => {
    const other = rankedFamily({ ...primary, tenantId: '77' }, [{ ...standby, tenantId: '78' }]);
    expect(notedAgain([target], [other, equal], [fresher])).toEqual([
      { type: 'candidates_noted', families: [other, fresher] },
    ]);
  });
});
