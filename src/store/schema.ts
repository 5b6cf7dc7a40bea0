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
    /** Which write it came with: tells whether a commit whose answer was lost took place. Not part of the record. */
    write_id: string | null;
  };
  /** One row a request, kept in step with its log in the same transaction, so that open ones are found quickly. */
  requests: {
    id: string;
    version: number;
    hash: string;
    phase: string;
    /** 1 until the request has ended. */
    open: number;
    requested_at: number;
    updated_at: number;
    /** Up to which version what the request is found by is kept; behind `version` where an older version of the bot appended. */
    indexed_version: number;
    /** Up to which version Slack shows it; SHOWN_FOR_GOOD where nothing can be shown any more. Lower than it is where an older version of the bot showed it. */
    shown: number;
    /** Where its card goes; null until that is indexed. */
    channel: string | null;
    /** 1: `indexed_version` is behind `version`; `shown` is. */
    unindexed: GeneratedAlways<number>;
    unshown: GeneratedAlways<number>;
    /** 1 while its list of to-dos is still to come, or something of it is left. 0 for what an older version of the bot ended. */
    to_do: number;
    /** Up to which version its claims are in `family_claims`; behind `version` where an older version of the bot appended. */
    family_version: number;
    /** 1: `family_version` is behind. */
    unfamilied: GeneratedAlways<number>;
  };
  /** One row for each beginning of a tenant's name, folded: see request/keys.ts. */
  request_tenants: {
    beginning: string;
    requested_at: number;
    request_id: string;
  };
  /** One row for each user and user group that took part, or is named by the rule. */
  request_people: {
    request_id: string;
    person: string;
    /** 1: asked, proposed or decided. */
    acted: number;
    requested_at: number;
  };
  /** How many there are of what would take long to count; kept by triggers, whoever writes. */
  tallies: {
    name: string;
    count: number;
  };
  /** Clicks, written before Slack is answered; `done_at` once their effect (or refusal) is durable too. */
  inbox: {
    key: string;
    kind: string;
    body: string;
    received_at: number;
    done_at: number | null;
    /** The replica that carries it out. */
    owner: string | null;
  };
  /** How far Slack has been brought: see engine/mirror.ts. */
  cursors: {
    request_id: string;
    card_channel: string | null;
    card_ts: string | null;
    card_version: number;
    card_rendering: string;
    /** When a first post of the card was begun whose outcome is not on record. */
    card_attempt_at: number | null;
    thread_version: number;
    /** Up to which version a thread message was begun whose outcome is not on record, and when. */
    thread_attempt_to: number | null;
    thread_attempt_at: number | null;
    /** Slack's permanent refusal, in its own word: the channel cannot be written to any more. */
    parked: string | null;
    /** What `requests.shown` was set to with it: an older version of the bot changes this row and leaves that one. */
    shown: number;
    /** 1: an edit has no end on record, or less is shown than `shown` says. */
    unsettled: GeneratedAlways<number>;
  };
  /** What one-time codes are checked with; the secrets are sealed with a key that is not in the store. */
  authenticators: {
    account: string;
    sealed: string;
    /** JSON: which code was taken last, which were wrong, until when none is looked at. */
    tries: string;
    enrolled_at: number;
    revision: number;
  };
  /** What was last told of something that belongs to no request, such as the policy: see engine/telling.ts. */
  announcements: {
    id: string;
    body: string;
  };
  /** Whether OCP accepts Twokey's log-on. One row. */
  ocp_gate: {
    name: string;
    /** Rejected log-ons in a row that the wait goes by; 0: the gate is open. */
    streak: number;
  };
  /** Who moves which tenants, and did. `held`: 1 for the one request that may now. */
  family_claims: {
    member: string;
    request_id: string;
    held: number;
  };
  /** Log-ons to OCP of the last ten minutes that were rejected; and those on their way while some were. */
  ocp_log_ons: {
    id: string;
    /** By the store's clock. */
    at: number;
    rejected: number;
  };
  /** Processes on this store. A row whose `beat` stands still is a process that has gone. */
  replicas: {
    id: string;
    beat: number;
    /** Where it runs, for people. */
    host: string;
  };
  /** Who runs the engine; `epoch` grows with every change, and writes that carry an older one are refused. */
  leases: {
    name: string;
    epoch: number;
    /** Null when it was given back. */
    holder: string | null;
  };
  /** What Slack has delivered: a second delivery of the same has no second effect. Clicks are in the inbox instead. */
  deliveries: {
    key: string;
    until: number;
  };
  /** Forms that are open: what Slack hands back is only the id. */
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
  /** One row, kept in step with that log: every claim reads it in its own transaction. */
  stops: {
    id: string;
    version: number;
    /** 1 while nothing may be claimed. */
    stopped: number;
  };
  /** The replicas that know of the stop. One of an older version is in `replicas` only. */
  stop_replicas: {
    id: string;
  };
  /** When an account was last read to be a member (`user_group` empty), and to be in one of the policy's user groups. */
  sightings: {
    account: string;
    user_group: string;
    at: number;
  };
}
