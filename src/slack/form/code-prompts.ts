/** The form that asks for a one-time code, opened by the click that approves. */
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../lib/clock.ts';
import { SlackError } from '../client/errors.ts';
import { call } from '../client/web.ts';

/** A trigger opens a form for three seconds. */
const TRIGGER_MS = 3_000;
const KEPT_MAX = 1_000;

export interface CodePrompts {
  /** Keeps the trigger of a click until it is decided whether a code is needed. */
  keep(requestId: string, person: string, trigger: string): void;
  /** False when there is no trigger, or it is too old: nothing is on the person's screen then. */
  open(requestId: string, person: string, view: ModalView): Promise<boolean>;
}

/** Triggers live in memory: after a stop they would be too old anyway. */
export function createCodePrompts({ web, clock }: { readonly web: WebClient; readonly clock: Clock }): CodePrompts {
  const kept = new Map<string, { readonly trigger: string; readonly at: number }>();
  const keyOf = (requestId: string, person: string) => `${person} ${requestId}`;
  return {
    keep(requestId, person, trigger) {
      const key = keyOf(requestId, person);
      kept.delete(key);
      kept.set(key, { trigger, at: clock.elapsed() });
      const [oldest] = kept.keys();
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    },
    async open(requestId, person, view) {
      const key = keyOf(requestId, person);
      const found = kept.get(key);
      kept.delete(key);
      if (!found || clock.elapsed() - found.at > TRIGGER_MS) return false;
      try {
        await call('views.open', () => web.views.open({ trigger_id: found.trigger, view }));
        return true;
      } catch (error) {
        if (error instanceof SlackError) return false;
        throw error;
      }
    },
  };
}
