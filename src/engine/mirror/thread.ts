/** The second cursor: every event after it is told once, in order, as few messages as the lines fit in. */
import { DEFAULT_LANGUAGE, type Language } from '../../lib/language.ts';
import { fold } from '../../request/evolve.ts';
import { passages } from '../../request/log/phase-changes.ts';
import type { Recorded } from '../../request/events.ts';
import type { Cursor } from '../../request/cursor.ts';
import type { MirrorDeps } from './deps.ts';
import { failureOf } from '../reads/failures.ts';
import type { Line } from '../ports.ts';
import type { UnconfirmedPosts } from './unconfirmed-posts.ts';

interface ThreadDeps extends MirrorDeps {
  readonly settling: UnconfirmedPosts;
}

interface ThreadCursor {
  readonly version: number;
  readonly lines: readonly Line[];
}

/** Brings the thread up to the log. Rejects at the first message that Slack did not take; what is before it stays told. */
export async function syncThread(deps: ThreadDeps, log: readonly Recorded[], cursor: Cursor): Promise<void> {
  const settled = await settleAttempt(deps, cursor);
  if (settled === null || settled.threadVersion >= log.length) return;
  const untold = tell(deps, log, settled.threadVersion);
  const language = fold(log)?.language ?? DEFAULT_LANGUAGE;
  for (let at = settled; at.threadVersion < log.length; ) {
    const from = at.threadVersion;
    at = await postNext(
      deps,
      at,
      untold.filter(({ version }) => version > from),
      language,
    );
  }
}

/** A message that was begun and never confirmed: look before saying it again. Null while it is too early to know. */
async function settleAttempt(deps: ThreadDeps, cursor: Cursor): Promise<Cursor | null> {
  const { threadAttempt } = cursor;
  if (threadAttempt === null) return cursor;
  // Before the look: its answer may take long, and tells what stood there when it was given.
  const isOver = deps.settling.over(attemptOf(cursor));
  const to = await deps.messages.findLines(placeOf(cursor), cursor.requestId);
  const arrived = to >= threadAttempt.to;
  if (!arrived && !isOver) return null;
  deps.settling.forget(attemptOf(cursor));
  const settled = { ...cursor, threadAttempt: null, threadVersion: Math.max(cursor.threadVersion, arrived ? to : 0) };
  await deps.cursors.put(settled);
  return settled;
}

async function postNext(
  deps: ThreadDeps,
  cursor: Cursor,
  rest: readonly ThreadCursor[],
  language: Language,
): Promise<Cursor> {
  const message = nextMessage(deps, rest);
  const brought = { ...cursor, threadVersion: message.to, threadAttempt: null };
  if (message.lines.length === 0) {
    await deps.cursors.put(brought);
    return brought;
  }
  const begun = { ...cursor, threadAttempt: { to: message.to, at: deps.clock.now() } };
  deps.settling.begun(attemptOf(begun));
  await deps.cursors.put(begun);
  const mark = { requestId: cursor.requestId, to: message.to };
  const broadcast = message.lines.some((line) => line.broadcast);
  const yields = message.lines.every((line) => line.yields);
  try {
    await deps.messages.postLines(placeOf(cursor), deps.renderer.message(message.lines, language), mark, {
      broadcast,
      yields,
    });
  } catch (error) {
    if (failureOf(error).effect === 'none') await deps.cursors.put({ ...cursor, threadAttempt: null });
    throw error;
  }
  await deps.cursors.put(brought);
  deps.settling.forget(attemptOf(begun));
  return brought;
}

/** As many events as one message holds; a line for the whole channel stands alone. */
function nextMessage(deps: MirrorDeps, rest: readonly ThreadCursor[]): { to: number; lines: readonly Line[] } {
  let lines: readonly Line[] = [];
  let to = rest[0]?.version ?? 0;
  for (const told of rest) {
    const longer = [...lines, ...told.lines];
    const alone = told.lines.some((line) => line.broadcast);
    if (lines.length > 0 && (alone || deps.renderer.fits(longer) < longer.length)) break;
    lines = longer;
    to = told.version;
    if (alone) break;
  }
  return { to, lines };
}

/** What is to be said of everything after that version. */
function tell(deps: MirrorDeps, log: readonly Recorded[], told: number): readonly ThreadCursor[] {
  return passages(fold(log.slice(0, told)), log.slice(told)).map(({ before, recorded, after }) => {
    return { version: recorded.version, lines: deps.renderer.lines(before, recorded, after) };
  });
}

function attemptOf({ requestId, threadAttempt }: Cursor): string {
  return `${requestId} ${threadAttempt?.to} ${threadAttempt?.at}`;
}

function placeOf(cursor: Cursor): { channel: string; ts: string } {
  return { channel: cursor.cardChannel ?? '', ts: cursor.cardTs ?? '' };
}
