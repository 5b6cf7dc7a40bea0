/** Clicks on the buttons of cards and threads that ask for something: declared here, for whoever takes, keeps or carries one out. */
import { z } from 'zod';
import { keysOf } from '../lib/trust-boundaries.ts';
import { type RemedyKind, remedyKinds } from '../task/remedy-kinds.ts';

const decisions = ['approve', 'reject', 'withdraw', 'resend', 'abandon'] as const;

/** About the list of to-dos; the first two name an entry of it. */
const toDoActions = ['todo', 'todo_undo', 'todos_close'] as const;

/** A remedy of all tasks that failed alike. */
export const alikeActions = {
  retry_alike: 'retry',
  rollback_alike: 'rollback',
  skip_alike: 'skip',
} as const satisfies Readonly<Record<string, RemedyKind>>;
export type AlikeKind = (typeof alikeActions)[AlikeAction];
export type AlikeAction = keyof typeof alikeActions;

/** What a button asks for, by its action id. */
export const clickActions = [...decisions, ...remedyKinds, ...keysOf(alikeActions), ...toDoActions];
export type ClickAction = (typeof clickActions)[number];

/** As it is kept on disk before Slack is answered; versions of before left fields out. */
export const storedClick = z.object({
  action: z.enum(clickActions),
  requestId: z.string(),
  person: z.string(),
  team: z.string(),
  channel: z.string(),
  messageTs: z.string(),
  /** The question the button stood under; null when the payload does not say. */
  round: z.number().nullable(),
  /** The entry of the list of to-dos that the button stood beside, as it came back; missing for all other buttons. */
  item: z.string().optional(),
  /** When Slack took it, Slack's clock, ms; null when the payload does not say. */
  clickedAt: z.number().nullable().default(null),
  /** When it came here, our clock; null for a click that an older version wrote down. */
  receivedAt: z.number().nullable().default(null),
  /** The one-time code that was given for it and found right; null when none was. */
  code: z.object({ step: z.number(), at: z.number() }).nullable().default(null),
});

/** A button press as Slack signed it. All of it but the signature travelled through somebody's client. */
export type Click = Readonly<z.infer<typeof storedClick>>;

/** What a button carries. Nothing of it is trusted: it says no more than where to look. */
export function toDoValue(requestId: string, item: string): string {
  return `${requestId} ${item}`;
}

export function readButtonValue(value: string): Pick<Click, 'requestId' | 'item'> {
  const at = value.indexOf(' ');
  return at < 0 ? { requestId: value } : { requestId: value.slice(0, at), item: value.slice(at + 1) };
}
