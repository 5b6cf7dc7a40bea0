import type { Clock } from '../clock.ts';
import type { BusinessLog, Channels, Languages, Messages, Renderer } from './ports.ts';
import type { Requests } from './requests.ts';

/** How far Slack has been brought for one request: the card and the thread, each with what was begun and not confirmed. */
export interface Cursor {
  readonly requestId: string;
  readonly cardChannel: string | null;
  readonly cardTs: string | null;
  readonly cardVersion: number;
  readonly cardRendering: string;
  /** When a post or an edit of the card was begun of which it is not known whether Slack has taken it or still may. */
  readonly cardAttemptAt: number | null;
  readonly threadVersion: number;
  readonly threadAttempt: { readonly to: number; readonly at: number } | null;
  readonly parked: string | null;
}

export interface MirrorDeps {
  readonly requests: Requests;
  readonly cursors: {
    get(requestId: string): Promise<Cursor>;
    put(cursor: Cursor): Promise<void>;
    behind(): Promise<readonly { id: string }[]>;
  };
  readonly messages: Messages;
  readonly channels: Channels;
  readonly people: Languages;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly business: BusinessLog;
}
