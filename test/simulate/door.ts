/** The way from Slack to the bot: requests get lost, come twice or late, and their answers get lost. */
import type { Answer, AppRequest } from '../../src/simulators/slack/http/deliver.ts';
import { inTime } from '../../src/simulators/slack/http/deliver.ts';
import type { Front } from '../../src/simulators/slack/http/front.ts';
import type { JsonObject } from '../../src/simulators/slack/validation/json.ts';
import type { Odds, Rolls } from './rolls.ts';
import type { Life, Scheduler } from './scheduler.ts';

export interface Handler {
  readonly life: Life;
  handle(message: AppRequest, answer: (reply: { status: number; body: JsonObject | string | null }) => void): void;
}

interface DoorDeps {
  readonly scheduler: Scheduler;
  readonly rolls: Rolls;
  readonly odds: Odds;
  readonly gone: () => boolean;
  readonly trace: (line: string) => void;
}

/** A request may be delivered once more this much later: Slack repeats, and so do people who kept a copy. */
const AGAIN_MS = 90_000;

/** Stands where Slack's sockets stand; `serve` adds a process that takes requests. */
export function createDoor(deps: DoorDeps): Front['socket'] & { serve(handler: Handler): void } {
  const { scheduler, rolls, trace } = deps;
  let handlers: readonly Handler[] = [];
  const never = new AbortController().signal;

  function pass(name: string, message: AppRequest, ms: number): Promise<Answer> {
    return new Promise((resolve) => {
      scheduler.after(ms, scheduler.world, () => {
        handlers = handlers.filter(({ life }) => life.alive);
        const one = handlers[rolls.between(`${name} to`, 0, handlers.length - 1)];
        if (!one) return resolve({ answered: false, error: 'dispatch_failed' });
        return scheduler.after(0, one.life, () =>
          one.handle(message, ({ status, body }) => {
            const answer = { answered: true, status, body, noRetry: false } as const;
            scheduler.after(rolls.between(`${name} back`, 1, 40), scheduler.world, () => resolve(answer));
          }),
        );
      });
    });
  }

  async function send(message: AppRequest): Promise<Answer> {
    const name = rolls.name(`delivery ${message.kind}`);
    const fate = deps.gone() ? 'gone' : rolls.fate(name, deps.odds);
    if (fate !== null) trace(`${name}: ${fate}`);
    if (fate === 'gone' || fate === 'lost') return { answered: false, error: 'dispatch_failed' };
    const ms = fate === 'late' ? rolls.between(`${name} late`, 500, 5_000) : rolls.between(`${name} there`, 1, 40);
    if (fate === 'twice') void pass(`${name} again`, message, rolls.between(`${name} again`, 1, AGAIN_MS));
    const answer = await inTime(scheduler.clockOf(scheduler.world), never, pass(name, message, ms));
    return fate === 'answer lost' ? { answered: false, error: 'operation_timeout' } : answer;
  }

  return {
    serve(handler) {
      handlers = [...handlers, handler];
    },
    send,
    ticketUrl: () => '',
    attach: () => undefined,
    connections: () => handlers.length,
    warn: () => Promise.resolve(),
    disconnect: () => undefined,
    freeze: () => undefined,
    terminate: () => undefined,
    redeliver: () => false,
    say: () => undefined,
    acknowledged: () => 0,
  };
}
