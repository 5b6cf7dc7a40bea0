/** The way from a process to OCP: the product's own client on top, the simulated OCP below, and between them a bad network. */
import type { Outcome, Transport } from '../../src/ocp/transport/transport.ts';
import { type FrontContext, type HttpReply, ocpReply, type Received } from '../../src/simulators/ocp/http/front.ts';
import { never, type Process } from './replica.ts';
import type { Odds, Rolls } from './rolls.ts';
import type { Scheduler } from './scheduler.ts';

type Exchange = Parameters<Transport['exchange']>[0];

export interface OcpWire {
  readonly process: Process;
  readonly scheduler: Scheduler;
  readonly rolls: Rolls;
  readonly odds: (mutating: boolean) => Odds;
  /** OCP itself cannot be reached now. */
  readonly gone: () => boolean;
  /** The simulated OCP as it stands now. */
  readonly front: () => FrontContext;
  /** Called when a request that may change something has reached OCP; what it returns, when OCP has begun a task on it or not. */
  readonly onPost: (received: Received, process: string) => (began: boolean, isRejected: boolean) => void;
  /** A request of the bot has started a task, or had one go on. */
  readonly onWoken: (task: number) => void;
  /** OCP has rejected a log-on. `isUnheard`: whoever sent it will not hear of it, or not in time. */
  readonly onRejected: (isUnheard: boolean) => void;
  readonly trace: (line: string) => void;
}

/** A request may be stuck on its way for longer than anybody waits, but not for ever. */
const STUCK_MS = 40_000;

/** A log-on that OCP has not rejected by then counts as accepted: ocp/log-on.ts. */
const PROMPT_MS = 2_000;

/** A request that the network lost without a word ends with the client's own time-out; one that was reset at once. */
const RESET_SHARE = 0.5;

export function ocpTransport(wire: OcpWire): Transport {
  const { process, scheduler, rolls, trace } = wire;

  /** OCP does what it is asked. */
  function perform(request: Exchange, isUnheard: boolean): HttpReply | null {
    const received = receivedFrom(request);
    const front = wire.front();
    const { tasks } = front.model;
    const known = tasks.length;
    const idle = request.mutating ? tasks.filter(({ status }) => status === 'FAILED') : [];
    const done = request.mutating ? wire.onPost(received, process.life.name) : null;
    const reply = ocpReply(front, received);
    reply.settle(true);
    for (const { id } of [...tasks.slice(known), ...idle.filter(({ status }) => status !== 'FAILED')]) wire.onWoken(id);
    if (reply.http?.status === 401) wire.onRejected(isUnheard || !process.life.alive);
    done?.(tasks.length > known, reply.http?.status === 401);
    return reply.http;
  }

  function lost(name: string, { timeoutMs }: Exchange, spentMs = 0): Promise<Outcome> {
    const reset = rolls.value(`${name} reset`) < RESET_SHARE;
    const ms = reset ? rolls.between(`${name} ends`, 5, 2_000) : Math.max(0, timeoutMs - spentMs);
    return process.answer(ms, () => ({ kind: 'lost', reason: reset ? 'ECONNRESET' : 'no answer in time' }));
  }

  async function exchange(request: Exchange): Promise<Outcome> {
    const { timeoutMs } = request;
    const kind = `ocp ${request.method} ${shapeOf(request.target)}`;
    const act = request.mutating ? process.begin(kind) : process.look(kind);
    if (act === null) return never();
    const { name } = act;
    const fate = wire.gone() ? 'gone' : rolls.fate(name, wire.odds(request.mutating));
    if (fate !== null) trace(`${name}: ${fate}`);

    const there = rolls.between(`${name} there`, 1, 30);
    const back = rolls.between(`${name} back`, 1, 60);
    switch (fate) {
      case 'gone':
      case 'unreachable': {
        const ms = rolls.value(`${name} refused`) < 0.7 ? 2 : 3_000;
        const outcome = process.answer<Outcome>(ms, () => ({ kind: 'unreachable', reason: 'ECONNREFUSED' }));
        act.done();
        return outcome;
      }
      case 'lost': {
        const outcome = lost(name, request);
        act.done();
        return outcome;
      }
      case 'throttled':
      case 'failed': {
        const status = fate === 'throttled' ? 429 : 503;
        const reset = rolls.between(`${name} reset`, 1, 20);
        const outcome = process.answer(there + back, () => outcomeOf(refusal(status, reset)));
        act.done();
        return outcome;
      }
      default:
    }
    const stuck = fate === 'stuck' ? rolls.between(`${name} stuck`, 1_000, STUCK_MS) : 0;
    const slow = fate === 'slow' ? rolls.between(`${name} slow`, 500, timeoutMs * 1.2) : 0;
    const took = there + stuck + slow + back;
    // Its connection stands: whoever sends looks once more whether it may.
    request.beforeSend?.();
    const answer = new Promise<Outcome>((resolve) => {
      scheduler.after(there + stuck, scheduler.world, () => {
        const http = perform(request, fate === 'answer lost' || fate === 'proxy fails' || took > PROMPT_MS);
        const arrives = (outcome: Outcome) => scheduler.after(slow + back, process.life, () => resolve(outcome));
        if (fate === 'answer lost' || http === null) void lost(name, request, there + stuck).then(resolve);
        else if (fate === 'proxy fails') arrives(outcomeOf({ status: 502, headers: {}, text: '<html>Bad Gateway' }));
        else if (took < timeoutMs) arrives(outcomeOf(http));
      });
      if (took >= timeoutMs)
        scheduler.after(timeoutMs, process.life, () => resolve({ kind: 'lost', reason: 'no answer in time' }));
    });
    act.done();
    return answer;
  }

  return { exchange, close: () => Promise.resolve() };
}

function receivedFrom({ method, target, headers, body }: Exchange): Received {
  return {
    method,
    target,
    path: target.split('?', 1)[0] ?? '/',
    headers: { ...headers },
    rawHeaders: Object.entries(headers).flat(),
    body: body ?? Buffer.alloc(0),
  };
}

function outcomeOf({ status, headers, text }: HttpReply): Outcome {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { kind: 'answer', status, header: (name) => lower.get(name.toLowerCase()) ?? null, text };
}

function refusal(status: number, resetSeconds: number): HttpReply {
  const error = { code: status === 429 ? 'COM10429' : 'COM10001', message: 'not now' };
  const body = { successful: false, error, status, timestamp: null, traceId: '' };
  return {
    status,
    headers: status === 429 ? { 'RateLimit-Reset': String(resetSeconds) } : {},
    text: JSON.stringify(body),
  };
}

/** The path with its ids left out: `/tasks/instances/*`. */
function shapeOf(target: string): string {
  return (target.split('?', 1)[0] ?? '').replace('/api/v2', '').replace(/\/\d+/g, '/*');
}
