/** What is recorded of a remedy for several tasks at once, and of an approval that counts for the calls not sent yet. */
import type { Person } from '../../people/person.ts';
import type { Rule } from '../../policy/policy.ts';
import type { Remedy, StepRef } from '../../task/remedies.ts';
import type { RemedyKind } from '../../task/remedy-kinds.ts';

/** A remedy of one task, with the steps that had failed when it was proposed. */
export interface RemedyPair {
  readonly call: number;
  readonly taskId: string;
  readonly remedy: Remedy;
  readonly steps: readonly StepRef[];
}

/** What several failed tasks have in common. */
export interface Alike {
  /** The names of the steps that failed. */
  readonly steps: readonly string[];
  /** The code in the last lines of their logs; null where these show none. */
  readonly errorCode: string | null;
}

export type PairsEvent =
  /**
   * One question about several tasks of the request that failed alike. A version that knows one remedy at a time, and would take an
   * approval of this for that of something else, stops here and leaves the request alone.
   */
  | {
      readonly type: 'remedies_proposed';
      readonly kind: RemedyKind;
      readonly pairs: readonly RemedyPair[];
      readonly alike: Alike;
      readonly by: string;
      readonly person: Person;
      readonly rule: Rule;
      readonly policyVersion: string;
      readonly expiresAt: number;
    }
  /** One of them is not sent: its task has moved, or another of its steps failed (`failed`). The others go on. */
  | {
      readonly type: 'remedy_dropped';
      readonly taskId: string;
      readonly why: 'overtaken' | 'other_step';
      readonly failed?: readonly StepRef[];
    }
  /**
   * The question just recorded shows that an approval of it counts for these calls as well, which were approved and not sent yet. A version
   * that does not say so under its button stops here.
   */
  | { readonly type: 'rest_included'; readonly calls: readonly number[] }
  /** An approval of those calls, given with the one just recorded, by somebody who may approve them. It has its own digest. */
  | {
      readonly type: 'rest_approved';
      readonly by: string;
      readonly round: number;
      readonly digest: string;
      readonly person: Person;
      readonly code?: { readonly step: number; readonly at: number };
      readonly afterStop?: number;
    };
