import type { JsonObject } from './json.ts';
import { Refusal } from './refusal.ts';
import {
  type Channel,
  type ChannelKind,
  touch,
  type User,
  type UserGroup,
  type UserKind,
  type Workspace,
} from './workspace.ts';

export interface NewUser {
  readonly id?: string;
  readonly name: string;
  readonly realName?: string;
  readonly locale?: string;
  readonly tz?: string;
  /** Default `member`. */
  readonly kind?: UserKind;
  /** Default: the workspace, or another team for `external`. */
  readonly teamId?: string;
  /** Default: the workspace's, and none for `external`. */
  readonly organisationId?: string;
  readonly deleted?: boolean;
  readonly admin?: boolean;
}

export function addUser(w: Workspace, user: NewUser): User {
  const kind = user.kind ?? 'member';
  const added: User = {
    id: user.id ?? w.ids.next('U'),
    name: user.name,
    realName: user.realName ?? user.name,
    kind,
    locale: user.locale ?? 'en-US',
    tz: user.tz ?? 'Etc/UTC',
    teamId: user.teamId ?? (kind === 'external' ? w.ids.next('T') : w.team.id),
    organisationId: user.organisationId ?? (kind === 'external' ? null : w.organisationId),
    deleted: user.deleted ?? false,
    admin: user.admin ?? false,
  };
  w.users.set(added.id, added);
  touch(w, 'user', added.id);
  return added;
}

/** Making one takes longer than all else of an answer. */
const zones = new Map<string, Intl.DateTimeFormat>();

/** Seconds east of Greenwich at `now`. */
function zoneOffset(tz: string, now: number): number {
  const zone = zones.get(tz) ?? new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName: 'longOffset' });
  zones.set(tz, zone);
  const parts = zone.formatToParts(now);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const seconds = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60;
  return sign === '-' ? -seconds : seconds;
}

export function userJson(w: Workspace, user: User, includeLocale = false): JsonObject {
  const external = user.teamId !== w.team.id;
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    real_name: user.realName,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: zoneOffset(user.tz, w.clock.now()),
    updated: Math.floor(w.clock.now() / 1e3),
    profile: {
      real_name: user.realName,
      display_name: user.name,
      team: user.teamId,
    },
    ...(user.deleted
      ? { is_bot: user.kind === 'bot' }
      : {
          is_admin: user.admin,
          is_owner: false,
          is_primary_owner: false,
          is_bot: user.kind === 'bot',
          is_restricted: user.kind === 'guest' || user.kind === 'single_channel_guest',
          is_ultra_restricted: user.kind === 'single_channel_guest',
          is_app_user: false,
          is_email_confirmed: user.kind !== 'bot',
        }),
    ...(external && user.organisationId !== w.organisationId ? { is_stranger: true } : {}),
    ...(user.organisationId === null
      ? {}
      : { enterprise_user: { id: user.id, enterprise_id: user.organisationId, teams: [user.teamId] } }),
    ...(includeLocale ? { locale: user.locale } : {}),
  };
}

export function requireUser(w: Workspace, id: string | undefined): User {
  const user = id === undefined ? undefined : w.users.get(id);
  if (user === undefined) throw new Refusal('user_not_found');
  return user;
}

export interface NewGroup {
  readonly id?: string;
  readonly name: string;
  readonly handle?: string;
  readonly members: readonly string[];
}

export function addGroup(w: Workspace, group: NewGroup): UserGroup {
  const handle = group.handle ?? group.name.toLowerCase().replaceAll(' ', '-');
  const added = {
    id: group.id ?? w.ids.next('S'),
    name: group.name,
    handle,
    members: [...group.members],
    disabled: false,
  };
  w.groups.set(added.id, added);
  touch(w, 'group', added.id);
  return added;
}

export function groupJson(w: Workspace, group: UserGroup, includeUsers: boolean): JsonObject {
  return {
    id: group.id,
    team_id: w.team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    is_external: false,
    date_delete: group.disabled ? 1 : 0,
    user_count: group.members.length,
    ...(includeUsers ? { users: [...group.members] } : {}),
  };
}

export interface NewChannel {
  readonly id?: string;
  readonly name: string;
  /** Default `public`. */
  readonly kind?: ChannelKind;
  readonly members?: readonly string[];
  /** Whether the bot is in it; default true. */
  readonly bot?: boolean;
  readonly extShared?: boolean;
  readonly pendingExtShared?: boolean;
  readonly archived?: boolean;
}

export function addChannel(w: Workspace, channel: NewChannel): Channel {
  const kind = channel.kind ?? 'public';
  const members = new Set(channel.members ?? []);
  if (channel.bot ?? true) members.add(w.app.botUserId);
  const added: Channel = {
    id: channel.id ?? w.ids.next(kind === 'im' ? 'D' : 'C'),
    name: channel.name,
    kind,
    members,
    extShared: channel.extShared ?? false,
    pendingExtShared: channel.pendingExtShared ?? false,
    archived: channel.archived ?? false,
    messages: [],
    lastTs: 0,
  };
  w.channels.set(added.id, added);
  touch(w, 'channel', added.id);
  return added;
}

/** The direct messages of the bot and one person, made on first use. */
export function directChannel(w: Workspace, userId: string): Channel {
  const user = requireUser(w, userId);
  if (user.deleted) throw new Refusal('account_inactive');
  for (const channel of w.channels.values()) {
    if (channel.kind === 'im' && channel.members.has(userId) && channel.members.has(w.app.botUserId)) return channel;
  }
  return addChannel(w, { name: user.name, kind: 'im', members: [userId] });
}

export function channelJson(w: Workspace, channel: Channel): JsonObject {
  const member = channel.members.has(w.app.botUserId);
  const im = channel.kind === 'im';
  return {
    id: channel.id,
    name: im ? undefined : channel.name,
    name_normalized: im ? undefined : channel.name,
    is_channel: !im,
    is_group: false,
    is_im: im,
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    created: 17e8,
    is_archived: channel.archived,
    is_general: false,
    is_shared: channel.extShared,
    is_ext_shared: channel.extShared,
    is_org_shared: false,
    is_pending_ext_shared: channel.pendingExtShared,
    is_member: member,
    context_team_id: w.team.id,
    ...(im
      ? { user: [...channel.members].find((id) => id !== w.app.botUserId) }
      : { num_members: channel.members.size }),
  };
}

/** A channel as the bot finds it: a private one it is not in does not exist for it. */
export function channelForBot(w: Workspace, id: string | undefined): Channel {
  const channel = id === undefined ? undefined : w.channels.get(id);
  if (channel === undefined) throw new Refusal('channel_not_found');
  if (channel.kind !== 'public' && !channel.members.has(w.app.botUserId)) throw new Refusal('channel_not_found');
  return channel;
}
