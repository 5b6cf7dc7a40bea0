/** How far Slack has been brought for one request: the card and the thread, each with what was begun and not confirmed. */
export interface Cursor {
  readonly requestId: string;
  /** Where the card stands: the request's channel, or a direct message once that channel cannot be written to. */
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
