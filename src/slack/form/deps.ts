import type { BusinessLog } from '../../log/levels.ts';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../lib/clock.ts';
import type { Language } from '../../lib/language.ts';
import type { LostFamily, Signals } from '../../operation/candidates/candidates.ts';
import type { OcpAll } from '../../operation/ocp.ts';
import type { PrecheckReads } from '../../operation/prechecks.ts';
import type { Tenant } from '../../operation/tenant.ts';
import type { Person } from '../../people/person.ts';
import type { Policy } from '../../policy/policy.ts';
import type { StopState } from '../../stop/state.ts';
import type { Channels } from '../client/channels.ts';
import type { Drafts } from './draft.ts';

/** What the forms read of OCP. Nothing here changes anything there. */
export type FormOcp = Pick<OcpAll, 'tenant' | 'alarms' | 'standbyLags'> & PrecheckReads;

export interface FormDeps {
  readonly web: WebClient;
  readonly channels: Channels;
  readonly drafts: Drafts;
  readonly directory: { tenants(maxAgeMs: number, language: Language): Promise<readonly Tenant[]> };
  /** OCP, asked in a language: its findings and refusals come in that one. */
  readonly ocp: { in(language: Language): FormOcp };
  /** What OCP's alarms and monitoring show of families; never rejects, and takes two seconds at most. */
  readonly signals: (ocp: Pick<OcpAll, 'alarms' | 'standbyLags'>, families: readonly LostFamily[]) => Promise<Signals>;
  readonly people: {
    read(ids: readonly string[], groups: readonly string[], maxAgeMs: number): Promise<readonly Person[]>;
    /** In which language somebody uses Slack. Never rejects. */
    languageOf(id: string): Promise<Language>;
    /** The time zone in which somebody uses Slack. Never rejects. */
    zoneOf(id: string): Promise<string>;
  };
  readonly policies: { read(): Promise<Policy> };
  /** The stop that people type. Rejects when the store does not say. */
  readonly stops: { load(): Promise<StopState> };
  readonly clock: Clock;
  /** Aborted when the process stops: no call of Slack is repeated then. */
  readonly stopping: AbortSignal;
  /** A fresh request id: a form bears it from the start. */
  readonly newId: () => string;
  readonly business: BusinessLog;
}

/** A tenant list this old is good enough to choose from; OCP itself refreshes once a minute. */
export const DIRECTORY_MAX_AGE_MS = 15_000;

/** Targets of one request. */
export const TARGETS_MAX = 50;
