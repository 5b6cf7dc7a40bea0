import { expect, it } from 'vitest';
import { createFiller } from '../../src/engine/filler.ts';

/** A store with so many requests behind. */
function behind(left: number) {
  const steps: number[] = [];
  return {
    steps,
    async fill(limit: number) {
      const count = Math.min(left, limit);
      left -= count;
      steps.push(count);
      return count;
    },
  };
}

it('fills in some requests at a time, others have their turns in between, and the rest waits for the next turn', async () => {
  const filling = behind(600);
  const logged: unknown[] = [];
  const filler = createFiller({ filling, business: (event, fields) => logged.push({ event, ...fields }) });
  let turns = 0;
  let isOver = false;
  const other = () => {
    turns += 1;
    if (!isOver) setImmediate(other);
  };
  setImmediate(other);
  await filler.begin();
  await filler.settle();
  isOver = true;
  expect(filling.steps).toEqual(Array.from({ length: 20 }, () => 25));
  expect(turns).toBeGreaterThanOrEqual(20);
  await filler.begin();
  await filler.settle();
  expect(filling.steps.slice(20)).toEqual([25, 25, 25, 25, 0]);
  expect(logged).toEqual([
    { event: 'index_filled', requests: 500 },
    { event: 'index_filled', requests: 100 },
  ]);
});

it('says nothing where nothing is behind', async () => {
  const logged: unknown[] = [];
  const filler = createFiller({ filling: behind(0), business: (event) => logged.push(event) });
  await filler.begin();
  await filler.settle();
  expect(logged).toEqual([]);
});
