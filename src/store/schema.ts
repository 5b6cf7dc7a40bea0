/** The tables, as the queries see them. Times are ms since the epoch, our clock. */
import type { GeneratedAlways } from 'kysely';

export interface Schema {
  /** The truth: each request's log. Never updated, never deleted. */
  events: {
    request_id: string;
    version: number;
    at: number;
    type: string;
    event: string;
    previous_hash: string;
    hash: string;
    /** The write that it came with, to find out whether a commit without a response took place. Not part of the record. */
    write_id: string | null;
  };
  /** One row per request, updated in the transaction of its log, so that open requests are found quickly. */
  requests: {
    id: string;
    version: number;
    hash: string;
    phase: string;
    /** 1 until the request has ended. */
    open: number;
    requested_at: number;
    updated_at: number;
    /** The version up to which the search index is complete; behind `version` where an older version of the bot appended. */
    indexed_version: number;
    /**
     * The version up to which Slack shows it; SHOWN_FOR_GOOD where nothing can be shown any more. Too low where an
     * older version of the bot showed it.
     */
    shown: number;
    /** The channel of its card; null until that is indexed. */
    channel: string | null;
    /** 1 when `indexed_version` is behind `version`; the next column is 1 when `shown` is. */
    unindexed: GeneratedAlways<number>;
    unshown: GeneratedAlways<number>;
    /** 1 while its list of to-dos is still to come, or something of it is left. 0 for what an older version of the bot ended. */
    to_do: number;
    /** The version up to which its claims are in `family_claims`; behind `version` where an older version of the bot appended. */
    family_version: number;
    /** 1 when `family_version` is behind. */
    unfamilied: GeneratedAlways<number>;
  };
  /** One row for each beginning of a tenant's name, case-folded: see request/log/keys.ts. */
  request_tenants: {
    beginning: string;
    requested_at: number;
    request_id: string;
  };
  /** One row for each user and user group that took part, or is named by the rule. */
  request_people: {
    request_id: string;
    person: string;
    /** 1: requested, proposed or decided. */
    acted: number;
    requested_at: number;
  };
  /** Counts that would take long to compute; triggers keep them, whichever version writes. */
  tallies: {
    name: string;
    count: number;
  };
  /** Clicks, written before Slack is answered; `done_at` is set once their effect (or refusal) is durable, too. */
  inbox: {
    key: string;
    kind: string;
    body: string;
    received_at: number;
    done_at: number | null;
    /** The replica that carries it out. */
    owner: string | null;
  };
  /** What Slack shows: see engine/mirror/mirror.ts. */
  cursors: {
    request_id: string;
    card_channel: string | null;
    card_ts: string | null;
    card_version: number;
    card_rendering: string;
    /** When a first post of the card was begun that has no outcome on record. */
    card_attempt_at: number | null;
    thread_version: number;
    /** The version of a thread message that was begun and has no outcome on record, and when it was begun. */
    thread_attempt_to: number | null;
    thread_attempt_at: number | null;
    /** Slack's permanent refusal, as its code: the channel cannot be written to any more. */
    parked: string | null;
    /** The value of `requests.shown` at the last write: an older version of the bot changes this row but not that one. */
    shown: number;
    /** 1: an edit has no outcome on record, or less is shown than `shown` says. */
    unsettled: GeneratedAlways<number>;
  };
  /** Secrets for one-time codes, sealed with a key that is not in the store. */
  authenticators: {
    account: string;
    sealed: string;
    /** JSON: the last code accepted, the wrong ones, and until when no code is checked. */
    tries: string;
    enrolled_at: number;
    revision: number;
  };
  /**
   * The last notice about something that does not belong to a request, such as the policy: see
   * engine/audit/file-change-notifier.ts.
   */
  announcements: {
    id: string;
    body: string;
  };
  /** Whether OCP accepts Twokey's login. One row. */
  ocp_gate: {
    name: string;
    /** The number of rejected logins in a row, which sets the wait; 0: the gate is open. */
    streak: number;
  };
  /** Which request moves, or moved, which tenants. `held`: 1 for the one request that may move it now. */
  family_claims: {
    member: string;
    request_id: string;
    held: number;
  };
  /** Logins to OCP rejected in the last ten minutes, and logins in flight in that time. */
  ocp_log_ons: {
    id: string;
    /** By the store's clock. */
    at: number;
    rejected: number;
  };
  /** Processes on this store. A row whose `beat` no longer changes belongs to a dead process. */
  replicas: {
    id: string;
    beat: number;
    /** The host that it runs on, for people. */
    host: string;
  };
  /** The replica that runs the engine; `epoch` grows with every change, and writes with an older one are refused. */
  leases: {
    name: string;
    epoch: number;
    /** Null when it was released. */
    holder: string | null;
  };
  /** Deliveries of Slack, so that a repeat has no second effect. Clicks are in the inbox instead. */
  deliveries: {
    key: string;
    until: number;
  };
  /** Open forms: Slack returns only the id. */
  drafts: {
    id: string;
    body: string;
    created_at: number;
  };
  /** The log of the stop that people type (src/stop/). Never updated, never deleted. */
  stop_events: {
    version: number;
    at: number;
    type: string;
    event: string;
    previous_hash: string;
    hash: string;
    write_id: string;
  };
  /** One row, updated in the transaction of that log: every claim reads it in its own transaction. */
  stops: {
    id: string;
    version: number;
    /** 1 while nothing may be claimed. */
    stopped: number;
  };
  /** The replicas that know the stop. A replica of an older version is only in `replicas`. */
  stop_replicas: {
    id: string;
  };
  /** When an account was last read as a member (`user_group` empty), and as a member of one of the policy's user groups. */
  sightings: {
    account: string;
    user_group: string;
    at: number;
  };
}
