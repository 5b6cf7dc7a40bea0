import { languageOf, type Policy } from '../../policy/policy.ts';
import { resumeExposure } from '../../stop/decide.ts';
import type { RecordedStop } from '../../stop/events.ts';
import { type ResumeCard, resumesOf } from '../../stop/resumes.ts';
import type { MirrorDeps } from './deps.ts';
import { failureOf } from '../reads/failures.ts';
import { type CardSubject, createCards } from './card.ts';
import { eachOf, type Worker } from '../leadership/worker.ts';
import { createBackoff } from '../backoff.ts';
import type { Renderer } from '../ports.ts';
import type { Stops } from '../stops/stops.ts';

export interface ResumeMirrorDeps extends Pick<MirrorDeps, 'messages' | 'cursors' | 'channels' | 'clock' | 'business'> {
  readonly stops: Pick<Stops, 'history' | 'execute'>;
  readonly policies: { read(): Promise<Policy> };
  readonly renderer: Pick<Renderer, 'resumeCard' | 'plain'>;
}

const AUDIENCE_MAX_AGE_MS = 10_000;
/** Slack's answer when somebody deleted the card. */
const CARD_GONE = 'message_not_found';

/** Keeps the card of each proposal to resume equal to the log of the stop, and closes proposals whose time is over. */
export function createResumeMirror(deps: ResumeMirrorDeps): Worker {
  const { stops, cursors, clock, business } = deps;
  const patience = createBackoff(clock, { firstMs: 1_000, maxMs: 30_000 });
  const cards = createCards(deps);
  /** Of which this process has seen that their card shows the last word; forgotten with it, which costs one look. */
  const done = new Set<string>();
  let drawn: { readonly log: readonly RecordedStop[]; readonly cards: readonly ResumeCard[] } = { log: [], cards: [] };

  async function list(): Promise<readonly ResumeCard[]> {
    return (await all()).filter(({ id }) => !done.has(id));
  }

  async function step(id: string): Promise<void> {
    const before = await find(id);
    if (!before) return;
    if (before.outcome === null && clock.now() >= before.expiresAt) await stops.execute({ type: 'expire_resume' });
    if (!patience.ready(id)) return;
    try {
      const card = await find(id);
      if (card) await sync(card);
      patience.clear(id);
    } catch (error) {
      const { code, message } = failureOf(error);
      patience.failed(id, error);
      business('resume_card_waits', { resume: id, code, message });
      if (code === CARD_GONE) await postAgain(id);
    }
  }

  /** Drawn from the log anew only when it grew. */
  async function all(): Promise<readonly ResumeCard[]> {
    const log = await stops.history();
    if (log !== drawn.log) drawn = { log, cards: resumesOf(log) };
    return drawn.cards;
  }

  async function find(id: string): Promise<ResumeCard | undefined> {
    return (await all()).find((one) => one.id === id);
  }

  async function sync(card: ResumeCard): Promise<void> {
    const { id, round, outcome, version } = card;
    const cursor = await cursors.get(id);
    // What was over before it was ever shown is not shown any more.
    if (outcome !== null && cursor.cardTs === null && cursor.cardAttemptAt === null) return void done.add(id);
    const policy = await deps.policies.read();
    const audience = await deps.channels.audience(card.channel, AUDIENCE_MAX_AGE_MS);
    const exposed = resumeExposure(policy, card.channel, audience);
    if (exposed !== null) {
      business('resume_card_waits', {
        resume: id,
        code: exposed,
        message: `The channel ${card.channel} is ${audience}.`,
      });
      return patience.failed(id, null);
    }
    const { cardChannel: channel, cardTs: ts, cardAttemptAt } = await cards.sync(subjectOf(card, policy), cursor);
    if (channel === null || ts === null) return;
    if (!card.isPosted && outcome === null) await stops.execute({ type: 'card_posted', round, channel, ts });
    if (outcome !== null && cardAttemptAt === null && (await cursors.get(id)).cardVersion === version) done.add(id);
  }

  function subjectOf(card: ResumeCard, policy: Policy): CardSubject {
    const { id, version, channel, outcome } = card;
    const draw = () => deps.renderer.resumeCard(card, policy, languageOf(policy, channel));
    return { id, version, channel, isAgeing: false, isUrgent: true, isOver: outcome !== null, draw };
  }

  async function postAgain(id: string): Promise<void> {
    const cursor = await cursors.get(id);
    await cursors.put({ ...cursor, cardTs: null, cardVersion: 0, cardRendering: '', cardAttemptAt: null });
  }

  return eachOf({ name: 'resume mirror', list, step, business });
}
