import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { type Actor, createActor } from './people/actor.ts';
import { createAdmin } from './http/admin.ts';
import { handleApi } from './methods/api.ts';
import { readBody } from './methods/args.ts';
import { type Answer, replay } from './http/deliver.ts';
import { sendEvent } from './http/events.ts';
import { createFaults, type Faults } from './http/faults.ts';
import { createJournal, type Front, type Journal, type JournalEntry } from './http/front.ts';
import { receiveUpload } from './methods/files.ts';
import { respond } from './methods/reply.ts';
import { handleResponseUrl } from './methods/response-url.ts';
import { createSocketSide, type SocketSide } from './http/socket.ts';
import { isOwnHost } from '../host.ts';
import type { JsonObject } from './validation/json.ts';
import { repliesTo } from './model/messages.ts';
import * as people from './model/people.ts';
import { topView } from './model/views.ts';
import {
  type Channel,
  createWorkspace,
  type Message,
  touch,
  type User,
  type UserGroup,
  type View,
  type Workspace,
} from './model/workspace.ts';
import type { WorkspaceOptions } from './model/workspace.ts';

export interface SlackOptions {
  readonly clock: Clock;
  /** The bot's `/slack/events`. Without it requests to the app go over Socket Mode. */
  readonly appUrl?: string;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appToken: string;
  /** Default 0, which picks a free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly workspace?: WorkspaceOptions;
  /** Answers what is neither API nor admin, for example the workspace's page. Default: 404. */
  readonly page?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A running simulated Slack: what the app talks to, and what a test holds in its hands. */
export interface SlackSandbox {
  /** For `SLACK_API_URL`; ends with `/api/`. */
  readonly apiUrl: string;
  readonly adminUrl: string;
  readonly port: number;
  readonly model: Workspace;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly socket: SocketSide;
  /** Null switches to Socket Mode. */
  setAppUrl(url: string | null): void;
  /** False destroys every connection and refuses new ones until it is true again. */
  setReachable(reachable: boolean): void;
  addUser(user: people.NewUser): User;
  addGroup(group: people.NewGroup): UserGroup;
  addChannel(channel: people.NewChannel): Channel;
  /** Sends `subteam_members_changed` where the app subscribed to it. */
  setGroupMembers(groupId: string, members: readonly string[]): void;
  setDeleted(userId: string, deleted: boolean): void;
  as(userId: string): Actor;
  /** The modal this person has open, the one on top. */
  view(userId: string): View | null;
  /** What stands in the channel, replies included, oldest first. */
  messages(channel: string): Message[];
  /** Replies of a thread without the parent, oldest first. */
  thread(channel: string, ts: string): Message[];
  ephemerals(userId: string): Message[];
  /** API calls by method. */
  calls(method: string): number;
  sendEvent(event: JsonObject): Promise<Answer | null>;
  /** Sends a recorded request to the app again, byte for byte. */
  replay(entry: JournalEntry): Promise<Answer>;
  /**
   * Looks again after every change of the workspace or API call, until the predicate gives something. Rejects after
   * `timeoutMs` (default 5,000) of the machine's time.
   */
  waitFor<T>(predicate: () => T | null | undefined | false, options?: { readonly timeoutMs?: number }): Promise<T>;
  close(): Promise<void>;
}

const slackPaths = ['/api/', '/response/', '/upload/v1/'];

/** Starts the simulated Slack and resolves when it listens. */
export async function startSlack(options: SlackOptions): Promise<SlackSandbox> {
  const { clock } = options;
  const w = createWorkspace(clock, options.workspace);
  const closing = new AbortController();
  const base = () => front.base;
  const faults = createFaults();
  const front: Front = {
    w,
    clock,
    signingSecret: options.signingSecret,
    botToken: options.botToken,
    appToken: options.appToken,
    faults,
    journal: createJournal(clock),
    closing: closing.signal,
    base: '',
    reachable: true,
    socket: createSocketSide(w, clock, base, faults, closing.signal),
    appUrl: options.appUrl ?? null,
  };
  const admin = createAdmin(front, setReachable);
  /** Connections of the app; the page's own stay open when Slack is switched off. */
  const callers = new Set<Socket>();
  const host = options.host ?? '127.0.0.1';
  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy();
      return response.writeHead(500, { 'content-type': 'text/plain' }).end(`sandbox error: ${String(error)}`);
    });
  });
  front.socket.attach(server);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname.startsWith('/admin/')) {
      if (!isOwnHost(request, host)) return response.writeHead(403).end();
      return admin.handle(request, response, url);
    }
    if (!slackPaths.some((path) => url.pathname.startsWith(path)) && options.page !== undefined) {
      return options.page(request, response);
    }
    if (!front.reachable) return request.socket.resetAndDestroy();
    if (!callers.has(request.socket)) request.socket.once('close', () => callers.delete(request.socket));
    callers.add(request.socket);
    if (url.pathname.startsWith('/api/')) return handleApi(front, request, response, url);
    if (url.pathname.startsWith('/response/'))
      return handleResponseUrl(front, request, response, url.pathname.slice(10));
    if (url.pathname.startsWith('/upload/v1/')) return upload(request, response, url.pathname.slice(11));
    return response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
  }

  async function upload(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const body = await readBody(request);
    await respond(front, response, front.faults.take('upload'), async () => {
      const stored = await receiveUpload(w, id, request.headers['content-type'] ?? '', body);
      return stored ? { status: 200, body: `OK - ${body.length}` } : { status: 404, body: 'not found' };
    });
  }

  function setReachable(reachable: boolean): void {
    front.reachable = reachable;
    if (!reachable) {
      front.socket.terminate();
      for (const socket of callers) socket.resetAndDestroy();
    }
    touch(w, 'reachable', reachable);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = addressOf(server.address());
  front.base = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;

  return {
    apiUrl: `${front.base}/api/`,
    adminUrl: `${front.base}/admin/`,
    port,
    model: w,
    faults: front.faults,
    journal: front.journal,
    socket: front.socket,
    setReachable,
    setAppUrl(url) {
      front.appUrl = url;
    },
    addUser: (user) => people.addUser(w, user),
    addGroup: (group) => people.addGroup(w, group),
    addChannel: (channel) => people.addChannel(w, channel),
    setGroupMembers(groupId, members) {
      const group = w.groups.get(groupId);
      if (group === undefined) throw new Error(`no user group ${groupId}`);
      group.members = [...members];
      touch(w, 'group', groupId);
      void sendEvent(front, {
        type: 'subteam_members_changed',
        subteam_id: groupId,
        team_id: w.team.id,
      });
    },
    setDeleted(userId, deleted) {
      people.requireUser(w, userId).deleted = deleted;
      touch(w, 'user', userId);
    },
    as: (userId) => createActor(front, people.requireUser(w, userId)),
    view: (userId) => topView(w, userId),
    messages: (channel) => (w.channels.get(channel)?.messages ?? []).filter((message) => !message.deleted),
    thread(channel, ts) {
      const found = w.channels.get(channel);
      return found === undefined ? [] : repliesTo(found, ts);
    },
    ephemerals: (userId) => w.ephemerals.filter((message) => message.ephemeralFor === userId && !message.deleted),
    calls: (method) => front.journal.calls.get(method) ?? 0,
    sendEvent: (event) => sendEvent(front, event),
    replay: (entry) => replay(front, entry),
    waitFor: (predicate, { timeoutMs = 5e3 } = {}) => waitFor(front, predicate, timeoutMs),
    async close() {
      closing.abort();
      front.socket.terminate();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the sandbox does not listen on a port');
  return address;
}

function waitFor<T>(
  { w, journal }: Front,
  predicate: () => T | null | undefined | false,
  timeoutMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = new AbortController();
    function look() {
      if (done.signal.aborted) return;
      try {
        const value = predicate();
        if (value === null || value === undefined || value === false) return;
        finish();
        resolve(value);
      } catch (error) {
        finish();
        reject(error);
      }
    }
    function finish() {
      w.listeners.delete(look);
      journal.listeners.delete(look);
      done.abort();
    }
    w.listeners.add(look);
    journal.listeners.add(look);
    look();
    void systemClock.sleep(timeoutMs, done.signal).then(() => {
      if (done.signal.aborted) return;
      finish();
      reject(new Error(`nothing came within ${timeoutMs} ms: ${String(predicate)}`));
    });
  });
}
