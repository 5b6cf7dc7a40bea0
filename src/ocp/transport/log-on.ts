/**
 * The gate before every call that logs in to OCP. OCP blocks an account for 10 minutes and an address for 30 after 20
 * wrong logins (ocp.iam.login.max-attempts), counting all replicas and all other clients together. So all replicas
 * share one record: after a rejected login only the leader's probe is sent, at growing intervals, and there are never
 * more than LIMIT rejections within WINDOW_MS. OCP may reject all calls in flight at once, so only a few are allowed:
 * slots are left for the probes.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { OcpError } from '../errors.ts';
import { createSlots, type Rank, type Slot } from './slots.ts';

/** The record of logins that all replicas share. The store provides it. */
export interface LogOns {
  /** True when only this process writes the record, so that its own knowledge is complete. */
  readonly isExclusive: boolean;
  look(): Promise<LogOnRecord>;
  /** Counts a login before it is sent, as if it had been rejected. False when there are already `limit` within `windowMs`. */
  reserve(id: string, limit: number, windowMs: number): Promise<boolean>;
  /** OCP rejected it. `isProbe`: it was sent while the gate was shut, so the next one has to wait longer. */
  reject(id: string, isProbe: boolean): Promise<void>;
  /** It was accepted, or never sent: it does not count. `opens`: the gate is open from now on. */
  release(id: string, opens: boolean): Promise<void>;
}

export interface LogOnRecord {
  /** The number of rejected logins in a row, which sets the wait; 0: the gate is open. */
  readonly streak: number;
  readonly counted: readonly { readonly id: string; readonly ageMs: number; readonly isRejected: boolean }[];
}

/** The outcome of a login. `lost`: it was sent, and it is unknown whether OCP rejected it. */
export type LogOnOutcome = 'accepted' | 'rejected' | 'not_sent' | 'unclear' | 'lost';

export interface LogOnGate {
  /**
   * Rejects with OcpError ocp_unauthorised (effect `none`) while the gate is shut. Otherwise returns a pass, to be
   * settled once. `prompt` is a read that OCP answers at once: only such reads are sent as probes.
   */
  enter(rank: Rank): Promise<LogOnPass>;
  /** True when the leader should send a read now, to see whether OCP accepts the login again. */
  isDue(): Promise<boolean>;
  /** Another replica has changed the record. */
  changed(): void;
  state(): LogOnState;
  /** For a call that OCP has just rejected. */
  hold(): LogOnHold;
}

export interface LogOnHold {
  /** When the next login is sent, by our clock, in whole seconds. */
  readonly until: number;
  /** When a caller that waits for it should come back. */
  readonly retryAfterMs: number;
}

export interface LogOnPass {
  settle(outcome: LogOnOutcome): Promise<void>;
}

export interface LogOnState {
  /** When the next login is sent, by our clock; null while the gate is open. */
  readonly shutUntil: number | null;
  /** Within the last ten minutes, of all replicas. */
  readonly rejected: number;
}

export interface LogOnGateOptions {
  readonly clock: Clock;
  readonly logOns: LogOns;
  /** Whether this process runs the engine: one process probes. */
  readonly mayProbe?: () => boolean;
  readonly replicas?: () => number;
}

/** OCP's own limit is 20 within its lock-out period. */
export const LIMIT = 6;
export const WINDOW_MS = 10 * 60_000;
const WAITS_MS = [10_000, 30_000, 60_000, 120_000] as const;

/** The record of the other replicas is read again when it is older than this. */
const KNOWN_MS = 1_000;
/** A call waits no longer than this for the record: the gate then uses what it knows. */
const LOOK_MS = 500;
/** OCP checks the login first. A call that takes longer than this while OCP accepts later ones is slow for another reason. */
const UNSETTLED_MS = 2_000;
/** A reservation this old belongs to a process that died: it counts as a rejection. */
const ABANDONED_MS = 60_000;
/** After this time a probe that showed nothing about the login is repeated. */
const UNCLEAR_MS = 5_000;
/** Waiting callers come back a little after the probe, not together with it. */
const AFTER_PROBE_MS = 1_000;
const TURN_MS = 100;
/** How long a call waits for a slot: other calls keep theirs while OCP works on a precheck. */
const PLACE_MS: Readonly<Record<Rank, number>> = { urgent: 15_000, prompt: 15_000, patient: 60_000 };

interface Counted {
  /** By `clock.elapsed`. */
  readonly at: number;
  readonly isRejected: boolean;
}

