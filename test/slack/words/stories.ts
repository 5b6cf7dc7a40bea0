import { candidateOf, familiesInEveryState, rankedFamily } from '../../support/candidates.ts';
import { alone } from '../../support/family.ts';
import { unheld } from '../../support/request.ts';
/** A request in every state that people see, as the real decisions make it: told in the language in force. */
import type { Freeze } from '../../../src/policy/freeze.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import type { Remedy } from '../../../src/task/remedies.ts';
import type { Task } from '../../../src/task/task.ts';
import { NOTHING_STOPPED } from '../../../src/stop/hold.ts';
import { answered } from '../../support/causes.ts';
import { accept, claimedMany, taskOf, tasksOf, waitingMany } from '../render/many.ts';
import {
  ALICE,
  approve,
  blocking,
  BOB,
  CAROL,
  claim,
  claimed,
  claimRemedy,
  failoverSteps,
  lost,
  observe,
  propose,
  primary,
  prove,
  proven,
  running,
  sibling,
  standby,
  type Setting,
  type Story,
  story,
  switchover,
  switchTask,
  task,
  waiting,
  warning,
} from '../render/story.ts';
import { steps } from '../../support/failing.ts';

/** Names of tasks and steps and findings, which are OCP's: it says them in whatever language it likes. */
export const ocpsOwn: readonly string[] = [
  ...failoverSteps,
  ...steps.switchover,
  'Failover tenant',
  'Switchover ob tenant for network mode',
  warning.text,
  blocking.text,
  // The requester's.
  'bj-prod burns',
];

type Tell = (told: Story) => unknown;
const after = (make: () => Story, ...tells: readonly Tell[]) => {
  return () => {
    const told = make();
    for (const tell of tells) tell(told);
    return told;
  };
};
const forbidden = { passed: false, items: [], syncScn: null, primaryServiceName: null, readAt: 0 };
/** Stops and freezes begin and end. */
const held = (change: Partial<Pick<Policy, 'stopAll' | 'freezes'>>): Tell => {
  return (told) => told.tell({ type: 'note_stops', policy: { ...told.policy, ...change }, stop: NOTHING_STOPPED });
};
const freeze: Freeze = {
  ...{ kind: 'once', name: '大促', operations: ['failover', 'switchover'], clusters: ['*'], tenants: ['*'] },
  ...{ from: 0, until: 9e14 },
};
const person = (type: 'reject' | 'withdraw' | 'abandon', by: string): Tell => {
  return (told) => told.tell({ type, person: told.person(by), round: told.state().round });
};
const later = (ms: number, tell: Tell): Tell => {
  return (told) => {
    told.now += ms;
    tell(told);
  };
};

const kinds: readonly { name: string; setting: Setting; steps: number; of: typeof task }[] = [
  { name: 'failover', setting: {}, steps: failoverSteps.length, of: task },
  { name: 'switchover', setting: switchover, steps: steps.switchover.length, of: switchTask },
];

function questions(): Record<string, () => Story> {
  return Object.fromEntries(
    kinds.flatMap(({ name, setting }) => [
      [`${name}: being checked`, () => story(setting)],
      [`${name}: waiting`, () => waiting({ ...setting, items: [warning] })],
      [`${name}: forbidden`, () => waiting({ ...setting, items: [warning, blocking] })],
      [`${name}: forbidden without a reason`, () => waiting({ ...setting, reading: { precheck: forbidden } })],
      [`${name}: strange readings`, () => waiting({ ...setting, reading: { role: 'unknown:MIRROR', status: null } })],
      ...familiesInEveryState(primary, standby, sibling).map((family, at): [string, () => Story] => [
        `${name}: standbys of one family, ${at}`,
        () => waiting({ ...setting, candidates: [family] }),
      ]),
      [
        `${name}: a fresher standby beside it`,
        () => waiting({ ...setting, candidates: [rankedFamily(primary, [sibling, standby])] }),
      ],
      [
        `${name}: one that is fed from an archive`,
        () => {
          const own = candidateOf(standby, { transport: 'LOG_BACKUP', lag: null, upTo: 1_732_000_000_000 });
          return waiting({ ...setting, candidates: [rankedFamily(primary, [standby], { candidates: [own] })] });
        },
      ],
      [`${name}: half approved`, () => approve(waiting({ ...setting, rule: { approvals: 2 } }))],
      [`${name}: approved`, () => approve(waiting(setting))],
      [
        `${name}: reminded`,
        after(
          () => waiting(setting),
          later(900_000, (told) => told.tell({ type: 'remind' })),
        ),
      ],
      [
        `${name}: expired`,
        after(
          () => waiting(setting),
          later(9e6, (told) => told.tell({ type: 'expire' })),
        ),
      ],
      [
        `${name}: not begun in time`,
        after(
          () => approve(waiting(setting)),
          later(9e6, (told) => told.tell({ type: 'expire' })),
        ),
      ],
      [
        `${name}: rejected`,
        after(
          () => waiting(setting),
          person('reject', BOB),
          (told) => told.tell({ type: 'give_reason', by: BOB, reason: '不需要' }),
        ),
      ],
      [`${name}: stopped`, after(() => waiting(setting), held({ stopAll: '机房断电', freezes: [freeze] }))],
      [
        `${name}: stopped, and only frozen then`,
        after(() => approve(waiting(setting)), held({ stopAll: '', freezes: [freeze] }), held({ freezes: [freeze] })),
      ],
      [`${name}: stopped, and no more`, after(() => waiting(setting), held({ stopAll: '机房断电' }), held({}))],
      [`${name}: withdrawn`, after(() => waiting(setting), person('withdraw', ALICE))],
    ]),
  );
}

