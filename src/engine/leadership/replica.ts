/** One process on the store: it carries out the clicks that it received, and runs the engine while it leads. */
import type { Clock } from '../../lib/clock.ts';
import type { Door } from './closing.ts';
import { failureOf } from '../reads/failures.ts';
import type { Intake } from '../clicks/intake.ts';
import type { Leader, LeaderDeps, Pace, LeaderStatus } from './leader.ts';
import { createLeader } from './leader.ts';
import { type Loop, startLoop } from '../loop.ts';
import { whole } from './worker.ts';
import type { BusinessLog } from '../ports.ts';

type News = { readonly kind: 'request' | 'lease' | 'ocp_gate' | 'missed' };

export interface ReplicaDeps extends Omit<LeaderDeps, 'onGone'> {
  readonly intake: Pick<Intake, 'sweep'>;
  /** Records that this replica knows the stop: other replicas name those that do not. */
  readonly stop: { know(replica: string): Promise<void> };
  readonly door: Pick<Door, 'close'>;
  /** Changes by other replicas, if the store can announce them. */
  readonly listen: (heard: (news: News) => void) => { stop(): Promise<void> };
  /** Another replica has changed whether OCP accepts logins. */
  readonly gateChanged: () => void;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

export interface Replica {
  /** Registers this replica, and takes the lead if nobody has it. Rejects with the store's error. */
  join(): Promise<void>;
  /** Runs every part once, for a clock that the caller moves. It resolves when everything that it began is finished. */
  tick(): Promise<void>;
  /** Runs by itself until stopped. */
  start(pace: Pace): void;
  /** Something changed: waiting parts run now. */
  changed(): void;
  standing(): LeaderStatus;
  /** After a stop signal: from now on nothing is claimed here, and what is claimed is finished. */
  standDown(): void;
  /** Releases the lead as soon as the work in progress is done; clicks are still accepted here. */
  handOver(): void;
  /** Resolves when the work in progress is done and recorded, and the lead is released. */
  stop(): Promise<void>;
}

/** How often clicks of a dead replica, or clicks whose store write failed, are taken over. */
const SWEEP_MS = 5_000;

export function createReplica(deps: ReplicaDeps): Replica {
  const { clock, business } = deps;
  let loop: Loop | null = null;
  const sweep = whole(
    'intake',
    async () => {
      await deps.intake.sweep();
      // This is repeated, because other replicas remove a replica that was suspended.
      await deps.stop.know(deps.replica.id);
    },
    business,
  );
  const leader: Leader = createLeader({ ...deps, onGone: () => loop?.ring() });
  let ears: { stop(): Promise<void> } | null = null;

  function standDown(): void {
    deps.door.close();
    leader.standDown();
  }

  function heard({ kind }: News): void {
    if (kind === 'request') return leader.changed();
    if (kind !== 'lease') deps.gateChanged();
    if (kind === 'ocp_gate') return;
    leader.wake();
    leader.changed();
  }

  return {
    async join() {
      await leader.turn();
      await deps.stop.know(deps.replica.id);
    },
    async tick() {
      const engine = await leader.turn();
      await sweep.begin();
      await sweep.settle();
      await engine?.tick();
    },
    start(pace) {
      ears = deps.listen(heard);
      leader.start(pace);
      loop = startLoop({ name: 'intake', tick: () => sweep.begin(), everyMs: SWEEP_MS, clock, business });
    },
    changed: () => leader.changed(),
    standing: () => leader.standing(),
    standDown,
    handOver() {
      standDown();
      // `stop` reports the failure.
      leader.handOver().catch(() => undefined);
    },
    async stop() {
      standDown();
      await ears?.stop();
      await loop?.stop();
      await sweep.settle();
      try {
        await leader.stop();
      } catch (error) {
        // The other replicas see that its beat has stopped, and take over by themselves.
        business('leave_failed', { message: failureOf(error).message });
      }
    },
  };
}
