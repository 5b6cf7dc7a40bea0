/** Who somebody is, read from Slack at a moment. There is no "unknown but fine": what cannot be read is `unread`. */

export type Standing =
  | 'member'
  | 'guest'
  | 'external'
  | 'deactivated'
  | 'bot'
  | 'invited'
  /** Slack says there is no such person. */
  | 'nobody'
  /** Slack did not answer, or answered something that could not be understood. */
  | 'unread';

export interface Person {
  readonly id: string;
  readonly standing: Standing;
  /** The user groups of the policy that this person is in; null when they could not be read. */
  readonly groups: readonly string[] | null;
  /** Milliseconds since the epoch, our clock. */
  readonly readAt: number;
}
