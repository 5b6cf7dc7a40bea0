import { Refusal } from '../model/refusal.ts';
import type { JsonObject } from '../validation/json.ts';
import type { Channel, Workspace } from '../model/workspace.ts';
import type { Front } from '../http/front.ts';

/** One call of a Web API method. */
export interface Call {
  readonly front: Front;
  readonly w: Workspace;
  readonly args: JsonObject;
}

export interface Method {
  /** Which token it takes. */
  readonly token: 'bot' | 'app' | 'none';
  /** All of these must be granted. */
  readonly scopes: readonly string[];
  /** The whole reply but `ok:true`; throws a Refusal. */
  run(call: Call): JsonObject;
}

export type Methods = { readonly [name: string]: Method };

export function requireScope(w: Workspace, needed: string): void {
  if (w.scopes.has(needed)) return;
  throw new Refusal('missing_scope', { needed, provided: [...w.scopes].join(',') });
}

/** `channels:read` for a public channel, `groups:read` for a private one, `im:read` for direct messages, `mpim:read` for those of several. */
export function requireChannelScope(w: Workspace, channel: Channel, verb: 'read' | 'history'): void {
  const prefix = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' }[channel.kind];
  requireScope(w, `${prefix}:${verb}`);
}