export function createLogOnGate(options: LogOnGateOptions): LogOnGate {
  const { clock, logOns, mayProbe = () => true, replicas = () => 1 } = options;
  let streak = 0;
  let counted = new Map<string, Counted>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;
  /** Counts changes made here: a read of the record begun before the last one is out of date. */
  let changes = 0;
  let isProbing = false;
  let unclearUntil = Number.NEGATIVE_INFINITY;
  /** Rejections that are not yet in the store. */
  const unsaved = new Map<string, boolean>();
  /** Logins sent without a reservation and not yet answered: OCP may reject each of them. */
  let unreserved = 0;
  /** Calls of this process that wait for a slot in the record. */
  const waiting = new Set<() => void>();
  const slots = createSlots(clock, UNSETTLED_MS, () => {
    // A single process reserves one of its slots for calls that are not patient. Several processes reserve one each for
    // those, and share the slots of patient calls by reservation.
    const others = Math.max(1, Math.floor(onTheirWay() / many()));
    const patient = patientOnTheirWay();
    const together = many() === 1 ? others : others + patient;
    // Only the leader sends changing calls.
    return { others, patient, together, hasUrgent: mayProbe() };
  });

  function many(): number {
    // A store for one process has no other replicas, whatever a dead process has left in it.
    return logOns.isExclusive ? 1 : Math.max(1, replicas());
  }

  /**
   * How many logins all processes may have in flight: OCP may reject all of them at once. That is half of what is left,
   * so that the other half remains for probes, which open the gate again.
   */
  function onTheirWay(): number {
    return Math.max(1, Math.ceil((LIMIT - rejections().length) / 2));
  }

  function patientOnTheirWay(): number {
    return Math.max(1, onTheirWay() - many());
  }

  /** One more of this rank may be sent while fewer than this are on record. */
  function limitOf(rank: Rank): number {
    const more = rank === 'patient' ? patientOnTheirWay() : onTheirWay() + (rank === 'urgent' ? 1 : 0);
    return Math.min(LIMIT, rejections().length + more);
  }

  /** As long as nothing was rejected, a process that certainly has a slot of its own does not use the record. */
  function needsReservation(rank: Rank): boolean {
    if (rejections().length > 0 || many() > onTheirWay()) return true;
    return rank === 'patient' && many() > 1;
  }

  /** Oldest first. */
  function within(): readonly Counted[] {
    const now = clock.elapsed();
    return [...counted.values()].filter(({ at }) => now - at < WINDOW_MS).sort((one, other) => one.at - other.at);
  }

  function rejections(): readonly Counted[] {
    const now = clock.elapsed();
    return within().filter(({ at, isRejected }) => isRejected || now - at > ABANDONED_MS);
  }

  /** When one more login may be sent, by `clock.elapsed`. */
  function nextTry(): number {
    const all = within();
    const last = all.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
    const full = all.at(-LIMIT);
    const wait = WAITS_MS[Math.min(streak, WAITS_MS.length) - 1] ?? 0;
    return Math.max(last + wait, unclearUntil, full === undefined ? Number.NEGATIVE_INFINITY : full.at + WINDOW_MS);
  }

  function isShut(): boolean {
    return streak > 0 || rejections().length >= LIMIT;
  }

  function hold(): LogOnHold {
    const leftMs = Math.max(0, nextTry() - clock.elapsed());
    return { until: Math.ceil((clock.now() + leftMs) / 1_000) * 1_000, retryAfterMs: leftMs + AFTER_PROBE_MS };
  }

  function shut(): OcpError {
    const { until, retryAfterMs } = hold();
    return new OcpError('ocp_unauthorised', { kind: 'ocp_log_on_rejected', until }, { effect: 'none', retryAfterMs });
  }

  async function look(): Promise<void> {
    const begun = changes;
    try {
      for (const [id, isProbe] of unsaved) {
        await logOns.reject(id, isProbe);
        unsaved.delete(id);
      }
      const record = await logOns.look();
      if (begun !== changes) return;
      const now = clock.elapsed();
      // Ages count from when they were first seen here: no clock of another machine is compared with this one's.
      counted = new Map(
        record.counted.map(({ id, ageMs, isRejected }) => {
          return [id, { at: counted.get(id)?.at ?? now - Math.max(0, ageMs), isRejected }];
        }),
      );
      streak = record.streak;
      lookedAt = now;
    } catch {
      // Other parts report a store that does not respond. The gate uses what this process knows.
      lookedAt = clock.elapsed();
    } finally {
      looking = null;
    }
  }

  async function refresh(): Promise<void> {
    const isKnown = logOns.isExclusive ? lookedAt > Number.NEGATIVE_INFINITY : clock.elapsed() - lookedAt < KNOWN_MS;
    if (isKnown && unsaved.size === 0) return;
    looking ??= look();
    const over = new AbortController();
    await Promise.race([looking, clock.sleep(LOOK_MS, over.signal)]);
    over.abort();
  }

  /** False when `limit` logins were rejected or are in flight. */
  async function reserve(id: string, limit: number): Promise<boolean> {
    changes += 1;
    counted.set(id, { at: clock.elapsed(), isRejected: false });
    try {
      if (await logOns.reserve(id, limit - unreserved, WINDOW_MS)) return true;
    } catch {
      // Without the record each process stays within its own share of the limit, and sends no probe.
      if (streak === 0 && within().length <= Math.max(1, Math.floor(onTheirWay() / many()))) return true;
    }
    changes += 1;
    counted.delete(id);
    return false;
  }

  async function probe(rank: Rank): Promise<LogOnPass> {
    if (rank !== 'prompt' || isProbing || !mayProbe() || clock.elapsed() < nextTry()) throw shut();
    isProbing = true;
    const id = randomUUID();
    if (await reserve(id, LIMIT)) {
      const proves = slots.mark();
      return {
        settle(outcome) {
          if (outcome === 'accepted') proves();
          return settled(id, outcome, true);
        },
      };
    }
    isProbing = false;
    lookedAt = Number.NEGATIVE_INFINITY;
    throw shut();
  }

  async function guarded(rank: Rank): Promise<LogOnPass> {
    const slot = await slots.take(rank);
    try {
      // OCP may have rejected another login during the wait.
      if (streak > 0) throw shut();
      if (!needsReservation(rank)) return unreservedPass(slot);
      const id = randomUUID();
      const until = clock.elapsed() + PLACE_MS[rank];
      while (!(await reserve(id, limitOf(rank)))) {
        // Other logins are in flight: most are accepted in a moment, and then no longer count.
        if (clock.elapsed() >= until || rejections().length >= LIMIT) throw shut();
        await turn();
        await refresh();
        if (streak > 0) throw shut();
      }
      return reservedPass(slot, id);
    } catch (error) {
      slot.free();
      throw error;
    }
  }

  /** Waits until another process may have released its slot, or this one did. */
  async function turn(): Promise<void> {
    const over = new AbortController();
    const given = new Promise<void>((resolve) => void waiting.add(resolve));
    await Promise.race([clock.sleep(TURN_MS, over.signal), given]);
    over.abort();
  }

  function givenBack(): void {
    for (const heard of waiting) heard();
    waiting.clear();
  }

  function unreservedPass(slot: Slot): LogOnPass {
    unreserved += 1;
    let isCounted = true;
    const uncount = () => {
      if (!isCounted) return;
      isCounted = false;
      unreserved -= 1;
      givenBack();
    };
    const proves = slot.sent(uncount);
    return {
      async settle(outcome) {
        uncount();
        if (outcome === 'accepted') proves();
        // This comes before the slot is released: a call that waits for it must find the gate shut.
        const whole = outcome === 'rejected' ? rejected(randomUUID(), false) : Promise.resolve();
        slot.free();
        await whole;
      },
    };
  }

  function reservedPass(slot: Slot, id: string): LogOnPass {
    const proves = slot.sent(() => void settled(id, 'accepted', false));
    return {
      async settle(outcome) {
        if (outcome === 'accepted') proves();
        const whole = settled(id, outcome, false);
        slot.free();
        await whole;
      },
    };
  }

  async function settled(id: string, outcome: LogOnOutcome, isProbe: boolean): Promise<void> {
    if (isProbe) isProbing = false;
    if (outcome === 'rejected') return rejected(id, isProbe);
    // Its reservation stays: OCP may have rejected this login, too.
    if (outcome === 'lost' && isProbe) return;
    const opens = isProbe && outcome === 'accepted';
    changes += 1;
    counted.delete(id);
    if (opens) streak = 0;
    else if (isProbe) unclearUntil = clock.elapsed() + UNCLEAR_MS;
    try {
      await logOns.release(id, opens);
      givenBack();
    } catch {
      // The reservation still counts and the gate reads the record again: both err on the safe side.
    }
  }

  async function rejected(id: string, isProbe: boolean): Promise<void> {
    changes += 1;
    counted.set(id, { at: clock.elapsed(), isRejected: true });
    streak = isProbe ? streak + 1 : Math.max(1, streak);
    unsaved.set(id, isProbe);
    await refresh();
    // A read of the record that was in progress may have missed it.
    if (unsaved.size > 0) await refresh();
  }

  return {
    async enter(rank) {
      await refresh();
      return streak > 0 ? probe(rank) : guarded(rank);
    },
    async isDue() {
      await refresh();
      return streak > 0 && !isProbing && mayProbe() && clock.elapsed() >= nextTry();
    },
    changed() {
      lookedAt = logOns.isExclusive ? lookedAt : Number.NEGATIVE_INFINITY;
    },
    state: () => ({
      shutUntil: isShut() ? clock.now() + Math.max(0, nextTry() - clock.elapsed()) : null,
      rejected: rejections().length,
    }),
    hold,
  };
}
