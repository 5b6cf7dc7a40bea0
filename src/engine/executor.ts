import type { Clock } from '../clock.ts';
import type { CallPlan } from '../operation/operation.ts';
import type { Audience } from '../request/audience.ts';
import type { Person } from '../request/person.ts';
import { groupsIn, type Policy, ruleFor } from '../request/policy.ts';
import type { Doubt } from '../request/events.ts';
import { askerOf, nextCall, type RequestState } from '../request/state.ts';
import { failureOf } from './failures.ts';
import { findOurs } from './find-ours.ts';
import { inspect } from './inspect.ts';
import { eachOf, type Part } from './part.ts';
import { createPatience } from './patience.ts';
import type { BusinessLog, Channels, Languages, Messages, Ocp, OcpCalls, People, Policies, Renderer } from './ports.ts';
import type { Requests } from './requests.ts';
import { NOT_SENT, sendCall, sendRemedy } from './send.ts';
import { createTrouble } from './trouble.ts';

export interface ExecutorDeps {
  readonly requests: Requests;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly ocp: Ocp;
  readonly people: People & Languages;
  readonly channels: Channels;
  readonly policies: Policies;
  readonly messages: Pick<Messages, 'tell'>;
  readonly renderer: Pick<Renderer, 'endedEarly'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

const SLACK_SILENT = { code: 'slack_silent', why: { kind: 'slack_silent' } } as const;

/** People and channel are read again for the claim itself: nothing older than this counts. */
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
    const { decision } = await requests.execute(id, { type: 'expire' });
    if (decision.events.length > 0) return;
    await doubtInterrupted(state);
    if (!patience.ready(id)) return;
    if (state.phase === 'checking') {
      const { inspection } = await inspect(deps.ocp.in(state.language), clock, state.operation.targets);
      await trouble.over(id, state.heldUp !== null);
      const { state: after, decision } = await requests.execute(id, { type: 'inspect', inspection });
      if (after && decision.events.some(({ type }) => type === 'ended')) await tellAsker(after);
    } else if (state.phase === 'approved' && state.proposal?.kind === 'remedy') {
      await claimRemedy(state, state.proposal.taskId);
    } else if (state.phase === 'approved' || state.phase === 'executing') {
      await claimCall(state);
    }
  }

  /** Whoever asked has closed the form by now; the card says the same, should this not reach them. */
  async function tellAsker(state: RequestState): Promise<void> {
    const { requester, channel } = state;
    try {
      const text = deps.renderer.endedEarly(state, await deps.people.languageOf(requester));
      await deps.messages.tell(requester, channel, text);
    } catch (error) {
      business('private_answer_lost', { request: state.id, by: requester, code: failureOf(error).code });
    }
  }

  /** What was claimed and nobody here is sending was cut off by a stop: whether it left is not known. */
  async function doubtInterrupted(state: RequestState): Promise<void> {
    const restarted = { doubt: 'restarted', why: null } as const;
    for (const [call, { status }] of state.calls.entries()) {
      if (status === 'claimed') await requests.execute(state.id, { type: 'doubt', call, ...restarted });
    }
    if (state.remedy?.status === 'claimed') await requests.execute(state.id, { type: 'doubt_remedy', ...restarted });
  }

  /** Asker and approvers as they are now; null while Slack does not say. Its silence says nothing about them, so it is waited for. */
  async function readPeople(state: RequestState, policy: Policy): Promise<readonly Person[] | null> {
    const ids = [askerOf(state), ...state.approvals.map(({ by }) => by)];
    const groups = groupsIn(ruleFor(policy, state.operation) ?? state.rule);
    const people = await deps.people.read(ids, groups, CLAIM_FACTS_MAX_AGE_MS);
    return people.some(({ standing, groups }) => standing === 'unread' || groups === null) ? null : people;
  }

  /** The channel in which it was agreed to, wherever the card has gone since. */
  function readChannel({ channel }: RequestState): Promise<Audience> {
    return deps.channels.audience(channel, CLAIM_FACTS_MAX_AGE_MS);
  }

  function slackSilent({ id }: RequestState): Promise<void> {
    patience.failed(id, null);
    return trouble.note(id, SLACK_SILENT);
  }

  async function claimCall(state: RequestState): Promise<void> {
    const next = nextCall(state);
    if (!next) return;
    const { index: call } = next;
    const ocp = deps.ocp.in(state.language);
    // Before anything is sent again: the first sending may have come to something after all.
    const ours = next.call.attempt > next.call.unsent ? await findOurs(ocp, next.call) : [];
    if (ours.length > 0) return void (await requests.execute(state.id, { type: 'find', call, tasks: ours }));
    const policy = await deps.policies.read();
    const { inspection, baseline } = await inspect(ocp, clock, next.call.targets);
    const [people, audience] = await Promise.all([readPeople(state, policy), readChannel(state)]);
    if (people === null || audience === 'unread') return slackSilent(state);
    await trouble.over(state.id, state.heldUp !== null);

    const ocpTime = deps.ocp.ocpNow();
    const claim = { type: 'claim', call, inspection, policy, people, audience, baseline, ocpTime } as const;
    const { decision } = await requests.execute(state.id, claim);
    // Only whoever's own claim went on record may send: the append that wrote it was won by exactly one.
    if (decision.events.some(({ type }) => type === 'call_claimed')) await send(ocp, state.id, call, next.call);
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
        await trouble.note(id, { code, why });
      } else {
        await requests.execute(id, { type: 'refuse', call, code, why, traceId });
      }
    }
  }

  /** The record says only that something unexpected happened: what it was is in the log. */
  function noteDefect(where: { request: string; call?: number }, error: unknown): void {
    const { code, message, why } = failureOf(error);
    if (why.kind === 'unexpected') business('call_failed', { ...where, code, message });
  }

  async function claimRemedy(state: RequestState, taskId: string): Promise<void> {
    const policy = await deps.policies.read();
    const ocp = deps.ocp.in(state.language);
    const task = await ocp.task(taskId);
    const [people, audience] = await Promise.all([readPeople(state, policy), readChannel(state)]);
    if (people === null || audience === 'unread') return slackSilent(state);
    await trouble.over(state.id, state.heldUp !== null);
    const claim = { type: 'claim_remedy', task, policy, people, audience } as const;
    const { decision } = await requests.execute(state.id, claim);
    const claimed = decision.events.find((event) => event.type === 'remedy_claimed');
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
        await trouble.note(state.id, { code, why });
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
