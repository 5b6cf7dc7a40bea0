import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import { adminState } from '../../simulators/ocp/admin/admin-state.ts';
import type { OcpModel } from '../../simulators/ocp/world/model.ts';
import type { Workspace } from '../../simulators/slack/model/workspace.ts';
import type { ShownCodes } from '../phones.ts';
import type { BotProcess } from '../process.ts';

export interface World {
  readonly clock: Clock;
  readonly ocp: OcpModel;
  readonly slack: Workspace;
  readonly bot: BotProcess;
  /** What the phones show now; null while nobody is asked for a code. */
  readonly codes: () => ShownCodes | null;
}

export interface Events {
  /** One stream for everything: browsers allow only six connections to one address. */
  stream(request: IncomingMessage, response: ServerResponse): void;
  botChanged(): void;
  /** Advances the simulated OCP until `signal` aborts, and tells what changed. */
  run(signal: AbortSignal): Promise<void>;
  close(): void;
}

const LOOK_MS = 200;
const HEARTBEAT_LOOKS = 75;

/** Server-sent events: `slack` (its version), `ocp` (its whole state), `bot` (its status), `codes` (of the phones). */
export function createEvents(world: World): Events {
  const { clock, ocp, slack, bot, codes } = world;
  const streams = new Set<ServerResponse>();
  let lastOcp = '';
  let lastCodes = 'null';

  function ocpState(): string {
    const { now: _now, journal: _journal, ...state } = adminState(ocp, 'none');
    return JSON.stringify(state);
  }

  function write(response: ServerResponse, event: string, data: string): void {
    response.write(`event: ${event}\ndata: ${data}\n\n`);
  }

  function tell(event: string, data: string): void {
    for (const response of streams) write(response, event, data);
  }

  /** With how long the codes stay valid: another machine's clock may differ. */
  function codesJson(): string {
    const shown = codes();
    return JSON.stringify(shown && { phones: shown.phones, leftMs: shown.until - clock.now() });
  }

  const botJson = () => JSON.stringify(bot.status());
  const slackChanged = ({ version }: { version: number }) => tell('slack', String(version));
  slack.listeners.add(slackChanged);

  return {
    stream(request, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 500\n\n');
      write(response, 'bot', botJson());
      write(response, 'ocp', ocpState());
      write(response, 'codes', codesJson());
      write(response, 'slack', String(slack.version));
      streams.add(response);
      request.once('close', () => streams.delete(response));
    },
    botChanged: () => tell('bot', botJson()),
    async run(signal) {
      for (let looks = 0; !signal.aborted; looks += 1) {
        ocp.advance(clock.now());
        const state = streams.size === 0 ? lastOcp : ocpState();
        if (state !== lastOcp) tell('ocp', state);
        lastOcp = state;
        const shown = JSON.stringify(codes());
        if (shown !== lastCodes) tell('codes', codesJson());
        lastCodes = shown;
        if (looks % HEARTBEAT_LOOKS === 0) for (const response of streams) response.write(': still here\n\n');
        await clock.sleep(LOOK_MS, signal);
      }
    },
    close() {
      slack.listeners.delete(slackChanged);
      for (const response of streams) response.end();
    },
  };
}