function calls(): Record<string, () => Story> {
  return Object.fromEntries(
    kinds.flatMap(({ name, setting, of, steps }) => [
      [`${name}: claimed`, () => claimed(setting)],
      [`${name}: lost`, () => lost(setting)],
      [`${name}: lost and given up`, after(() => lost(setting), person('abandon', BOB))],
      [
        `${name}: sent again?`,
        after(
          () => lost(setting),
          (told) =>
            told.tell({
              type: 'resend',
              family: alone,
              audience: 'own',
              ...unheld,
              person: told.person(BOB),
              round: told.state().round,
              inspection: told.inspection(),
              policy: told.policy,
            }),
        ),
      ],
      [
        `${name}: found`,
        after(
          () => lost(setting),
          (told) => told.tell({ type: 'find', call: 0, tasks: [of('Sr')] }),
        ),
      ],
      [
        `${name}: refused`,
        after(
          () => claimed(setting),
          (told) => told.tell({ type: 'refuse', call: 0, code: 'ocp_conflict', why: answered('冲突'), traceId: 'abc' }),
        ),
      ],
      ...Array.from(
        { length: steps },
        (_, at) =>
          [
            [
              `${name}: running at ${at + 1}`,
              after(
                () => running(setting, of('R')),
                (told) => observe(told, of(`${'S'.repeat(at)}r`)),
                later(600_000, (told) => told.tell({ type: 'beat' })),
              ),
            ],
            [
              `${name}: failed at ${at + 1}`,
              after(
                () => running(setting, of('R')),
                (told) => observe(told, failedAt(of, at), ['ORA-1']),
              ),
            ],
            [
              `${name}: failed at ${at + 1}, not followed`,
              after(
                () => running(setting, of('R')),
                (told) => observe(told, failedAt(of, at)),
                person('abandon', BOB),
              ),
            ],
          ] as const,
      ).flat(),
      [
        `${name}: unclear`,
        after(
          () => running(setting, of('R')),
          (told) => observe(told, of('S', { status: 'unknown:PAUSED' })),
        ),
      ],
      [
        `${name}: being rolled back`,
        after(
          () => running(setting, of('R')),
          (told) => observe(told, of('r', { operation: 'ROLLBACK' }, { 0: 'ROLLBACK' })),
        ),
      ],
      [
        `${name}: not rolled back`,
        after(
          () => running(setting, of('R')),
          (told) => observe(told, of('F', { status: 'FAILED', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' })),
        ),
      ],
      [
        `${name}: rolled back`,
        after(
          () => running(setting, of('R')),
          (told) => observe(told, of('.', { status: 'SUCCESSFUL', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' })),
        ),
      ],
      [
        `${name}: proving`,
        after(
          () => running(setting, of('R')),
          (told) => observe(told, of('S'.repeat(steps), { status: 'SUCCESSFUL' })),
        ),
      ],
      [
        `${name}: doubted`,
        after(
          () => running(setting, of('R')),
          (told) => observe(told, of('S'.repeat(steps), { status: 'SUCCESSFUL' })),
          later(200_000, (told) => prove(told, '2001', 0, 'unknown:MIRROR')),
        ),
      ],
      [
        `${name}: proven with a skipped step`,
        after(
          () => running(setting, of('R')),
          (told) => observe(told, of('S'.repeat(steps), { status: 'SUCCESSFUL' }, { 0: 'SKIP' })),
          (told) => prove(told),
        ),
      ],
    ]),
  );
}

function failedAt(of: typeof task, at: number): Task {
  return of(`${'S'.repeat(at)}F`, { status: 'FAILED' });
}

/** Each remedy at a step where OCP would take it, in each of its states. */
function remedies(): Record<string, () => Story> {
  const seen: { readonly [K in Remedy['kind']]: Task } = {
    retry: task('SF...', { status: 'FAILED' }),
    retry_subtask: task('F....', { status: 'FAILED' }),
    skip: task('F....', { status: 'FAILED' }),
    rollback: task('F....', { status: 'FAILED' }),
    cancel: task('r....'),
  };
  return Object.fromEntries(
    (['retry', 'retry_subtask', 'skip', 'rollback', 'cancel'] as const).flatMap((kind) => {
      const proposed = after(
        () => running(),
        (told) => observe(told, seen[kind]),
        // A step is canceled only after a part of its timeout.
        later(kind === 'cancel' ? 600_000 : 0, (told) => propose(told, kind, seen[kind])),
      );
      const sent = after(proposed, (told) => claimRemedy(told, seen[kind]));
      const unknown = after(sent, (told) => told.tell({ type: 'doubt_remedy', doubt: 'restarted', why: null }));
      return [
        [`${kind} proposed`, proposed],
        [`${kind} rejected`, after(proposed, person('reject', CAROL))],
        [`${kind} withdrawn`, after(proposed, person('withdraw', BOB))],
        [
          `${kind} expired`,
          after(
            proposed,
            later(9e6, (told) => told.tell({ type: 'expire' })),
          ),
        ],
        [`${kind} overtaken`, after(proposed, (told) => observe(told, task('SSr..')))],
        [`${kind} sent`, sent],
        [`${kind} accepted`, after(sent, (told) => told.tell({ type: 'accept_remedy', traceId: 'abc' }))],
        [
          `${kind} refused`,
          after(sent, (told) =>
            told.tell({ type: 'refuse_remedy', code: 'ocp_refused', why: answered('状态不对'), traceId: 'abc' }),
          ),
        ],
        [`${kind} unknown`, unknown],
        [
          `${kind} lost`,
          after(
            unknown,
            later(200_000, (told) => told.tell({ type: 'account_remedy', task: seen[kind], begun: told.now })),
          ),
        ],
      ] as const;
    }),
  );
}

function batches(): Record<string, () => Story> {
  return Object.fromEntries(
    (['failover', 'switchover'] as const).flatMap((kind) => {
      const sent = () => claimedMany({ kind });
      const states = kind === 'failover' ? 'SSSSS' : 'SSSSSSSSSS';
      const halfDone = after(
        sent,
        (told) => accept(told, 0, tasksOf(told, 0, 'R')),
        (told) => [0, 1].map((at) => observe(told, taskOf(told, at, states, { status: 'SUCCESSFUL' }))),
        (told) => [2001, 2002].map((id) => prove(told, String(id))),
      );
      return [
        [`${kind} of four: waiting`, () => waitingMany({ kind }, { items: [warning] })],
        [`${kind} of four: forbidden`, () => waitingMany({ kind }, { items: [blocking] })],
        [`${kind} of four: claimed`, sent],
        [
          `${kind} of four: one failed`,
          after(
            sent,
            (told) => accept(told, 0, tasksOf(told, 0, 'R')),
            (told) => observe(told, taskOf(told, 1, 'SF', { status: 'FAILED' })),
          ),
        ],
        [
          `${kind} of four: a task is missing, another strange`,
          after(sent, (told) =>
            accept(told, 0, [taskOf(told, 0, 'R'), taskOf(told, 0, 'R', { id: '99', tenantId: '666' })]),
          ),
        ],
        [
          `${kind} of four: lost`,
          after(
            sent,
            (told) => told.tell({ type: 'doubt', call: 0, doubt: 'unclear_answer', why: { kind: 'no_task' } }),
            later(60_000, (told) => told.tell({ type: 'lose', call: 0, searchedUntil: told.now })),
          ),
        ],
        [`${kind} of four: half done`, halfDone],
        [`${kind} of four: half done, the rest rejected`, after(halfDone, person('reject', BOB))],
        [
          `${kind} of four: half refused`,
          after(
            halfDone,
            (told) => claim(told, {}, 1),
            (told) =>
              told.tell({ type: 'refuse', call: 1, code: 'ocp_conflict', why: answered('冲突'), traceId: null }),
          ),
        ],
      ] as const;
    }),
  );
}

export const stories: Readonly<Record<string, () => Story>> = {
  ...questions(),
  ...calls(),
  ...remedies(),
  ...batches(),
  'a failover proven': () => proven({ target: { serviceName: 'orders_rw' } }),
};
