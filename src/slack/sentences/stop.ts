/** Why everything is stopped. mrkdwn, escaped. */
import { words } from '../../text/words.ts';
import { NEWER_STOP } from '../../stop/hold.ts';
import { safe } from '../blocks/escape.ts';

/** A stop may give no reason; then it says how to end it. */
export function stopReason(reason: string, max: number): string {
  if (reason === NEWER_STOP) return words.stop.newer;
  return reason === '' ? words.world.difference.stopAll : safe(reason, max);
}
