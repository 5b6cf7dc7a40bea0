import { createContext } from 'preact';
import type { PageState } from '../state.ts';

/** Ids as names, for messages. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
  group(id: string): string;
}

const unknown: Names = { user: (id) => id, channel: (id) => id, group: (id) => id };

export const NamesContext = createContext<Names>(unknown);

export function namesOf({ slack }: PageState): Names {
  if (slack === null) return unknown;
  const users = new Map(slack.users.map(({ id, real_name }) => [id, real_name]));
  const channels = new Map(slack.channels.map(({ id, name }) => [id, name]));
  const groups = new Map(slack.groups.map(({ id, handle }) => [id, handle]));
  return {
    user: (id) => users.get(id) ?? id,
    channel: (id) => channels.get(id) ?? id,
    group: (id) => groups.get(id) ?? id,
  };
}
