/** Words of the forms: plain text, but for what is said to be mrkdwn. */
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
        `Up to ${max} in one request. The list shows 100 at a time: type part of a name to narrow it.`,
      /** mrkdwn */
      chooseFirst: 'Choose a tenant and OCP runs its precheck for it.',
      precheckRunningMany: (count: number) => `OCP is running its precheck for ${count} tenants…`,
      precheckMany: (count: number) => `*Prechecks of ${count} tenants:*`,
      leftOut: (tenants: string) =>
        `*Left out of this request:* ${tenants}\nSlack keeps them in the list above; they are not requested. To bring one back, take it out of the list and choose it again.`,
      stopRuleHint: 'These tenants are on several clusters, which are sent to OCP one after the other.',
    },
    switchover: {
      title: 'Switch over tenants',
      /** mrkdwn */
      meaning:
        '*Switchover is a planned exchange of roles.* Both tenants must be up: the primary becomes a standby of its standby. Writes pause for some seconds, no data is lost, and another switchover brings the roles back. Nothing is sent to OCP before a second person approves.',
      targets: 'Primary and the standby that takes over',
      targetsHint: (max: number) =>
        `Up to ${max} pairs in one request. The list shows 100 at a time: type part of a name to narrow it.`,
      /** mrkdwn */
      chooseFirst: 'Choose a pair and OCP runs its precheck for it.',
      precheckRunningMany: (count: number) => `OCP is running its precheck for ${count} pairs…`,
      precheckMany: (count: number) => `*Prechecks of ${count} pairs:*`,
      leftOut: (tenants: string) =>
        `*Left out of this request:* ${tenants}\nSlack keeps them in the list above; they are not requested. To bring one back, take it out of the list and choose it again.`,
      stopRuleHint: 'These primaries are on several clusters, which are sent to OCP one after the other.',
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
  severalRules:
    '*The policy has several rules for what is chosen, and one request has one rule.* Request each part separately:',
  /** `channel` is empty where it makes no difference. */
  rulePart: (rule: string, channel: string, targets: string) =>
    channel === '' ? `• rule “${rule}”: ${targets}` : `• rule “${rule}”, posted in ${channel}: ${targets}`,
  targetsPlaceholder: 'Type part of a tenant or cluster name',
  serviceName: 'New service name',
  serviceNameOf: (tenant: string) => `New service name of ${tenant}`,
  serviceNameHint:
    'A letter, then letters, digits or underscores, 2 to 64 characters. Empty: the new primary gets no service name and clients must be repointed.',
  serviceNameHintWith: (name: string) =>
    `A letter, then letters, digits or underscores, 2 to 64 characters. The primary has ${name}: with the same name clients follow by themselves, with another or none they must be repointed.`,
  serviceNameHintShort: 'Empty: no service name, clients must be repointed.',
  serviceNameHintShortWith: (name: string) => `The primary has ${name}. Empty: clients must be repointed.`,
  reason: 'Reason',
  reasonHint: 'The approver reads this.',
  stopRule: 'When one fails',
  stopRules: { stop_at_failure: 'Stop at the first failure', go_on: 'Go on with the others' },
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
