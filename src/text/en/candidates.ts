/** The standbys that could take over from a lost primary: mrkdwn, but for what is said to be plain text. */
export const candidateWords = {
  /** Of the form. `at`: when their lags were measured; null where there is no one time. */
  heading: (primary: string, at: string | null) =>
    at === null ? `*Standbys of ${primary}:*` : `*Standbys of ${primary}*, lag at ${at}:`,
  candidate: (standby: string, facts: string) => `• ${standby}: ${facts}`,
  lag: (lag: string) => `lag ${lag}`,
  lagAt: (lag: string, at: string) => `lag ${lag} at ${at}`,
  upTo: (at: string) => `replicated up to ${at}`,
  sync: (status: string) => `sync ${status}`,
  status: (status: string) => `status ${status}`,
  network: 'network',
  archive: 'log archive',
  /** Why it is the one to choose. */
  best: {
    only: '*the only one not blocked*',
    freshness: '*freshest*',
    preference: '*preferred*',
    transport: '*network before archive*',
  },
  staler: (behind: string) => `${behind} behind`,
  blocked: {
    precheck: 'blocked by OCP’s precheck',
    unavailable: 'unavailable',
    locked: 'locked',
    upstream: 'follows another standby',
  },
  elsewhere: 'under another OCP, unknown here',
  undecided: {
    equal: 'Equal: their lags differ by less than OCP’s sampling interval of 30 s. Choose one.',
    incomparable: 'Not comparable: OCP gives no readings of all of them. Choose one.',
    blocked: 'None of them can take over now.',
  },
  /** Of what is chosen, also in plain text. */
  fresher: (sibling: string, tenant: string, by: string) =>
    `${sibling} is fresher by ${by}: failing over ${tenant} loses more.`,
  /** The same in a confirm dialog, plain text. */
  fresherShort: (sibling: string, by: string) => `Warning: ${sibling} is fresher by ${by}.`,
  fromArchive: (tenant: string) =>
    `${tenant} replicates from the log archive: more may be lost; OCP documents this call for network standbys.`,
  warning: (text: string) => `*Warning:* ${text}`,
  mayBeLost: (primary: string, lag: string, at: string) =>
    `*May be lost:* writes not yet replicated from ${primary}. Last lag before the loss: ${lag} at ${at}.`,
  mayBeLostAfter: (primary: string, at: string) => `*May be lost:* writes on ${primary} after ${at}.`,
  alarms: (alarms: string) => `*OCP alarms:* ${alarms}.`,
  /** Of one primary among several. */
  alarmsOf: (primary: string, alarms: string) => `*OCP alarms of ${primary}:* ${alarms}.`,
  since: (alarms: string, since: string) => `${alarms} since ${since}`,
  onHosts: (alarm: string, hosts: number) => `${alarm} on ${hosts === 1 ? '1 host' : `${hosts} hosts`}`,
  /** Of one tenant among many. */
  note: {
    fresher: (sibling: string, by: string) => `*warning:* ${sibling} is fresher by ${by}`,
    archive: '*warning:* replicates from the log archive, more may be lost',
  },
};
