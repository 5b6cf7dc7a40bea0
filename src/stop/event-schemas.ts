/** One schema for each type of event of the stop, as src/request/stored/event-schemas.ts has them for requests. Its events had no former shape. */
import { z } from 'zod';
import { acceptedCode, person } from '../request/stored/parts.ts';
import { readerOf, type StoredEvent } from '../request/stored/read-event.ts';
import { codeFaults, refusals } from '../request/stored/refusal-codes.ts';
import { members, number, numberOrNull, text, textOrNull } from '../request/stored/shape.ts';
import type { StopEvent } from './events.ts';

const by = text;
const round = number;
const typed = { by, person, reason: textOrNull, typedIn: text, seenAt: number.optional() } as const;

const stopEventSchemas = members<StopEvent>()('type', {
  stopped: typed,
  stop_added: typed,
  stop_repeated: typed,
  stop_reason_given: { by, reason: text },
  resume_proposed: {
    by,
    team: text.optional(),
    person,
    round,
    digest: text,
    policyVersion: text,
    channel: text,
    expiresAt: number,
  },
  resume_card_posted: { round, channel: text, ts: text },
  resume_code_asked: { by, round, digest: text, person },
  resume_code_refused: { by, round, why: z.enum(codeFaults), until: numberOrNull },
  resume_approved: {
    by,
    person,
    proposer: person,
    round,
    digest: text,
    policyVersion: text,
    code: acceptedCode.optional(),
  },
  resume_closed: { round, why: z.enum(['rejected', 'withdrawn', 'expired', 'overtaken']), by: textOrNull },
  resumed: { by, approvedBy: text },
  stop_attempt_refused: {
    by,
    act: z.enum(['stop', 'propose_resume', 'approve_resume', 'reject_resume']),
    code: z.enum([
      ...refusals,
      'newer_version',
      'not_a_stopper',
      'not_stopped',
      'resume_open',
      'no_resume',
      'not_your_proposal',
      'no_channel',
      'card_changed',
      'window_passed',
      'code_needed',
      'no_reason_missing',
      'not_now',
    ]),
    person,
  },
});

export const readStopEvent: (event: StoredEvent) => StopEvent = readerOf(stopEventSchemas);
