/** Every request that reached the simulated OCP, so that a test can count what was really sent. */
export interface JournalEntry {
  /** Milliseconds since the epoch, by the injected clock. */
  readonly at: number;
  readonly method: string;
  /** Path with query, as received. */
  readonly path: string;
  /** Starts or changes something: prechecks are POSTs but not mutating. */
  readonly mutating: boolean;
  readonly body: string;
  /** HTTP status of the reply; 0 while there is none or when it was lost. */
  status: number;
  outcome: 'pending' | 'answered' | 'lostBeforeEffect' | 'lostAfterEffect' | 'unreachable';
}

export interface Journal {
  readonly entries: JournalEntry[];
}

const KEPT = 5000;

export function emptyJournal(): Journal {
  return { entries: [] };
}

/** Keeps the last entries; mutating ones are never dropped. */
export function record(journal: Journal, entry: JournalEntry): JournalEntry {
  journal.entries.push(entry);
  if (journal.entries.length > KEPT) {
    const oldest = journal.entries.findIndex((each) => !each.mutating);
    if (oldest >= 0) journal.entries.splice(oldest, 1);
  }
  return entry;
}
