/** `/failover stop`, why, and `/failover resume`: each is on disk before Slack is answered, and needs no Slack that answers. */
import type { BusinessLog } from '../../log/levels.ts';
import type { WebClient } from '@slack/web-api';
import type { Language } from '../../lib/language.ts';
import type { Policy } from '../../policy/policy.ts';
import type { ResumeLack } from '../../stop/decide.ts';
import type { StopEvent, StopRefusalCode } from '../../stop/events.ts';
import type { StopState } from '../../stop/state.ts';
import type { OcpAway } from '../../view/ocp.ts';
import type { FieldErrors } from '../form/submit.ts';
import type { CommandBody } from './payloads.ts';
import type { Delivery, SeenDeliveries } from './receive/seen.ts';
import type { Rendered } from '../blocks/blocks.ts';
import { clean, cut, unescape } from '../blocks/escape.ts';
import { notStoppedText, resumeAnswer, STOP_REASON, stopAnswer, stopReasonForm } from '../notice/stop-answer.ts';
import { call } from '../client/web.ts';
import { inLanguage, words } from '../../text/words.ts';
import type { ActionHandler } from './actions.ts';

interface Answered {
  readonly person: string;
  readonly decision: {
    readonly events: readonly StopEvent[];
    readonly refusal: { readonly code: StopRefusalCode } | null;
  };
  readonly state: StopState;
  readonly policy: Policy;
  readonly unaware: readonly string[];
  readonly lacks: readonly ResumeLack[];
}

export interface StopDeps {
  readonly web: WebClient;
  readonly desk: {
    stop(asked: { person: string; channel: string; reason: string | null }): Promise<Answered>;
    giveReason(asked: { person: string; reason: string }): Promise<Pick<Answered['decision'], 'refusal'>>;
    propose(asked: { person: string; team: string }): Promise<Answered>;
  };
  readonly people: { languageOf(id: string): Promise<Language> };
  readonly seen: SeenDeliveries;
  /** OCP as it was last seen, null while it answers: nothing is asked of it before a stop is answered. */
  readonly away: () => OcpAway | null;
  readonly business: BusinessLog;
  readonly background: (what: string, work: () => Promise<void>) => void;
}

type Answering = Pick<StopDeps, 'desk' | 'people' | 'seen' | 'away' | 'business'>;

interface Command {
  readonly body: CommandBody;
  readonly argument: string;
  readonly delivery: Delivery;
}

type Ack = (answer?: { response_type: 'ephemeral'; text: string; blocks?: Rendered['blocks'] }) => Promise<void>;

const REASON_MAX = 300;

/** "Stopped" is said only when it is on disk. What Slack delivers again is not counted as typed again. */
export async function answerStop(deps: Answering, { body, argument, delivery }: Command, ack: Ack): Promise<void> {
  const { user_id: person, channel_id: channel } = body;
  // Looked up before and remembered after: a bot that dies in between stops at the next delivery.
  if (await isKnown(deps, delivery)) return ack();
  const asked = { person, channel, reason: reasonOf(argument) };
  // In one turn: Slack allows three seconds, and may itself be slow to say who somebody is.
  const [answered, language] = await Promise.all([stopNow(deps, asked), deps.people.languageOf(person)]);
  if (answered === null) return ack({ response_type: 'ephemeral', text: inLanguage(language, notStoppedText) });
  const besides = { seenAt: seenAtOf(answered), away: deps.away() };
  await ack(ephemeral(inLanguage(language, () => stopAnswer(answered, besides))));
  await deps.seen.first(delivery);
}

/** Null when the store did not take it: nothing is stopped then. */
async function stopNow(
  { desk, business }: Answering,
  asked: { person: string; channel: string; reason: string | null },
): Promise<Answered | null> {
  try {
    return await desk.stop(asked);
  } catch (error) {
    business('stop_not_written', { by: asked.person, message: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

function seenAtOf({ decision }: Answered): number | null {
  return decision.events.flatMap((event) => ('seenAt' in event ? (event.seenAt ?? []) : []))[0] ?? null;
}

/** A store that does not answer this question must not keep anybody from stopping. */
async function isKnown({ seen }: Answering, delivery: Delivery): Promise<boolean> {
  try {
    return await seen.known(delivery);
  } catch {
    return false;
  }
}

export async function answerResume(deps: StopDeps, { body, delivery }: Command, ack: Ack): Promise<void> {
  const { user_id: person, team_id: team } = body;
  if (await deps.seen.known(delivery)) return ack();
  const language = await deps.people.languageOf(person);
  const answered = await deps.desk.propose({ person, team });
  await ack(ephemeral(inLanguage(language, () => resumeAnswer(answered))));
  await deps.seen.first(delivery);
}

/** The button below "stopped", where no reason was typed. */
export function stopActions(deps: StopDeps): readonly [string, ActionHandler][] {
  return [
    [
      STOP_REASON,
      async ({ user, trigger_id: trigger }, ack) => {
        await ack();
        if (trigger === undefined) return;
        deps.background('stop reason', async () => {
          const language = await deps.people.languageOf(user.id);
          const view = inLanguage(language, stopReasonForm);
          await call('views.open', () => deps.web.views.open({ trigger_id: trigger, view }));
        });
      },
    ],
  ];
}

/** Null when the reason is on disk and the form may close. */
export async function submitStopReason(
  deps: StopDeps,
  { person, text }: { readonly person: string; readonly text: string },
): Promise<FieldErrors> {
  const language = await deps.people.languageOf(person);
  const reason = reasonOf(text);
  if (reason === null) return { reason: inLanguage(language, () => words.stop.reasonForm.missing) };
  const { refusal } = await deps.desk.giveReason({ person, reason });
  if (refusal === null) return null;
  return { reason: inLanguage(language, () => words.stop.answer.reasonLate) };
}

/** What somebody wrote, without what cannot be seen; null where no letter or digit is left. */
function reasonOf(text: string): string | null {
  // Slack escapes what is typed, and writes people and channels as references.
  const plain = clean(unescape(text.replace(/<[@#][A-Z0-9]+\|([^>]*)>/g, '$1')))
    .replace(/\s+/g, ' ')
    .trim();
  return /[\p{L}\p{N}]/u.test(plain) ? cut(plain, REASON_MAX) : null;
}

function ephemeral({ text, blocks }: Rendered) {
  return { response_type: 'ephemeral', text, blocks } as const;
}
