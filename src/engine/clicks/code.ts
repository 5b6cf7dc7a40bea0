import type { Clock } from '../../lib/clock.ts';
import type { CodeTrouble } from '../../people/code-tries.ts';
import type { CodeFault } from '../../request/events.ts';
import { UnknownEvent } from '../../request/evolve.ts';
import { needsCode } from '../../request/state.ts';
import type { Click } from '../../request/clicks.ts';
import type { BusinessLog } from '../ports.ts';
import type { Requests } from '../requests.ts';

/** The question, and the person who has to give a code for it. */
interface PendingCode {
  readonly requestId: string;
  readonly round: number;
  readonly person: string;
}

/** A form with a one-time code in it, as Slack signed it. */
export interface CodeGiven extends PendingCode {
  /** Identifies this submission, so that a repeat is recognised. */
  readonly key: string;
  readonly team: string;
  readonly code: string;
}

/**
 * `taken`: the approval is on disk. `void`: this is not asked any more; `newer`: the request holds what only a newer version knows. In
 * both the code was not looked at.
 */
export type CodeOutcome = { readonly kind: 'taken' } | { readonly kind: 'void' | 'newer' } | CodeTrouble;

/** Whether a code is still being asked for. `void` and `newer`: it is not, and would not be looked at. */
export type CodeDemand = 'asked' | 'void' | 'newer';

type CheckedCode = { readonly kind: 'right'; readonly step: number } | CodeTrouble;

export interface CodeIntake {
  wants(asked: PendingCode): Promise<CodeDemand>;
  give(given: CodeGiven): Promise<CodeOutcome>;
}

/** What a code is given for. */
export interface CodeQuestion {
  /** Whether this person's code is still needed. */
  wants(asked: PendingCode): Promise<boolean>;
  /** Records that a code did not count; false when there is nowhere to record it. */
  refuse(asked: PendingCode, why: CodeFault, until: number | null): Promise<boolean>;
}

export interface CodeDeps {
  /** The question behind an id that is not a request; null for a request. */
  readonly questionOf?: (id: string) => CodeQuestion | null;
  readonly requests: Requests;
  readonly codes: { check(account: string, code: string): Promise<CheckedCode> };
  readonly cursors: { get(requestId: string): Promise<{ cardChannel: string | null; cardTs: string | null }> };
  /** Resolves when the click is on disk. */
  readonly take: (key: string, click: Click) => Promise<boolean>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

/**
 * Tries a code. A right one is used up and then becomes the approval that was clicked, stored and decided like every
 * click. A wrong one is on the request's record. The code itself is stored nowhere.
 */
export function createCodeIntake(deps: CodeDeps): CodeIntake {
  const { requests, clock, business } = deps;

  // The code must be needed for exactly this question; otherwise it is not even checked, and can be used for the
  // current one.
  async function wantsRequest({ requestId, round, person }: PendingCode): Promise<boolean> {
    const state = await requests.load(requestId);
    if (!state || state.phase !== 'waiting' || state.round !== round || !needsCode(state)) return false;
    const asked = state.codesAsked.some(({ by }) => by === person);
    return asked && state.approvals.every(({ by }) => by !== person);
  }

  const request: CodeQuestion = {
    wants: wantsRequest,
    async refuse({ requestId, person: by, round }, why, until) {
      const { decision } = await requests.execute(requestId, { type: 'refuse_code', by, round, why, until });
      return decision.refusal === null;
    },
  };
  const questionOf = ({ requestId }: PendingCode) => deps.questionOf?.(requestId) ?? request;

  async function wants(asked: PendingCode): Promise<CodeDemand> {
    try {
      return (await questionOf(asked).wants(asked)) ? 'asked' : 'void';
    } catch (error) {
      if (error instanceof UnknownEvent) return 'newer';
      throw error;
    }
  }

  async function fault(given: CodeGiven, why: CodeFault, until: number | null): Promise<void> {
    const { requestId, person: by } = given;
    if (!(await questionOf(given).refuse(given, why, until))) business('code_refused', { request: requestId, by, why });
  }

  async function give(given: CodeGiven): Promise<CodeOutcome> {
    const { requestId, round, person, team } = given;
    const standing = await wants(given);
    if (standing !== 'asked') {
      // Nothing is put on the record of a request that is left alone.
      if (standing === 'newer') business('code_refused', { request: requestId, by: person, why: standing });
      else await fault(given, standing, null);
      return { kind: standing };
    }
    const answer = await deps.codes.check(person, given.code);
    if (answer.kind !== 'right') {
      await fault(given, answer.kind, 'until' in answer ? answer.until : null);
      return answer;
    }
    const { cardChannel, cardTs } = await deps.cursors.get(requestId);
    const now = clock.now();
    await deps.take(`code:${given.key}`, {
      ...{ action: 'approve', requestId, person, team, round },
      ...{ channel: cardChannel ?? '', messageTs: cardTs ?? '', clickedAt: null, receivedAt: now },
      code: { step: answer.step, at: now },
    });
    return { kind: 'taken' };
  }

  return { wants, give };
}
