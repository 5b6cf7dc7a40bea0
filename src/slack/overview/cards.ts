import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import type { Identity } from '../client/identity.ts';
import { call } from '../client/web.ts';

interface CardLink {
  readonly cardChannel: string | null;
  readonly cardTs: string | null;
}

interface CardDeps {
  readonly web: WebClient;
  readonly cursors: { get(requestId: string): Promise<CardLink> };
  readonly identity: () => Promise<Identity>;
  readonly clock: Clock;
}

const KEPT = 5_000;
const AT_A_TIME = 5;
/** An answer that some links are missing from is better than one that comes late. */
const PATIENCE_MS = 2_000;

const answered = z.object({ permalink: z.url({ protocol: /^https?$/ }) });

/** Of the cards of some requests, by the requests' ids. */
export interface Cards {
  /** A card that is not posted yet has none. */
  readonly links: ReadonlyMap<string, string>;
  /** Slack has taken no card of these, although there was time for it. */
  readonly unposted: ReadonlySet<string>;
}

/** A card usually stands within a second. */
const CARD_DUE_MS = 10_000;

/**
 * Where requests' cards stand, with links to them. Slack is asked once for each card (chat.getPermalink); where it does not answer in time, the
 * link is put together from the workspace's own address, in the form that Slack gives it.
 */
export function createCards({ web, cursors, identity, clock }: CardDeps) {
  const known = new LRUCache<string, string>({ max: KEPT });

  async function ask(channel: string, ts: string): Promise<void> {
    const answer = await call('chat.getPermalink', () => web.chat.getPermalink({ channel, message_ts: ts }));
    known.set(`${channel} ${ts}`, answered.parse(answer).permalink);
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

  return async function cards(
    requests: readonly { readonly id: string; readonly requestedAt: number }[],
  ): Promise<Cards> {
    const now = clock.now();
    const found = await Promise.all(requests.map(async (one) => ({ ...one, place: await cursors.get(one.id) })));
    const unposted = found.filter(
      ({ place, requestedAt }) => place.cardTs === null && now - requestedAt >= CARD_DUE_MS,
    );
    const placed = found.flatMap(({ id, place: { cardChannel: channel, cardTs: ts } }) =>
      channel && ts ? [{ id, channel, ts }] : [],
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
    const links = placed.flatMap(({ id, channel, ts }): readonly [string, string][] => {
      const link = known.get(`${channel} ${ts}`) ?? (site && `${site}archives/${channel}/p${ts.replace('.', '')}`);
      return link ? [[id, link]] : [];
    });
    return { links: new Map(links), unposted: new Set(unposted.map(({ id }) => id)) };
  };
}
