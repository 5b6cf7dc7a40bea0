/** Words of the card, its buttons and their confirm dialogs. */
export const cardWords = {
  tenants: (count: number) => `${count} tenants`,
  clusters: (count: number) => `${count} clusters`,

  status: {
    checking: '*Checking.* Twokey is reading the roles and OCP’s precheck. It can be approved after that.',
    waiting: (have: number, need: number, by: string) => `*Waiting for approval:* ${have} of ${need}, needed by ${by}.`,
    resend: (who: string, at: string) =>
      `*Send again?* ${who} proposes (${at}) to send the call once more. OCP's task list was searched and holds no task of the first call. Approve or Reject decides this.`,
    returned: {
      changed: '*Needs re-approval:* conditions changed.',
      late: '*Needs re-approval:* it could not be started in time.',
      between: '*Needs re-approval:* another question was decided in between.',
    },
    approved: (by: string) => `*Approved.* Everything is read once more, then OCP is called, before ${by}.`,
    approvedRemedy: (by: string) =>
      `*Approved.* The task is read once more, then the remedy is sent to OCP, before ${by}.`,
    approvedRemedyAgain: (by: string) =>
      `*Approved.* It could not leave the bot; nothing reached OCP. It is tried again until ${by}.`,
    rest: (names: string) => `*The rest:* ${names}. What was sent before goes on.`,
    approvedAgain: (by: string) =>
      `*Approved.* A call could not leave the bot; nothing reached OCP. It is tried again until ${by}.`,
    claimed: (at: string) => `*Being sent to OCP* (${at}). No answer yet.`,
    unknown: (until: string) =>
      `*Outcome unknown: no clear response from OCP.* Searching its task list until ${until}; the call will not be repeated.`,
    callHidden: (why: string) =>
      `*Outcome unknown:* OCP gave no clear response and does not show its task list: ${why}. The call may have taken effect: go by the roles. Look at the task in OCP. The search goes on; the call will not be repeated.`,
    lost: '*No task found.* OCP gave no clear response, and its task list holds no task of this call. Nothing is repeated without you.',
    callRefused: (why: string) => `*OCP refused the call:* ${why}. It did nothing.`,
    callWaiting: '*Not sent yet.*',
    callStopped: '*Not sent*, and it will not be.',
    lastSeen: (step: string, at: string) =>
      `*Last seen in OCP, which does not show it since ${at}:* ${step}. It may be further by now, also past its point of no return.`,
    running: (step: string, elapsed: string) => `*Running in OCP for ${elapsed}:* ${step}.`,
    runningNoStep: (elapsed: string) => `*Running in OCP for ${elapsed}.*`,
    rollingBack: (elapsed: string) => `*Being rolled back in OCP*, ${elapsed} after the call.`,
    failed: (step: string) => `*Failed:* ${step}.`,
    unclear: (why: string) => `*Unclear:* ${why} Look at the task in OCP.`,
    ended: (outcome: string, at: string) => `*${outcome}* ${at}.`,
    endedBy: (outcome: string, who: string, at: string) => `*${outcome}* by ${who} ${at}.`,
  },

  willHappen: (tenant: string) => `*What will happen:* standby ${tenant} becomes the primary. This cannot be undone.`,
  primaryNow: (primary: string, status: string) => `*Primary now:* ${primary}, status ${status} as OCP last knew it.`,
  primaryRole: (status: string, role: string) => `${status}, role ${role}`,
  primaryLooksAlive: (primary: string) =>
    `*Verify first:* OCP's precheck reaches no primary, but its record still lists ${primary} as a running primary. The record may be a minute old. Make sure that it is down.`,
  primaryUnknown: '*Primary now:* OCP names none.',
  mayBeLost: (primary: string) => `*May be lost:* writes not yet replicated from ${primary}.`,
  mayBeLostUnknown: '*May be lost:* writes not yet replicated from the old primary.',
  serviceName: (name: string, old: string) => `*Service name:* ${name} will be created (the primary has ${old}).`,
  sameServiceName: (name: string) =>
    `*Service name:* ${name}, the same as the primary has: applications will follow by themselves.`,
  firstServiceName: (name: string) => `*Service name:* ${name} will be created.`,
  loseServiceName: (old: string) => `*Service name:* none. Clients of ${old} must be repointed.`,
  noServiceName: '*Service name:* none.',
  exchange: (became: string, old: string) =>
    `*What will happen:* ${became} becomes primary, ${old} becomes its standby. Planned, and reversible by another switchover.`,
  rolesNow: (primary: string, standby: string) => `*Roles now:* ${primary}; ${standby}.`,
  roleNow: (tenant: string, role: string, status: string) => `${tenant} ${role}, status ${status}`,
  beingRolledBack: (step: string) => `being rolled back, ${step}`,
  rolesUnread: '*Roles now:* not read yet.',
  nothingLost:
    '*Nothing is lost,* and the primary must be alive for it. Writes pause for some seconds, while neither is primary.',
  nameFollows: (name: string) =>
    `*Service name:* connection strings with ${name} follow by themselves; others must be repointed.`,
  nameNone: '*Service name:* OCP names none, so clients must be repointed.',
  precheck: (verdict: string, read: string) => `*Precheck:* ${verdict}, ${read}.`,
  noPrecheck: '*Precheck:* not read yet.',
  noDetails: 'OCP returned nothing about this tenant.',
  asked: (who: string, at: string) => `*Requested by* ${who} ${at}, because:`,
  approvers: (who: string) => `*Approvers:* ${who}`,
  codeNeeded: 'Each approval takes a one-time code from the approver’s authenticator app.',
  approvedBy: (who: string) => `*Approved by* ${who}.`,
  earlier: {
    title: '*Rejected before:*',
    rejection: (what: string, requester: string, who: string, at: string) =>
      `${what}, requested by ${requester}, rejected by ${who} ${at}`,
    because: (rejection: string, why: string) => `${rejection}: ${why}`,
    again: (requester: string, at: string) =>
      `*Requested before:* ${requester} requested the same, and it was rejected ${at}.`,
  },
  changed: { changed: '*What changed:*', late: '*Why it needs re-approval:*', between: '*Why it needs re-approval:*' },
  heldUp: (why: string, since: string) => `*Blocked since ${since}:* ${why}.`,
  because: (reason: string) => `*Reason given:* ${reason}`,
  noReturnAhead: (step: string) => `*Point of no return ahead:* once “${step}” starts, OCP allows no rollback.`,
  noReturnCrossed: (step: string) => `*Point of no return crossed:* “${step}” has started; OCP allows no rollback.`,
  noReturnCrossedUnnamed: '*Point of no return crossed:* OCP allows no rollback.',
  noReturnNone: 'Every step of this task allows a rollback.',
  targetNow: (role: string, status: string) => `*Target now:* role ${role}, status ${status}.`,
  primaryNamed: (primary: string) => `*Primary now:* ${primary}.`,
  took: (toApproval: string, toCall: string, toPrimary: string, total: string) =>
    `*Timing:* approved after ${toApproval}, sent after ${toCall}, verified after ${toPrimary}. Total ${total}.`,
  tookToEnd: (toApproval: string, toCall: string, toEnd: string, total: string) =>
    `*Timing:* approved after ${toApproval}, sent after ${toCall}, ended after ${toEnd}. Total ${total}.`,
  unanswered: (ms: string) => `*No response from OCP* for ${ms}: the outcome of a call was unknown meanwhile.`,
  task: (name: string, id: string) => `OCP task: ${name}, id ${id}`,
  trace: (id: string) => `trace id ${id}`,
  request: (id: string, rule: string) => `Request ${id}, rule ${rule}`,

  /** What is true now. */
  truth: {
    unfitPrimary: 'OCP names another primary than this request does. Nothing was sent to OCP.',
    unfitFamily: 'The replication family does not allow it. Nothing was sent to OCP.',
    unfit: 'The tenants do not have the roles that this is for. Nothing was sent to OCP.',
    refusedByPrecheck: "Blocked by OCP's precheck. Nothing was sent to OCP.",
    refusedCall: (why: string) => `OCP refused the call: ${why}. Nothing was changed.`,
    notSent: 'Nothing was sent to OCP. Nothing was changed.',
    abandonedLost:
      'Outcome unknown: no clear response from OCP to the call. The search has ended, and nothing more is sent.',
    abandonedTask: "Nothing more is sent, and Twokey no longer watches OCP's task. It may still go on in OCP.",
    noTask: (targets: string) =>
      `OCP accepted the call and named no task for ${targets}. By its reply, nothing was started there: read the roles.`,
  },

  buttons: {
    approve: 'Approve',
    reject: 'Reject',
    withdraw: 'Withdraw',
    resend: 'Propose to send again',
    abandon: 'Close without a result',
    rejectRest: 'Reject the rest',
    withdrawRest: 'Withdraw the rest',
    ask_again: 'Request again',
  },
  confirm: {
    back: 'Go back',
    oldPrimary: 'the old primary',
    reject: (tenants: string) => ({
      title: 'Reject this request?',
      text: `The ${tenants} is not sent to OCP. A new request is needed afterwards.`,
      confirm: 'Reject',
    }),
    rejectResend: (tenants: string) => ({
      title: 'Reject sending again?',
      text: `The ${tenants} is not sent again. The request stays open: its first call is still unaccounted for.`,
      confirm: 'Reject',
    }),
    rejectRest: (tenants: string) => ({
      title: 'Reject the rest?',
      text: `What was sent goes on and is followed. The ${tenants} is not sent any more.`,
      confirm: 'Reject the rest',
    }),
    withdrawRest: (tenants: string) => ({
      title: 'Withdraw the rest?',
      text: `What was sent goes on and is followed. The ${tenants} is not sent any more.`,
      confirm: 'Withdraw the rest',
    }),
    withdraw: (tenants: string) => ({
      title: 'Withdraw?',
      text: `Your request about ${tenants} is taken back. Nothing is sent to OCP.`,
      confirm: 'Withdraw',
    }),
    resend: (tenants: string) => ({
      title: 'Propose to send again?',
      text: `This proposes to send the ${tenants} once more. A second person must approve. Look first whether OCP has a task for it or shows the new role already.`,
      confirm: 'Propose it',
    }),
    abandon: (tenants: string) => ({
      title: 'Close without a result?',
      text: `This ends the request about ${tenants}. Nothing is undone: what OCP has started may go on, and Twokey no longer reports it.`,
      confirm: 'Close without a result',
    }),
  },
} as const;
