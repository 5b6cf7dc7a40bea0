/** Who may do what, and who somebody is. */
import { type Guard, guardsOf } from './guard.ts';

const unit = 'request/authorise';
const sides = 'request/sides';
const random = 'request/properties';
const slack = 'slack/people';

export const people: readonly Guard[] = [
  ...guardsOf(
    'src/people/authorise.ts',
    [unit],
    [
      [
        'an old reading of a person is none',
        'Math.abs(now - person.readAt) > FACTS_MAX_AGE_MS',
        'person.readAt - now > FACTS_MAX_AGE_MS',
        unit,
        random,
      ],
      [
        'a reading of the future is none',
        'Math.abs(now - person.readAt) > FACTS_MAX_AGE_MS',
        'now - person.readAt > FACTS_MAX_AGE_MS',
        unit,
        random,
      ],
      [
        'only full members decide',
        "if (person.standing !== 'member') return `person_${person.standing}`;",
        '',
        unit,
        random,
      ],
      [
        'with a people file, nobody decides who is not in it, or in it twice',
        "if (person.owner && person.owner.kind !== 'person') return `person_${person.owner.kind}`;",
        '',
      ],
      ['nobody approves what they asked for', "if (person.id === asker) return 'own_request';", '', unit],
      [
        'two accounts of one person fill one place',
        "if (takesPart(person, asker === null ? agreed : [asker, ...agreed])) return 'same_person';",
        '',
      ],
      [
        'the other accounts of who agreed are looked at too',
        'asker === null ? agreed : [asker, ...agreed]',
        'asker === null ? [] : [asker]',
      ],
      ['only requesters ask', "return refusalOf(inAll(requester), 'not_a_requester');", 'return null;'],
      ['only approvers approve', "return refusalOf(inAll(approver), 'not_an_approver');", 'return null;', unit, random],
      ['only approvers reject', "return refusalOf(inAny(approver), 'not_an_approver');", 'return null;', unit],
      [
        'only requesters and approvers propose and abandon',
        "return refusalOf(inAll(rules.map((_, at) => inAny([requester[at], approver[at]]))), 'not_an_approver');",
        'return null;',
        unit,
        random,
      ],
      [
        'whoever asks may ask by the rules of both sides',
        "refusalOf(inAll(requester), 'not_a_requester')",
        "refusalOf(inAny(requester), 'not_a_requester')",
        sides,
      ],
      [
        'whoever approves may approve by the rules of both sides',
        "refusalOf(inAll(approver), 'not_an_approver')",
        "refusalOf(inAny(approver), 'not_an_approver')",
        sides,
        'request/no-less',
      ],
      [
        'whoever proposes may by the rules of both sides',
        'refusalOf(inAll(rules.map((_, at) => inAny([requester[at], approver[at]]))), ',
        'refusalOf(inAny([...requester, ...approver]), ',
        sides,
      ],
      [
        'what one rule leaves open is no yes',
        "held.every((one) => one === 'yes') ? 'yes' : 'unread'",
        "held.includes('yes') ? 'yes' : 'unread'",
        sides,
      ],
      [
        'groups that were not read open nothing',
        "if (person.groups === null) return 'unread';",
        "if (person.groups === null) return 'yes';",
        unit,
        random,
      ],
      [
        'only who asked withdraws',
        "return asker !== null && isSame(person, asker) ? null : 'not_your_request';",
        'return null;',
      ],
    ],
  ),
  ...guardsOf(
    'src/people/person.ts',
    ['request/people'],
    [
      [
        'two accounts of one person are counted once',
        "owner?.kind === 'person' ? `person ${owner.name}` : `account ${account}`",
        '`account ${account}`',
      ],
      ['the asker is not counted among those who agreed', 'others.delete(identity(besides));', ''],
    ],
  ),
  ...guardsOf(
    'src/slack/client/people.ts',
    [slack],
    [
      ['a deactivated account is told apart', "if (user.deleted === true) return 'deactivated';", ''],
      ['a bot is told apart', 'user.is_bot === true ||', 'false ||'],
      [
        'people of other organisations are told apart',
        "if (user.is_stranger === true || belonging === 'external') return 'external';",
        '',
      ],
      [
        'people of another workspace count only where the policy says so',
        "=== 'organisation' ? 'member' : standing",
        "=== 'organisation' ? 'member' : 'member'",
        'slack/organisation',
      ],
      [
        'people of another organisation are not of one of its workspaces',
        'organisationId !== null && enterprise_user?.enterprise_id === organisationId',
        'organisationId !== null',
        'slack/organisation',
      ],
      [
        'guests are told apart',
        "if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';",
        '',
      ],
      ['an answer about somebody else is none', "if (user.id !== id) return 'unread';", ''],
      [
        'a failed look-up is no membership',
        "=== 'user_not_found' ? 'nobody' : 'unread'",
        "=== 'user_not_found' ? 'nobody' : 'member'",
      ],
      [
        'groups that Slack does not tell are not empty',
        '// The groups of this person are then unknown, and null tells the caller so.\n      return null;',
        'return { value: [], at: clock.now() };',
      ],
      [
        'a reading is as old as its oldest part',
        'readAt: Math.min(standing.at, within?.at ?? standing.at)',
        'readAt: clock.now()',
      ],
      [
        'without the people file nobody is told apart',
        "standing: owned === null ? 'unread' : await counted(standing.value)",
        'standing: await counted(standing.value)',
        slack,
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/client/groups.ts',
    [slack],
    [['members are read again before a claim', 'maxAgeMs > CLAIM_MAX_AGE_MS && age <=', 'age <=']],
  ),
];
