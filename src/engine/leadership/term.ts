/** One term of running the engine, as those who act in it see it. */
import { ExplainedError } from '../../lib/cause.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Messages, Notices, Ocp, OcpCalls } from '../ports.ts';

/**
 * A leader acts for so long after it was last seen alive. Others take over when it has stood still for GONE_MS: whoever
 * was stopped in between and wakes up finds its time over before it does anything.
 */
export const VALID_MS = 3_000;
export const GONE_MS = 3_500;

/** Nothing was done: this replica is not, or no longer surely, the one that runs the engine. */
export class TermOver extends ExplainedError {
  readonly code = 'lease_lost';
  readonly effect = 'none';

  constructor(epoch: number) {
    super({ kind: 'term_over' }, `This replica no longer surely runs the engine (term ${epoch}); nothing was sent.`);
    this.name = 'TermOver';
  }
}

export interface Term {
  readonly epoch: number;
  /** Throws TermOver unless nobody else can have begun a term. */
  check(): void;
}

/** Since when, by both clocks: one may be set, the other may stand still while the machine sleeps. */
export interface Moment {
  readonly wall: number;
  readonly steady: number;
}

export function moment(clock: Clock): Moment {
  return { wall: clock.now(), steady: clock.elapsed() };
}

/** Milliseconds since then, by the clock on which more has passed. */
export function since(then: Moment, clock: Clock): number {
  const now = moment(clock);
  return Math.max(now.wall - then.wall, now.steady - then.steady);
}

/** OCP, for one term: what changes something is looked at once more when its connection stands, just before it is sent. */
export function ocpIn(term: Term, ocp: Ocp): Ocp {
  return {
    ...ocp,
    ...callsIn(term, ocp),
    in(language) {
      const spoken = ocp.in(language);
      return { ...spoken, ...callsIn(term, spoken) };
    },
  };
}

function callsIn({ check }: Term, ocp: OcpCalls): OcpCalls {
  const inTerm = async <T>(send: () => Promise<T>): Promise<T> => {
    check();
    return send();
  };
  return {
    failover: (clusterId, tenantId, options) => inTerm(() => ocp.failover(clusterId, tenantId, options, check)),
    failoverMany: (clusterId, items) => inTerm(() => ocp.failoverMany(clusterId, items, check)),
    switchover: (clusterId, item) => inTerm(() => ocp.switchover(clusterId, item, check)),
    switchoverMany: (clusterId, items) => inTerm(() => ocp.switchoverMany(clusterId, items, check)),
    retryTask: (taskId) => inTerm(() => ocp.retryTask(taskId, check)),
    rollbackTask: (taskId) => inTerm(() => ocp.rollbackTask(taskId, check)),
    retrySubtask: (taskId, subtaskId) => inTerm(() => ocp.retrySubtask(taskId, subtaskId, check)),
    skipSubtask: (taskId, subtaskId) => inTerm(() => ocp.skipSubtask(taskId, subtaskId, check)),
    cancelSubtask: (taskId, subtaskId) => inTerm(() => ocp.cancelSubtask(taskId, subtaskId, check)),
  };
}

/** Slack, for one term. */
export function messagesIn({ check }: Term, messages: Messages): Messages {
  const inTerm = async <T>(send: () => Promise<T>): Promise<T> => {
    check();
    return send();
  };
  return {
    ...messages,
    postCard: (...args) => inTerm(() => messages.postCard(...args)),
    updateCard: (...args) => inTerm(() => messages.updateCard(...args)),
    postLines: (...args) => inTerm(() => messages.postLines(...args)),
  };
}

export function noticesIn({ check }: Term, notices: Notices): Notices {
  return {
    async post(channel, rendering) {
      check();
      await notices.post(channel, rendering);
    },
  };
}
