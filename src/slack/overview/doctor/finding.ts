import { causeOf } from '../../../lib/cause.ts';
import type { Clock } from '../../../lib/clock.ts';
import { causeText } from '../../sentences/cause.ts';
import type { Words } from '../../../text/en/en.ts';
import { words } from '../../../text/words.ts';

export type Area = keyof Words['doctor']['areas'];
/** note: nothing is wrong, and the reader should know it. unknown: it could not be found out. */
export type FindingVerdict = keyof Words['doctor']['verdicts'];

export interface Finding {
  readonly area: Area;
  readonly verdict: FindingVerdict;
  /** mrkdwn, escaped; a problem says what to do. Put into words by whoever renders it, in the reader's language. */
  readonly text: () => string;
}

/** One thing to look at. It may reject: then the finding is that it could not be checked. */
export interface Examination {
  readonly area: Area;
  /** As in "… gave no answer": mrkdwn, escaped. */
  readonly name: () => string;
  readonly look: () => Promise<readonly Finding[]>;
}

/** Everything at once, each for so long at most: what has not answered by then is told as such. Never rejects. */
export async function examine(
  examinations: readonly Examination[],
  options: { readonly clock: Clock; readonly patienceMs: number },
): Promise<readonly Finding[]> {
  const found = await Promise.all(examinations.map((one) => examineOne(one, options)));
  return found.flat();
}

async function examineOne(
  { area, name, look }: Examination,
  { clock, patienceMs }: { readonly clock: Clock; readonly patienceMs: number },
): Promise<readonly Finding[]> {
  const over = new AbortController();
  const late = clock
    .sleep(patienceMs, over.signal)
    .then((): readonly Finding[] => [
      { area, verdict: 'unknown', text: () => words.doctor.timedOut(name(), Math.round(patienceMs / 1_000)) },
    ]);
  try {
    return await Promise.race([look(), late]);
  } catch (error) {
    return [{ area, verdict: 'unknown', text: () => words.doctor.failed(name(), whyOf(error)) }];
  } finally {
    over.abort();
  }
}

/** Why something failed, for a reader, in the language in force: call it when the finding is rendered. */
export function whyOf(error: unknown): string {
  return causeText(causeOf(error), 300);
}
