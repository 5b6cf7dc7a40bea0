/** Words of the card, its buttons and their confirm dialogs. */
export const cardWords = {
  title: (tenants: string, clusters: string) => `Fail over ${tenants} → ${clusters}`,
  tenants: (count: number) => `${count} tenants`,
  clusters: (count: number) => `${count} clusters`,

  status: {
    checking: '*Being checked.* OCP is being asked for the roles and its precheck. It can be approved after that.',
    waiting: (have: number, need: number, until: string) =>
      `*Waiting for approval:* ${have} of ${need}, until ${until}.`,
    resend: (who: string, at: string) =>
      `*Send again?* ${who} proposes (${at}) to send the call once more. OCP's task list was searched and holds no task of the first call. Approve or Reject decides this.`,
    returned: '*Back to approval:* things are not as they were approved.',
    approved: (by: string) => `*Approved.* Everything is read once more, then OCP is called, before ${by}.`,
    approvedAgain: (by: string) =>
      `*Approved.* A call could not leave the bot; nothing reached OCP. It is tried again until ${by}.`,
    claimed: (at: string) => `*Being sent to OCP* (${at}). No answer yet.`,
    unknown: "*OCP's answer was lost.* Its task list is being searched; nothing is repeated.",
    lost: "*No task found.* OCP's answer was lost and its task list holds no task of this call. Nothing is repeated without you.",
    callRefused: (code: string, message: string) => `*OCP refused the call:* ${message} (${code}). It did nothing.`,
    callWaiting: '*Not sent yet.*',
    running: (step: string, elapsed: string) => `*Running in OCP for ${elapsed}:* ${step}.`,
    runningNoStep: (elapsed: string) => `*Running in OCP for ${elapsed}.*`,
    rollingBack: (elapsed: string) => `*Being rolled back in OCP*, ${elapsed} after the call.`,
    proving: '*OCP finished its task.* The role is being read back; OCP refreshes it about once a minute.',
    doubted: (tenant: string) =>
      `*In doubt:* OCP's task succeeded, yet OCP still does not show ${tenant} as primary. Reading goes on. Look at the tenant in OCP and in the database.`,
    succeeded: (tenant: string) => `*Proven:* ${tenant} is primary.`,
    rolledBack: (tenant: string) => `*Rolled back in OCP:* the failover of ${tenant} did not happen.`,
    failed: (step: string) => `*Failed:* ${step}.`,
    unclear: (status: string) =>
      `*Unclear:* OCP says ${status} and its subtasks do not bear that out. Look at the task in OCP.`,
    ended: (outcome: string, at: string) => `*${outcome}* ${at}.`,
    endedBy: (outcome: string, who: string, at: string) => `*${outcome}* by ${who} ${at}.`,
  },

  willHappen: (tenant: string) =>
    `*What will happen:* standby ${tenant} becomes a primary of its own. This cannot be undone.`,
  primaryNow: (primary: string, status: string) => `*Primary now:* ${primary}, status ${status} as OCP last knew it.`,
  primaryRole: (status: string, role: string) => `${status}, role ${role}`,
  primaryUnknown: '*Primary now:* OCP names none.',
  mayBeLost: (primary: string) => `*May be lost:* every change that ${primary} had not shipped yet.`,
  mayBeLostUnknown: '*May be lost:* every change that the old primary had not shipped yet.',
  serviceName: (name: string, old: string) => `*Service name:* ${name} will be created (the primary has ${old}).`,
  sameServiceName: (name: string) =>
    `*Service name:* ${name}, the same as the primary has: applications will follow by themselves.`,
  firstServiceName: (name: string) => `*Service name:* ${name} will be created.`,
  loseServiceName: (old: string) => `*Service name:* none. What uses ${old} must be re-pointed.`,
  noServiceName: '*Service name:* none.',
  precheck: (verdict: string, read: string) => `*Precheck:* ${verdict}, ${read}.`,
  noPrecheck: '*Precheck:* not read yet.',
  noDetails: 'OCP told nothing about this tenant.',
  asked: (who: string, at: string) => `*Asked by* ${who} ${at}, because:`,
  mayApprove: (who: string, asker: string) => `*May approve:* ${who}, but not ${asker}, who asks.`,
  approvedBy: (who: string) => `*Approved by* ${who}.`,
  approval: (who: string, at: string) => `${who} (${at})`,
  changed: '*What changed:*',
  heldUp: (message: string, since: string) => `*Held up since ${since}:* ${message}`,
  because: (reason: string) => `*Reason given:* ${reason}`,
  noReturnAhead: (step: string) => `*Point of no return ahead:* once “${step}” starts, OCP allows no rollback.`,
  noReturnCrossed: (step: string) => `*Point of no return crossed:* “${step}” has started; OCP allows no rollback.`,
  noReturnCrossedUnnamed: '*Point of no return crossed:* OCP allows no rollback.',
  noReturnNone: 'No step of this task forbids a rollback.',
  followRetry: "Retry it in OCP's console: this card and its thread will follow.",
  followRollback: "Retry it or roll it back in OCP's console: this card and its thread will follow.",
  followRollbackAgain: "Roll it back again in OCP's console: this card and its thread will follow.",
  targetNow: (role: string, status: string) => `*Target now:* role ${role}, status ${status}.`,
  primaryNamed: (primary: string) => `*Primary now:* ${primary}.`,
  lostAdvice:
    "Look in OCP's task list and at the roles of both tenants. Send again only if neither shows a failover; a second person must agree. Stop following ends this request here.",
  took: (toApproval: string, toCall: string, toPrimary: string) =>
    `*Took:* request to approval ${toApproval}, approval to call ${toCall}, call to new primary ${toPrimary}.`,
  tookToEnd: (toApproval: string, toCall: string, toEnd: string) =>
    `*Took:* request to approval ${toApproval}, approval to call ${toCall}, call to end ${toEnd}.`,
  task: (name: string, id: string) => `OCP task: ${name}, id ${id}`,
  trace: (id: string) => `trace id ${id}`,
  request: (id: string, rule: string) => `Request ${id}, rule ${rule}`,

  /** What is true now. */
  truth: {
    succeeded: (tenant: string) => `*${tenant} is primary now.* Its role was read back from OCP.`,
    rolled_back: (tenant: string) =>
      `The failover of ${tenant} was rolled back in OCP: it should be a standby as before. Its role was not read back.`,
    refusedByPrecheck: "OCP's precheck forbids it. Nothing was sent to OCP.",
    refusedCall: (code: string, message: string) => `OCP refused the call: ${message} (${code}). Nothing was changed.`,
    notSent: 'Nothing was sent to OCP. Nothing was changed.',
    abandonedLost: 'Nobody knows whether OCP received the call. It is not searched any more, and nothing more is sent.',
    abandonedTask: "Nothing more is sent, and OCP's task is not followed any more. It may still go on in OCP.",
    mixed: 'The calls ended differently; each stands for itself.',
  },

  buttons: {
    approve: 'Approve',
    reject: 'Reject',
    withdraw: 'Withdraw',
    resend: 'Propose to send again',
    abandon: 'Stop following',
  },
  confirm: {
    back: 'Go back',
    approve: (tenants: string, old: string) => ({
      title: 'Approve this failover?',
      text: `${tenants} becomes primary. This cannot be undone. What ${old} had not shipped is lost. The old primary must be cut off.`,
      confirm: 'Approve failover',
    }),
    approveResend: (tenants: string) => ({
      title: 'Send the failover again?',
      text: `The failover of ${tenants} is sent to OCP once more. It cannot be undone. If the first call did arrive, OCP may have it twice. What was not shipped is lost.`,
      confirm: 'Send it again',
    }),
    oldPrimary: 'the old primary',
    reject: (tenants: string) => ({
      title: 'Reject this request?',
      text: `The failover of ${tenants} is not sent to OCP. A new request is needed afterwards.`,
      confirm: 'Reject',
    }),
    rejectResend: (tenants: string) => ({
      title: 'Reject sending again?',
      text: `The failover of ${tenants} is not sent again. The request stays open: its first call is still unaccounted for.`,
      confirm: 'Reject',
    }),
    withdraw: (tenants: string) => ({
      title: 'Withdraw?',
      text: `Your request about ${tenants} is taken back. Nothing is sent to OCP.`,
      confirm: 'Withdraw',
    }),
    resend: (tenants: string) => ({
      title: 'Propose to send again?',
      text: `This proposes to send the failover of ${tenants} once more. A second person must approve. Look first whether OCP has a task for it or shows the new role already.`,
      confirm: 'Propose it',
    }),
    abandon: (tenants: string) => ({
      title: 'Stop following?',
      text: `This ends the request about ${tenants}. Nothing is undone: what OCP has started may go on, and nobody is told about it here.`,
      confirm: 'Stop following',
    }),
  },
} as const;
