import { useEffect, useState } from 'preact/hooks';
import { type Codes, codesFrom } from './people/codes.ts';
import { messageAt } from './blocks/links.ts';
import { type OwnViews, withViews } from './people/own-views.ts';
import { act, read } from './server.ts';
import {
  type About,
  aboutSchema,
  type Bot,
  botSchema,
  codesSchema,
  type Ocp,
  ocpSchema,
  type Outcome,
  type Slack,
  slackSchema,
} from './blocks/shapes.ts';

export type Pane = 'channel' | 'thread' | 'ocp';

/** All that the page shows. */
export interface PageState {
  readonly about: About | null;
  readonly slack: Slack | null;
  readonly ocp: Ocp | null;
  readonly bot: Bot | null;
  /** What the phones show; null while nobody is asked for a code. */
  readonly codes: Codes | null;
  /** Who acts in this window. */
  readonly me: string;
  readonly channel: string;
  /** Whether the app's Home tab stands in the channel's place. */
  readonly home: boolean;
  /** The open thread, by the `ts` of its root. */
  readonly thread: string | null;
  /** The one that is seen where there is room for one only. */
  readonly pane: Pane;
  readonly guideOpen: boolean;
  readonly connected: boolean;
  /** Whether something was made to go wrong since the page was first opened in this window. */
  readonly wentWrong: boolean;
  /** The last thing that did not work, until the next act. */
  readonly trouble: string | null;
}

let state: PageState = {
  about: null,
  slack: null,
  ocp: null,
  bot: null,
  codes: null,
  me: sessionStorage.getItem('me') ?? '',
  channel: '',
  home: false,
  thread: null,
  pane: 'channel',
  guideOpen: true,
  connected: false,
  wentWrong: sessionStorage.getItem('wentWrong') !== null,
  trouble: null,
};
const listeners = new Set<() => void>();

export function change(part: Partial<PageState>): void {
  const next = { ...state, ...part };
  const wentWrong = next.wentWrong || isWrong(next);
  if (wentWrong && !state.wentWrong) sessionStorage.setItem('wentWrong', 'yes');
  state = { ...next, wentWrong };
  for (const listener of listeners) listener();
}

/** A switch is on, a task failed, or the bot was started anew. */
function isWrong({ slack, ocp, bot }: PageState): boolean {
  if (slack?.reachable === false || (bot !== null && (bot.starts > 1 || bot.state === 'killed'))) return true;
  return ocp !== null && (ocp.faults.length > 0 || ocp.tasks.some(({ status }) => status === 'FAILED'));
}

export function usePage(): PageState {
  const [, again] = useState(0);
  useEffect(() => {
    const listener = () => again((count) => count + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return state;
}

/** Threads that were seen already: a new one opens by itself, once, where there is room for it. */
const seenThreads = new Set<string>();

let reading: Promise<void> | null = null;
let wanted = false;

/** Reads what this person sees in this channel; many changes at once cost one reading. Resolves when all is shown. */
function refresh(): Promise<void> {
  wanted = true;
  if (state.channel === '') return Promise.resolve();
  reading ??= readAll();
  return reading;
}

async function readAll(): Promise<void> {
  try {
    while (wanted) {
      wanted = false;
      const query = new URLSearchParams({ user: state.me, channel: state.channel });
      const slack = await read(`slack/admin/state?${query}`, slackSchema);
      change({ slack: { ...slack, views: ownOf(slack.views) }, ...newThread(slack) });
    }
  } catch {
    change({ connected: false });
  } finally {
    reading = null;
  }
}

let ownViews: OwnViews = { own: new Set(kept('views')), known: new Set(kept('views')) };
/** By a clock that nobody sets. */
let lastAct = -Infinity;

function ownOf(views: Slack['views']): Slack['views'] {
  ownViews = withViews(
    ownViews,
    views.map(({ id }) => id),
    performance.now() - lastAct,
  );
  sessionStorage.setItem('views', [...ownViews.own].join(' '));
  return views.filter(({ id }) => ownViews.own.has(id));
}

/** What this window kept of itself, from before it was loaded anew. */
function kept(name: string): readonly string[] {
  return (sessionStorage.getItem(name) ?? '').split(' ').filter((word) => word !== '');
}

function newThread(slack: Slack): Partial<PageState> {
  const fresh = (slack.channel?.messages ?? []).filter(({ ts, replies }) => replies.length > 0 && !seenThreads.has(ts));
  for (const { ts } of fresh) seenThreads.add(ts);
  const last = fresh.at(-1);
  return last === undefined ? {} : { thread: last.ts };
}

export async function start(): Promise<void> {
  const about = await read('sandbox/about', aboutSchema);
  const known = about.cast.some(({ id }) => id === state.me);
  change({ about, channel: about.channel, me: known ? state.me : (about.cast[0]?.id ?? '') });
  const source = new EventSource('sandbox/events');
  source.addEventListener('open', () => change({ connected: true }));
  source.addEventListener('error', () => change({ connected: false }));
  source.addEventListener('slack', () => void refresh());
  source.addEventListener('ocp', ({ data }: MessageEvent<string>) =>
    change({ ocp: ocpSchema.parse(JSON.parse(data)) }),
  );
  source.addEventListener('bot', ({ data }: MessageEvent<string>) =>
    change({ bot: botSchema.parse(JSON.parse(data)) }),
  );
  source.addEventListener('codes', ({ data }: MessageEvent<string>) =>
    change({ codes: codesFrom(codesSchema.parse(JSON.parse(data)), performance.now()) }),
  );
}

export function actAs(me: string): void {
  sessionStorage.setItem('me', me);
  change({ me, trouble: null });
  if (state.home) openHome();
  else void refresh();
}

export function openChannel(channel: string): void {
  change({ channel, home: false, thread: null, pane: 'channel', trouble: null });
  void refresh();
}

/** Slack tells the app, and the app draws the tab anew. */
export function openHome(): void {
  change({ home: true, pane: 'channel' });
  void doAs('home', {});
}

/** Follows a link to a message of this workspace. False when it leads elsewhere. */
export function follow(link: string): boolean {
  const message = messageAt(link);
  if (message === null) return false;
  change({ ...message, home: false, pane: 'thread', trouble: null });
  void refresh();
  return true;
}

export function openThread(thread: string | null): void {
  change({ thread, pane: thread === null ? 'channel' : 'thread' });
}

/** Does something as the acting person, and shows what came of it. Resolves with the outcome when it is shown. */
export async function doAs(what: string, body: object): Promise<Outcome> {
  change({ trouble: null });
  lastAct = performance.now();
  const outcome = await act(what, { user: state.me, ...body });
  if (!outcome.ok && !shownElsewhere.has(outcome.error ?? '')) change({ trouble: troubleText(outcome) });
  await refresh();
  return outcome;
}

/** Errors that stand beside the field they are about. */
const shownElsewhere: ReadonlySet<string> = new Set(['view_errors', 'invalid_input']);

function troubleText({ error, detail }: Outcome): string {
  switch (error) {
    case 'operation_timeout':
      return 'The app did not answer within three seconds (operation_timeout).';
    case 'dispatch_failed':
      return 'The app cannot be reached (dispatch_failed). Is the bot running?';
    case 'unreachable':
      return 'Slack is cut off: nothing gets through.';
    case 'not_allowed':
      return `Slack does not allow that: ${detail}.`;
    default:
      return detail;
  }
}
