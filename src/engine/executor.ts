import type { Clock } from '../lib/clock.ts';
import type { CallPlan } from '../operation/operation.ts';
import type { Command } from '../request/commands.ts';
import type { Doubt } from '../request/events.ts';
import type { FamilyFacts } from '../request/family.ts';
import { aboutTask, type DueCall, nextCalls, type RequestState } from '../request/state.ts';
import { Closing, type Door } from './leadership/closing.ts';
import { failureOf } from './reads/failures.ts';
import type { Candidates } from './reads/candidates.ts';
import type { Families, FamilyPicture } from './reads/families.ts';
import { findOurs } from './reads/find-lost-call.ts';
import { type InForce, type InForceDeps, readInForce } from './in-force.ts';
import { inspect, inspectSurely } from './reads/inspect.ts';
import { eachOf, type Worker } from './leadership/worker.ts';
import { createBackoff } from './backoff.ts';
import type { BusinessLog, Languages, Messages, Ocp, OcpCalls, People, Renderer } from './ports.ts';
import type { ExecuteResult, Requests } from './requests.ts';
import { NOT_SENT, sendCall, sendRemedy } from './send.ts';
import type { BlockedReports } from './blocked.ts';

export interface ExecutorDeps extends InForceDeps {
  readonly requests: Requests;
  readonly trouble: BlockedReports;
  readonly families: Families;
  readonly candidates: Candidates;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly ocp: Ocp;
  readonly people: People & Languages;
  readonly messages: Pick<Messages, 'tell'>;
  readonly renderer: Pick<Renderer, 'endedEarly'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
  /** Closed after a stop signal: nothing is claimed any more. */
  readonly door: Door;
}

/** The key of this part's own failures among all of a request's. */
const EXECUTOR = 'executor';

const SLACK_SILENT = { code: 'slack_silent', why: { kind: 'slack_silent' } } as const;

/**
 * The store detects a stop typed between the last reading and the claim, and a claim of another request in the same
 * family; the next reading includes it.
 */
const OVERTAKEN: readonly string[] = ['stopped', 'family_held'];
const CLAIM_TRIES = 3;

/**
 * Does the one next thing for each open request: reads OCP for the first time, closes the windows, and sends what was
 * approved. It reads state, acts and records, and keeps nothing that a restart would miss.
 */
