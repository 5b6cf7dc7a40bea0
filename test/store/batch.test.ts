import { describe, expect, it } from 'vitest';
import { batched } from '../../src/store/batch.ts';

describe('many writes in one commit', () => {
  it('writes together what arrives in one turn, and answers each with its own result', async () => {
    const commits: number[][] = [];
    const write = batched(async (items: readonly number[]) => {
      commits.push([...items]);
      return items.map((item) => item * 10);
    });
    expect(await Promise.all([write(1), write(2), write(3)])).toEqual([10, 20, 30]);
    expect(await write(4)).toBe(40);
    expect(commits).toEqual([[1, 2, 3], [4]]);
  });

  it('answers nobody before the commit, and everybody of a failed one with its error', async () => {
    let commit: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let answered = 0;
    const write = batched(async (items: readonly number[]) => {
      await opened;
      if (items.includes(13)) throw new Error('disk full');
      return items;
    });
    const first = write(1).then(() => (answered += 1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(0);
    commit();
    await first;
    const outcomes = await Promise.allSettled([write(12), write(13)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await write(14)).toBe(14);
  });
});
