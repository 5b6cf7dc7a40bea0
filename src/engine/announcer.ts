import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { pictureOf, policyChanges, type PolicyNotice, type PolicyPicture } from '../request/policy-diff.ts';
import { languageOf, REQUESTS_PER_HOUR } from '../request/policy.ts';
import { parseJson } from '../trust.ts';
import { failureOf } from './failures.ts';
import { type Part, whole } from './part.ts';
import { createPatience } from './patience.ts';
import type { BusinessLog, Notices, PolicyFile, PolicySeen, Renderer } from './ports.ts';

export interface AnnouncerDeps {
  readonly policyFile: PolicyFile;
  readonly announcements: {
    get(id: string): Promise<string | null>;
    put(id: string, body: string): Promise<void>;
  };
  readonly notices: Notices;
  readonly renderer: Pick<Renderer, 'policyNotice'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

const ID = 'policy';

const itemSchema = z.object({ name: z.string(), terms: z.record(z.string(), z.array(z.string())) });
/** What the audit channel was last told: the policy in force, and the broken content if there was one. */
const toldSchema = z.object({
  picture: z.object({
    version: z.string(),
    rules: z.array(itemSchema),
    freezes: z.array(itemSchema),
    stopAll: z.string().nullable(),
    auditChannel: z.string().nullable(),
    // Missing in what older versions wrote.
    languages: z.array(z.string()).default([]),
    requestsPerHour: z.number().default(REQUESTS_PER_HOUR),
  }),
  refused: z.string().nullable(),
});

interface Told {
  readonly picture: PolicyPicture;
  readonly refused: string | null;
}

/**
 * Tells the policy's audit channel whatever the policy file became: a change, a broken file, a repaired one. What was
 * told is on disk, so a restart tells nothing twice, and a change made while nothing ran is told at the next start.
 * It is written down only after Slack took it: an answer that was lost, or a stop in between, repeats a message.
 * Losing one would be worse.
 */
export function createAnnouncer(deps: AnnouncerDeps): Part {
  const { announcements, notices, clock, business } = deps;
  const patience = createPatience(clock, { firstMs: 1_000, maxMs: 60_000 });
  let pending: readonly PolicySeen[] = [];
  /** Channels that took the message under way. */
  const taken = new Set<string>();

  async function look(): Promise<void> {
    for (const seen of await deps.policyFile.look()) {
      if (!same(pending.at(-1), seen)) pending = [...pending, seen];
    }
    if (!patience.ready(ID)) return;
    try {
      for (let seen = pending[0]; seen; seen = pending[0]) {
        await announce(seen);
        pending = pending.slice(1);
      }
      patience.clear(ID);
    } catch (error) {
      const { code, message } = failureOf(error);
      patience.failed(ID, error);
      business('policy_notice_waits', { code, message });
    }
  }

  async function announce(seen: PolicySeen): Promise<void> {
    let told = await lastTold();
    for (let next = nextNotice(told, seen); next; next = nextNotice(told, seen)) {
      await send(next.notice, told, seen);
      await announcements.put(ID, JSON.stringify(next.told));
      taken.clear();
      told = next.told;
    }
  }

  /** To the channel in force, and to the one it takes over from: nobody silences the audit by moving it. */
  async function send(notice: PolicyNotice, told: Told | null, { policy }: PolicySeen): Promise<void> {
    const current = pending.at(-1)?.policy.auditChannel ?? null;
    const channels = [...new Set([told?.picture.auditChannel ?? null, current])].filter((one) => one !== null);
    for (const channel of channels) {
      if (taken.has(channel)) continue;
      try {
        await notices.post(channel, deps.renderer.policyNotice(notice, languageOf(policy, channel)));
      } catch (error) {
        // The channel in force is waited for: inviting the bot is enough. One that was left and is closed is not.
        const { code, permanent } = failureOf(error);
        if (!permanent || channel === current) throw error;
        business('policy_notice_dropped', { channel, code });
      }
      taken.add(channel);
    }
    business('policy_announced', { ...summary(notice), channels });
  }

  async function lastTold(): Promise<Told | null> {
    const body = await announcements.get(ID);
    // What a version of the program with other words wrote down is no ground to compare with: the audit begins again.
    return body === null ? null : (toldSchema.safeParse(parseJson(body)).data ?? null);
  }

  return whole('announcer', look, business);
}

function same(one: PolicySeen | undefined, other: PolicySeen): boolean {
  return one?.policy.version === other.policy.version && one.refused?.hash === other.refused?.hash;
}

/** The next thing to say of what was seen, and what will have been told then; null when all is said. */
function nextNotice(told: Told | null, seen: PolicySeen): { notice: PolicyNotice; told: Told } | null {
  const picture = pictureOf(seen.policy);
  const { version } = picture;
  if (told === null) return { notice: { kind: 'begins', version }, told: { picture, refused: null } };
  const wasRefused = told.refused !== null;
  if (version !== told.picture.version) {
    const repaired = wasRefused && seen.refused === null;
    const changes = policyChanges(told.picture, picture);
    const notice = { kind: 'changed', from: told.picture.version, version, changes, repaired } as const;
    return { notice, told: { picture, refused: repaired ? null : told.refused } };
  }
  if (seen.refused === null)
    return wasRefused ? { notice: { kind: 'repaired', version }, told: { ...told, refused: null } } : null;
  const { hash, problems } = seen.refused;
  if (hash === told.refused) return null;
  return { notice: { kind: 'refused', version, problems }, told: { ...told, refused: hash } };
}

function summary(notice: PolicyNotice): Record<string, unknown> {
  const { kind, version } = notice;
  return notice.kind === 'changed'
    ? { kind, version, from: notice.from, changes: notice.changes.map((change) => change.kind) }
    : { kind, version };
}
