/** Words of status, history and Home: mrkdwn, parts escaped, unless said otherwise. */
import { byKind, byRemedy } from './by-kind.ts';
import { things } from './count.ts';

export const overviewWords = {
  what: byKind({
    failover: (targets: string) => `Failover of ${targets}`,
    switchover: (targets: string) => `Switchover of ${targets}`,
  }),
  pair: (primary: string, from: string, to: string) => `${primary}: ${from} → ${to}`,
  asked: (who: string, ago: string) => `requested by ${who} ${ago} ago`,
  or: ' or ',
  you: 'you',
  indexing: 'Requests from before an upgrade are still being indexed: some may be missing here. Try again in a minute.',
  partial: 'Slack did not say who can read some channels: requests there may be missing here.',

  ocpAway: (why: string, at: string) =>
    `*Warning:* ${why}, last asked ${at}. Its tasks may have gone further than Twokey knows.`,

  wait: {
    approval: (have: number, need: number) => `${have} of ${things(need, 'approval')} given`,
    request: 'to be approved',
    resend: (who: string) => `${who} proposes to send the lost call again`,
    remedy: (who: string, remedy: string) => `${who} proposes: ${remedy}`,
    remedies: byRemedy({
      retry: 'retry the task',
      rollback: 'roll the task back',
      retry_subtask: 'retry the failed step',
      skip: 'skip the failed step',
      cancel: 'cancel the running step',
    }),
    approvers: (who: string, by: string) => `${who} may approve, by ${by}`,
    newer:
      '*Left alone:* a newer version of the bot recorded something that this version does not know. Finish the upgrade; until then, look at its card and in OCP',
    lost: 'Outcome unknown: no clear response from OCP, and no such task in its list. Look in OCP, then send again or close without a result',
    failed: (step: string) => `Failed at ${step}. A remedy or an end has to be chosen`,
    overdue: (step: string) => `Beyond its timeout at ${step}. Look in OCP, or cancel the step on the card`,
    unclear: 'The outcome of OCP’s task is unclear: it may have been abandoned there. Look in OCP',
    doubted: 'OCP finished its task, yet does not show the new role. Look in OCP and in the database',
    decide: (who: string) => `${who} may decide`,
  },
  work: {
    checking: "OCP's precheck is being read",
    approved: 'Approved, about to be sent to OCP',
    claimed: 'Sent to OCP, waiting for its response',
    unknown: 'Outcome unknown: no clear response from OCP, searching its task list',
    /** `remedy`: as it is proposed. */
    remedy_claimed: (remedy: string) => `Sent to OCP: ${remedy}. Waiting for its response`,
    remedy_unknown: (remedy: string) => `Outcome unknown: no clear response from OCP to “${remedy}”, reading its task`,
    step: (step: string, age: string, most: string) => `${step}, for ${age} (timeout ${most})`,
    stepOpen: (step: string, age: string) => `${step}, for ${age}; OCP names no timeout`,
    stepStarting: (step: string) => `${step}, about to start`,
    again: (run: number) => ` (run ${run}, counted from the first)`,
    late: ' *Beyond its timeout.*',
    started: 'OCP runs the task',
    proving: 'OCP finished its task, the new role is being read back',
    more: (count: number) => `and ${things(count, 'more task')}`,
  },

  /** Slack takes no card of it. */
  unposted: {
    open: '*Slack has not taken its card, so nobody can approve it.* `/failover doctor` says what is wrong',
    ended: '*Slack has not taken its card.* `/failover doctor` says what is wrong',
  },

  status: {
    fallback: (waiting: number, working: number) =>
      `Open requests: ${waiting} waiting for action, ${working} in progress.`,
    nothing:
      'Nothing is open: no request waits for action and no task is watched. `/failover history` lists what has ended.',
    waiting: (count: number) => `Needs action: ${count}`,
    working: (count: number) => `In progress: ${count}`,
    more: (count: number) => `… and ${count} more. The Home tab of this app lists them.`,
  },

  history: {
    /** Plain text, 24 characters at most. */
    title: 'History',
    loading: 'Reading …',
    all: 'All ended requests, newest first.',
    of: (parts: string) => `Ended requests ${parts}, newest first.`,
    tenant: (name: string) => `of tenants whose name begins with “${name}”`,
    person: (who: string) => `in which ${who} took part`,
    days: (days: number) => `of the last ${things(days, 'day')}`,
    none: 'There are none.',
    page: (from: number, to: number) => `${from} to ${to}`,
    firstOnly: (shown: number) =>
      `The first ${shown}: the window for more could not be opened. Type the command again.`,
    /** Plain text, buttons. */
    older: 'Older',
    newer: 'Newer',
    asked: (who: string, at: string) => `Requested by ${who}, ${at}`,
    approved: (who: string) => `approved by ${who}`,
    notApproved: 'approved by nobody',
    closed: (who: string) => `ended by ${who}`,
    took: (all: string) => `took ${all}`,
    tookInOcp: (all: string, ocp: string) => `took ${all}, ${ocp} of it after the call`,
    thread: 'Thread',
    noThread: 'its thread is unknown',
    notAPerson: (typed: string) =>
      `Slack did not say who “${typed}” is. Type @ and choose the name from the list that Slack offers.`,
    twice: 'Name one tenant, one person and one number of days at most, such as `/failover history orders 7d`.',
    tooManyDays: 'Name between 1 and 3650 days, such as `7d`.',
  },

  home: {
    you: (count: number) => `Needs your action: ${count}`,
    nothingForYou: 'Nothing needs your action.',
    others: (count: number) => `Open: ${count}`,
    nothingOpen: 'Nothing else is open.',
    ended: 'Ended lately',
    nothingEnded: 'Nothing has ended yet.',
    more: (count: number) => `… and ${count} more: \`/failover status\` lists the most urgent.`,
    read: (at: string) => `Read ${at}. Open this tab again to read it anew.`,
    /** Plain text, buttons. */
    thread: 'Open thread',
    form: 'Fail over a tenant',
    noChannel: 'The policy names no channel for requests from here. Type `/failover` in the channel of the incident.',
  },

  record: {
    /** Plain text. */
    button: 'Export record',
    comment: (events: number, at: string, hash: string, file: string) =>
      `The record of this request: ${things(events, 'event')} up to ${at}. Last hash: \`${hash}\`. Check it with \`node dist/main.js verify ${file}\`, with the image \`cat ${file} | docker run --rm -i twokey verify -\`.`,
    title: (id: string) => `Record of ${id}`,
    missingScope: (scope: string) =>
      `The record was not exported: the app lacks the scope \`${scope}\`. A workspace administrator can grant it in the app's settings (manifest.yml names it).`,
    failed: (code: string) => `The record was not exported: Slack answered ${code}. Try again in a minute.`,
    running: 'The record is being exported already. It appears in the thread.',
  },
} as const;
