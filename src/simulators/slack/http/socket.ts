import type { Server } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../../lib/clock.ts';
import { isObject, type Json, parseJson, text } from '../validation/json.ts';
import type { Workspace } from '../model/workspace.ts';
import { type Answer, type AppRequest, inTime } from './deliver.ts';
import type { Faults } from './faults.ts';

const pingMilliseconds = 5_000;
/** `warning` comes about this long before `refresh_requested`. */
export const warningMilliseconds = 10_000;

interface Connection {
  readonly socket: WebSocket;
  /** No longer reads or answers, as when the network drops packets. */
  frozen: boolean;
  /** Warned: it gets something new only when there is no other. */
  draining: boolean;
}

interface Pending {
  readonly text: string;
  readonly answer: (payload: Json) => void;
  connection: Connection;
  sent: number;
}

/** Slack's end of Socket Mode. */
export interface SocketSide {
  /** A single-use URL, as `apps.connections.open` gives. */
  ticketUrl(): string;
  attach(server: Server): void;
  /** Sends to one connection and waits for the ack; `dispatch_failed` when there is none. Nothing is queued. */
  send(message: AppRequest): Promise<Answer>;
  connections(): number;
  /** Sends `warning`, and ten seconds later `refresh_requested` and closes. */
  warn(): Promise<void>;
  /** `refresh_requested` (or another reason) and close, at once. */
  disconnect(reason?: string): void;
  /** The connections stay open but nothing passes any more. */
  freeze(): void;
  /** Cuts every connection. */
  terminate(): void;
  /** Sends the newest envelope again, acknowledged or not; false when there is no connection or no envelope. */
  redeliver(): boolean;
  /** Sends this text to every connection, whatever it is. */
  say(frame: string): void;
  /** How many envelopes were acknowledged, those sent again among them. */
  acknowledged(): number;
}

const envelopeTypes: { readonly [kind: string]: string } = { command: 'slash_commands', event: 'events_api' };

export function createSocketSide(
  w: Workspace,
  clock: Clock,
  base: () => string,
  faults: Faults,
  closing: AbortSignal,
): SocketSide {
  const tickets = new Set<string>();
  const connections = new Set<Connection>();
  const pending = new Map<string, Pending>();
  let turn = 0;
  let last: string | null = null;
  let acknowledgements = 0;

  function accept(socket: WebSocket): void {
    const connection: Connection = { socket, frozen: false, draining: false };
    connections.add(connection);
    socket.on('ping', (data) => connection.frozen || socket.pong(data));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => lost(connection));
    socket.on('message', (data) => connection.frozen || acknowledge(frameText(data)));
    const hello = { type: 'hello', num_connections: connections.size, connection_info: { app_id: w.app.id } };
    const debug_info = { host: 'applink-sandbox', build_number: 1, approximate_connection_time: 18_060 };
    socket.send(JSON.stringify({ ...hello, debug_info }));
    void keepAlive(connection);
  }

  async function keepAlive(connection: Connection): Promise<void> {
    while (connections.has(connection) && !closing.aborted) {
      if (!connection.frozen) connection.socket.ping('Ping from applink-sandbox');
      await clock.sleep(pingMilliseconds, closing);
    }
  }

  function acknowledge(frame: string): void {
    const value = parseJson(frame);
    if (!isObject(value)) return;
    const id = text(value['envelope_id']) ?? '';
    if (id !== '') acknowledgements += 1;
    pending.get(id)?.answer(value['payload'] ?? null);
  }

  /** What a broken connection had not acknowledged goes to another one. */
  function lost(connection: Connection): void {
    connections.delete(connection);
    for (const one of pending.values()) {
      const next = one.connection === connection && one.sent === 1 ? choose() : undefined;
      if (next === undefined) continue;
      one.connection = next;
      one.sent += 1;
      push(next, one.text);
    }
  }

  function choose(): Connection | undefined {
    const fresh = [...connections].filter((one) => !one.draining);
    const open = fresh.length > 0 ? fresh : [...connections];
    turn += 1;
    return open[turn % Math.max(1, open.length)];
  }

  function push(connection: Connection, frame: string): void {
    last = frame;
    if (!connection.frozen) connection.socket.send(frame);
  }

  function closeWith(connection: Connection, reason: string): void {
    if (connection.frozen) return connection.socket.terminate();
    connection.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-sandbox' } }));
    connection.socket.close();
  }

  return {
    ticketUrl() {
      const ticket = w.ids.token();
      tickets.add(ticket);
      return `${base().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${w.app.id}`;
    },
    attach(server) {
      const sockets = new WebSocketServer({ noServer: true, autoPong: false });
      server.on('upgrade', (request, stream, head) => {
        const url = new URL(request.url ?? '/', base());
        const ticket = url.searchParams.get('ticket') ?? '';
        if (url.pathname !== '/link/' || !tickets.delete(ticket)) return void stream.destroy();
        const fault = faults.take('socket')?.kind;
        if (fault === 'reset_before') return void stream.destroy();
        // Slack takes the connection and never says hello on it.
        return sockets.handleUpgrade(request, stream, head, fault === 'drop' ? () => undefined : accept);
      });
    },
    async send(message) {
      const connection = choose();
      if (connection === undefined) return { answered: false, error: 'dispatch_failed' };
      const id = w.ids.token();
      const frame = JSON.stringify({
        envelope_id: id,
        type: envelopeTypes[message.kind] ?? 'interactive',
        payload: message.payload,
        accepts_response_payload: message.kind !== 'event',
        ...(message.kind === 'event'
          ? {
              retry_attempt: message.retry?.attempt ?? 0,
              retry_reason: message.retry?.reason ?? '',
            }
          : {}),
      });
      const answer = new Promise<Answer>((resolve) => {
        const got = (payload: Json) => resolve({ answered: true, status: 200, body: payload, noRetry: false });
        pending.set(id, { text: frame, answer: got, connection, sent: 1 });
      });
      push(connection, frame);
      const result = await inTime(clock, closing, answer);
      pending.delete(id);
      return result;
    },
    connections: () => connections.size,
    acknowledged: () => acknowledgements,
    async warn() {
      const warned = [...connections];
      for (const connection of warned) {
        connection.draining = true;
        const debug_info = { host: 'applink-sandbox' };
        if (!connection.frozen)
          connection.socket.send(JSON.stringify({ type: 'disconnect', reason: 'warning', debug_info }));
      }
      await clock.sleep(warningMilliseconds, closing);
      for (const connection of warned) if (connections.has(connection)) closeWith(connection, 'refresh_requested');
    },
    disconnect(reason = 'refresh_requested') {
      for (const connection of connections) closeWith(connection, reason);
    },
    freeze() {
      for (const connection of connections) connection.frozen = true;
    },
    terminate() {
      for (const connection of connections) connection.socket.terminate();
    },
    say(frame) {
      for (const connection of connections) connection.socket.send(frame);
    },
    redeliver() {
      const connection = choose();
      if (connection === undefined || last === null) return false;
      push(connection, last);
      return true;
    },
  };
}

function frameText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
