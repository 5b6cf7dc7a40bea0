/** The part of OceanBase Cloud Platform that this product uses. Every function throws OcpError, and nothing else on purpose. */
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Language } from '../lib/language.ts';
import type { OcpAll } from '../operation/ocp.ts';
import {
  createHttp,
  type Headroom,
  type Http,
  askingIn,
  type ReplyObservation,
  type OcpAuth,
} from './transport/http.ts';
import type { LogOnGate } from './transport/log-on.ts';
import { createPrechecks } from './prechecks.ts';
import { createSwitches } from './switches.ts';
import { createTasks } from './tasks.ts';
import { createAlarms } from './alarms.ts';
import { createMetrics } from './metrics.ts';
import { createTenants } from './tenants.ts';
import type { Transport } from './transport/transport.ts';

/** All in milliseconds, each for one whole exchange. */
export interface OcpTimeouts {
  readonly readMs: number;
  /** For one precheck; OCP's own attempt to reach a dead primary takes 10 s. For all tenants of a cluster, five times this. */
  readonly precheckMs: number;
  readonly mutatingMs: number;
  readonly connectMs: number;
}

export interface OcpOptions {
  /** Addresses of one OCP, `http(s)://host[:port]`. */
  readonly baseUrls: readonly string[];
  readonly auth: OcpAuth;
  /** Path of a PEM file with an authority to trust in addition to the public ones. */
  readonly caFile?: string | undefined;
  readonly clock?: Clock;
  /** Language of OCP's messages; `en-US` by default. */
  readonly language?: 'en-US' | 'zh-CN';
  readonly timeouts?: Partial<OcpTimeouts>;
  /** The transport of the requests; HTTP by default. */
  readonly transport?: Transport;
  /** The gate shared by everything that logs in to this OCP; a separate one for this client by default. */
  readonly gate?: LogOnGate;
  /** Called for every request when it is over. */
  readonly observe?: (call: ReplyObservation) => void;
}

export interface Ocp extends Spoken {
  /** The same OCP with calls in a language: its names, findings and refusals come in that language. */
  in(language: Language): Spoken;
  /** OCP's clock by its last response; our clock before the first. */
  ocpNow(): number;
  /** What OCP's throttling leaves to this user, by its last response; null when OCP does not show it. */
  headroom(): Headroom | null;
  close(): Promise<void>;
}

/** Every call to OCP. */
export type Spoken = OcpAll;

const defaultTimeouts: OcpTimeouts = { readMs: 10_000, precheckMs: 60_000, mutatingMs: 30_000, connectMs: 3_000 };

/** OCP shares its request budget with every other client of the same user. */
const maxReads = 8;

/** A precheck of a lost primary takes ten seconds: this many at once keep a region within a minute, and OCP within its rate. */
const maxPrechecks = 16;

/** Opens no connection yet. Throws a TypeError for an unusable address, and what reading `caFile` throws. */
export function createOcp(options: OcpOptions): Ocp {
  const timeouts: OcpTimeouts = { ...defaultTimeouts, ...options.timeouts };
  const http = createHttp({
    baseUrls: options.baseUrls,
    auth: options.auth,
    caFile: options.caFile,
    clock: options.clock ?? systemClock,
    language: options.language ?? 'en-US',
    connectMs: timeouts.connectMs,
    maxReads,
    maxPrechecks,
    transport: options.transport,
    gate: options.gate,
    observe: options.observe,
  });
  const speaking = (one: Http): Spoken => ({
    ...createAlarms(one, timeouts),
    ...createMetrics(one),
    ...createTenants(one, timeouts),
    ...createPrechecks(one, timeouts),
    ...createSwitches(one, timeouts),
    ...createTasks(one, timeouts),
  });
  const spoken = { en: speaking(askingIn(http, 'en')), zh: speaking(askingIn(http, 'zh')) };
  return {
    ...speaking(http),
    in: (language) => spoken[language],
    ocpNow: () => http.ocpNow(),
    headroom: () => http.headroom(),
    close: () => http.close(),
  };
}
