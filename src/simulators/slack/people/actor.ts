import type { Message, User, View } from '../model/workspace.ts';
import * as messages from './actor-messages.ts';
import * as views from './actor-views.ts';
import type { Front } from '../http/front.ts';
import type { Outcome } from '../methods/outcome.ts';

type At = { readonly channel: string; readonly ts: string };

/** A person at Slack's client. Every act resolves with what they see; none rejects. */
export interface Actor {
  readonly user: User;
  slash(command: string, text: string, channel: string, options?: { readonly force?: boolean }): Promise<Outcome>;
  /** Finds the element in the current message (or view) by `action_id`. */
  click(target: messages.ClickTarget, actionId: string, options?: messages.ClickOptions): Promise<Outcome>;
  /** Clicks what revision `revision` of the message showed, even if the message has changed or is gone. */
  clickStale(target: At, revision: number, actionId: string, options?: messages.ClickOptions): Promise<Outcome>;
  search(view: views.ViewRef, blockId: string, query: string): Promise<Outcome>;
  choose(
    view: views.ViewRef,
    blockId: string,
    values: string | readonly string[] | null,
    actionId?: string,
  ): Promise<Outcome>;
  type(view: views.ViewRef, blockId: string, text: string, options?: { readonly enter?: boolean }): Promise<Outcome>;
  submit(view: views.ViewRef): Promise<Outcome>;
  close(view: views.ViewRef, options?: { readonly all?: boolean }): Promise<Outcome>;
  shortcut(callbackId: string, on?: At): Promise<Outcome>;
  openHome(): Promise<View | null>;
  /** Null when this person cannot write there. */
  say(channel: string, text: string, threadTs?: string): Message | null;
  /** A fresh trigger_id of this person. */
  trigger(): string;
}

export function createActor(front: Front, user: User): Actor {
  return {
    user,
    slash: (command, words, channel, options) => messages.slash(front, user, command, words, channel, options?.force),
    click: (target, actionId, options) => messages.click(front, user, target, actionId, options),
    clickStale: (target, revision, actionId, options) =>
      messages.clickStale(front, user, target, revision, actionId, options),
    search: (view, blockId, query) => views.search(front, user, view, blockId, query),
    choose: (view, blockId, values, actionId) => views.choose(front, user, view, blockId, values, actionId),
    type: (view, blockId, words, options) => views.type(front, user, view, blockId, words, options?.enter),
    submit: (view) => views.submit(front, user, view),
    close: (view, options) => views.close(front, user, view, options?.all),
    shortcut: (callbackId, on) => messages.shortcut(front, user, callbackId, on),
    openHome: () => messages.openHome(front, user),
    say: (channel, words, threadTs) => messages.say(front, user, channel, words, threadTs),
    trigger: () => messages.trigger(front, user),
  };
}
