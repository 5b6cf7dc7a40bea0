/** Words of the forms: plain text, but for what is said to be mrkdwn. */
import type { OnChange, Pace } from '../../request/decide/dispatch.ts';
import { byKind } from './by-kind.ts';

export const formWords = {
  ...byKind({
    failover: {
      title: 'Fail over tenants',
      /** mrkdwn */
      meaning:
        '*Failover is for a primary that is lost.* The standby becomes the primary. It cannot be undone, writes not yet replicated are lost, and the old primary must stay fenced. Nothing is sent to OCP before a second person approves.',
      targets: 'Standby tenants that become primary',
      targetsHint: (max: number) =>
        `Up to ${max} in this list, which shows 100 at a time: type part of a name to narrow it. For more, type a cluster behind the command.`,
      /** mrkdwn; `places`: how many on which cluster. */
      chosenMany: (count: number, places: string) => `*${count} standby tenants become primary:* ${places}.`,
      excluded: 'Without these',
      /** mrkdwn */
      chooseFirst: 'Choose a tenant and OCP runs its precheck for it.',
      precheckRunningMany: (count: number) => `OCP is running its precheck for ${count} tenants…`,
      precheckMany: (count: number) => `*Prechecks of ${count} tenants:*`,
      leftOut: (tenants: string) =>
        `*Left out of this request:* ${tenants}\nSlack keeps them in the list above; they are not requested. To bring one back, take it out of the list and choose it again.`,
      stopRuleHint: 'These tenants are on several clusters.',
    },
    switchover: {
      title: 'Switch over tenants',
      /** mrkdwn */
      meaning:
        '*Switchover is a planned exchange of roles.* Both tenants must be up: the primary becomes a standby of its standby. Writes pause for some seconds, no data is lost, and another switchover brings the roles back. Nothing is sent to OCP before a second person approves.',
      targets: 'Primary and the standby that takes over',
      targetsHint: (max: number) =>
        `Up to ${max} pairs in this list, which shows 100 at a time: type part of a name to narrow it. For more, type a cluster behind the command.`,
      /** mrkdwn; `places`: how many on which cluster. */
      chosenMany: (count: number, places: string) => `*${count} pairs exchange their roles:* ${places}.`,
      excluded: 'Without these',
      /** mrkdwn */
      chooseFirst: 'Choose a pair and OCP runs its precheck for it.',
      precheckRunningMany: (count: number) => `OCP is running its precheck for ${count} pairs…`,
      precheckMany: (count: number) => `*Prechecks of ${count} pairs:*`,
      leftOut: (tenants: string) =>
        `*Left out of this request:* ${tenants}\nSlack keeps them in the list above; they are not requested. To bring one back, take it out of the list and choose it again.`,
      stopRuleHint: 'These primaries are on several clusters.',
    },
  }),
  submit: 'Request approval',
  close: 'Cancel',
  opening: 'Reading OCP’s tenants…',
  /** mrkdwn */
  goesTo: (channel: string) => `The request will be posted in ${channel}.`,
  goesByRule: 'The request will be posted in the channel that the policy names for what you choose.',
  goesNowhere:
    '*The request has nowhere to go:* the policy names no channel for it. Invite the bot to the channel of the incident and type the command there.',
  goesClosed: (channel: string) =>
    `*The request belongs in ${channel}, where the bot cannot post.* Invite the bot there, or type the command in a channel that the bot is in.`,
  goesArchived: (channel: string) =>
    `*The request belongs in ${channel}, which is archived.* Unarchive it, or type the command in a channel that the bot is in.`,
  goesExternal: (channel: string) =>
    `*The request belongs in ${channel}, which is shared with another organisation, and its rule does not allow that.* Type the command in a channel of your own, or have \`external_channels: true\` added to the rule.`,
  noRule: (targets: string) =>
    `*The policy has no rule for ${targets}.* Nobody may request that. Take it out, or have a rule added to the policy file.`,
  severalRules: '*Several rules cover what is chosen.* Each part becomes a request with its own approvers:',
  /** `channel` is empty where it makes no difference. */
  rulePart: (rule: string, channel: string, targets: string) =>
    channel === '' ? `• rule “${rule}”: ${targets}` : `• rule “${rule}”, posted in ${channel}: ${targets}`,
  /** mrkdwn */
  onCluster: (cluster: string, count: number) => `${count} on ${cluster}`,
  noRulePart: (targets: string) => `• no rule, not requested: ${targets}`,
  targetsPlaceholder: 'Type part of a tenant or cluster name',
  serviceName: 'New service name',
  serviceNameOf: (tenant: string) => `New service name of ${tenant}`,
  serviceNameHint: 'A letter, then letters, digits or underscores, 2 to 64 characters.',
  serviceNameHintWith: (name: string) =>
    `A letter, then letters, digits or underscores, 2 to 64 characters. Clients use ${name} now: that one would be kept, not new.`,
  serviceNames: {
    label: 'Service names',
    hint: 'OCP advises a new name after a failover: under the old one applications go on without an error, on data that lacks the lost writes.',
    options: {
      keep: {
        text: 'Keep the name that clients use',
        description: 'They go on without an error, on data that lacks the lost writes.',
      },
      each: { text: 'A new name for each tenant', description: 'Clients must be repointed to it.' },
      none: { text: 'No service name', description: 'Clients must be repointed to the tenant.' },
    },
    /** mrkdwn */
    kept: (tenant: string, name: string) => `• ${tenant} keeps ${name}`,
    keptUnrouted: (tenant: string, name: string, why: string) =>
      `• ${tenant} keeps ${name}, but ${why}: its clients must be repointed`,
    keptNone: (tenant: string) =>
      `• ${tenant} gets no name: OCP lists none for its lost primary. Its clients must be repointed`,
  },
  reason: 'Reason',
  reasonHint: 'The approver reads this.',
  stopRule: 'When one fails',
  stopRules: { stop_at_failure: 'Stop at the first failure', go_on: 'Go on with the others' },
  pace: {
    label: 'How the clusters are called',
    hint: 'One after the other is the safest and takes the longest: the times add up. All at once takes as long as the slowest.',
    options: {
      one_by_one: 'One after the other',
      at_once: 'All at once',
      waves: 'In waves',
    } satisfies Record<Pace, string>,
    waveOf: (cluster: string) => `Wave of ${cluster}`,
    wave: (number: string) => `Wave ${number}`,
  },
  onChange: {
    label: 'When a tenant has changed before its call',
    hint: 'OCP is read again before each call.',
    options: {
      ask_again: 'Send nothing more, approvers decide again',
      leave_out: 'Leave that tenant out, the others go',
    } satisfies Record<OnChange, string>,
  },
  dropBlocked: byKind({ failover: 'Leave out the blocked tenants', switchover: 'Leave out the blocked pairs' }),
  /** Of a choice in the list. */
  pair: (tenant: string, from: string, to: string) => `${tenant}: ${from} → ${to}`,
  standbyNamed: (standby: string) => `standby ${standby}`,
  standbyMark: (mark: string) => `standby ${mark}`,
  standbyOf: (primary: string) => `standby of ${primary}`,
  standbyOfUnknown: 'standby, OCP names no primary',
  locked: 'locked',
  status: (status: string) => `status ${status}`,
  sync: (status: string) => `sync ${status}`,
  /** Behind the name of the first group when not everything is listed. */
  narrow: (shown: number, all: number) => `${shown} of ${all} listed, type to narrow`,
  /** mrkdwn from here on */
  pairName: (primary: string, standby: string) => `${primary} → ${standby}`,
  precheckRunning: (tenant: string) => `OCP is running its precheck for ${tenant}…`,
  precheckFailed: (why: string) =>
    `*The precheck could not be read:* ${why}. You can still request it; the precheck is read again before anybody can approve.`,
  precheck: (tenant: string, verdict: string, read: string) => `*Precheck of ${tenant}:* ${verdict}, ${read}.`,
  precheckOf: (tenant: string, verdict: string) => `*${tenant}:* ${verdict}.`,
  precheckRunningOf: (tenant: string) => `*${tenant}:* the precheck is being read…`,
  precheckFailedOf: (tenant: string, why: string) => `*${tenant}:* the precheck could not be read: ${why}.`,
  counts: {
    blocked: 'blocked',
    failed: 'not read',
    running: 'being read',
    warned: 'with warnings',
    passed: 'passed',
  },
  blockedAdvice: 'While OCP’s precheck blocks it, a request ends at once and nothing is sent.',
  blockedAdviceMany: 'While OCP’s precheck blocks one of them, a request ends at once and nothing is sent.',
  primaryServiceName: (name: string) => `The primary's service name is ${name}.`,
  noPrimaryServiceName: 'OCP names no service name of the primary.',
  reasonTitle: { rejected: 'Why rejected?', withdrawn: 'Why withdrawn?' },
  reasonAbout: byKind({
    failover: {
      rejected: (tenant: string) =>
        `The failover of ${tenant} is rejected. You may say why; it is posted in the thread.`,
      withdrawn: (tenant: string) =>
        `The failover of ${tenant} is withdrawn. You may say why; it is posted in the thread.`,
    },
    switchover: {
      rejected: (tenant: string) =>
        `The switchover of ${tenant} is rejected. You may say why; it is posted in the thread.`,
      withdrawn: (tenant: string) =>
        `The switchover of ${tenant} is withdrawn. You may say why; it is posted in the thread.`,
    },
  }),
  reasonSubmit: 'Post',
  reasonSkip: 'Say nothing',
  messageClose: 'Close',
  code: {
    title: 'One-time code',
    /** mrkdwn */
    about: (what: string) =>
      `*You approve:* ${what}.\nType the code that your authenticator app shows for Twokey now. It counts for this question alone, as the card shows it.`,
    again: (what: string) => `sending the ${what} once more`,
    label: 'Code',
    hint: 'Six digits. Each code is taken once.',
  },
} as const;
