import { approversWords } from './approvers.ts';
import { batchWords } from './batch.ts';
import { candidateWords } from './candidates.ts';
import { cardWords } from './card.ts';
import { causeWords } from './cause.ts';
import { doctorWords } from './doctor.ts';
import { elsewhereWords } from './elsewhere.ts';
import { failureWords } from './failure.ts';
import { flowWords } from './flow.ts';
import { formWords } from './form.ts';
import { noticeWords } from './notices.ts';
import { operationWords } from './operation.ts';
import { overviewWords } from './overview.ts';
import { policyWords } from './policy.ts';
import { privateWords } from './private.ts';
import { remedyWords } from './remedy.ts';
import { familyWords } from './family.ts';
import { roleWords } from './roles.ts';
import { stepWords } from './steps.ts';
import { stopWords } from './stop.ts';
import { threadWords } from './thread.ts';
import { duration, inZone, lag, timeOfDay, utc, when } from './time.ts';
import { toDoWords } from './to-dos.ts';
import { worldWords } from './world.ts';

/** Everything people read, in English: the shape of the catalogue. */
export const en = {
  time: { utc, when, timeOfDay, inZone: (at: number, zone: string) => inZone(at, zone, 'en-GB'), duration, lag },
  world: worldWords,
  steps: stepWords,
  operation: operationWords,
  card: cardWords,
  approvers: approversWords,
  batch: batchWords,
  cause: causeWords,
  elsewhere: elsewhereWords,
  failure: failureWords,
  roles: roleWords,
  remedy: remedyWords,
  thread: threadWords,
  form: formWords,
  flow: flowWords,
  notices: noticeWords,
  private: privateWords,
  overview: overviewWords,
  doctor: doctorWords,
  policy: policyWords,
  stop: stopWords,
  family: familyWords,
  toDos: toDoWords,
  candidates: candidateWords,
} as const;

/**
 * The catalogue of one language: a phrase that is missing in one does not compile. Functions get their parts ready:
 * escaped for mrkdwn in cards, thread lines and private answers, clean for plain text (headers, buttons, confirm
 * dialogs, form labels).
 */
export type Words = Widened<typeof en>;

/** The shape without the English in it. */
type Widened<T> = T extends string
  ? string
  : T extends (...args: infer A) => infer R
    ? (...args: A) => Widened<R>
    : T extends null
      ? null
      : { readonly [K in keyof T]: Widened<T[K]> };
