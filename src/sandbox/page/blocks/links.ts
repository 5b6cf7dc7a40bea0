/** Slack's own link to a message, such as `https://team.slack.com/archives/C0INCIDENT/p1763838303000100?thread_ts=…`. */
export interface MessageLink {
  readonly channel: string;
  /** Of the root of the message's thread. */
  readonly thread: string;
}

/** Null for links that lead anywhere else. */
export function messageAt(link: string): MessageLink | null {
  if (!URL.canParse(link)) return null;
  const { pathname, searchParams } = new URL(link);
  const [, channel, seconds, micros] = /^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/.exec(pathname) ?? [];
  if (channel === undefined) return null;
  return { channel, thread: searchParams.get('thread_ts') ?? `${seconds}.${micros}` };
}
