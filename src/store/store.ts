import { sql } from 'kysely';
import { type Announcements, announcements } from './announcements.ts';
import { type Cursors, cursors } from './cursors.ts';
import { type Drafts, drafts } from './drafts.ts';
import { type EventLog, eventLog } from './event-log.ts';
import { type Inbox, inbox } from './inbox.ts';
import { openSqlite } from './sqlite.ts';

export interface Store {
  readonly log: EventLog;
  readonly inbox: Inbox;
  readonly cursors: Cursors;
  readonly drafts: Drafts;
  readonly announcements: Announcements;
  /** Resolves when the store answers; rejects with its error otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the store at a `sqlite:` URL (`sqlite:data/twokey.db`, `sqlite::memory:`). */
export async function openStore(url: string): Promise<Store> {
  const db = await openSqlite(url.replace(/^sqlite:/, ''));
  return {
    log: eventLog(db),
    inbox: inbox(db),
    cursors: cursors(db),
    drafts: drafts(db),
    announcements: announcements(db),
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    close: () => db.destroy(),
  };
}
