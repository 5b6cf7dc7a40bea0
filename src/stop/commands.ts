/** What can be asked of the stop: by people, with who they are, read just now, and by the engine. */
import type { Audience } from '../people/audience.ts';
import type { CodeFacts } from '../people/authorise.ts';
import type { CodeFault } from '../request/events.ts';
import type { Person } from '../people/person.ts';
import type { Policy } from '../policy/policy.ts';
import type { Sighting } from './who.ts';

export type StopCommand =
  | {
      readonly type: 'stop';
      /** Read with `stopperGroupsOf(policy)`. */
      readonly person: Person;
      /** What the store kept of them; null: nothing. Only asked where Slack does not answer. */
      readonly sighting: Sighting | null;
      readonly policy: Policy;
      readonly reason: string | null;
      readonly typedIn: string;
    }
  | { readonly type: 'give_reason'; readonly by: string; readonly reason: string }
  | {
      readonly type: 'propose_resume';
      /** The workspace in which it was typed; missing where Slack names none. */
      readonly team?: string;
      /** Read with `groupsOf(policy)`. */
      readonly person: Person;
      readonly policy: Policy;
      /** Who reads `resumeChannel(policy)`. */
      readonly audience: Audience;
    }
  | { readonly type: 'card_posted'; readonly round: number; readonly channel: string; readonly ts: string }
  | {
      readonly type: 'approve_resume';
      /** Both read with `groupsOf(policy)`, just now. */
      readonly person: Person;
      readonly proposer: Person;
      readonly policy: Policy;
      /** Who reads the channel of the card. */
      readonly audience: Audience;
      /** The round of the button. */
      readonly round: number;
      /** Missing where none is asked for. */
      readonly code?: CodeFacts;
    }
  | {
      readonly type: 'refuse_code';
      readonly by: string;
      readonly round: number;
      readonly why: CodeFault;
      readonly until: number | null;
    }
  /** By whoever may agree. */
  | { readonly type: 'reject_resume'; readonly person: Person; readonly policy: Policy; readonly round: number }
  /** By whoever proposed. */
  | { readonly type: 'withdraw_resume'; readonly person: Person; readonly round: number }
  | { readonly type: 'expire_resume' };
