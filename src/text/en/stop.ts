import { byKind } from './by-kind.ts';
import { things } from './count.ts';

const times = (count: number) => (count === 1 ? 'once more' : `${count} times more`);

/** Words for stops and freezes: parts that card, thread, forms, overviews and private answers share. mrkdwn or plain, as the parts are. */
export const stopWords = {
  /** Stands before a colon. */
  title: { stopped: 'Stopped', freeze: 'Frozen' },
  byFile: (reason: string) => `${reason} (stop_all in the policy file)`,
  newer:
    'a newer version of the bot recorded a stop or a resume that this version cannot read. Have the upgrade of the bot finished',
  byFileUnexplained: 'stop_all is in the policy file; remove the line to resume',
  /** By a person, with a reason. */
  byPerson: (who: string, at: string, reason: string) => `by ${who} ${at}. Reason: ${reason}`,
  byPersonUnexplained: (who: string, at: string) => `by ${who} ${at}, no reason given yet`,
  byPeople: (count: number, at: string) => `by ${count} people, since ${at}`,
  /** In plain text nobody can be mentioned. */
  since: (at: string, reason: string) => `since ${at}. Reason: ${reason}`,
  sinceUnexplained: (at: string) => `since ${at}, no reason given yet`,
  freezeUntil: (name: string, end: string) => `“${name}”, until ${end}`,
  freezeEndless: (name: string) => `“${name}”, without an end`,
  covers: (operations: string, clusters: string, tenants: string) =>
    `Covers ${operations}; clusters ${clusters}; tenants ${tenants}.`,
  every: 'all',
  operation: byKind({ failover: 'failovers', switchover: 'switchovers' }),
  card: 'Meanwhile no new call is sent to OCP and nothing can be approved or proposed; those buttons come back when it is over. Tasks that OCP already runs go on.',
  /** In the form, before and after tenants are chosen. */
  form: 'Requests that this covers are refused meanwhile.',
  formChosen: 'Requests are refused meanwhile.',
  /** Beside a field: plain text. */
  notRequested: 'Nothing was requested. Submit again when it has ended.',
  notApproved: 'Your approval did not count. Approve again when it has ended.',
  notProposed: 'Nothing was proposed. Propose it again when it has ended.',
  /** How a stop that people typed ends. */
  toResume: 'To resume: one approver types `/failover resume`, another one agrees.',
  /** Why no stop could be resumed, also before there is one. */
  lack: {
    too_few: (people: number) =>
      `*Nobody could resume after \`/failover stop\`:* ${things(people, 'person', 'people')} may approve, and a resume takes two. Edit the policy first.`,
    no_channel:
      '*Nobody could resume after `/failover stop`:* the policy names no channel for the card of a resume. Put `channel` into the policy file first.',
  },
  /** One person's part of a stop. */
  share: {
    /** By whom, when and why. */
    once: (facts: string) => `• Stopped ${facts}`,
    repeated: (facts: string, count: number) => `• Stopped ${facts} (and ${times(count)})`,
  },
  proposed: (who: string, channel: string, until: string) =>
    `${who} proposes to resume: the card is in ${channel}, until ${until}.`,
  ended: {
    stopped: '*The stop has ended.*',
    freeze: (name: string) => `*The freeze “${name}” has ended.*`,
  },
  free: 'Approvals count again.',
  doctor: {
    stopped: (reason: string) =>
      `Everything is stopped: ${reason}. Nothing is sent to OCP. Remove \`stop_all\` from the policy file to resume.`,
    typed: (facts: string) => `Everything is stopped ${facts}. Nothing is sent to OCP.`,
    freeze: (freeze: string, covers: string) =>
      `Frozen: ${freeze}. ${covers} Nothing that it covers is sent to OCP. If that is not meant, correct the freeze in the policy file.`,
  },

  /** What `/failover stop` answers, to the person alone. */
  answer: {
    stopped: '*Stopped.* No call is sent to OCP any more. Tasks that OCP already runs go on and are followed.',
    added: (who: string, at: string) =>
      `*Stopped.* ${who} stopped it already ${at}; yours is added. One resume ends both.`,
    repeated: (count: number) => `*Stopped.* You stopped it before; this is counted (${things(count, 'repeat')}).`,
    reasonNow: (reason: string) => `Reason now: ${reason}`,
    seen: (at: string) => `Slack did not say who you are, so what it said ${at} counted.`,
    unaware: (hosts: string) =>
      `*Replica ${hosts} runs an older version that does not know this stop: set \`stop_all\` in the policy file.*`,
    reasonMissing: 'You gave no reason. Add one, so that others know when to resume.',
    giveReason: 'Give a reason',
    notWritten:
      '*Not stopped:* the store could not be written. Set `stop_all` in the policy file: it stops every call as well.',
    reasonLate: 'Nothing of yours is stopped without a reason now, so this was not recorded.',
  },
  /** The form for a reason: plain text. */
  reasonForm: {
    title: 'Why is it stopped?',
    label: 'Reason',
    hint: 'Everybody who meets the stop reads this.',
    submit: 'Send',
    missing: 'Say why, in letters or digits.',
  },

  /** What `/failover resume` answers, and why a click on its card did not count; to the person alone. */
  resume: {
    proposed: (channel: string, until: string) =>
      `Resume proposed. The card is posted in ${channel}: another approver has to agree until ${until}.`,
    not_a_stopper: (who: string) => `The policy does not let you stop everything. Ask one of these: ${who}.`,
    not_stopped: 'Nothing is stopped by `/failover stop`, so there is nothing to resume.',
    alsoFile: 'stop_all in the policy file stops everything: remove that line to resume.',
    resume_open: (who: string, channel: string) =>
      `${who} has proposed to resume already. Agree or reject on the card in ${channel}.`,
    newer_version:
      'A newer version of the bot recorded a stop or a resume that this version cannot read, so everything counts as stopped here and this was not recorded. Have the upgrade of the bot finished, then try again.',
    no_resume: 'This proposal to resume is over. Type `/failover resume` for a new one.',
    not_your_proposal: 'Only the person who proposed this can withdraw it. An approver can reject it.',
    no_channel:
      'The policy names no channel for the card of a resume. Put `channel` into the policy file, then type it again.',
    not_an_approver: (who: string) => `Only approvers may do this: ${who}. Ask one of them.`,
    own_request: (who: string) =>
      `You proposed this yourself, so somebody else has to agree${who === '' ? '' : `: ${who}`}.`,
    same_person:
      'By the people file this is a second account of the person who proposed it, so somebody else has to agree.',
    card_changed: 'The stop has changed since this card was drawn, so your click did not count. Read the card again.',
    window_passed: 'The time to agree is over. Type `/failover resume` for a new proposal.',
  },

  /** The card of a resume. */
  resumeCard: {
    /** Plain text. */
    title: 'Resume failovers and switchovers?',
    waiting: (until: string) => `*Waiting for approval:* one more approver has to agree, until ${until}.`,
    meaning:
      '*What will happen:* calls may be sent to OCP again. Requests approved before the stop need re-approval first.',
    proposedBy: (who: string, at: string) => `*Proposed by* ${who} ${at}.`,
    approvers: (who: string, proposer: string) => `*Approvers:* ${who} (${proposer} proposed this and cannot approve)`,
    fileToo: (reason: string) => `*This does not end everything:* ${reason}. That part ends when the line is removed.`,
    outcome: {
      resumed: (who: string, at: string) => `*Resumed.* ${who} agreed ${at}. The stop is over.`,
      rejected: (who: string, at: string) => `*Rejected* by ${who} ${at}. Everything stays stopped.`,
      withdrawn: (who: string, at: string) => `*Withdrawn* by ${who} ${at}. Everything stays stopped.`,
      expired: (at: string) => `*Expired* ${at}: nobody agreed in time. Everything stays stopped.`,
      overtaken: (who: string, at: string) =>
        `*Void:* ${who} stopped ${at}, after this was proposed. Everything stays stopped.`,
    },
    footer: (round: number) => `Resume number ${round}`,
    confirm: {
      approve: {
        title: 'Resume?',
        text: 'Calls may be sent to OCP again, by every rule of the policy. Agree only if the reason for the stop is gone.',
        confirm: 'Resume',
      },
      reject: {
        title: 'Reject the resume?',
        text: 'Everything stays stopped. A new proposal is needed afterwards.',
        confirm: 'Reject',
      },
      withdraw: {
        title: 'Withdraw the resume?',
        text: 'Everything stays stopped. A new proposal is needed afterwards.',
        confirm: 'Withdraw',
      },
    },
    /** What is approved with a one-time code. */
    what: 'that failovers and switchovers resume',
  },

  /** What the audit channel is told. */
  notice: {
    stopped: (who: string, where: string, reason: string) => `*Everything is stopped* by ${who} in ${where}: ${reason}`,
    stoppedUnexplained: (who: string, where: string) =>
      `*Everything is stopped* by ${who} in ${where}. No reason was given yet.`,
    added: (who: string, where: string, reason: string) => `${who} stopped as well, in ${where}: ${reason}`,
    addedUnexplained: (who: string, where: string) => `${who} stopped as well, in ${where}.`,
    repeated: (who: string, count: number) => `${who} stopped again (${things(count, 'repeat')}).`,
    seen: (who: string, at: string) => `Slack did not say who ${who} is; what it said ${at} counted.`,
    reason: (who: string, reason: string) => `${who} says why it is stopped: ${reason}`,
    proposed: (who: string, channel: string, until: string) =>
      `${who} proposes to resume: the card is in ${channel}, until ${until}.`,
    closed: {
      rejected: (who: string) => `${who} rejected the resume. Everything stays stopped.`,
      withdrawn: (who: string) => `${who} withdrew the resume. Everything stays stopped.`,
      expired: 'Nobody agreed to the resume in time. Everything stays stopped.',
      overtaken: 'The proposal to resume is void: somebody stopped meanwhile.',
    },
    resumed: (by: string, approvedBy: string) =>
      `*Resumed* by ${by} and ${approvedBy}: the stop is over. Requests approved before it need re-approval.`,
    codesLocked: (who: string, until: string) =>
      `Too many wrong one-time codes of ${who}: none is taken before ${until}. If it is not ${who}, somebody else uses that Slack account.`,
  },
} as const;
