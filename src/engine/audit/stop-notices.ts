import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { languageOf, type Policy } from '../../policy/policy.ts';
import { parseJson } from '../../lib/trust-boundaries.ts';
import { failureOf } from '../reads/failures.ts';
import { type Worker, whole } from '../leadership/worker.ts';
import { createBackoff } from '../backoff.ts';
import type { BusinessLog, Notices, Renderer } from '../ports.ts';
import type { Stops } from '../stops/stops.ts';

export interface StopNoticeDeps {
  readonly stops: Pick<Stops, 'history'>;
  readonly policies: { read(): Promise<Policy> };
  readonly announcements: {
    get(id: string): Promise<string | null>;
    put(id: string, body: string): Promise<void>;
  };
  readonly notices: Notices;
  readonly renderer: Pick<Renderer, 'stopNotice'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/** Of the row that keeps up to which version the log of the stop was told. */
const ID = 'stop';
const toldSchema = z.object({ version: z.number() });

/**
 * Tells the audit channel who stopped, how often, why, and who resumed: several events in one message where Slack was behind.
 * What was told is written down only after Slack took it: an answer that was lost repeats a message, and none is lost.
 */
export function createStopNotices(deps: StopNoticeDeps): Worker {
  const { announcements, clock, business } = deps;
  const patience = createBackoff(clock, { firstMs: 1_000, maxMs: 60_000 });

  async function turn(): Promise<void> {
    if (!patience.ready(ID)) return;
    const log = await deps.stops.history();
    const told = await toldVersion();
    const version = log.at(-1)?.version ?? 0;
    if (version <= told) return;
    try {
      const policy = await deps.policies.read();
      const { auditChannel: channel } = policy;
      const notice = channel && deps.renderer.stopNotice(log, told, languageOf(policy, channel));
      if (channel && notice) await deps.notices.post(channel, notice);
      await announcements.put(ID, JSON.stringify({ version }));
      business('stop_announced', { version, channel: channel ?? null });
      patience.clear(ID);
    } catch (error) {
      const { code, message } = failureOf(error);
      patience.failed(ID, error);
      business('stop_notice_waits', { code, message });
    }
  }

  async function toldVersion(): Promise<number> {
    const body = await announcements.get(ID);
    return body === null ? 0 : (toldSchema.safeParse(parseJson(body)).data?.version ?? 0);
  }

  return whole('stop notices', turn, business);
}
