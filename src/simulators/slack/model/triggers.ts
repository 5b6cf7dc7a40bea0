import { Refusal } from './refusal.ts';
import type { ResponseUrl, Trigger, Workspace } from './workspace.ts';

/** docs.slack.dev surfaces/modals: a trigger lives three seconds and works once. */
export const triggerMilliseconds = 3_000;
export const responseUrlMilliseconds = 30 * 60_000;
export const responseUrlUses = 5;

export function issueTrigger(w: Workspace, userId: string, viewId: string | null = null): string {
  const id = `${w.clock.now()}.${w.ids.next('')}.${w.ids.token()}`;
  forgetOld(w, w.triggers);
  w.triggers.set(id, { userId, issuedAt: w.clock.now(), viewId, used: false });
  return id;
}

/** Uses a trigger up; every later use is `exchanged_trigger_id`. */
export function exchangeTrigger(w: Workspace, id: string | undefined): Trigger {
  const trigger = id === undefined ? undefined : w.triggers.get(id);
  if (trigger === undefined) throw new Refusal('invalid_trigger_id');
  if (trigger.used) throw new Refusal('exchanged_trigger_id');
  if (w.clock.now() - trigger.issuedAt > triggerMilliseconds) throw new Refusal('expired_trigger_id');
  trigger.used = true;
  return trigger;
}

/** The id under which a response_url works; the HTTP front makes the URL of it. */
export function issueResponseUrl(w: Workspace, userId: string, channel: string, messageTs: string | null): string {
  const id = w.ids.token();
  forgetOld(w, w.responseUrls);
  w.responseUrls.set(id, { channel, userId, issuedAt: w.clock.now(), messageTs, uses: 0 });
  return id;
}

export function takeResponseUrl(w: Workspace, id: string): ResponseUrl {
  const url = w.responseUrls.get(id);
  if (url === undefined) throw new Refusal('invalid_url');
  if (w.clock.now() - url.issuedAt > responseUrlMilliseconds) throw new Refusal('expired_url');
  if (url.uses >= responseUrlUses) throw new Refusal('used_url');
  url.uses += 1;
  return url;
}

/** Both maps are in the order of issue; what is long expired is let go. */
function forgetOld(w: Workspace, issued: Map<string, { readonly issuedAt: number }>): void {
  for (const [id, { issuedAt }] of issued) {
    if (w.clock.now() - issuedAt <= 2 * responseUrlMilliseconds) return;
    issued.delete(id);
  }
}