export function createExecutor(deps: ExecutorDeps): Worker {
  const { requests, trouble, clock, business, door, families, candidates } = deps;
  const patience = createBackoff(clock, { firstMs: 1_000, maxMs: 15_000 });

  async function step(id: string): Promise<void> {
    if (door.isClosed) return;
    try {
      const state = await requests.load(id);
      if (state) await advance(state);
    } catch (error) {
      if (error instanceof Closing) return;
      patience.failed(id, error);
      await trouble.note(id, failureOf(error), EXECUTOR);
      business('executor_waits', { request: id, code: failureOf(error).code, message: failureOf(error).message });
    }
  }

  async function advance(state: RequestState): Promise<void> {
    const { id } = state;
    const { state: expired, decision } = await requests.execute(id, { type: 'expire' });
    if (decision.events.length > 0) {
      // No approver has seen it yet, so only the requester waits for this.
      if (state.phase === 'checking' && expired) await tellAsker(expired);
      return;
    }
    await doubtInterrupted(state);
    if (!patience.ready(id)) return;
    if (state.phase === 'checking') {
      const ocp = deps.ocp.in(state.language);
      const { targets } = state.operation;
      const [{ inspection }, family, ranked] = await door.unlessClosed(() => {
        const own = inspect({ ocp, clock, business }, targets);
        const picture = families.read(ocp, targets, targets);
        return Promise.all([own, picture, candidates.read(ocp, targets, picture, own)]);
      });
      await trouble.over(id, state.heldUp !== null, EXECUTOR);
      const { state: after, decision } = await requests.execute(id, {
        type: 'inspect',
        inspection,
        family,
        candidates: ranked,
      });
      if (after && decision.events.some(({ type }) => type === 'ended')) await tellAsker(after);
    } else if (state.phase === 'approved' && state.proposal?.kind === 'remedy') {
      await claimRemedy(state, state.proposal.taskId);
    } else if (state.phase === 'approved' || state.phase === 'executing') {
      // Each call leaves when its own reading is complete. All are waited for: what is under way here is not taken for interrupted.
      const claims = await Promise.allSettled(nextCalls(state).map((due) => claimCall(state, due)));
      for (const claim of claims) if (claim.status === 'rejected') throw claim.reason;
    }
  }

  /** The requester has closed the form by now; the card shows the same, should this message not arrive. */
  async function tellAsker(state: RequestState): Promise<void> {
    const { requester, channel } = state;
    try {
      const text = deps.renderer.endedEarly(state, await deps.people.languageOf(requester));
      await deps.messages.tell(requester, channel, text);
    } catch (error) {
      business('private_answer_lost', { request: state.id, by: requester, code: failureOf(error).code });
    }
  }

  /** A claim that nobody here is sending was interrupted by a stop: whether it was sent is unknown. */
  async function doubtInterrupted(state: RequestState): Promise<void> {
    const restarted = { doubt: 'restarted', why: null } as const;
    for (const [call, { status }] of state.calls.entries()) {
      if (status === 'claimed') await requests.execute(state.id, { type: 'doubt', call, ...restarted });
    }
    if (state.remedy?.status === 'claimed') await requests.execute(state.id, { type: 'doubt_remedy', ...restarted });
  }

  async function slackSilent({ id }: RequestState): Promise<null> {
    patience.failed(id, null);
    await trouble.note(id, SLACK_SILENT, EXECUTOR);
    return null;
  }

  /**
   * Claims under everything in force at this moment; OCP was read before. Null when nothing was decided: Slack does not
   * respond, or the process got a stop signal.
   */
  async function claim(
    state: RequestState,
    picture: FamilyPicture,
    command: (inForce: InForce & { readonly family: FamilyFacts }) => Command,
  ): Promise<ExecuteResult | null> {
    const read = () => door.unlessClosed(() => readInForce(deps, state));
    for (let tried = 1; ; tried += 1) {
      let inForce = await read();
      if (inForce === null) return await slackSilent(state);
      const isHeldUp = state.heldUp !== null;
      await trouble.over(state.id, isHeldUp, EXECUTOR);
      // That write took time, so what is in force is read again right before the claim.
      if (isHeldUp) inForce = await read();
      if (inForce === null) return await slackSilent(state);
      try {
        const family = await families.factsOf(picture, state.id);
        return await requests.execute(state.id, command({ ...inForce, family }));
      } catch (error) {
        if (!OVERTAKEN.includes(failureOf(error).code) || tried === CLAIM_TRIES) throw error;
      }
    }
  }

  async function claimCall(state: RequestState, next: DueCall): Promise<void> {
    const { index: call } = next;
    const ocp = deps.ocp.in(state.language);
    // Check this before anything is sent again: the first call may have taken effect after all.
    const isOpen = next.call.attempt > next.call.unsent;
    const ours = isOpen ? await door.unlessClosed(() => findOurs(ocp, next.call, business)) : [];
    if (ours.length > 0) return void (await requests.execute(state.id, { type: 'find', call, tasks: ours }));
    const { targets } = next.call;
    const [{ inspection, baseline }, picture, ranked] = await door.unlessClosed(() => {
      const own = inspectSurely({ ocp, clock, business }, targets, next.call.baseline);
      const read = families.read(ocp, targets, state.operation.targets);
      return Promise.all([own, read, candidates.read(ocp, targets, read, own, 'choices')]);
    });
    const ocpTime = deps.ocp.ocpNow();
    const claimed = await claim(state, picture, (inForce) => {
      return { type: 'claim', call, inspection, candidates: ranked, baseline, ocpTime, ...inForce };
    });
    // Only whoever's own claim went on record may send: the append that wrote it was won by exactly one.
    const plan = claimed?.state?.calls[call];
    if (plan && claimed?.decision.events.some(({ type }) => type === 'call_claimed'))
      await send(ocp, state.id, call, plan);
  }

  async function send(ocp: OcpCalls, id: string, call: number, plan: CallPlan): Promise<void> {
    try {
      const { tasks, traceId } = await sendCall(ocp, plan);
      if (tasks.length > 0) await requests.execute(id, { type: 'accept', call, tasks, traceId });
      else await requests.execute(id, { type: 'doubt', call, doubt: 'unclear_answer', why: { kind: 'no_task' } });
      patience.clear(id);
    } catch (error) {
      const { code, why, effect, traceId } = failureOf(error);
      noteDefect({ request: id, call }, error);
      if (effect === 'unknown') {
        await requests.execute(id, { type: 'doubt', call, doubt: doubtOf(code), why });
      } else if (NOT_SENT.includes(code)) {
        patience.failed(id, error);
        await requests.execute(id, { type: 'not_sent', call, code, why });
        await trouble.note(id, { code, why }, EXECUTOR);
      } else {
        await requests.execute(id, { type: 'refuse', call, code, why, traceId });
      }
    }
  }

  /** The record only says that something unexpected happened; the log has the details. */
  function noteDefect(where: { request: string; call?: number }, error: unknown): void {
    const { code, message, why } = failureOf(error);
    if (why.kind === 'unexpected') business('call_failed', { ...where, code, message });
  }

  async function claimRemedy(state: RequestState, taskId: string): Promise<void> {
    const ocp = deps.ocp.in(state.language);
    const [task, picture] = await door.unlessClosed(() =>
      Promise.all([ocp.task(taskId), families.read(ocp, aboutTask(state, taskId), state.operation.targets, true)]),
    );
    const executed = await claim(state, picture, (inForce) => ({ type: 'claim_remedy', task, ...inForce }));
    const claimed = executed?.decision.events.find((event) => event.type === 'remedy_claimed');
    if (claimed?.type !== 'remedy_claimed') return;
    try {
      const { traceId } = await sendRemedy(ocp, taskId, claimed.remedy);
      await requests.execute(state.id, { type: 'accept_remedy', traceId });
      patience.clear(state.id);
    } catch (error) {
      const { code, why, effect, traceId } = failureOf(error);
      noteDefect({ request: state.id }, error);
      if (effect === 'unknown') {
        await requests.execute(state.id, { type: 'doubt_remedy', doubt: doubtOf(code), why });
      } else if (NOT_SENT.includes(code)) {
        patience.failed(state.id, error);
        await requests.execute(state.id, { type: 'not_sent_remedy', code, why });
        await trouble.note(state.id, { code, why }, EXECUTOR);
      } else {
        await requests.execute(state.id, { type: 'refuse_remedy', code, why, traceId });
      }
    }
  }

  return eachOf({ name: 'executor', list: deps.open, step, business });
}

function doubtOf(code: string): Doubt {
  return code === 'ocp_malformed' || code === 'ocp_failed' ? 'unclear_answer' : 'no_answer';
}
