import { expect, it } from 'vitest';
import { bringsSqlite, loadSqlite } from '../../src/store/sqlite-library.ts';

it.each([
  ['20.19.0', false],
  ['22.22.0', false],
  ['24.14.1', false],
  ['24.15.0', true],
  ['24.21.0', true],
  ['26.0.0', true],
])('Node %s brings SQLite: %s', (version, brings) => {
  expect(bringsSqlite(version)).toBe(brings);
});

it('has what the store relies on: the wait for a lock, errors by number, whether a transaction is open, columns of a statement', () => {
  const database = new (loadSqlite())(':memory:', { timeout: 2_000 });
  try {
    expect(database.prepare('pragma busy_timeout').all()).toEqual([{ timeout: 2_000 }]);
    const error = { code: 'ERR_SQLITE_ERROR', errcode: 1 };
    expect(() => database.exec('insert into missing values (1)')).toThrow(expect.objectContaining(error));
    database.exec('begin');
    expect(database.isTransaction).toBe(true);
    database.exec('rollback');
    expect(database.isTransaction).toBe(false);
    expect(database.prepare('select 1 as one').columns()).toHaveLength(1);
    expect(database.prepare('begin').columns()).toHaveLength(0);
  } finally {
    database.close();
  }
});
