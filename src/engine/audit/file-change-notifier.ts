/** Tells the audit channel whatever a file became: changed, broken, repaired, not in use. What the file says is its own matter. */
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import type { Language } from '../../lib/language.ts';
import type { FileNotice } from '../../policy/file/problem.ts';
import { languageOf, type Policy } from '../../policy/policy.ts';
import { parseJson } from '../../lib/trust-boundaries.ts';
import { failureOf } from '../reads/failures.ts';
import { createBackoff } from '../backoff.ts';
import type { BusinessLog, FileSeen, Notices, Rendering, WatchedFile } from '../ports.ts';

export interface FileChangeNotifierDeps {
  readonly announcements: {
    get(id: string): Promise<string | null>;
    put(id: string, body: string): Promise<void>;
  };
  readonly notices: Notices;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

interface Versioned {
  readonly version: string;
}

/** A file of which everything is told. `Picture`: its content as it is kept, to compare the next one with. */
export interface ToldFile<Content, Picture extends Versioned, Change extends { readonly kind: string }> {
  /** Of the row that keeps what was told; the log's events begin with it. */
  readonly id: 'policy' | 'people';
  /** Null: none is in use. */
  readonly file: WatchedFile<Content> | null;
  /** Reads what older versions wrote as well. */
  readonly pictures: z.ZodType<Picture>;
  pictureOf(content: Content): Picture;
  changes(before: Picture, after: Picture): readonly Change[];
  /** What is to be said beside these changes, for which others have to be asked. Never rejects. */
  beside?(changes: readonly Change[], policy: Policy): Promise<readonly Change[]>;
  render(notice: FileNotice<Change>, language: Language): Rendering;
  /** That none is in use any more; `version`: of what was last told. Left out where there always is one. */
  renderUnused?(version: string, language: Language): Rendering;
  /** The audit channel as it was last told, by what was last told of this file. */
  channelBefore(told: Picture | null): Promise<string | null>;
}

/** What was last told: the content in force, and the broken one if there was one. */
interface Notified<Picture> {
  readonly picture: Picture;
  readonly refused: string | null;
}

const toldSchema = z.object({ picture: z.unknown(), refused: z.string().nullable() });

export interface FileChangeNotifier<Content, Picture> {
  /** Looks at the file: everything it was found to be since the last time, the present last. */
  look(): Promise<readonly FileSeen<Content>[]>;
  /** Tells what was found where the policy in force says, unless it failed a moment ago. Never rejects. */
  tell(policy: Policy): Promise<void>;
  told(): Promise<Notified<Picture> | null>;
}

/**
 * What was told is on disk, so a restart tells nothing twice, and a change made while nothing ran is told at the next
 * start. It is written down only after Slack took it: an answer that was lost, or a stop in between, repeats a message.
 * Losing one would be worse.
 */
export function createFileChangeNotifier<Content, Picture extends Versioned, Change extends { readonly kind: string }>(
  of: ToldFile<Content, Picture, Change>,
  { announcements, notices, clock, business }: FileChangeNotifierDeps,
): FileChangeNotifier<Content, Picture> {
  const patience = createBackoff(clock, { firstMs: 1_000, maxMs: 60_000 });
  let pending: readonly Found[] = [];
  let hasBegun = false;
  /** Channels that took the message under way. */
  const taken = new Set<string>();

  interface Found {
    readonly picture: Picture;
    readonly refused: FileSeen<Content>['refused'];
  }

  async function look(): Promise<readonly FileSeen<Content>[]> {
    const seen = (await of.file?.look()) ?? [];
    for (const { value, refused } of seen) {
      const picture = of.pictureOf(value);
      const found = { picture, refused };
      const before = pending.at(-1);
      const isKnown = before && isSame(before.picture, picture) && before.refused?.hash === refused?.hash;
      if (!isKnown) pending = [...pending, found];
    }
    return seen;
  }

  function isSame(one: Picture, other: Picture): boolean {
    return one.version === other.version && of.changes(one, other).length === 0;
  }

  async function tell(policy: Policy): Promise<void> {
    if (!patience.ready(of.id)) return;
    try {
      if (!hasBegun) {
        const last = await told();
        if (of.file === null && last) await leave(last, policy);
        pending = sinceTold(last, pending);
      }
      hasBegun = true;
      for (let found = pending[0]; found; found = pending[0]) {
        await announce(found, policy);
        pending = pending.slice(1);
      }
      patience.clear(of.id);
    } catch (error) {
      const { code, message } = failureOf(error);
      patience.failed(of.id, error);
      business(`${of.id}_notice_waits`, { code, message });
    }
  }

  /**
   * At the beginning of a term: another replica may have told already what this one found before it led. Only what came after
   * is left; where it cannot be seen what did, the present.
   */
  function sinceTold(last: Notified<Picture> | null, found: readonly Found[]): readonly Found[] {
    if (last === null) return found;
    const isLast = ({ picture, refused }: Found) =>
      isSame(picture, last.picture) && (refused?.hash ?? null) === last.refused;
    return found.slice(found.findLastIndex(isLast));
  }

  async function announce(found: Found, policy: Policy): Promise<void> {
    let last = await told();
    for (const { notice: said, told: next } of unsaid(last, found)) {
      const notice = await whole(said, policy);
      const before = await of.channelBefore(last?.picture ?? null);
      await send((language) => of.render(notice, language), summary(notice), policy, before);
      await written(next);
      last = next;
    }
  }

  async function whole(notice: FileNotice<Change>, policy: Policy): Promise<FileNotice<Change>> {
    if (notice.kind !== 'changed' || !of.beside) return notice;
    return { ...notice, changes: [...notice.changes, ...(await of.beside(notice.changes, policy))] };
  }

  /** None is in use any more. Should there be one again, its audit begins again. */
  async function leave({ picture }: Notified<Picture>, policy: Policy): Promise<void> {
    const { version } = picture;
    const { renderUnused } = of;
    if (!renderUnused) return;
    const render = (language: Language) => renderUnused(version, language);
    await send(render, { kind: 'unused', version }, policy, await of.channelBefore(picture));
    await written(null);
  }

  async function written(told: Notified<Picture> | null): Promise<void> {
    await announcements.put(of.id, JSON.stringify(told));
    taken.clear();
  }

  /** To the channel in force, and to the one it takes over from: nobody silences the audit by moving it. */
  async function send(
    render: (language: Language) => Rendering,
    what: Readonly<Record<string, unknown>>,
    policy: Policy,
    before: string | null,
  ): Promise<void> {
    const current = policy.auditChannel;
    const channels = [...new Set([before, current])].filter((one) => one !== null);
    for (const channel of channels) {
      if (taken.has(channel)) continue;
      try {
        await notices.post(channel, render(languageOf(policy, channel)));
      } catch (error) {
        // The channel in force is waited for: inviting the bot is enough. One that was left and is closed is not.
        const { code, permanent } = failureOf(error);
        if (!permanent || channel === current) throw error;
        business(`${of.id}_notice_dropped`, { channel, code });
      }
      taken.add(channel);
    }
    business(`${of.id}_announced`, { ...what, channels });
  }

  async function told(): Promise<Notified<Picture> | null> {
    const body = await announcements.get(of.id);
    // What a version of the program with other words wrote down is no ground to compare with: the audit begins again.
    const kept = body === null ? undefined : toldSchema.safeParse(parseJson(body)).data;
    const picture = of.pictures.safeParse(kept?.picture).data;
    return kept && picture ? { picture, refused: kept.refused } : null;
  }

  /** What to say of what was found, and what will have been told after each; empty when all is said. */
  function unsaid(last: Notified<Picture> | null, found: Found): readonly Next[] {
    const content = last === null ? beginning(found) : contentChange(last, found);
    const told = content?.told ?? last;
    const state = told && stateChange(told, found);
    return [content, state].filter((next) => next !== null);
  }

  function beginning({ picture }: Found): Next {
    return { notice: { kind: 'begins', version: picture.version }, told: { picture, refused: null } };
  }

  function contentChange(last: Notified<Picture>, { picture, refused }: Found): Next | null {
    const { version } = picture;
    const changes = of.changes(last.picture, picture);
    // What only presents changes no version, and is told all the same.
    if (version === last.picture.version && changes.length === 0) return null;
    const repaired = last.refused !== null && refused === null;
    const notice = { kind: 'changed', from: last.picture.version, version, changes, repaired } as const;
    return { notice, told: { picture, refused: repaired ? null : last.refused } };
  }

  /** Broken, otherwise broken, or in order again. */
  function stateChange(last: Notified<Picture>, { picture: { version }, refused }: Found): Next | null {
    if ((refused?.hash ?? null) === last.refused) return null;
    if (refused === null) return { notice: { kind: 'repaired', version }, told: { ...last, refused: null } };
    const { hash, problems, counts } = refused;
    return {
      notice: { kind: 'refused', version, problems, ...(counts && { counts }) },
      told: { ...last, refused: hash },
    };
  }

  interface Next {
    readonly notice: FileNotice<Change>;
    readonly told: Notified<Picture>;
  }

  return { look, tell, told };
}

function summary(notice: FileNotice<{ readonly kind: string }>): Record<string, unknown> {
  const { kind, version } = notice;
  return notice.kind === 'changed'
    ? { kind, version, from: notice.from, changes: notice.changes.map((change) => change.kind) }
    : { kind, version };
}
