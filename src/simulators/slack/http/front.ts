import type { Clock } from '../../../lib/clock.ts';
import type { Json, JsonObject } from '../validation/json.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Faults } from './faults.ts';
import type { SocketSide } from './socket.ts';

/** One thing that went over the wire, newest last in the journal. */
export interface JournalEntry {
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `api`: the app called Slack; `to_app`: Slack called the app. */
  readonly direction: 'api' | 'to_app';
  /** The method, or the kind of the request to the app. */
  readonly name: string;
  readonly request: JsonObject;
  status: number | null;
  reply: Json;
  /** The fault that hit it, or what became of it. */
  note: string | null;
  /** What was sent to the app, byte for byte, so that it can be replayed. */
  readonly raw: { readonly headers: { readonly [name: string]: string }; readonly body: string } | null;
}

export interface Journal {
  readonly entries: JournalEntry[];
  /** Number of API calls by method since the start (refused ones too). */
  readonly calls: Map<string, number>;
  /** Called after every new entry. */
  readonly listeners: Set<() => void>;
  add(entry: Omit<JournalEntry, 'sequence' | 'at'>): JournalEntry;
}

/** Payloads of cards are tens of kilobytes: enough for a page, not for a history. */
const journalLength = 2_000;

export function createJournal(clock: Clock): Journal {
  let sequence = 0;
  const entries: JournalEntry[] = [];
  const calls = new Map<string, number>();
  const listeners = new Set<() => void>();
  return {
    entries,
    calls,
    listeners,
    add(entry) {
      sequence += 1;
      const added = { sequence, at: clock.now(), ...entry };
      entries.push(added);
      if (entries.length > journalLength) entries.shift();
      if (entry.direction === 'api') calls.set(entry.name, (calls.get(entry.name) ?? 0) + 1);
      for (const listener of listeners) listener();
      return added;
    },
  };
}

/** What the parts of the HTTP front share. */
export interface Front {
  readonly w: Workspace;
  readonly clock: Clock;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly socket: SocketSide;
  /** Aborts when the sandbox closes. */
  readonly closing: AbortSignal;
  /** For example `http://127.0.0.1:8080`. */
  base: string;
  /** The bot's `/slack/events`; null in Socket Mode. */
  appUrl: string | null;
  /** False: nobody reaches Slack and Slack reaches nobody. */
  reachable: boolean;
}
