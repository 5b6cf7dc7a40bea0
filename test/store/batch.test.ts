import { describe, expect, it } from 'vitest';
import { groupCommit } from '../../src/store/events/group-commit.ts';

/** A database that notes what is written in which commit. */
function recording() {
  const commits: string[][] = [];
  const alone = { write: (rows: readonly string[]) => void commits.push([...rows]) };
  const group = groupCommit(alone, async (work) => {
    const rows: string[] = [];
    await work({ write: (more) => void rows.push(...more) });
    commits.push(rows);
  });
  const table = (name: string) =>
    group(async (db, items: readonly number[]) => {
      db.write(items.map((item) => `${name} ${item}`));
      if (items.includes(13)) throw new Error('disk full');
      return items.map((item) => item * 10);
    });
  return { commits, table };
}

describe('many writes in one commit', () => {
  it('writes together what arrives in one turn, and answers each with its own result', async () => {
    const { commits, table } = recording();
    const write = table('a');
    expect(await Promise.all([write(1), write(2), write(3)])).toEqual([10, 20, 30]);
    expect(await write(4)).toBe(40);
    expect(commits).toEqual([['a 1', 'a 2', 'a 3'], ['a 4']]);
  });

  it('of several tables too, in the order of the tables and not of their rows', async () => {
    const { commits, table } = recording();
    const [one, other, third] = [table('a'), table('b'), table('c')];
    expect(await Promise.all([other(1), one(2), other(3)])).toEqual([10, 20, 30]);
    expect(await third(4)).toBe(40);
    expect(commits).toEqual([['a 2', 'b 1', 'b 3'], ['c 4']]);
  });

  it('fails together: nobody is answered with a row that is not there', async () => {
    const { commits, table } = recording();
    const [one, other] = [table('a'), table('b')];
    const outcomes = await Promise.allSettled([one(1), other(13)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(commits).toEqual([]);
    expect(await Promise.all([one(1), other(2)])).toEqual([10, 20]);
  });

  it('answers nobody before the commit', async () => {
    let commit: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const group = groupCommit(null, async (work) => {
      await work(null);
      await opened;
    });
    const [one, other] = [
      group(async (_, items: readonly number[]) => items),
      group(async (_, items: readonly number[]) => items),
    ];
    let answered = 0;
    const both = Promise.all([one(1), other(2)].map((put) => put.then(() => (answered += 1))));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).toBe(0);
    commit();
    await both;
    expect(answered).toBe(2);
  });
});
