/** Stop means stop: what a human hand changes up to the claim counts at the claim. */
import { type Guard, guardsOf } from './guard.ts';

const hold = 'request/hold';
const order = 'engine/claim-order';
const stop = 'stop/decide';
const store = 'store/stop';
const clicks = 'engine/resume-clicks';

export const stops: readonly Guard[] = [
  ...guardsOf(
    'src/request/decide/call.ts',
    [hold],
    [
      [
        'a stop or a freeze voids the approval of a call',
        '...holdDifferences(present.state, policy, stop, now),',
        '',
        hold,
        order,
      ],
      ['a stop or a freeze that holds is a difference', '  if (hold) return [hold];\n', ''],
      [
        'what was approved before a stop is not sent after it',
        'some(({ afterStop }) => afterStop !== stop.number)',
        'some(() => false)',
        hold,
        order,
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/remedy.ts',
    [hold],
    [
      [
        'a stop or a freeze voids the approval of a remedy',
        '...holdDifferences(present.state, policy, stop, now),',
        '',
        hold,
        order,
      ],
      ['no remedy is proposed while a stop or a freeze holds', '  if (hold) return heldBack(hold);\n', ''],
    ],
  ),
  ...guardsOf(
    'src/request/decide/people.ts',
    [hold],
    [
      [
        'nothing is approved while a stop or a freeze holds',
        '  // An approval that cannot be acted on would make the request need re-approval again and again.\n  const hold = holdOn(policy, stop, operationNow(state), now);',
        '  const hold = null;',
      ],
      [
        'an approval says after which stop it was given',
        '    ...(stop.number > 0 && { afterStop: stop.number }),\n',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/stop/hold.ts',
    [hold],
    [['the stop that people type holds like one in the file', 'latest && !latest.over ? latest :', '']],
  ),
  ...guardsOf(
    'src/engine/in-force.ts',
    [order],
    [
      [
        'policy and stop are read once more after people and channel',
        'if (now.key === rules.key) return',
        'if (true) return',
      ],
      ['policy and stop are what they were, or it is all read again', 'const key = [policy.version, ', 'const key = ['],
      ['a stop between two readings is noticed', 'stop.number, stop.latest?.over ?? false, ', ''],
    ],
  ),
  ...guardsOf(
    'src/engine/executor.ts',
    [order],
    [
      [
        'a claim that the store refuses for a stop is decided anew',
        '!OVERTAKEN.includes(failureOf(error).code) || tried',
        'OVERTAKEN.includes(failureOf(error).code) || tried',
      ],
      ['nothing is begun once the process was told to stop', '    if (door.isClosed) return;\n', ''],
    ],
  ),
  ...guardsOf(
    'src/engine/requests.ts',
    [order],
    [
      [
        'nothing is claimed once the process was told to stop',
        '        if (decision.events.some(isClaim)) deps.beforeClaim?.();\n',
        '',
        'engine/requests',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/stops/stops.ts',
    [order],
    [
      [
        'a stop counts until the connection stands',
        'if (known.state.stop !== null || isTold) throw new CallsStopped();',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/clicks/resume-clicks.ts',
    [clicks],
    [
      [
        'policy and people file are read once more before a resume counts',
        'if (now.key === rules.key) return facts;',
        'return facts;',
      ],
      ['a resume is agreed to under the policy file as it is now', 'deps.policies.fresh()', 'deps.policies.read()'],
      [
        'a click on a resume counts in its workspace only',
        "    if (resume.team !== null && !isOfTeam({ team: resume.team }, click.team)) return 'not_our_card';\n",
        '',
      ],
    ],
  ),
  ...guardsOf('src/engine/send.ts', [order], [['what a stop kept from being sent was not sent', ", 'stopped']", ']']]),
  ...guardsOf(
    'src/store/events/event-log.ts',
    [store, order],
    [
      [
        'no claim commits once a stop was answered',
        '      if (events.some(({ event }) => isClaim(event))) await unstopped(trx, known.stop ?? 0);\n',
        '',
      ],
      [
        'a claim is held against the stop that its decision knew',
        'await unstopped(trx, known.stop ?? 0)',
        'await unstopped(trx, Number.MAX_SAFE_INTEGER)',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/events.ts',
    [store],
    [
      ['the claim of a call reads the stop', "type === 'call_claimed' || ", ''],
      ['the claim of a remedy reads the stop', " || type === 'remedy_claimed'", ''],
    ],
  ),
  ...guardsOf(
    'src/store/tables/stop.ts',
    [store],
    [
      ['the row says that everything is stopped', 'stopped: isStopped ? 1 : 0', 'stopped: 0'],
      [
        'a stop that was over before the claim counts as well',
        "  if (await later.where('type', '=', 'stopped').limit(1).executeTakeFirst()) throw new Stopped();\n",
        '',
        store,
        order,
      ],
      ['of two who stop or resume at once one is first', "          .where('version', '=', expected)\n", ''],
    ],
  ),
  ...guardsOf(
    'src/stop/decide.ts',
    [stop],
    [
      [
        'a resume takes another person than its proposer',
        'mayResume(person, resume.by, policy, now) ??',
        'mayResume(person, null, policy, now) ??',
      ],
      [
        'a resume counts its proposer as they are at the approval',
        "  if (proposing) return attempt(state, proposing, 'propose_resume', proposer, now);\n",
        '',
      ],
      [
        'a click on an earlier proposal resumes nothing',
        "  if (round !== resume.round) return refused('card_changed');\n",
        '',
      ],
      ['a resume has a window', "  if (now >= resume.expiresAt) return refused('window_passed');\n", ''],
      [
        'whoever stops has not agreed to a resume from before',
        "const overtaken = resume ? [closing(resume, 'overtaken', person.id)] : [];",
        'const overtaken: StopEvent[] = [];',
      ],
      [
        'a resume takes a code where a rule asks for one',
        'const needsCode = resumeNeedsCode(policy);',
        'const needsCode = false;',
      ],
      [
        'a code for another proposal does not resume',
        'const asked = resume.codesAsked.includes(person.id);',
        'const asked = true;',
      ],
      [
        'a resume is not agreed to where other organisations read',
        ' ?? resumeExposure(policy, resume.channel, audience)',
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/stop/who.ts',
    [stop],
    [
      ['an old reading lets nobody stop', '<= SIGHTING_MAX_AGE_MS', '<= Number.POSITIVE_INFINITY'],
      [
        'who may not is no stopper',
        "member === 'yes' ? { seenAt: null } : { code: 'not_a_stopper' }",
        '{ seenAt: null }',
      ],
      ['who is no member does not stop', '    if (unfit) return { code: unfit };\n', ''],
    ],
  ),
];
