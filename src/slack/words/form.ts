/** Words of the forms: plain text, but for what a function says is mrkdwn. */
export const formWords = {
  title: 'Fail over a tenant',
  submit: 'Ask for approval',
  close: 'Cancel',
  opening: 'OCP is being asked for its tenants…',
  /** mrkdwn */
  meaning:
    '*Failover is for a primary that is lost.* The standby becomes a primary of its own. It cannot be undone, changes that were not shipped are lost, and the old primary must be kept cut off. Nothing is sent to OCP before a second person approves.',
  /** mrkdwn */
  goesTo: (channel: string) => `The request will be posted in ${channel}.`,
  tenants: 'Standby tenant that becomes primary',
  tenantsPlaceholder: 'Type part of a tenant or cluster name',
  serviceName: 'New service name',
  serviceNameHint:
    'A letter, then letters, digits or underscores, 2 to 64 characters. Empty: the new primary gets no service name and applications must be re-pointed.',
  serviceNameHintWith: (name: string) =>
    `A letter, then letters, digits or underscores, 2 to 64 characters. The primary has ${name}: with the same name applications follow by themselves, with another or none they must be re-pointed.`,
  reason: 'Reason',
  reasonHint: 'The approver reads this.',
  standbyOf: (primary: string) => `standby of ${primary}`,
  standbyOfUnknown: 'standby, OCP names no primary',
  locked: 'locked',
  status: (status: string) => `status ${status}`,
  sync: (status: string) => `sync ${status}`,
  /** mrkdwn */
  chooseFirst: 'Choose a tenant and OCP runs its precheck for it.',
  precheckRunning: (tenant: string) => `OCP is running its precheck for ${tenant}…`,
  precheckFailed: (why: string) =>
    `*The precheck could not be read:* ${why} You can still ask; OCP is asked again before anybody can approve.`,
  precheck: (tenant: string, verdict: string, read: string) => `*Precheck of ${tenant}:* ${verdict}, ${read}.`,
  blockedAdvice: 'As long as OCP forbids it, a request ends at once and nothing is sent.',
  primaryServiceName: (name: string) => `The primary's service name is ${name}.`,
  noPrimaryServiceName: 'OCP names no service name of the primary.',
  reasonTitle: { rejected: 'Why rejected?', withdrawn: 'Why withdrawn?' },
  /** mrkdwn */
  reasonAbout: {
    rejected: (tenant: string) => `The failover of ${tenant} is rejected. You may say why; it is told in the thread.`,
    withdrawn: (tenant: string) => `The failover of ${tenant} is withdrawn. You may say why; it is told in the thread.`,
  },
  reasonSubmit: 'Tell',
  reasonSkip: 'Say nothing',
  messageClose: 'Close',
} as const;
