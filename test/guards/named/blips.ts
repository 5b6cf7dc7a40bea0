/** Where Slack or OCP refuses for a while: what is not sent then, and what goes on. */
import { type Guard, guardsOf } from './guard.ts';

export const blips: readonly Guard[] = [
  ...guardsOf(
    'src/ocp/transport/throttle.ts',
    ['ocp/http'],
    [['after a 429 nothing is sent before OCP allows it', 'if (retryAfterMs > 0)', 'if (false)']],
  ),
  ...guardsOf(
    'src/ocp/transport/log-on.ts',
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
        'if (streak > 0) throw shut();\n      if (!needs',
        'if (!needs',
      ],
      [
        'after a rejection each log-on counts before it is sent',
        'if (!needsReservation(rank)) return',
        'if (true) return',
      ],
      ['places are left for the probes', 'Math.ceil((LIMIT - rejections().length) / 2)', 'LIMIT - rejections().length'],
    ],
  ),
  ...guardsOf(
    'src/ocp/transport/slots.ts',
    ['ocp/log-on'],
    [
      ['age alone does not prove that a log-on was accepted', 'if (held.isProven) release();', 'release();'],
      ['what was accepted before a call was sent proves nothing of it', 'if (held.order >= own) continue;', ''],
    ],
  ),
  ...guardsOf(
    'src/store/tables/log-ons.ts',
    ['store/log-ons'],
    [
      ['no replica takes a place beyond the last', 'if (rows.length >= limit) return false;', ''],
      ['a probe waits longer after each rejection', "? sql<number>`${ref('streak')} + 1`", '? sql<number>`1`'],
    ],
  ),
  ...guardsOf(
    'src/slack/client/egress.ts',
    ['slack/egress'],
    [
      ['a failure of the proxy is not taken for one of Slack', '`proxy_${errorCode(error)}`', 'errorCode(error)'],
      ['why a socket could not be opened is heard', 'failed(error);', ''],
    ],
  ),
  ...guardsOf(
    'src/slack/inbound/payloads.ts',
    ['slack/organisation'],
    [
      [
        'a click of another workspace of the organisation is one on our card',
        "return body.enterprise ? '' : teamOf(body);",
        'return teamOf(body);',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/inbound/receive/socket.ts',
    ['slack/receive/socket'],
    [
      [
        'the library does not reconnect, nor give up, by itself',
        'autoReconnectEnabled: false,',
        'autoReconnectEnabled: true,',
      ],
      [
        'a message of another shape does not reach the library',
        'if (known === undefined || (',
        'if (known !== undefined && (',
      ],
      ['a token that is refused later does not end the bot', 'if (isRefused && !hasBeenOpen) {', 'if (isRefused) {'],
    ],
  ),
];
