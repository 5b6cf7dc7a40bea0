/** What stands between strangers, signals and the process: headers, unsigned bytes, the start and the stop. */
import { type Guard, guardsOf } from './guard.ts';

export const door: readonly Guard[] = [
  ...guardsOf(
    'src/slack/inbound/receive/headers.ts',
    ['slack/receive/http', 'slack/receive/unsigned'],
    [
      ['what is older than five minutes is refused', 'if (ago > OLDEST_MS || ago < -AHEAD_MS)', 'if (ago < -AHEAD_MS)'],
      ['what is dated ahead is refused', 'if (ago > OLDEST_MS || ago < -AHEAD_MS)', 'if (ago > OLDEST_MS)'],
      [
        'a wrong signature is refused',
        'return timingSafeEqual(',
        'return true || timingSafeEqual(',
        'slack/receive/http',
      ],
      [
        'a body that is too large is not read',
        "if (Number(headers['content-length']) > BODY_LIMIT) return 'too_large';",
        '',
        'slack/receive/unsigned',
      ],
      [
        'a body that does not say its length is not read',
        "if (headers['content-length'] === undefined) return 'no_length';",
        '',
        'slack/receive/unsigned',
      ],
      [
        'what has no signature is not read',
        'if (!/^v0=[0-9a-f]{64}$/.test(signature) ||',
        'if (',
        'slack/receive/unsigned',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/inbound/receive/unsigned.ts',
    ['slack/receive/unsigned'],
    [
      ['all bodies together are bounded', 'while (held + PIECE_BYTES > limits.allBytes) {', 'while (false) {'],
      ['the newest body is never dropped for others', '[...arriving].slice(0, -1)', '[...arriving]'],
      ['the slowest body is dropped, not the first', 'late.length === 0 ? older[0] :', 'late.length >= 0 ? older[0] :'],
      ['a body that does not come is given up', ".then(() => body.fail('too_slow'))", ''],
      ['what is gone makes room again', 'held -= body.pieces.length * PIECE_BYTES;', ''],
    ],
  ),
  ...guardsOf(
    'src/app/signals.ts',
    ['e2e/start'],
    [
      ['SIGUSR1 opens no inspector', "process.on('SIGUSR1', () => undefined);", ''],
      ['SIGTERM is heard from the first', "process.on('SIGTERM', () => told.abort());", ''],
    ],
  ),
  ...guardsOf(
    'src/app/bot.ts',
    ['e2e/start'],
    [
      [
        'a start that is told to stop does not serve',
        '    await afterSignals();\n    options.stopping?.throwIfAborted();\n',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/store/database/wal.ts',
    ['store/wal'],
    [
      [
        'a store without its -wal is not started with',
        'if (header === null || header.readUInt8(WRITE_VERSION) !== IN_WAL_MODE) return;',
        'if (header === null || header.length > 0) return;',
      ],
      [
        'a start that was killed before it wrote is no damage',
        'if (header.readInt32BE(USER_VERSION) === NOTHING_IN_WAL || ',
        'if (',
      ],
      ['the mark of such a start is gone before the first commit', "database.exec('pragma user_version = 0');", ''],
    ],
  ),
  ...guardsOf(
    'src/sandbox/front/server.ts',
    ['sandbox/front/host'],
    [['the sandbox answers by no foreign name', 'if (!isOwnHost(request, options.host))', 'if (false)']],
  ),
  ...guardsOf(
    'src/slack/inbound/receive/body.ts',
    ['slack/receive/http'],
    [
      [
        'a field that comes twice is refused',
        'return fields.size === pairs.length ? Object.fromEntries(fields) : null;',
        'return Object.fromEntries(fields);',
      ],
      ['a payload has no fields beside it', 'return Object.keys(fields).length === 1 ?', 'return true ?'],
      [
        'only what Slack documents is passed on',
        'return isObject(read) && kinds.safeParse(read).success ? read : null;',
        'return isObject(read) ? read : null;',
      ],
    ],
  ),
];
