/** The first cursor: one root message a request, edited to the newest state. */
import { sha256 } from '../../operation/digest.ts';
import type { Cursor } from '../../request/cursor.ts';
import type { MirrorDeps } from './deps.ts';
import { codeOf, failureOf } from '../reads/failures.ts';
import type { Renderer, Rendering } from '../ports.ts';
import { createUnconfirmedPosts } from './unconfirmed-posts.ts';

/** While a task runs, the elapsed time on the card is brought up to date this often: chat.update is 50 a minute for all. */
const REFRESH_MS = 15_000;

/** So much Slack's clock may be behind the one by which an attempt was written down. */
const LOOK_BACK_MS = 3_600_000;

/** Slack's answers when it is the blocks that it does not take. */
const BLOCKS_AT_FAULT = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long']);

/** What a card shows, drawn from what is stored. */
export interface CardSubject {
  readonly id: string;
  readonly version: number;
  /** Where it is posted at first. */
  readonly channel: string;
  /** Elapsed times stand on it. */
  readonly isAgeing: boolean;
  /** It asks people something, or is the last word. */
  readonly isUrgent: boolean;
  readonly isOver: boolean;
  draw(options: { readonly now: number; readonly plan: boolean }): Rendering;
}

export interface Cards {
  /** Posts or edits the card. Resolves with the cursor as stored; `cardTs` stays null while a first post is unsettled. */
  sync(subject: CardSubject, cursor: Cursor): Promise<Cursor>;
}

export function createCards({
  messages,
  cursors,
  clock,
  renderer,
}: Pick<MirrorDeps, 'messages' | 'cursors' | 'clock'> & { readonly renderer: Pick<Renderer, 'plain'> }): Cards {
  const settling = createUnconfirmedPosts(clock);
  /** When each card was last looked at; forgotten with the process, which costs one edit. */
  const lookedAt = new Map<string, number>();
  /** False once Slack refused a card with a `plan` block: the same card goes out in plain blocks from then on. */
  let plan = true;

  async function sync(subject: CardSubject, cursor: Cursor): Promise<Cursor> {
    if (cursor.cardTs !== null) return update(subject, cursor, cursor.cardTs);
    if (cursor.cardAttemptAt === null) return post(subject, cursor);

    const channel = cursor.cardChannel ?? subject.channel;
    const attempt = attemptOf(cursor);
    // Before the look: its answer may take long, and tells what stood there when it was given.
    const isOver = settling.over(attempt);
    const found = await messages.findCard(channel, subject.id, cursor.cardAttemptAt - LOOK_BACK_MS);
    if (found) {
      settling.forget(attempt);
      const placed = { ...cursor, cardChannel: found.channel, cardTs: found.ts, cardAttemptAt: null };
      await cursors.put(placed);
      return update(subject, placed, found.ts);
    }
    if (!isOver) return cursor;
    settling.forget(attempt);
    return post(subject, cursor);
  }

  async function post(subject: CardSubject, cursor: Cursor): Promise<Cursor> {
    const begun = { ...cursor, cardAttemptAt: clock.now() };
    settling.begun(attemptOf(begun));
    await cursors.put(begun);
    try {
      const channel = cursor.cardChannel ?? subject.channel;
      const { result, rendering } = await send(subject, (card) => messages.postCard(channel, card, subject.id));
      const placed = { ...begun, cardChannel: result.channel, cardTs: result.ts, cardAttemptAt: null };
      const brought = { ...placed, cardVersion: subject.version, cardRendering: fingerprint(rendering) };
      await cursors.put(brought);
      settling.forget(attemptOf(begun));
      return brought;
    } catch (error) {
      if (failureOf(error).effect === 'none') await cursors.put({ ...cursor, cardAttemptAt: null });
      throw error;
    }
  }

  /**
   * An edit whose end nobody knows may reach Slack after later ones and undo them: it stays on record in `cardAttemptAt`, and
   * once it can arrive no more the card is written again, whatever was written meanwhile.
   */
  async function update(subject: CardSubject, cursor: Cursor, ts: string): Promise<Cursor> {
    const now = clock.elapsed();
    const ageing = subject.isAgeing && now - (lookedAt.get(subject.id) ?? 0) >= REFRESH_MS;
    const isOpen = cursor.cardAttemptAt !== null;
    const isSettled = isOpen && settling.over(attemptOf(cursor));
    if (cursor.cardVersion === subject.version && !ageing && !isSettled) return cursor;

    const channel = cursor.cardChannel ?? subject.channel;
    const rendering = await attempted(cursor, () =>
      send(subject, async (card) => {
        if (fingerprint(card) !== cursor.cardRendering || isSettled)
          await messages.updateCard(channel, ts, card, subject.isUrgent);
      }),
    );
    if (subject.isOver) lookedAt.delete(subject.id);
    else lookedAt.set(subject.id, now);
    if (isSettled) settling.forget(attemptOf(cursor));
    const cardAttemptAt = isSettled ? null : cursor.cardAttemptAt;
    const brought = { ...cursor, cardVersion: subject.version, cardRendering: fingerprint(rendering), cardAttemptAt };
    await cursors.put(brought);
    return brought;
  }

  /** An edit, on record before it is drawn and sent. Resolves with what was drawn. */
  async function attempted(cursor: Cursor, send: () => Promise<{ rendering: Rendering }>): Promise<Rendering> {
    const edit = { ...cursor, cardAttemptAt: clock.now() };
    settling.begun(attemptOf(edit));
    await cursors.put(edit);
    try {
      const { rendering } = await send();
      settling.forget(attemptOf(edit));
      return rendering;
    } catch (error) {
      const isOver = failureOf(error).effect === 'none';
      // Of two that may still arrive it is the later one that is waited for.
      settling.forget(attemptOf(isOver ? edit : cursor));
      if (isOver) await cursors.put(cursor);
      throw error;
    }
  }

  async function send<T>(
    subject: CardSubject,
    deliver: (card: Rendering) => Promise<T>,
  ): Promise<{ result: T; rendering: Rendering }> {
    const rendering = subject.draw({ now: clock.now(), plan });
    try {
      return { result: await deliver(rendering), rendering };
    } catch (error) {
      if (!BLOCKS_AT_FAULT.has(codeOf(error))) throw error;
      if (plan) {
        plan = false;
        return send(subject, deliver);
      }
      const plain = renderer.plain(rendering);
      return { result: await deliver(plain), rendering: plain };
    }
  }

  return { sync };
}

function attemptOf({ requestId, cardAttemptAt }: Cursor): string {
  return `${requestId} ${cardAttemptAt}`;
}

function fingerprint(rendering: Rendering): string {
  return sha256(JSON.stringify(rendering));
}
