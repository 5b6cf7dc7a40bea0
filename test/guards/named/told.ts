/** What is told, where and to whom; what is never told; and that what was delivered before has no second effect. */
import { type Guard, guardsOf } from './guard.ts';

export const told: readonly Guard[] = [
  ...guardsOf(
    'src/slack/client/channels.ts',
    ['slack/external'],
    [
      [
        'a channel to which others are only invited is theirs already',
        'is_ext_shared === true || is_pending_ext_shared === true',
        'is_ext_shared === true',
      ],
      [
        'a channel that Slack does not tell about is not taken for our own',
        "} catch {\n        return 'unread';",
        "} catch {\n        return 'own';",
      ],
      [
        'who can read a private channel is asked of Slack',
        'if (facts.everybodys) return true;',
        'return true;',
        'slack/overview/private',
      ],
      [
        'a channel that the bot does not see is shown to nobody by itself',
        'if (facts === null) return false;',
        'if (facts === null) return true;',
        'slack/overview/private',
      ],
      [
        'direct messages are nobody else’s',
        'if (/^[DUW]/.test(channel)) return false;',
        'if (/^[DUW]/.test(channel)) return true;',
        'slack/overview/private',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/overview/sight.ts',
    ['slack/overview/private'],
    [
      [
        'what Slack does not say shows nothing',
        'inTime(channels.mayRead(channel, person), false)',
        'inTime(channels.mayRead(channel, person), true)',
      ],
      ['only what may be seen is shown', 'return requests.filter(({ id }) => shown.has(id));', 'return requests;'],
      [
        'who took part or is named is shown it',
        'new Set(await naming(idsOf(requests), await accounts()))',
        'new Set<string>()',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/inbound/views.ts',
    ['slack/search'],
    [['tenants are listed for those whom a rule names', 'if (!(await deps.takesPart(user.id)))', 'if (false)']],
  ),
  ...guardsOf(
    'src/slack/overview/doctor/doctor.ts',
    ['slack/overview/doctor'],
    [
      ['OCP is looked at for those whom a rule names', '(await isInside(person)) ?', 'true ?'],
      ['a look serves for half a minute', 'if (known) return { last: known, isNew: false };', ''],
    ],
  ),
  ...guardsOf(
    'src/store/events/event-log.ts',
    ['store/filling'],
    [
      [
        'what an older version appended in between is still to be indexed',
        'case when ${sql.ref(column)} = ${expected} then ${version} else ${sql.ref(column)} end',
        '${version} + 0',
      ],
    ],
  ),
  ...guardsOf(
    'src/store/tables/cursors.ts',
    ['store/filling'],
    [
      [
        'an edit without an end of an older version is looked at',
        ".unionAll(db.selectFrom('cursors').select('request_id as id').where('unsettled', '=', 1))",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/form/targets/destination.ts',
    ['slack/external'],
    [
      [
        'the form keeps back what would stand where others read',
        "if (allowed.length === 0) return { kind: 'external', id };",
        "if (allowed.length === 0) return { kind: 'channel', id };",
      ],
      [
        'the form sends elsewhere what is asked for where others read',
        'if (here && !external && typedIn !== null)',
        'if (here && typedIn !== null)',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/mirror/mirror.ts',
    ['slack/external'],
    [['nothing is posted where other organisations read', '|| !(await mayStand(state))) return;', ') return;']],
  ),
  ...guardsOf(
    'src/slack/thread/thread.ts',
    ['slack/render/thread', 'slack/clicks'],
    [
      [
        'further refused approvals of one person are not said',
        'before?.turnedAway.includes(event.by) !== true',
        'true',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/inbound/payloads.ts',
    ['slack/forms/destination', 'slack/overview/doctor-slack'],
    [['nobody is advised to invite the bot to a group direct message', "name.startsWith('mpdm-')", 'false']],
  ),
  ...guardsOf(
    'src/engine/audit/audit-channel.ts',
    ['engine/announcer-people'],
    [
      [
        'a change of the people file is told where the audit was told before its channel moved',
        'channelBefore: async () => (await policy.told())?.picture.auditChannel ?? null',
        'channelBefore: () => Promise.resolve(null)',
      ],
      ['what became of the people file is told', 'await people.tell(inForce);', ''],
    ],
  ),
  ...guardsOf(
    'src/engine/audit/file-change-notifier.ts',
    ['engine/announcer-people'],
    [
      [
        'a change that makes no other version is told as well',
        'if (version === last.picture.version && changes.length === 0) return null;',
        'if (version === last.picture.version) return null;',
        'engine/announcer',
      ],
      [
        'that no people file is in use any more is told',
        'if (of.file === null && last) await leave(last, policy);',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/audit/audit-channel.ts',
    ['engine/announcer'],
    [['a group that cannot be read is named when the policy changes', '(members === null ? [group] : [])', '[]']],
  ),
  ...guardsOf(
    'src/slack/form/targets/excluded.ts',
    ['slack/forms/dropped'],
    [
      ['what a form shows as left out is what is written down', 'form.dropped = dropped;', ''],
      [
        'changes of what is left out follow each other',
        'return form.oneByOne(async () => {',
        'return ((change: () => Promise<void>) => change())(async () => {',
      ],
    ],
  ),
  ...guardsOf(
    'src/app/assemble.ts',
    ['slack/trust'],
    [
      [
        'a form is not filled from the card of another workspace',
        '|| !isOfTeam(state, team)) return null;',
        ') return null;',
      ],
      [
        'a form is not filled from a message that is not the card',
        '!isCardOf(place, { channel, messageTs: ts })',
        'false',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/overview/record.ts',
    ['slack/trust'],
    [
      ['a record is not exported for another workspace', '|| !isOfTeam(state, team))', ')'],
      [
        'a record is not exported from another channel',
        'cardTs !== null && cardChannel === channel && cardTs',
        'cardTs !== null && cardTs',
      ],
      ['a record is not exported from a message that is not the card', '&& cardTs === messageTs;', ';'],
    ],
  ),
  ...guardsOf(
    'src/store/tables/deliveries.ts',
    ['store/deliveries'],
    [
      [
        'what was delivered before is not new',
        'return batch.map((keys) => keys.map(({ key }) => written.delete(key)).every(Boolean));',
        'return batch.map(() => true);',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/inbound/receive/seen.ts',
    ['slack/receive/seen'],
    [
      ['the same signature is known again', '...(how === null ? [] : [{ key: how, until: now + HOW_MS }]),', ''],
      [
        'the same trigger is known again, signed anew',
        '...(what === null ? [] : [{ key: what, until: now + WHAT_MS }]),',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/inbound/receive/socket.ts',
    ['slack/socket'],
    [
      [
        'the same envelope is known again',
        'return data ? { delivery: `envelope:${data.envelope_id}` } : {};',
        'return {};',
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/client/errors.ts',
    ['slack/errors'],
    [
      [
        'an error of somebody’s making is not taken for Slack’s code',
        "return typeof code === 'string' && /^[a-z_]+$/.test(code) ? code : null;",
        "return typeof code === 'string' ? code : null;",
      ],
    ],
  ),
  ...guardsOf(
    'src/log/log.ts',
    ['log'],
    [
      ['the bot’s own secrets stand in no line of the log', 'mask(hide(line))', 'mask(line)'],
      ['what looks like a secret stands in no line of the log', 'mask(hide(line))', 'hide(line)'],
    ],
  ),
  ...guardsOf(
    'src/engine/watcher.ts',
    ['slack/secrets'],
    [['secrets that a step printed are not recorded', '.slice(-LOG_LINES).map(masked)', '.slice(-LOG_LINES)']],
  ),
  ...guardsOf(
    'src/slack/blocks/log.ts',
    ['slack/render/thread'],
    [['secrets that a step printed are not told', 'cut(masked(line).replaceAll', 'cut(line.replaceAll']],
  ),
  ...guardsOf(
    'src/main.ts',
    ['e2e/crash'],
    [
      [
        'a promise that nobody waits for ends the process',
        "process.on('unhandledRejection', (error) => (isOfSocket(error) ? note(error) : crash(error)));\n",
        "process.on('unhandledRejection', () => undefined);\n",
      ],
      ['a crash quotes no secret', 'words.say(event, hide(text));', 'words.say(event, text);'],
    ],
  ),
];
