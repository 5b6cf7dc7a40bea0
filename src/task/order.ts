/** The execution order of a task graph. OCP sends subtasks in no order at all: neither position nor id nor seriesId says it. */

interface Node {
  readonly id: string;
  readonly upstreams: readonly string[];
}

/**
 * Sorts by `upstreams`; subtasks that nothing orders keep the order in which they were sent.
 * A graph that cannot be ordered (a cycle, an upstream that is not in it, an id used twice) comes back as sent.
 */
export function order<T extends Node>(nodes: readonly T[]): T[] {
  const ids = new Set(nodes.map((node) => node.id));
  if (ids.size !== nodes.length) return [...nodes];
  const placed = new Set<string>();
  const sorted: T[] = [];
  let waiting = [...nodes];
  while (waiting.length > 0) {
    const next = waiting.find((node) => node.upstreams.every((id) => placed.has(id)));
    if (next === undefined) return [...nodes];
    placed.add(next.id);
    sorted.push(next);
    waiting = waiting.filter((node) => node !== next);
  }
  return sorted;
}
