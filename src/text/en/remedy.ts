import type { AlikeAction } from '../../request/clicks.ts';
import type { RemedyKind } from '../../task/remedy-kinds.ts';
import { byRemedy } from './by-kind.ts';

/** Words for what can be done about a failed or hanging task. mrkdwn in cards and threads; plain text in `label`, `confirm`. */
export const remedyWords = {
  /** What it is: `retry of 2/5 …`. */
  noun: {
    retry: (step: string, target: string) => `retry of ${step} for ${target}`,
    retryTask: (target: string) => `retry of the task for ${target}`,
    retry_subtask: (step: string, target: string) => `retry of ${step} alone for ${target}`,
    skip: (step: string, target: string) => `skipping of ${step} for ${target}`,
    skipRollback: (step: string, target: string) => `skipping of the rollback of ${step} for ${target}`,
    rollback: (target: string) => `rollback of the task for ${target}`,
    cancel: (step: string, target: string) => `canceling of ${step} for ${target}`,
  } satisfies Readonly<Record<RemedyKind | 'retryTask' | 'skipRollback', unknown>>,
  /** What it does. */
  does: {
    retry: (step: string) => `OCP runs ${step} again, then the steps after it; finished steps stay.`,
    retryTask: 'OCP runs what failed again, then the steps after it; finished steps stay.',
    retry_subtask: (step: string) => `OCP runs ${step} again, and no other step that failed.`,
    skip: (step: string, leaves: string) => `OCP counts ${step} as done without doing it: ${leaves}.`,
    skipRollback: (step: string) =>
      `OCP counts ${step} as rolled back without undoing it: what the step did stays, by hand if at all.`,
    rollback: 'OCP undoes the steps that have run, the last one first. If that works, the roles should be as before.',
    cancel: (step: string) =>
      `OCP interrupts ${step}, and the task fails. What the step has done in the database stays, and may still take effect.`,
  },
  label: {
    retry: 'Retry',
    retry_subtask: (at: string) => `Retry step ${at}`,
    skip: (at: string) => `Skip step ${at}`,
    skipRollback: (at: string) => `Skip rollback of ${at}`,
    rollback: 'Roll back',
    cancel: (at: string) => `Cancel step ${at}`,
    /** In a request of several tenants. */
    of: (label: string, tenant: string) => `${label}: ${tenant}`,
  } satisfies Readonly<Record<RemedyKind | 'skipRollback' | 'of', unknown>>,
  /** What OCP allows now, as a list. */
  allowed: byRemedy({
    retry: 'retry',
    retry_subtask: 'retry one step',
    skip: 'skip the step',
    rollback: 'roll back',
    cancel: 'cancel the step',
  }),
  allows: (what: string) =>
    `*OCP allows:* ${what}. One person proposes it on the card, another approves; done in OCP's own console it is followed just the same.`,
  allowsNothing: 'OCP allows nothing to be done about it from here: look at the task in its console.',

  proposed: (noun: string, who: string, at: string, does: string) =>
    `*Proposed: ${noun}.* ${who} proposes it (${at}). ${does} Approve or Reject decides this.`,
  confirm: {
    title: (noun: string) => `Propose ${noun}?`,
    text: (does: string, world: string) => `${does} ${world} A second person must approve.`,
    confirm: 'Propose it',
    approveTitle: (noun: string) => `Approve ${noun}?`,
    approveText: (does: string, world: string) => `${does} ${world} It is sent to OCP once.`,
    approve: 'Approve it',
    reject: (noun: string) => ({
      title: 'Reject this proposal?',
      text: `The ${noun} is not sent. The request stays open, and its task is followed as before.`,
      confirm: 'Reject',
    }),
    withdraw: (noun: string) => ({
      title: 'Withdraw this proposal?',
      text: `The ${noun} is not sent. The request stays open, and its task is followed as before.`,
      confirm: 'Withdraw',
    }),
  },

  /** Several tasks that failed alike, in one question. */
  many: {
    label: {
      retry_alike: (count: number) => `Retry ${count} alike`,
      rollback_alike: (count: number) => `Roll back ${count} alike`,
      skip_alike: (count: number) => `Skip it for ${count} alike`,
    } satisfies Readonly<Record<AlikeAction, unknown>>,
    alike: (steps: string, code: string | null) =>
      code === null
        ? `*Failed alike:* at ${steps}, without an error code in the log.`
        : `*Failed alike:* at ${steps}, error code \`${code}\`.`,
    tenants: (count: number, names: string) => `*Tenants (${count}):* ${names}.`,
    toSend: (count: number, names: string) => `*Still to be sent (${count}):* ${names}.`,
    dropped: (count: number, names: string) =>
      `*Dropped out (${count}):* ${names}. Their tasks have changed; the others go on.`,
    confirmText: (names: string, does: string) =>
      `${names}. ${does} A second person must approve; each is sent by itself.`,
    approveText: (names: string, does: string) => `${names}. ${does} Each is sent to OCP once.`,
    thread: {
      dropped: {
        overtaken: (noun: string) =>
          `Dropped out of the proposal: ${noun}. Its task has changed meanwhile. The others go on.`,
        other_step: (noun: string, failed: string) =>
          `Dropped out of the proposal: ${noun}. By now another step has failed, ${failed}. The others go on.`,
      },
      /** Where a crowd needs several messages. */
      names: (count: number, names: string) => `Proposed for ${count}: ${names}.`,
    },
  },
  /** What was approved with the request and is not sent yet, while a remedy is decided. */
  rest: {
    included: (count: number, names: string) =>
      `*Approve also counts for the ${count === 1 ? 'tenant' : `${count} tenants`} not sent yet:* ${names}.`,
    butNot: (who: string) => `An approval by ${who}, who requested them, does not: the rest then needs a new approval.`,
    notIncluded: (names: string) =>
      `*Not sent yet:* ${names}. Approve does not count for them: they need a new approval afterwards.`,
    short: (count: number) => `Also approves ${count === 1 ? 'the tenant' : `the ${count} tenants`} not sent yet.`,
    approved: (who: string, names: string) => `${who}'s approval also counts for what is not sent yet: ${names}.`,
  },

  /** The remedy that was sent last. */
  state: {
    claimed: (noun: string, at: string) => `*Being sent to OCP:* ${noun} (${at}). No answer yet.`,
    accepted: (noun: string, at: string) => `OCP accepted the ${noun} ${at}.`,
    refused: (noun: string, why: string) => `*OCP refused the ${noun}:* ${why}. It did nothing.`,
    notSent: (noun: string, why: string) =>
      `*Not sent:* the ${noun} did not leave the bot, and nothing reached OCP. ${why}.`,
    unknown: (noun: string) =>
      `*Outcome of the ${noun} unknown: no clear response from OCP.* It is not sent again: the task is being read for whether OCP took it.`,
    found: (noun: string, at: string) => `OCP took the ${noun}: the task shows it (${at}).`,
    lost: (noun: string, at: string) =>
      `*No sign of the ${noun}* in OCP's task (read until ${at}). It is not sent again by itself; it may be proposed again.`,
  },

  thread: {
    proposed: (who: string, noun: string, does: string, world: string, approvers: string) =>
      `${who} proposes the ${noun}. ${does} ${world} ${approvers}: Approve or Reject on the card decides. Nothing is sent before.`,
    claimed: (noun: string, at: string) => `Sending to OCP: ${noun} (${at}).`,
    accepted: (noun: string, trace: string | null) =>
      trace === null ? `OCP accepted the ${noun}.` : `OCP accepted the ${noun}, trace id ${trace}.`,
    refused: (noun: string, why: string, trace: string | null) =>
      `OCP refused the ${noun}: ${why}${trace === null ? '' : ` (trace id ${trace})`}. It did nothing.`,
    notSent: (noun: string, why: string) =>
      `The ${noun} did not leave the bot: ${why}. Nothing reached OCP. It is tried again inside the start window.`,
    unknown: (noun: string, doubt: string, detail: string) =>
      `Outcome of the ${noun} unknown: ${doubt}${detail === '' ? '' : ` (${detail})`}. It is not sent again: the task is being read for whether OCP took it.`,
    found: (noun: string) => `OCP's task shows that it took the ${noun}.`,
    lost: (noun: string, until: string, who: string) =>
      `OCP's task was read until ${until} and shows no sign of the ${noun}. It is not sent again by itself. ${who}: look at the task in OCP, then propose again, or close without a result.`,
    closed: {
      rejected: (noun: string) => `The proposed ${noun} is rejected. The task is followed as before.`,
      withdrawn: (noun: string) => `The proposed ${noun} is withdrawn. The task is followed as before.`,
      expired: (noun: string) => `Nobody approved the ${noun} in time. The task is followed as before.`,
      overtaken: (noun: string) => `The proposed ${noun} is void: the task has changed meanwhile.`,
      other_step: (noun: string, failed: string) =>
        `The proposed ${noun} is void: by now another step has failed, ${failed}. Look at the task, then propose again.`,
    },
    /** Where it is not known any more what was proposed. */
    something: 'remedy',
  },
} as const;
