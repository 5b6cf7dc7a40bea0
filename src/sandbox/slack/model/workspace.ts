import type { Clock } from '../../../clock.ts';
import { createIds, type Ids } from './ids.ts';
import type { Json, JsonObject } from './json.ts';
import { createRateLimiter, type RateLimiter } from './rate.ts';

/** What sort of account: Slack's `is_restricted`, `is_ultra_restricted`, `is_stranger` and `is_bot` follow from it. */
export type UserKind = 'member' | 'guest' | 'single_channel_guest' | 'external' | 'bot';

export interface User {
  readonly id: string;
  name: string;
  realName: string;
  locale: string;
  tz: string;
  teamId: string;
  /** Of an Enterprise organisation; null outside one. */
  organisationId: string | null;
  kind: UserKind;
  deleted: boolean;
  admin: boolean;
}

export interface UserGroup {
  readonly id: string;
  name: string;
  handle: string;
  members: string[];
  disabled: boolean;
}

export type ChannelKind = 'public' | 'private' | 'im' | 'mpim';

export interface Channel {
  readonly id: string;
  name: string;
  kind: ChannelKind;
  extShared: boolean;
  pendingExtShared: boolean;
  archived: boolean;
  readonly members: Set<string>;
  /** In the order of their `ts`; deleted ones stay, marked. */
  readonly messages: Message[];
  /** Microseconds since the epoch of the newest `ts`. */
  lastTs: number;
}

export interface Revision {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
  readonly blocks: JsonObject[];
  readonly metadata: JsonObject | null;
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly botId: string | null;
  text: string;
  blocks: JsonObject[];
  metadata: JsonObject | null;
  readonly threadTs: string | null;
  readonly broadcast: boolean;
  edited: { user: string; ts: string } | null;
  /** Every wording it has had, the first one first, the present one last. */
  readonly revisions: Revision[];
  deleted: boolean;
  /** The one person who sees it; null for a message of the channel. */
  readonly ephemeralFor: string | null;
  readonly files: JsonObject[];
  readonly reactions: Map<string, Set<string>>;
  /** What people chose in its inputs and menus: block_id, action_id, value. */
  state: StateValues;
}

export type StateValues = { [blockId: string]: { [actionId: string]: JsonObject } };

export interface View {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly userId: string;
  callbackId: string;
  externalId: string;
  privateMetadata: string;
  title: JsonObject;
  submit: JsonObject | null;
  close: JsonObject | null;
  clearOnClose: boolean;
  notifyOnClose: boolean;
  blocks: JsonObject[];
  state: StateValues;
  hash: string;
  rootViewId: string;
  previousViewId: string | null;
  /** Errors shown under inputs, by block_id. */
  errors: { [blockId: string]: string };
}

export interface Trigger {
  readonly userId: string;
  readonly issuedAt: number;
  /** The view it was pressed in: `views.push` needs one. */
  readonly viewId: string | null;
  used: boolean;
}

export interface ResponseUrl {
  readonly channel: string;
  readonly userId: string;
  readonly issuedAt: number;
  /** The message it came from, for `replace_original`. */
  readonly messageTs: string | null;
  uses: number;
}

export interface UploadedFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  content: string | null;
  title: string;
  shared: boolean;
}

/** All of the simulated workspace. Plain data; the functions beside it change it and call `touch`. */
export interface Workspace {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly team: { id: string; name: string; domain: string };
  /** The Enterprise organisation that the workspace is part of; null outside one. */
  readonly organisationId: string | null;
  readonly app: { id: string; name: string; botUserId: string; botId: string };
  readonly users: Map<string, User>;
  readonly groups: Map<string, UserGroup>;
  readonly channels: Map<string, Channel>;
  readonly ephemerals: Message[];
  readonly views: Map<string, View>;
  /** Open modals by user, the one on top last. */
  readonly stacks: Map<string, string[]>;
  /** Home views by user. */
  readonly homes: Map<string, string>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly files: Map<string, UploadedFile>;
  readonly scopes: Set<string>;
  readonly commands: Set<string>;
  readonly shortcuts: Set<string>;
  readonly eventSubscriptions: Set<string>;
  /** Slash command text arrives with `<@U…>` and `<#C…|name>`, as the manifest's should_escape asks. */
  shouldEscape: boolean;
  /** Block types answered with `invalid_blocks`, to test a fallback. */
  readonly refusedBlocks: Set<string>;
  readonly rate: RateLimiter;
  version: number;
  readonly listeners: Set<(change: Change) => void>;
}

export interface Change {
  readonly version: number;
  readonly what: string;
  readonly detail: Json;
}

export interface WorkspaceOptions {
  readonly seed?: number;
  readonly teamId?: string;
  readonly organisationId?: string;
  readonly teamName?: string;
  readonly appId?: string;
  readonly botUserId?: string;
  readonly scopes?: readonly string[];
  readonly commands?: readonly string[];
  readonly shortcuts?: readonly string[];
  readonly events?: readonly string[];
  readonly shouldEscape?: boolean;
  readonly rateLimits?: boolean;
}

const defaultScopes = [
  'commands',
  'chat:write',
  'users:read',
  'usergroups:read',
  'channels:read',
  'groups:read',
  'im:read',
  'im:write',
  'channels:history',
  'groups:history',
  'im:history',
  'files:write',
  'reactions:write',
];

/** An empty workspace with one app and its bot user. */
export function createWorkspace(clock: Clock, options: WorkspaceOptions = {}): Workspace {
  const ids = createIds(options.seed);
  const name = options.teamName ?? 'Sandbox';
  const app = {
    id: options.appId ?? ids.next('A'),
    name: 'twokey',
    botUserId: options.botUserId ?? ids.next('U'),
    botId: ids.next('B'),
  };
  const team = { id: options.teamId ?? ids.next('T'), name, domain: name.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-') };
  const organisationId = options.organisationId ?? null;
  const bot: User = {
    id: app.botUserId,
    name: app.name,
    realName: 'Twokey',
    locale: 'en-US',
    tz: 'Etc/UTC',
    teamId: team.id,
    organisationId,
    kind: 'bot',
    deleted: false,
    admin: false,
  };
  return {
    clock,
    ids,
    team,
    organisationId,
    app,
    users: new Map([[bot.id, bot]]),
    groups: new Map(),
    channels: new Map(),
    ephemerals: [],
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    files: new Map(),
    scopes: new Set(options.scopes ?? defaultScopes),
    commands: new Set(options.commands ?? ['/failover', '/switchover']),
    shortcuts: new Set(options.shortcuts ?? []),
    eventSubscriptions: new Set(options.events ?? ['app_home_opened', 'subteam_members_changed']),
    shouldEscape: options.shouldEscape ?? false,
    refusedBlocks: new Set(),
    rate: createRateLimiter(clock, options.rateLimits ?? true),
    version: 0,
    listeners: new Set(),
  };
}

/** Tells everybody who watches that something changed. */
export function touch(w: Workspace, what: string, detail: Json = null): void {
  w.version += 1;
  const change = { version: w.version, what, detail };
  for (const listener of w.listeners) listener(change);
}
