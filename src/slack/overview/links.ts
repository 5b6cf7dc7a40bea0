import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Identity } from '../identity.ts';
import { call } from '../web.ts';

interface Place {
  readonly cardChannel: string | null;
  readonly cardTs: string | null;
}

interface LinkDeps {
  readonly web: WebClient;
  readonly cursors: { get(requestId: string): Promise<Place> };
  readonly identity: () => Promise<Identity>;
  readonly clock: Clock;
}

const KEPT = 5_000;
const AT_A_TIME = 5;
/** An answer that some links are missing from is better than one that comes late. */
const PATIENCE_MS = 2_000;

const answered = z.object({ permalink: z.url({ protocol: /^https?$/ }) });

export type Links = ReadonlyMap<string, string>;

/**
 * Links to requests' cards. Slack is asked once for each card (chat.getPermalink); where it does not answer in time, the
 * link is put together from the workspace's own address, in the form that Slack gives it.
 */
export function createLinks({ web, cursors, identity, clock }: LinkDeps) {
  const known = new Map<string, string>();

  async function ask(channel: string, ts: string): Promise<void> {
    const answer = await call('chat.getPermalink', () => web.chat.getPermalink({ channel, message_ts: ts }));
    known.set(`${channel} ${ts}`, answered.parse(answer).permalink);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  }

  async function askAll(places: readonly { channel: string; ts: string }[], over: AbortSignal): Promise<void> {
    const left = [...places];
    const worker = async () => {
      for (let place = left.shift(); place && !over.aborted; place = left.shift()) {
        try {
          await ask(place.channel, place.ts);
        } catch {
          // What Slack does not tell is put together below; the rest would most likely fare the same.
          return;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  }

  /** By request id; a request whose card is not posted yet has none. */
  return async function links(ids: readonly string[]): Promise<Links> {
    const placed = (await Promise.all(ids.map(async (id) => ({ id, place: await cursors.get(id) })))).flatMap(
      ({ id, place: { cardChannel: channel, cardTs: ts } }) => (channel && ts ? [{ id, channel, ts }] : []),
    );
    const missing = placed.filter(({ channel, ts }) => !known.has(`${channel} ${ts}`));
    if (missing.length > 0) {
      const over = new AbortController();
      await Promise.race([askAll(missing, over.signal), clock.sleep(PATIENCE_MS, over.signal)]);
      over.abort();
    }
    const site = await identity().then(
      ({ url }) => url,
      () => null,
    );
    const found = placed.flatMap(({ id, channel, ts }): readonly [string, string][] => {
      const link = known.get(`${channel} ${ts}`) ?? (site && `${site}archives/${channel}/p${ts.replace('.', '')}`);
      return link ? [[id, link]] : [];
    });
    return new Map(found);
  };
}
