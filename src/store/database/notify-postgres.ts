/** LISTEN: what another replica wrote is heard of at once. Whoever listens polls as well, so nothing depends on it. */
import { Client } from 'pg';
import { systemClock } from '../../lib/clock.ts';
import { CHANNEL, LEASE_FREE, type Listen, type Notify, OCP_GATE } from './notify.ts';
import { connectionOptions } from './postgres.ts';

const AGAIN_MS = 200;
/** A connection on which nothing is ever sent does not notice that the other end has gone. */
const PROBE_MS = 5_000;
const PATIENCE_MS = 5_000;

/** On a connection of its own, which is opened again whenever it breaks; `missed` then, for whatever went by meanwhile. */
export function listenOn(url: string): Listen {
  return (heard) => {
    const stopping = new AbortController();
    const running = (async () => {
      while (!stopping.signal.aborted) {
        await session(url, heard, stopping.signal);
        await systemClock.sleep(AGAIN_MS, stopping.signal);
      }
    })();
    return {
      async stop() {
        stopping.abort();
        await running;
      },
    };
  };
}

/** Resolves when the connection broke or `stop` was aborted. Never rejects. */
async function session(url: string, heard: (news: Notify) => void, stop: AbortSignal): Promise<void> {
  const client = new Client({
    ...connectionOptions(url),
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  const over = new AbortController();
  const end = () => over.abort();
  stop.addEventListener('abort', end, { once: true });
  client.on('error', end);
  client.on('end', end);
  client.on('notification', ({ payload }) => heard(newsOf(payload)));
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    heard({ kind: 'missed' });
    while (!over.signal.aborted) {
      await systemClock.sleep(PROBE_MS, over.signal);
      if (!over.signal.aborted) await client.query('select 1');
    }
  } catch {
    // Its end is all there is to know: the next session, or the polling, hears of what this one missed.
  } finally {
    stop.removeEventListener('abort', end);
    await client.end().catch(() => undefined);
  }
}

function newsOf(payload: string | undefined): Notify {
  if (payload === LEASE_FREE) return { kind: 'lease' };
  if (payload === OCP_GATE) return { kind: 'ocp_gate' };
  return payload === undefined || payload === '' ? { kind: 'missed' } : { kind: 'request', id: payload };
}
