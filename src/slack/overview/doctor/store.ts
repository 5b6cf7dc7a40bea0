import type { Recorded } from '../../../request/events.ts';
import { foldKnownPart } from '../../../request/evolve.ts';
import { type Examination, type Finding, type FindingVerdict, whyOf } from './finding.ts';
import { words } from '../../../text/words.ts';

export interface StoreProbe {
  ping(): Promise<void>;
  /** Bytes that the store's disk has left for this account; null when the store is not on a disk of this machine. */
  freeBytes(): Promise<number | null>;
}

const MB = 1_000_000;
const FREE_MIN = 500 * MB;

const finding = (verdict: FindingVerdict, text: () => string): Finding => ({ area: 'store', verdict, text });

/** The open requests. */
interface OpenLog {
  open(): Promise<readonly { id: string }[]>;
  load(requestId: string): Promise<readonly Recorded[]>;
}

export function storeExaminations(store: StoreProbe, log: OpenLog): readonly Examination[] {
  return [
    { area: 'store', name: () => words.doctor.checks.store, look: () => answers(store) },
    { area: 'store', name: () => words.doctor.checks.requests, look: () => leftAlone(log) },
    { area: 'store', name: () => words.doctor.checks.disk, look: () => disk(store) },
  ];
}

async function answers(store: StoreProbe): Promise<readonly Finding[]> {
  try {
    await store.ping();
    return [finding('ok', () => words.doctor.store)];
  } catch (error) {
    return [finding('problem', () => words.doctor.storeFailed(whyOf(error)))];
  }
}

/** What a newer version recorded, this one does not touch. */
async function leftAlone(log: OpenLog): Promise<readonly Finding[]> {
  let count = 0;
  for (const { id } of await log.open()) if (!foldKnownPart(await log.load(id)).isWhole) count += 1;
  return count === 0 ? [] : [finding('problem', () => words.doctor.leftAlone(count))];
}

async function disk(store: StoreProbe): Promise<readonly Finding[]> {
  const free = await store.freeBytes();
  if (free === null) return [];
  const said = free >= 1_000 * MB ? `${(free / (1_000 * MB)).toFixed(1)} GB` : `${Math.floor(free / MB)} MB`;
  return [
    free < FREE_MIN
      ? finding('problem', () => words.doctor.diskLow(said))
      : finding('ok', () => words.doctor.disk(said)),
  ];
}
