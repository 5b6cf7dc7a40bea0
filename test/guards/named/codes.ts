/** One-time codes: whose, for what, once, and not by guessing. */
import { type Guard, guardsOf } from './guard.ts';

const decided = 'request/codes';

export const codes: readonly Guard[] = [
  ...guardsOf(
    'src/request/decide/people.ts',
    [decided],
    [
      [
        'where a code is asked for, no click alone approves',
        'needsCode(state) ? secondStep(state, command, digest, now) : null',
        'null',
      ],
      [
        'a code is for the digest that was asked about',
        'one.by === person.id && one.digest === digest',
        'one.by === person.id',
      ],
      ['a code is for whom it was asked of', 'one.by === person.id && one.digest === digest', 'one.digest === digest'],
    ],
  ),
  ...guardsOf(
    'src/request/decide/call.ts',
    [decided],
    [['an approval without its code is counted by no claim', ' && (approval.code || !needsCode(state))', '']],
  ),
  ...guardsOf(
    'src/people/authorise.ts',
    [decided],
    [
      [
        'a code of which nothing is known is none',
        "if (code === undefined) return 'code_unavailable';",
        'if (code === undefined) return null;',
      ],
      [
        'a code that was not asked for is void',
        'return asked && Math.abs(now - code.at)',
        'return Math.abs(now - code.at)',
      ],
      ['a code is void after its time', 'asked && Math.abs(now - code.at) <= CODE_MAX_AGE_MS ?', 'asked ?'],
      [
        'nobody gives a code who has no authenticator, or is locked',
        "return code.standing === 'enrolled' ? 'code_needed' : `code_${code.standing}`;",
        "return 'code_needed';",
      ],
    ],
  ),
  ...guardsOf(
    'src/people/code-tries.ts',
    ['request/code-tries'],
    [
      ['a code that was used counts as nothing', "if (step !== null) return { verdict: { kind: 'used' }, tries };", ''],
      ['no code is taken twice', 'step !== null && step > tries.lastStep', 'step !== null'],
      [
        'while an account is locked, no code is looked at',
        "if (now < tries.lockedUntil) return { verdict: { kind: 'locked', until: tries.lockedUntil }, tries };",
        '',
      ],
      ['wrong codes lock', 'const until = left > 0 ? null : now + LOCKED_MS;', 'const until = null as number | null;'],
    ],
  ),
  ...guardsOf(
    'src/codes/codes.ts',
    ['codes/codes'],
    [
      [
        'of two that try the same code at once, one takes it',
        'if (await rows.tried(account, row.revision, JSON.stringify(tries))) return verdict;',
        'if ((await rows.tried(account, row.revision, JSON.stringify(tries))) || true) return verdict;',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/clicks/code.ts',
    ['engine/code'],
    [['a code that is not asked for is not looked at', "if (standing !== 'asked') {", 'if (false) {']],
  ),
];
