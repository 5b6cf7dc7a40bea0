import type { Clock } from '../../lib/clock.ts';
import { parseJson } from '../../lib/trust-boundaries.ts';
import { type Click, storedClick } from '../../request/clicks.ts';
import { failureOf } from '../reads/failures.ts';
import type { BusinessLog } from '../ports.ts';

interface Inbox {
  put(item: { key: string; kind: string; body: string; receivedAt: number }): Promise<boolean>;
  done(key: string, at: number): Promise<void>;
  /** Takes over what replicas that are no more have left undone. */
  adopt(): Promise<void>;
  pending(): Promise<readonly { key: string; kind: string; body: string; receivedAt: number }[]>;
  prune(before: number): Promise<void>;
}

/** How long the keys of handled clicks are remembered, so that a replay has no effect. */
const REMEMBER_MS = 7 * 24 * 3_600_000;

/** Nobody submits a form a day after it was opened. */
const FORM_MS = 24 * 3_600_000;

const FORGET_EVERY_MS = 60_000;
const RETIRE_EVERY_MS = 3_600_000;

export interface Intake {
  /**
   * Resolves when the click is on disk: only then may Slack be answered "ok". It is carried out after that, here or,
   * should the process end first, by the next one. False for a click that was here before: it has no second effect.
   */
  take(key: string, click: Click): Promise<boolean>;
  /** Carries out what was left behind, and forgets what is old. */
  sweep(): Promise<void>;
  /** Resolves when nothing is being carried out any more. */
  drain(): Promise<void>;
}

export function createIntake(deps: {
  inbox: Inbox;
  /** Forms that were opened and never submitted. */
  drafts: { prune(before: number): Promise<void> };
  deliveries: { prune(now: number): Promise<void> };
  /** Of ended requests, everything but their log goes after so long; left out: nothing goes. */
  retention?: { readonly afterMs: number; retire(before: number): Promise<number> } | undefined;
  handle: (click: Click) => Promise<void>;
  clock: Clock;
  business: BusinessLog;
}): Intake {
  const { inbox, drafts, deliveries, retention, handle, clock, business } = deps;
  const under = new Map<string, Promise<void>>();

  async function carryOut(key: string, click: Click): Promise<void> {
    try {
      await handle(click);
      await inbox.done(key, clock.now());
    } catch (error) {
      // It stays in the inbox, and the next sweep takes it up.
      const { code, message } = failureOf(error);
      business('click_waits', { request: click.requestId, code, message });
    } finally {
      under.delete(key);
    }
  }

  function begin(key: string, click: Click): Promise<void> {
    const known = under.get(key);
    if (known) return known;
    const work = carryOut(key, click);
    under.set(key, work);
    return work;
  }

  /** A row that this version cannot read is put aside, or it would stand in the way of all the others for ever. */
  async function takeUp(key: string, body: string): Promise<void> {
    const read = storedClick.safeParse(jsonOrNull(body));
    if (read.success) return begin(key, read.data);
    business('click_unreadable', { key });
    await inbox.done(key, clock.now());
  }

  const dueToForget = due(FORGET_EVERY_MS);
  const dueToRetire = due(RETIRE_EVERY_MS);

  /** True at first, and then whenever so long has passed since it last was. */
  function due(everyMs: number): () => boolean {
    let last = Number.NEGATIVE_INFINITY;
    return () => {
      if (clock.elapsed() - last < everyMs) return false;
      last = clock.elapsed();
      return true;
    };
  }

  async function forget(): Promise<void> {
    await inbox.prune(clock.now() - REMEMBER_MS);
    await drafts.prune(clock.now() - FORM_MS);
    await deliveries.prune(clock.now());
  }

  async function retire(): Promise<void> {
    if (!retention) return;
    const count = await retention.retire(clock.now() - retention.afterMs);
    if (count > 0) business('requests_retired', { count });
  }

  return {
    async take(key, click) {
      const fresh = await inbox.put({ key, kind: click.action, body: JSON.stringify(click), receivedAt: clock.now() });
      if (fresh) void begin(key, click);
      return fresh;
    },
    async sweep() {
      await inbox.adopt();
      const pending = await inbox.pending();
      await Promise.all(pending.map(({ key, body }) => takeUp(key, body)));
      if (dueToForget()) await forget();
      if (dueToRetire()) await retire();
    },
    async drain() {
      await Promise.all(under.values());
    },
  };
}

function jsonOrNull(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
