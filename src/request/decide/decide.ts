import type { Command } from '../commands.ts';
import { accept, claim, doubt, find, lose, notSent, refuse } from './call.ts';
import { abandon, approve, expire, giveReason, refuseCode, reject, request, resend, withdraw } from './people.ts';
import {
  acceptRemedy,
  accountRemedy,
  claimRemedy,
  doubtRemedy,
  notSentRemedy,
  proposeRemedies,
  proposeRemedy,
  refuseRemedy,
} from './remedy.ts';
import { beat, noteStops, remind } from './time.ts';
import { isAboutToDos, toDos } from './to-dos.ts';
import { hideCall, hideTask, holdUp, inspect, missTask, observe, readRoles } from './world.ts';
import { type Decision, happened, refused } from './decision.ts';
import type { RequestState } from '../state.ts';

/**
 * Says what happens on a command, or why nothing does. Pure: the same question always has the same answer.
 * It takes effect only when its events are appended at exactly `state.version + 1`; whoever loses that race decides again.
 * `now` is ms since the epoch, our clock.
 */
export function decide(state: RequestState | null, command: Command, now: number): Decision {
  if (command.type === 'request') return state === null ? request(command, now) : refused('not_now');
  if (state === null) return refused('no_such_request');
  // A reason may follow the end: "rejected, because".
  if (command.type === 'give_reason') return giveReason(state, command);
  // So may what OCP's record shows a minute later.
  if (command.type === 'read_roles') return readRoles(state, command, now);
  if (isAboutToDos(command)) return toDos(state, command, now);
  if (state.phase === 'ended') return refused('already_ended');
  switch (command.type) {
    case 'inspect':
      return inspect(state, command);
    case 'approve':
      return approve(state, command, now);
    case 'refuse_code':
      return refuseCode(state, command);
    case 'reject':
      return reject(state, command, now);
    case 'withdraw':
      return withdraw(state, command, now);
    case 'resend':
      return resend(state, command, now);
    case 'abandon':
      return abandon(state, command, now);
    case 'expire':
      return expire(state, now);
    case 'remind':
      return remind(state, now);
    case 'beat':
      return beat(state, now);
    case 'hold_up':
      return holdUp(state, command);
    case 'resume':
      return state.heldUp === null ? refused('not_now') : happened({ type: 'resumed' });
    case 'note_stops':
      return noteStops(state, command, now);
    case 'claim':
      return claim(state, command, now);
    case 'accept':
      return accept(state, command);
    case 'refuse':
      return refuse(state, command);
    case 'not_sent':
      return notSent(state, command);
    case 'doubt':
      return doubt(state, command);
    case 'find':
      return find(state, command);
    case 'lose':
      return lose(state, command);
    case 'hide_call':
      return hideCall(state, command);
    case 'observe':
      return observe(state, command);
    case 'miss_task':
      return missTask(state, command, now);
    case 'hide_task':
      return hideTask(state, command);
    case 'propose_remedy':
      return proposeRemedy(state, command, now);
    case 'propose_remedies':
      return proposeRemedies(state, command, now);
    case 'claim_remedy':
      return claimRemedy(state, command, now);
    case 'accept_remedy':
      return acceptRemedy(state, command);
    case 'refuse_remedy':
      return refuseRemedy(state, command);
    case 'not_sent_remedy':
      return notSentRemedy(state, command);
    case 'doubt_remedy':
      return doubtRemedy(state, command);
    case 'account_remedy':
      return accountRemedy(state, command);
  }
}
