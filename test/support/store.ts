/** A store with nothing in it, for each test of a file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type CountedStore, openStore } from '../../src/store/store.ts';
import { type Kind, type TestDatabase, emptyDatabase } from './database.ts';

interface Opened {
  readonly database: TestDatabase;
  store: CountedStore;
}

/** In each test the returned function gives its new store; after the test `store` is closed. */
export function storeOfEach(kind: Kind): () => Opened {
  let dir: string;
  let opened: Opened;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-store-'));
    const database = await emptyDatabase(kind, dir);
    opened = { database, store: await openStore(database.url) };
  });
  afterEach(async () => {
    await opened.store.close();
    await opened.database.drop();
    rmSync(dir, { recursive: true, force: true });
  });
  return () => opened;
}
