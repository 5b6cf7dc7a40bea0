/** At the edges: what is on disk before what, what is sent once, what is believed of what arrives. */
import { type Guard, guardsOf } from './guard.ts';

const executor = 'engine/executor';

export const edges: readonly Guard[] = [
  ...guardsOf(
    'src/store/events/event-log.ts',
    ['store/event-log'],
    [
      ['exactly one append wins', ".where('version', '=', expected)", ''],
      ['a lost race is told, not thrown', 'return moved?.requested_at ?? null;', 'return moved?.requested_at ?? 0;'],
      [
        'a commit whose answer was lost is looked up by what was written with it',
        'return row?.write_id === writeId;',
        'return row !== undefined;',
        'store/postgres',
      ],
      ['a store that fails is not taken for a lost race', 'if (isTaken(error)) return false;', 'return false;'],
    ],
  ),
  ...guardsOf(
    'src/store/tables/inbox.ts',
    ['store/store'],
    [
      [
        'the same click again is not new',
        'return clicks.map(({ key }) => written.delete(key));',
        'return clicks.map(() => true);',
        'store/event-log',
      ],
      [
        'what a process that is gone left undone is taken over',
        "where.or([\n            where('owner', 'is', null),",
        "where.and([\n            where('owner', 'is', null),",
        'store/event-log',
      ],
      [
        'nothing is taken over from a replica that lives',
        "where('owner', 'not in', where.selectFrom('replicas').select('replicas.id')),",
        "where('owner', 'is not', null),",
        'store/event-log',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/requests.ts',
    ['engine/requests'],
    [
      [
        'who lost the race decides again on what is there now',
        'if (after && (await log.append(past.length, recorded, after.phase, known))) {',
        'if (after && ((await log.append(past.length, recorded, after.phase, known)) || true)) {',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/in-force.ts',
    [executor],
    [
      [
        'while Slack does not say who people are, nothing is sent',
        "return people.some(({ standing, groups }) => standing === 'unread' || groups === null) ? null : people;",
        'return people;',
        executor,
      ],
      [
        'people are read again for the claim',
        'CLAIM_FACTS_MAX_AGE_MS = 2_000',
        'CLAIM_FACTS_MAX_AGE_MS = 3_600_000',
        executor,
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/executor.ts',
    [executor],
    [
      [
        'the claim is on disk before the call leaves',
        '    const claimed = await claim(state, picture, (inForce) => {\n      return { type: ',
        '    await sendCall(ocp, next.call);\n    const claimed = await claim(state, picture, (inForce) => {\n      return { type: ',
      ],
      [
        'only whose own claim is on record sends',
        "if (plan && claimed?.decision.events.some(({ type }) => type === 'call_claimed'))",
        'if (plan)',
      ],
      ['what was claimed and not sent here is doubted', '    await doubtInterrupted(state);\n', '', 'engine/lost'],
      [
        'before a call is sent again, OCP is searched',
        'const ours = isOpen ? await door.unlessClosed(() => findOurs(ocp, next.call, business)) : [];',
        'const ours: never[] = [];',
        'engine/lost',
      ],
      [
        'an answer that was lost is a doubt, not a refusal',
        "      if (effect === 'unknown') {\n        await requests.execute(id, { type: 'doubt', call",
        "      if (false) {\n        await requests.execute(id, { type: 'doubt', call",
        'engine/calls',
      ],
      [
        'only what certainly did not leave is sent again',
        '} else if (NOT_SENT.includes(code)) {\n        patience.failed(id, error);',
        '} else if (true) {\n        patience.failed(id, error);',
        'engine/calls',
      ],
      [
        'a remedy whose answer was lost is a doubt',
        "      if (effect === 'unknown') {\n        await requests.execute(state.id, { type: 'doubt_remedy'",
        "      if (false) {\n        await requests.execute(state.id, { type: 'doubt_remedy'",
        'engine/remedy-answers',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/reads/find-lost-call.ts',
    ['engine/find-ours'],
    [
      ['tasks that OCP knew before the call are not ours', 'call.baseline.includes(task.id) ||', ''],
      [
        'a task of another kind is not ours',
        '|| !kinds[call.kind].taskName.test(task.name)) return false;',
        ') return false;',
      ],
      [
        'a task of another tenant is not ours',
        'if (task.tenantId !== null && task.tenantId !== tenantId) return false;',
        '',
      ],
      [
        'a task that started before the call is not ours',
        'return task.startedAt === null || task.startedAt >= (call.ocpTime ?? 0) - CLOCK_TOLERANCE_MS;',
        'return true;',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/searcher.ts',
    ['engine/lost'],
    [
      [
        'people are asked only after a search that was late enough',
        'const late = begun > (call.claimedOcpTime ?? 0) + searchMs(call);',
        'const late = true;',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/clicks/clicks.ts',
    ['slack/trust'],
    [
      [
        'a click counts in the workspace on record only',
        "if (!isOfTeam(state, click.team)) return 'not_our_card';",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/mirror/card-place.ts',
    ['slack/trust'],
    [
      ['a click counts on the message on record only', 'cardTs === click.messageTs &&', ''],
      ['a click counts in the channel on record only', '&& cardChannel === click.channel', ''],
      [
        'a card that is forgotten counts in its own channel only',
        '|| click.channel !== state.channel',
        '',
        'slack/overview/record',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/clicks/intake.ts',
    ['slack/clicks-on-disk'],
    [
      [
        'a click is on disk before it is carried out',
        'const fresh = await inbox.put({',
        'const fresh = true; void inbox.put({',
        'engine/intake',
      ],
      [
        'the same click again has no effect',
        'if (fresh) void begin(key, click);',
        'void begin(key, click);',
        'engine/intake',
      ],
      [
        'a click that failed stays in the inbox',
        '      await handle(click);\n      await inbox.done(key, clock.now());',
        '      await inbox.done(key, clock.now());\n      await handle(click);',
        'engine/intake',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/mirror/card.ts',
    ['engine/mirror-card'],
    [
      ['the attempt to post a card is on disk before it', '    await cursors.put(begun);\n', ''],
      [
        'a card that may stand already is looked for',
        'const found = await messages.findCard(channel, subject.id, cursor.cardAttemptAt - LOOK_BACK_MS);',
        'const found: { channel: string; ts: string } | null = null as never;',
      ],
      ['a card is not posted again before Slack has settled', 'if (!isOver) return cursor;', '', 'engine/mirror-again'],
      ['the attempt to edit a card is on disk before it', '    await cursors.put(edit);\n', ''],
      [
        'what an edit that arrives late undid is written again',
        'const isSettled = isOpen && settling.over(attemptOf(cursor));',
        'const isSettled = false;',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/mirror/thread.ts',
    ['engine/mirror-thread'],
    [
      ['the attempt to post lines is on disk before it', 'await deps.cursors.put(begun);', ''],
      [
        'lines that may stand already are looked for',
        'const to = await deps.messages.findLines(placeOf(cursor), cursor.requestId);',
        'const to = 0;',
      ],
      [
        'lines are not posted again before Slack has settled',
        'if (!arrived && !isOver) return null;',
        '',
        'engine/mirror-again',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/client/delivery.ts',
    ['engine/mirror-card'],
    [
      [
        'a message that somebody else marked alike is not ours',
        'if (data.user === own.botUserId || (own.botId !== null && data.bot_id === own.botId)) found.push(data);',
        'found.push(data);',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/client/web.ts',
    ['engine/mirror-card'],
    [
      [
        "Slack's own client does not repeat posts",
        'retryConfig: { retries: 0 }',
        'retryConfig: { retries: 2, minTimeout: 1, maxTimeout: 2 }',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/inbound/payloads.ts',
    ['slack/payloads'],
    [
      [
        'a block id that is not ours is no question of ours',
        'return told === undefined ? 0 : Number(told);',
        'return told === undefined ? 1 : Number(told);',
      ],
      ['another click has another key', '    action?.action_ts,\n', ''],
    ],
  ),
  ...guardsOf(
    'src/slack/blocks/escape.ts',
    ['slack/render/escape'],
    [
      ['an ampersand is escaped', ".replace(/&/g, '&amp;')", ''],
      ['nothing begins a link or a mention', ".replace(/</g, '&lt;')", ''],
      ['nothing ends a link or a mention', ".replace(/>/g, '&gt;')", ''],
      [
        'what cannot be seen is taken out',
        ".replace(/[\\p{Cf}\\p{Cs}\\u{FE00}-\\u{FE0F}\\u115F\\u1160\\u3164\\uFFA0]/gu, '')",
        '',
      ],
      ['control characters are taken out', ".replace(/[^\\P{Cc}\\n\\t]/gu, '')", ''],
      ['plain text stays on one line', ".replace(/\\s+/g, ' ')", ''],
      [
        'what others wrote is escaped where mrkdwn is read',
        'return escapeWithin(plain(text, max), max);',
        'return plain(text, max);',
      ],
    ],
  ),
  ...guardsOf(
    'src/ocp/transport/transport.ts',
    ['ocp/http'],
    [
      [
        'what changes something is never taken for unsent once connected',
        'const outcome = await attempt(client, request, () => !connected, held.signal);',
        'const outcome = await attempt(client, request, () => true, held.signal);',
      ],
      ['what changes something has a connection of its own', 'if (!request.mutating) {', 'if (true) {'],
      [
        'a read that was cut off is not taken for unreachable',
        'neverConnected.has(code) || certificateProblem.test(code)',
        'true',
      ],
    ],
  ),
  ...guardsOf(
    'src/ocp/transport/http.ts',
    ['ocp/http'],
    [
      [
        'a lost answer to what changes something has an unknown effect',
        "return request.mutating ? effect : 'none';",
        "return 'none';",
      ],
    ],
  ),
  ...guardsOf(
    'src/ocp/errors.ts',
    ['ocp/http'],
    [
      [
        'a server that gave up waiting does not say how far it got',
        "return status >= 400 && status < 500 && status !== 408 ? 'none' : 'unknown';",
        "return status >= 400 && status < 500 ? 'none' : 'unknown';",
      ],
      [
        'a failing server does not say that nothing happened',
        "return status >= 400 && status < 500 && status !== 408 ? 'none' : 'unknown';",
        "return status >= 400 && status !== 408 ? 'none' : 'unknown';",
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/backoff.ts',
    ['engine/patience'],
    [
      ['the engine waits as long as it was asked to', 'Math.max(ms, failureOf(error).retryAfterMs ?? 0)', 'ms'],
      ['what failed is not tried at once', 'clock.elapsed() >= (waits.get(key)?.until ?? 0)', 'true'],
    ],
  ),
  ...guardsOf(
    'src/ocp/switches.ts',
    ['ocp/client'],
    [['a batch without tenants is never sent', "if (items.length === 0) throw refusal({ kind: 'no_tenants' });", '']],
  ),
  ...guardsOf(
    'src/store/database/postgres.ts',
    ['store/poolers'],
    [
      [
        'each connection of the store has its time limits',
        'new PatientDialect(pool, limited)',
        'new PatientDialect(pool, durable)',
      ],
    ],
  ),
  ...guardsOf(
    'src/store/database/pooler.ts',
    ['store/poolers'],
    [
      ['what a pooler lends the last is seen by the other connection', '!(await isMarked(other)) && ', ''],
      ['what a pooler lends in turn is seen to change', 'if (!(await isMarked(one))) return false;', ''],
      ['a pooler in statement mode is named', 'if (errorCode(error) === REFUSED_BY_POOLER) return false;', ''],
    ],
  ),
  ...guardsOf(
    'src/store/store-error.ts',
    ['store/poolers'],
    [['a pooler that lends connections ends the start for good', " || code === 'store_pooled'", '']],
  ),
];
