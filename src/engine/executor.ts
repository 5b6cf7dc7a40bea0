import type { Clock } from '../clock.ts';
import type { CallPlan } from '../operation/operation.ts';
import { groupsOf } from '../request/policy.ts';
import { askerOf, nextCall, type RequestState } from '../request/state.ts';
import type { Task } from '../task/task.ts';
import { failureOf } from './failures.ts';
import { inspect } from './inspect.ts';
import { eachOf, type Part } from './part.ts';
import { createPatience } from './patience.ts';
import type { BusinessLog, Ocp, People, Policies } from './ports.ts';
import type { Requests } from './requests.ts';
import { createTrouble } from './trouble.ts';

export interface ExecutorDeps {
  readonly requests: Requests;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly ocp: Ocp;
  readonly people: People;
  readonly policies: Policies;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/** Failures after which the call was certainly never seen by OCP, so that it may be sent again under the same approval. */
const NOT_SENT = ['ocp_unreachable', 'ocp_throttled', 'ocp_unauthorised'];

const SLACK_SILENT = { code: 'slack_silent', message: 'Slack does not say who the requester and the approvers are.' };

/** People are read again for the claim itself: nothing older than this counts. */
const CLAIM_FACTS_MAX_AGE_MS = 2_000;

/**
 * Does the one next thing for each open request: asks OCP for the first picture, closes the windows, and sends what was
 * approved. Reads state, acts, records; holds nothing that a restart would miss.
 */
export function createExecutor(deps: ExecutorDeps): Part {
  const { requests, clock, business } = deps;
  const patience = createPatience(clock, { firstMs: 1_000, maxMs: 15_000 });
  const trouble = createTrouble({ requests, clock });

  async function step(id: string): Promise<void> {
    try {
      const state = await requests.load(id);
      if (state) await advance(state);
    } catch (error) {
      patience.failed(id, error);
      await trouble.note(id, failureOf(error));
      business('executor_waits', { request: id, code: failureOf(error).code, message: failureOf(error).message });
    }
  }

  async function advance(state: RequestState): Promise<void> {
    const { id } = state;
    if (state.phase === 'checking' || state.phase === 'waiting' || state.phase === 'approved') {
      const { decision } = await requests.execute(id, { type: 'expire' });
      if (decision.events.length > 0) return;
    }
    if (state.phase === 'executing') await doubtInterrupted(state);
    if (!patience.ready(id)) return;
    if (state.phase === 'checking') {
      const { inspection } = await inspect(deps.ocp, clock, state.operation);
      await trouble.over(id, state.heldUp !== null);
      await requests.execute(id, { type: 'inspect', inspection });
    }
    if (state.phase === 'approved') await claimAndSend(state);
  }

  /** A claimed call that nobody here is sending was cut off by a stop: whether it left is not known. */
  async function doubtInterrupted(state: RequestState): Promise<void> {
    for (const [call, { status }] of state.calls.entries()) {
      if (status !== 'claimed') continue;
      const message = 'The bot was stopped between writing down the call and writing down its answer.';
      await requests.execute(state.id, { type: 'doubt', call, doubt: 'restarted', message });
    }
  }

  async function claimAndSend(state: RequestState): Promise<void> {
    const next = nextCall(state);
    if (!next) return;
    const policy = await deps.policies.read();
    const ids = [askerOf(state), ...state.approvals.map(({ by }) => by)];
    const { inspection, baseline } = await inspect(deps.ocp, clock, state.operation);
    const people = await deps.people.read(ids, groupsOf(policy), CLAIM_FACTS_MAX_AGE_MS);
    // Slack not answering says nothing about these people: wait for it inside the start window instead of voiding their word.
    if (people.some(({ standing, groups }) => standing === 'unread' || groups === null)) {
      patience.failed(state.id, null);
      return trouble.note(state.id, SLACK_SILENT);
    }
    await trouble.over(state.id, state.heldUp !== null);

    const ocpTime = deps.ocp.ocpNow();
    const claim = { type: 'claim', call: next.index, inspection, policy, people, baseline, ocpTime } as const;
    const { decision } = await requests.execute(state.id, claim);
    // Only whoever's own claim went on record may send: the append that wrote it was won by exactly one.
    if (decision.events.some(({ type }) => type === 'call_claimed')) await send(state.id, next.index, next.call);
  }

  async function send(id: string, call: number, plan: CallPlan): Promise<void> {
    try {
      const { tasks, traceId } = await post(plan);
      await requests.execute(id, { type: 'accept', call, tasks, traceId });
      patience.clear(id);
    } catch (error) {
      const { code, message, effect, traceId } = failureOf(error);
      if (effect === 'unknown') {
        const doubt = code === 'ocp_malformed' || code === 'ocp_failed' ? 'unclear_answer' : 'no_answer';
        await requests.execute(id, { type: 'doubt', call, doubt, message });
      } else if (NOT_SENT.includes(code)) {
        patience.failed(id, error);
        await requests.execute(id, { type: 'not_sent', call, code, message });
      } else {
        await requests.execute(id, { type: 'refuse', call, code, message, traceId });
      }
    }
  }

  /** One tenant has an endpoint of its own; several of one cluster share one call. */
  async function post({ clusterId, targets }: CallPlan): Promise<{ tasks: readonly Task[]; traceId: string | null }> {
    const [first, ...rest] = targets;
    if (!first) throw new Error('A call without targets is never sent.');
    if (rest.length > 0) {
      const items = targets.map(({ tenant, serviceName }) => ({ tenantId: tenant.tenantId, serviceName }));
      return deps.ocp.failoverMany(clusterId, items);
    }
    const { tenantId } = first.tenant;
    const { task, traceId } = await deps.ocp.failover(clusterId, tenantId, { serviceName: first.serviceName });
    return {
      tasks: [{ ...task, tenantId: task.tenantId ?? tenantId, clusterId: task.clusterId ?? clusterId }],
      traceId,
    };
  }

  return eachOf({ name: 'executor', list: deps.open, step, business });
}
