/** Clicks on the card of a resume, and one-time codes for it. They come through the same inbox as clicks on requests. */
import type { Clock } from '../../lib/clock.ts';
import type { Language } from '../../lib/language.ts';
import type { CodeFacts, CodeStanding } from '../../people/authorise.ts';
import type { Person } from '../../people/person.ts';
import { groupsOf, type Policy } from '../../policy/policy.ts';
import { isOfTeam } from '../../request/state.ts';
import type { StopCommand } from '../../stop/commands.ts';
import { resumeNeedsCode } from '../../stop/decide.ts';
import type { StopRefusalCode } from '../../stop/events.ts';
import { roundOfResume } from '../../stop/resumes.ts';
import type { ResumeProposal, StopState } from '../../stop/state.ts';
import { cardPlaceOf, type CardPlace, isCardOf } from '../mirror/card-place.ts';
import type { Click } from '../../request/clicks.ts';
import type { CodeQuestion } from './code.ts';
import { failureOf } from '../reads/failures.ts';
import type { BusinessLog, Channels, Languages, Messages, People, Policies } from '../ports.ts';
import type { Stops } from '../stops/stops.ts';

export type ResumeRefusal = StopRefusalCode | 'not_our_card';

export interface ResumeClickDeps {
  readonly stops: Pick<Stops, 'load' | 'execute'>;
  readonly cursors: { get(id: string): Promise<CardPlace> };
  readonly people: People & Languages;
  readonly channels: Channels;
  readonly policies: Policies;
  /** Of the people file in force; null where none is in use. */
  readonly roster: () => Promise<{ readonly version: string } | null>;
  readonly messages: Pick<Messages, 'tell'>;
  readonly codes: { standing(account: string): Promise<CodeStanding> };
  /** Asks whoever clicked for a one-time code. False when the click was too long ago. */
  readonly askCode: (click: Click, round: number, language: Language) => Promise<boolean>;
  /** For one person, in their language. */
  readonly words: (
    code: ResumeRefusal,
    facts: { readonly person: string; readonly state: StopState; readonly policy: Policy },
    language: Language,
  ) => string;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/** An approval ends the stop at once, so nothing about the two people is older than this. */
const FACTS_MAX_AGE_MS = 2_000;

/** Somebody rewrites the policy faster than Slack answers: the click stays in the inbox and is looked at again. */
const ROUNDS = 5;

export interface ResumeClicks {
  /** Carries out a click that is on disk. Rejects only when the store fails; the click then stays in the inbox. */
  handle(click: Click): Promise<void>;
  readonly question: CodeQuestion;
}

export function createResumeClicks(deps: ResumeClickDeps): ResumeClicks {
  const { stops, business } = deps;

  async function handle(click: Click): Promise<void> {
    const place = await cardPlaceOf(deps, click.requestId);
    const refusal = isCardOf(place, click) ? await carryOut(click) : 'not_our_card';
    if (refusal === null) return;
    const language = await deps.people.languageOf(click.person);
    const round = roundOfResume(click.requestId) ?? 0;
    if (refusal === 'code_needed' && (await deps.askCode(click, round, language))) return;
    business('click_refused', { request: click.requestId, by: click.person, action: click.action, code: refusal });
    const [state, policy] = await Promise.all([stops.load(), deps.policies.read()]);
    const text = deps.words(refusal, { person: click.person, state, policy }, language);
    try {
      await deps.messages.tell(click.person, click.channel, text);
    } catch (error) {
      business('private_answer_lost', { request: click.requestId, by: click.person, code: failureOf(error).code });
    }
  }

  async function carryOut(click: Click): Promise<ResumeRefusal | null> {
    const resume = (await stops.load()).stop?.resume;
    const round = roundOfResume(click.requestId);
    if (round === null || resume?.round !== round) return 'no_resume';
    if (resume.team !== null && !isOfTeam({ team: resume.team }, click.team)) return 'not_our_card';
    const command = await inForce((policy) => commandOf(click, resume, policy));
    if (command === null) return 'not_now';
    return (await stops.execute(command)).decision.refusal?.code ?? null;
  }

  /**
   * Policy and people file; Slack under them; policy and people file once more, and all of it again if they changed meanwhile:
   * Slack takes its time, and whoever was taken out of the policy in that time ends no stop.
   */
  async function inForce<T>(read: (policy: Policy) => Promise<T>): Promise<T> {
    let rules = await readRules();
    for (let round = 1; round <= ROUNDS; round += 1) {
      const facts = await read(rules.policy);
      const now = await readRules();
      if (now.key === rules.key) return facts;
      rules = now;
    }
    throw new Error(`The policy or the people file changed ${ROUNDS} times while a click on a resume was carried out.`);
  }

  async function readRules() {
    const [policy, people] = await Promise.all([deps.policies.fresh(), deps.roster()]);
    return { policy, key: [policy.version, people?.version ?? ''].join(' ') };
  }

  async function commandOf(click: Click, resume: ResumeProposal, policy: Policy): Promise<StopCommand | null> {
    const groups = groupsOf(policy);
    const ids = [click.person, resume.by];
    const [person = unread(click.person), proposer = unread(resume.by)] = await deps.people.read(
      ids,
      groups,
      FACTS_MAX_AGE_MS,
    );
    const { round } = resume;
    switch (click.action) {
      case 'approve': {
        const audience = await deps.channels.audience(click.channel, FACTS_MAX_AGE_MS);
        const code = resumeNeedsCode(policy) && { code: await codeOf(click) };
        return { type: 'approve_resume', person, proposer, policy, audience, round, ...code };
      }
      case 'reject':
        return { type: 'reject_resume', person, policy, round };
      case 'withdraw':
        return { type: 'withdraw_resume', person, round };
      default:
        return null;
    }
  }

  async function codeOf({ person, code }: Click): Promise<CodeFacts> {
    if (code !== null) return { kind: 'right', ...code };
    return { kind: 'none', standing: await deps.codes.standing(person) };
  }

  function unread(id: string): Person {
    return { id, standing: 'unread', groups: null, readAt: deps.clock.now() };
  }

  return {
    handle,
    question: {
      async wants({ round, person }) {
        const resume = (await stops.load()).stop?.resume;
        return resume?.round === round && resume.codesAsked.includes(person);
      },
      async refuse({ round, person: by }, why, until) {
        const { decision } = await stops.execute({ type: 'refuse_code', by, round, why, until });
        return decision.refusal === null;
      },
    },
  };
}
