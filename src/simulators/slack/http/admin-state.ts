import { type JsonObject, object, text } from '../validation/json.ts';
import { messageJson } from '../model/messages.ts';
import { channelJson, groupJson, userJson } from '../model/people.ts';
import { stackOf, viewJson } from '../model/views.ts';
import type { Channel, Message, View, Workspace } from '../model/workspace.ts';
import type { Front } from './front.ts';

/** What one person sees: the page's whole state in one document. */
export function stateFor(front: Front, userId: string | null, channelId: string | null): JsonObject {
  const { w } = front;
  const channels = [...w.channels.values()].filter((channel) => userId === null || sees(channel, userId));
  const open = channels.find((channel) => channel.id === channelId);
  const home = userId === null ? undefined : w.views.get(w.homes.get(userId) ?? '');
  return {
    version: w.version,
    now: w.clock.now(),
    team: { ...w.team },
    app: { ...w.app },
    reachable: front.reachable,
    mode: front.appUrl === null ? 'socket' : 'http',
    connections: front.socket.connections(),
    commands: [...w.commands],
    shortcuts: [...w.shortcuts],
    refused_blocks: [...w.refusedBlocks],
    rate_limits: w.rate.enabled,
    users: [...w.users.values()].map((user) => ({
      ...userJson(w, user, true),
      kind: user.kind,
    })),
    groups: [...w.groups.values()].map((group) => groupJson(w, group, true)),
    channels: channels.map((channel) => channelSummary(w, channel, userId)),
    channel:
      open === undefined
        ? null
        : {
            ...channelSummary(w, open, userId),
            messages: conversation(w, open, userId),
          },
    headings: [...w.channels.values()].flatMap(headingsIn),
    views: userId === null ? [] : stackOf(w, userId).map((view) => shownView(w, view)),
    home: home === undefined ? null : shownView(w, home),
    faults: front.faults.list(),
    calls: Object.fromEntries(front.journal.calls),
  };
}

function sees(channel: Channel, userId: string): boolean {
  return channel.kind === 'public' || channel.members.has(userId);
}

function channelSummary(w: Workspace, channel: Channel, userId: string | null): JsonObject {
  const member = userId !== null && channel.members.has(userId);
  return {
    ...channelJson(w, channel),
    name: channel.name,
    kind: channel.kind,
    user_is_member: member,
    members: [...channel.members],
  };
}

/** Whoever sees them, and whichever channel is shown: they tell what has happened. */
function headingsIn({ messages }: Channel): string[] {
  const blocks = messages.flatMap((message) => message.blocks);
  return blocks.flatMap(({ type, text: heading }) => (type === 'header' ? [text(object(heading)['text']) ?? ''] : []));
}

/** The view as payloads show it, and the errors under its inputs. */
export function shownView(w: Workspace, view: View): JsonObject {
  return { ...viewJson(w, view), errors: { ...view.errors } };
}

/** Root messages oldest first, each with its thread; ephemerals of this person stand in their place. */
function conversation(w: Workspace, channel: Channel, userId: string | null): JsonObject[] {
  const mine = w.ephemerals.filter((one) => one.channel === channel.id && one.ephemeralFor === userId && !one.deleted);
  const all = [...channel.messages.filter((one) => !one.deleted), ...mine].sort((a, b) => Number(a.ts) - Number(b.ts));
  const roots = all.filter((one) => one.threadTs === null || one.broadcast);
  return roots.map((root) => ({
    ...shown(w, channel, root),
    replies:
      root.threadTs === null ? all.filter((one) => one.threadTs === root.ts).map((one) => shown(w, channel, one)) : [],
  }));
}

function shown(w: Workspace, channel: Channel, message: Message): JsonObject {
  return {
    ...messageJson(w, channel, message, true),
    is_ephemeral: message.ephemeralFor !== null,
    revisions: message.revisions.length,
    state: { values: { ...message.state } },
  };
}
