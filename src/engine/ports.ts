/**
 * What the engine needs of the world, as narrow as it needs it. ocp/, slack/ and store/ provide these without knowing
 * each other; main.ts ties them together.
 */
import type { Language } from '../lib/language.ts';
import type { OcpCalls, OcpReads } from '../operation/ocp.ts';
import type { Audience } from '../people/audience.ts';
import type { Recorded } from '../request/events.ts';
import type { Person } from '../people/person.ts';
import type { Policy } from '../policy/policy.ts';
import type { PolicyNotice } from '../policy/differences.ts';
import type { FileProblem } from '../policy/file/problem.ts';
import type { PeopleNotice } from '../people/roster.ts';
import type { RequestState } from '../request/state.ts';
import type { RecordedStop } from '../stop/events.ts';
import type { ResumeCard } from '../stop/resumes.ts';

export type { OcpCalls, OcpReads } from '../operation/ocp.ts';

export interface Ocp extends OcpReads, OcpCalls {
  /** The same OCP, asked in a language: what it says of itself, findings and refusals, comes in that one. */
  in(language: Language): OcpReads & OcpCalls;
  /** OCP's clock, ms since the epoch, as far as its replies tell. */
  ocpNow(): number;
}

/** OCP as far as a part reads it, asked in a language. */
export interface SpokenOcp<Reads extends keyof OcpReads> {
  in(language: Language): Pick<OcpReads, Reads>;
}

export interface People {
  /** Who they are and which of `groups` they are in, read no longer than `maxAgeMs` ago. Never rejects: what fails is `unread`. */
  read(ids: readonly string[], groups: readonly string[], maxAgeMs: number): Promise<readonly Person[]>;
}

export interface Channels {
  /** Who reads a channel, asked no longer than `maxAgeMs` ago. Never rejects: what Slack does not say is `unread`. */
  audience(channel: string, maxAgeMs: number): Promise<Audience>;
}

/** What a person is answered in, read from Slack; the default where Slack does not say. */
export interface Languages {
  languageOf(id: string): Promise<Language>;
}

export interface Policies {
  /** The policy in force. Rejects only when there has never been a good one. */
  read(): Promise<Policy>;
  /** The same from the file's text as it is now, for what is about to change something. */
  fresh(): Promise<Policy>;
}

/** What a file was found to be at one look; `refused` when it is broken and an older content is in force. */
export interface FileSeen<Content> {
  readonly value: Content;
  readonly refused: {
    readonly hash: string;
    readonly problems: readonly FileProblem[];
    /** Something in the broken file counts all the same. */
    readonly counts: boolean;
  } | null;
}

/** The policy file, the people file. */
export interface WatchedFile<Content> {
  /** Everything it was found to be since the last call, in order; the present last. */
  look(): Promise<readonly FileSeen<Content>[]>;
}

/** A message's fallback text and blocks. */
export interface Rendering {
  readonly text: string;
  readonly blocks: readonly object[];
}

export interface Line {
  readonly text: string;
  readonly broadcast: boolean;
  /** It lets every other message go first: many requests say the same at once. */
  readonly yields?: boolean;
}

/** Words and blocks for what the store holds. Pure. */
export interface Renderer {
  card(state: RequestState, options: { now: number; plan: boolean }): Rendering;
  lines(before: RequestState | null, recorded: Recorded, after: RequestState): readonly Line[];
  message(lines: readonly Line[], language: Language): Rendering;
  /** For whoever asked, when the first reading ended the request. */
  endedEarly(state: RequestState, language: Language): string;
  /** For whoever asked, when their request may not stand in this channel. */
  moved(channel: string, language: Language): string;
  /** For the requester, while Slack refuses the card. `code`: Slack's own, or `channel_unread`. */
  unposted(channel: string, code: string, language: Language): string;
  /** The same words and buttons in the simplest blocks. */
  plain(rendering: Rendering): Rendering;
  /** How many of the first lines fit one message. */
  fits(lines: readonly Line[]): number;
  policyNotice(notice: PolicyNotice, language: Language): Rendering;
  peopleNotice(notice: PeopleNotice, language: Language): Rendering;
  resumeCard(card: ResumeCard, policy: Policy, language: Language): Rendering;
  /** What happened to the stop after the version that was told; null when nothing of it is anybody's news. */
  stopNotice(log: readonly RecordedStop[], told: number, language: Language): Rendering | null;
}

/** Rejects as failures.ts reads it. An unknown effect: the message may stand in the channel all the same. */
export interface Messages {
  postCard(channel: string, rendering: Rendering, requestId: string): Promise<{ channel: string; ts: string }>;
  updateCard(channel: string, ts: string, rendering: Rendering, urgent: boolean): Promise<void>;
  postLines(
    place: { channel: string; ts: string },
    rendering: Rendering,
    mark: { requestId: string; to: number },
    how: { readonly broadcast: boolean; readonly yields: boolean },
  ): Promise<void>;
  /** The card of a request posted at or after `since` (ms); null when there is none. */
  findCard(channel: string, requestId: string, since: number): Promise<{ channel: string; ts: string } | null>;
  /** The highest version that the thread's messages cover; 0 when there is none. */
  findLines(place: { channel: string; ts: string }, requestId: string): Promise<number>;
  /** A private answer: seen by this person only, in the channel if possible, by direct message otherwise. */
  tell(person: string, channel: string, text: string): Promise<void>;
}

export interface Notices {
  /** Posts a message that belongs to no request. */
  post(channel: string, rendering: Rendering): Promise<void>;
}

export type { BusinessLog } from '../log/levels.ts';
