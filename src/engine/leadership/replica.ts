/** One process among those on the store: it carries out the clicks it took, and runs the engine while it leads. */
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
  /** That this replica knows of the stop: others name those that do not. */
  readonly stop: { know(replica: string): Promise<void> };
  readonly door: Pick<Door, 'close'>;
  /** What other replicas wrote, where the store can tell. */
  readonly listen: (heard: (news: News) => void) => { stop(): Promise<void> };
  /** Whether OCP accepts log-ons is not as this process knows it. */
  readonly gateChanged: () => void;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

export interface Replica {
  /** Takes its place among the others, and the lead if nobody has it. Rejects with the store's error. */
  join(): Promise<void>;
  /** One turn of everything, for a clock that somebody else moves. What it begins it also finishes before it resolves. */
  tick(): Promise<void>;
  /** Runs by itself until stopped. */
  start(pace: Pace): void;
  /** Something changed: whoever waits looks now. */
  changed(): void;
  standing(): LeaderStatus;
  /** Told to stop: from now on nothing is claimed here, and what is claimed is finished. */
  standDown(): void;
  /** The lead is somebody else's as soon as what was under way is done; clicks are still taken here. */
  handOver(): void;
  /** Resolves when what was under way is done and recorded, and the lead is somebody else's. */
  stop(): Promise<void>;
}

/** Clicks left by a replica that is no more, and those whose store failed, are taken up this often. */
const SWEEP_MS = 5_000;

export function createReplica(deps: ReplicaDeps): Replica {
  const { clock, business } = deps;
  let loop: Loop | null = null;
  const sweep = whole(
    'intake',
    async () => {
      await deps.intake.sweep();
      // Said again and again: whoever stood still was struck off by the others.
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
      // What it fails of, `stop` says.
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
        // The others see it stand still, and take over without being told.
        business('leave_failed', { message: failureOf(error).message });
      }
    },
  };
}
