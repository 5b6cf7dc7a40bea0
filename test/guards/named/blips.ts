/** Where Slack or OCP refuses for a while: what is not sent then, and what goes on. */
import { type Guard, guardsOf } from './guard.ts';

export const blips: readonly Guard[] = [
  ...guardsOf(
    'src/ocp/throttle.ts',
    ['ocp/http'],
    [['after a 429 nothing is sent before OCP allows it', 'if (retryAfterMs > 0)', 'if (false)']],
  ),
  ...guardsOf(
    'src/ocp/log-on.ts',
    ['ocp/log-on'],
    [
      [
        'after a rejected log-on nothing is sent',
        'return streak > 0 ? probe(rank) : guarded(rank);',
        'return guarded(rank);',
      ],
      ['what changes something is no probe', "if (rank !== 'prompt' || isProbing", 'if (isProbing'],
      ['only the leader probes', '|| !mayProbe() || clock', '|| clock'],
      [
        'a log-on that was rejected while others waited holds them back',
        'if (streak > 0) throw shut();\n      if (rejections',
        'if (rejections',
      ],
      ['after a rejection each log-on counts before it is sent', 'if (rejections().length === 0) {', 'if (true) {'],
    ],
  ),
  ...guardsOf(
    'src/store/log-ons.ts',
    ['store/log-ons'],
    [
      ['no replica takes a place beyond the last', 'if (rows.length >= limit) return false;', ''],
      ['a probe waits longer after each rejection', "? sql<number>`${ref('streak')} + 1`", '? sql<number>`1`'],
    ],
  ),
  ...guardsOf(
    'src/slack/receive/socket.ts',
    ['slack/receive/socket'],
    [
      [
        'the library does not reconnect, nor give up, by itself',
        'autoReconnectEnabled: false,',
        'autoReconnectEnabled: true,',
      ],
      ['a token that is refused later does not end the bot', 'if (isRefused && !hasBeenOpen) {', 'if (isRefused) {'],
    ],
  ),
];
