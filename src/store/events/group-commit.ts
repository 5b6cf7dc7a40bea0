import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Some rows of one table, to be written together. */
type Write<Db, Item, Result> = (db: Db, items: readonly Item[]) => Promise<readonly Result[]>;

export interface Group<Db> {
  /** The returned function resolves with the result at the item's place, when it is durable. */
  <Item, Result>(write: Write<Db, Item, Result>): (item: Item) => Promise<Result>;
}

interface Writer<Db> {
  /** Takes what waits; null when nothing does. */
  take(): Batch<Db> | null;
}

interface Batch<Db> {
  write(db: Db): Promise<void>;
  /** Everybody is answered: with their results, or all with the error. */
  answer(): void;
  fail(error: unknown): void;
}

/**
 * Many small writes in one commit, of several tables too. What arrives in one turn of the event loop is written together,
 * so that a burst of commands waits for one fsync instead of one each; nobody is answered before the commit that holds
 * their row. Tables are written in the order in which they were added, so that two processes never wait for each other.
 */
export function groupCommit<Db>(db: Db, inOneCommit: (work: (db: Db) => Promise<void>) => Promise<void>): Group<Db> {
  const writers: Writer<Db>[] = [];
  let isDue = false;

  function due(): void {
    if (isDue) return;
    isDue = true;
    setImmediate(() => void flush());
  }

  async function flush(): Promise<void> {
    isDue = false;
    const batches = writers.flatMap((writer) => writer.take() ?? []);
    const [only, ...others] = batches;
    try {
      // One statement is a commit of its own.
      if (only && others.length === 0) await only.write(db);
      else await inOneCommit(async (within) => each(batches, (batch) => batch.write(within)));
      for (const batch of batches) batch.answer();
    } catch (error) {
      for (const batch of batches) batch.fail(error);
    }
  }

  return (write) => {
    const { writer, put } = createWriter(write, due);
    writers.push(writer);
    return put;
  };
}

/** The group of a store: its commits are the database's. */
export function groupOn(db: Kysely<Schema>): Group<Kysely<Schema>> {
  return groupCommit(db, (work) => db.transaction().execute(work));
}

function createWriter<Db, Item, Result>(write: Write<Db, Item, Result>, due: () => void) {
  interface Waiting {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];

  function take(): Batch<Db> | null {
    if (waiting.length === 0) return null;
    const batch = waiting;
    let results: readonly Result[] = [];
    waiting = [];
    return {
      async write(db) {
        results = await write(
          db,
          batch.map(({ item }) => item),
        );
        if (results.length !== batch.length) throw new Error('A row of the batch has no result.');
      },
      answer: () => batch.forEach(({ resolve }, index) => results.slice(index, index + 1).forEach(resolve)),
      fail: (error) => batch.forEach(({ reject }) => reject(error)),
    };
  }

  const put = (item: Item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      due();
    });
  return { writer: { take }, put };
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) await work(item);
}
