import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { order } from '../../src/task/order.ts';

/** Any acyclic graph: each node may only wait for nodes made before it; then shuffled, as OCP sends it. */
const graphs = fc
  .array(fc.array(fc.nat(30), { maxLength: 3 }), { maxLength: 12 })
  .map((rows) =>
    rows.map((picks, index) => ({
      id: String(index),
      upstreams: index === 0 ? [] : [...new Set(picks.map((pick) => String(pick % index)))],
    })),
  )
  .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length, maxLength: nodes.length }));

describe('execution order', () => {
  it('is a permutation in which every subtask comes after its upstreams', () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const sorted = order(nodes);
        expect(new Set(sorted)).toEqual(new Set(nodes));
        expect(sorted).toHaveLength(nodes.length);
        const position = new Map(sorted.map((node, index) => [node.id, index]));
        for (const [index, node] of sorted.entries()) {
          for (const upstream of node.upstreams) expect(position.get(upstream)).toBeLessThan(index);
        }
      }),
    );
  });

  it('never crashes and never loses a subtask, whatever the graph', () => {
    const anything = fc.array(
      fc.record({ id: fc.constantFrom('a', 'b', 'c'), upstreams: fc.array(fc.constantFrom('a', 'b', 'x')) }),
    );
    fc.assert(fc.property(anything, (nodes) => order(nodes).length === nodes.length));
  });

  it.each([
    [
      'a cycle',
      [
        { id: 'b', upstreams: ['a'] },
        { id: 'a', upstreams: ['b'] },
      ],
    ],
    [
      'an unknown upstream',
      [
        { id: 'b', upstreams: ['a'] },
        { id: 'a', upstreams: ['z'] },
      ],
    ],
    [
      'nothing known',
      [
        { id: 'b', upstreams: [] },
        { id: 'a', upstreams: [] },
      ],
    ],
  ])('%s keeps the order in which it was sent', (_, nodes) => {
    expect(order(nodes)).toEqual(nodes);
  });
});
