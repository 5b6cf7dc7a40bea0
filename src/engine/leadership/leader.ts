/**
 * Which replica runs the engine. A row in the store names the leader. The leader increments its beat, and a replica
 * that sees no new beat takes over with the next epoch. No replica's clock is compared with another's: each measures by
 * its own how long a beat has not changed. Safety does not depend on this timing: every write of a term carries its
 * epoch and is refused after the term.
 */
import type { Clock } from '../../lib/clock.ts';
import type { Engine } from '../engine.ts';
import { failureOf } from '../reads/failures.ts';
import { type Loop, startLoop } from '../loop.ts';
import type { BusinessLog } from '../ports.ts';
import { GONE_MS, type Moment, moment, since, type Term, TermOver, VALID_MS } from './term.ts';

interface Seen {
  readonly epoch: number;
  readonly holder: string | null;
  readonly replicas: readonly { readonly id: string; readonly beat: number; readonly host: string }[];
}

interface Lease {
  readonly isExclusive: boolean;
  beat(replica: { readonly id: string; readonly host: string }): Promise<Seen>;
  take(id: string, epoch: number): Promise<boolean>;
  forget(replica: { readonly id: string; readonly beat: number }): Promise<void>;
  give(id: string): Promise<void>;
  leave(id: string): Promise<void>;
}

export interface LeaderDeps {
  readonly lease: Lease;
  readonly replica: { readonly id: string; readonly host: string };
  readonly clock: Clock;
  readonly business: BusinessLog;
  /** The engine for one term. */
  readonly begin: (term: Term) => Engine;
  /** A replica is gone: others take over its work. */
  readonly onGone: () => void;
}

export interface LeaderStatus {
  readonly role: 'leader' | 'follower';
  readonly epoch: number;
  /** The host of the leader; null when there is none. */
  readonly leader: string | null;
  /** How many replicas there are. */
  readonly replicas: number;
  /** The time since the store last saw this replica; null before the first time. */
  readonly ageMs: number | null;
}

export interface Leader {
  /** Beats, takes over if there is no leader, and resolves with the engine of the current term; null for a follower. */
  turn(): Promise<Engine | null>;
  /** Repeats `turn` and starts the engine that results. */
  start(pace: Pace): void;
  /** The lease is free: check now. */
  wake(): void;
  /** Something changed: the engine runs now, if it is here. */
  changed(): void;
  standing(): LeaderStatus;
  /** Never takes the lead again. */
  standDown(): void;
  /** Finishes the work in progress and releases the lease; this replica stays registered for the clicks that it still accepts. */
  handOver(): Promise<void>;
  /** The same, and unregisters this replica. */
  stop(): Promise<void>;
}

export interface Pace {
  readonly pollMs: number;
  readonly idleMs?: number;
  readonly beatMs?: number;
}

const BEAT_MS = 500;

function without(view: Seen, id: string): Seen {
  return { ...view, replicas: view.replicas.filter((one) => one.id !== id) };
}

interface Leading {
  readonly term: Term;
  readonly engine: Engine;
  seen: Moment;
}

export function createLeader(deps: LeaderDeps): Leader {
  const { lease, replica, clock, business } = deps;
  /** Each replica's beat, and since when it has not changed. */
  const beats = new Map<string, { readonly beat: number; readonly at: Moment }>();
  let leading: Leading | null = null;
  let pace: Pace | null = null;
  let loop: Loop | null = null;
  let isLeaving = false;
  let handing: Promise<void> | null = null;
  let last: { readonly view: Seen; readonly at: Moment } | null = null;
  /** Engines of former terms that finish their work; none of their writes counts. */
  const retiring = new Set<Promise<void>>();

  async function turn(): Promise<Engine | null> {
    if (leading && lease.isExclusive) return leading.engine;
    const at = moment(clock);
    const view = await lease.beat(replica);
    // After a gap of its own (suspended, no store) this replica cannot know whether another one's beat had stopped.
    if (last && since(last.at, clock) > VALID_MS) beats.clear();
    last = { view, at };
    for (const { id, beat } of view.replicas)
      if (beats.get(id)?.beat !== beat) beats.set(id, { beat, at: moment(clock) });
    if (leading && leading.term.epoch !== view.epoch) retire(leading);
    if (leading) leading.seen = at;
    else if (!isLeaving && isFree(view) && (await lease.take(replica.id, view.epoch))) lead(view.epoch + 1, at);
    if (leading) await forgetGone(view);
    return leading?.engine ?? null;
  }

  function isFree({ holder, replicas }: Seen): boolean {
    if (holder === null || holder === replica.id || lease.isExclusive) return true;
    const held = replicas.find(({ id }) => id === holder);
    return held === undefined || hasGone(holder);
  }

  function hasGone(id: string): boolean {
    const known = beats.get(id);
    return known !== undefined && since(known.at, clock) >= GONE_MS;
  }

  async function forgetGone({ replicas }: Seen): Promise<void> {
    for (const one of replicas) {
      if (one.id === replica.id || !(lease.isExclusive || hasGone(one.id))) continue;
      await lease.forget(one);
      beats.delete(one.id);
      if (last) last = { ...last, view: without(last.view, one.id) };
      business('replica_gone', { replica: one.id, host: one.host });
      deps.onGone();
    }
  }

  function lead(epoch: number, at: Moment): void {
    const term: Term = {
      epoch,
      check() {
        const isOurs = leading?.term === term;
        if (!isOurs || !(lease.isExclusive || since(leading?.seen ?? at, clock) < VALID_MS)) throw new TermOver(epoch);
      },
    };
    leading = { term, engine: deps.begin(term), seen: at };
    business('leading', { epoch });
    if (pace) leading.engine.start(pace);
  }

  function retire({ term, engine }: Leading): void {
    leading = null;
    business('lease_lost', { epoch: term.epoch });
    const over = engine.stop().catch((error: unknown) => {
      business('term_unfinished', { epoch: term.epoch, message: failureOf(error).message });
    });
    retiring.add(over);
    void over.finally(() => retiring.delete(over));
  }

  async function giveBack(): Promise<void> {
    isLeaving = true;
    // Keep the lease while the engine finishes, so that nobody else starts the work that it is ending.
    await leading?.engine.stop();
    leading = null;
    await lease.give(replica.id);
  }

  function handOver(): Promise<void> {
    handing ??= giveBack();
    return handing;
  }

  return {
    turn,
    handOver,
    start(asked) {
      pace = asked;
      leading?.engine.start(asked);
      const everyMs = asked.beatMs ?? BEAT_MS;
      const tick = async () => void (await turn());
      if (!(lease.isExclusive && leading)) loop = startLoop({ name: 'lease', tick, everyMs, clock, business });
    },
    wake: () => loop?.ring(),
    changed: () => leading?.engine.changed(),
    standing() {
      const view = last?.view;
      const holder = view?.replicas.find(({ id }) => id === view.holder);
      return {
        role: leading ? 'leader' : 'follower',
        epoch: leading?.term.epoch ?? view?.epoch ?? 0,
        leader: leading ? replica.host : (holder?.host ?? null),
        replicas: view?.replicas.length ?? 0,
        ageMs: last && (lease.isExclusive ? 0 : since(last.at, clock)),
      };
    },
    standDown() {
      isLeaving = true;
    },
    async stop() {
      await handOver();
      await loop?.stop();
      await Promise.all(retiring);
      await lease.leave(replica.id);
    },
  };
}
