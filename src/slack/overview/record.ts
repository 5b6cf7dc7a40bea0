/** The `record` button: a request's whole log as a file in its thread. */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { DEFAULT_LANGUAGE } from '../../lib/language.ts';
import { foldKnownPart } from '../../request/evolve.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Recorded } from '../../request/events.ts';
import { isOfTeam } from '../../request/state.ts';
import { recordText } from '../../request/log/record.ts';
import { SlackError } from '../client/errors.ts';
import { refusalText } from '../sentences/refusals.ts';
import { type Egress, straight } from '../client/egress.ts';
import { call } from '../client/web.ts';
import { type People, refusedAs } from './member.ts';
import { inLanguage, words } from '../../text/words.ts';

export interface RecordDeps {
  readonly web: WebClient;
  /** Left out: straight. */
  readonly egress?: Egress | undefined;
  readonly log: { load(requestId: string): Promise<readonly Recorded[]> };
  readonly cursors: {
    get(requestId: string): Promise<{ readonly cardChannel: string | null; readonly cardTs: string | null }>;
  };
  readonly people: People;
  readonly clock: Clock;
  /** Whether where the card of a request stood is forgotten, and a click in this channel may be on it. */
  readonly isForgotten: (
    place: { readonly cardChannel: string | null; readonly cardTs: string | null },
    state: { readonly endedAt: number | null; readonly channel: string },
    click: { readonly channel: string },
    now: number,
  ) => boolean;
}

interface Pressed {
  readonly requestId: string;
  readonly person: string;
  readonly channel: string;
  readonly messageTs: string;
  readonly team: string;
}

const UPLOAD_MS = 10_000;

const ticket = z.object({ upload_url: z.url({ protocol: /^https?$/ }), file_id: z.string() });

export function createRecord({ web, egress = straight, log, cursors, people, clock, isForgotten }: RecordDeps) {
  const running = new Set<string>();

  async function upload(name: string, content: Buffer): Promise<string> {
    const asked = { filename: name, length: content.byteLength };
    const answer = await call('files.getUploadURLExternal', () => web.files.getUploadURLExternal(asked));
    const { upload_url: url, file_id: id } = ticket.parse(answer);
    // The address itself is the permission: the token is not sent along.
    const sent = await call('upload', () =>
      egress.fetch(url, {
        method: 'POST',
        body: new Uint8Array(content),
        headers: { 'content-type': 'application/octet-stream' },
        redirect: 'error',
        signal: AbortSignal.timeout(UPLOAD_MS),
      }),
    );
    if (!sent.ok) throw new SlackError(`http_${sent.status}`, 'Slack did not take the file.', { effect: 'none' });
    return id;
  }

  /** The file's words are those of the thread in which it stands. */
  async function exportTo(channel: string, threadTs: string, events: readonly Recorded[]): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    const { requestId } = last;
    const name = `${requestId.replace(/[^\w-]/g, '_')}-${last.version}.jsonl`;
    const id = await upload(name, Buffer.from(recordText(events)));
    const { title, comment } = inLanguage(foldKnownPart(events).state?.language ?? DEFAULT_LANGUAGE, () => ({
      title: words.overview.record.title(requestId),
      comment: words.overview.record.comment(events.length, words.time.when(last.at), last.hash, name),
    }));
    await call('files.completeUploadExternal', () =>
      web.files.completeUploadExternal({
        files: [{ id, title }],
        channel_id: channel,
        thread_ts: threadTs,
        initial_comment: comment,
      }),
    );
  }

  /** Exports, or gives in words for the person why not; null when the file stands in the thread. */
  return async function record({ requestId, person, channel, messageTs, team }: Pressed): Promise<string | null> {
    const language = await people.languageOf(person);
    const say = (said: () => string) => inLanguage(language, said);
    const refusal = await refusedAs(people, person, language);
    if (refusal !== null) return refusal;
    const events = await log.load(requestId);
    const { cardChannel, cardTs } = await cursors.get(requestId);
    // What only a newer version knows is exported as well: the file is the log as it stands.
    const { state } = foldKnownPart(events);
    if (state === null) return say(() => refusalText('no_such_request', null));
    // Only from the request's own card, and into its own thread: whoever reads the file could read the thread.
    const isOwnCard = cardTs !== null && cardChannel === channel && cardTs === messageTs;
    // Where the card of a request stood that ended long ago is forgotten: the log goes to its channel's readers only, as before.
    const isOldCard = isForgotten({ cardChannel, cardTs }, state, { channel }, clock.now());
    if (!(isOwnCard || isOldCard) || !isOfTeam(state, team)) return say(() => words.flow.notOurCard);
    if (running.has(requestId)) return say(() => words.overview.record.running);
    running.add(requestId);
    try {
      await exportTo(channel, messageTs, events);
      return null;
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      const { code } = error;
      const { missingScope, failed } = inLanguage(language, () => words.overview.record);
      return code === 'missing_scope' ? missingScope('files:write') : failed(code);
    } finally {
      running.delete(requestId);
    }
  };
}
