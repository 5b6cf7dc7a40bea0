import { things } from './count.ts';

/** Words of what is said because time went by, and of the policy's audit channel. */
export const noticeWords = {
  reminded: (have: number, need: number, until: string, who: string) =>
    `Still ${have} of ${need} approvals. ${who}: please decide; the request expires ${until}.`,
  silent: (step: string, state: string) => `Still in ${step}: ${state}.`,
  overdue: (step: string, state: string) => `*Beyond its timeout:* ${step}, ${state}. Look at the task in OCP.`,
  noRollback: 'OCP allows no rollback from here.',
  policy: {
    begins: (version: string) => `*Policy ${version} is in force.* Its changes are posted here from now on.`,
    changed: (from: string, to: string) =>
      `*The policy has changed:* ${from} → ${to}. Requests approved under ${from} need re-approval.`,
    presents: (version: string) =>
      `*The policy file has changed in what it presents.* Policy ${version} stays in force; nothing needs re-approval.`,
    reread: (from: string, to: string) =>
      `*The policy file is read in a new way since the upgrade:* ${from} → ${to}. Requests approved under ${from} need re-approval.`,
    bothSides:
      'Both sides of a pair count now, the primary and the standby: a freeze of either stops it, and where they stand under two rules a request needs what both demand.',
    presented:
      'What only presents, the audit channel and the languages, no longer makes another version: a change of it is posted here and needs no re-approval.',
    repaired: (version: string) => `*The policy file is valid again.* Policy ${version} is in force.`,
    refused: (version: string) => `*The policy file is broken and was refused.* Policy ${version} stays in force.`,
    stopCounts: '`stop_all` in it counts all the same: everything is stopped until that line is gone.',
    stopped: (reason: string) => `*Everything is stopped:* ${reason}`,
    resumed: 'Operations are allowed again: the kill switch is off.',
    stoppers: (from: string, to: string) => `Who may stop every call: ${from} → ${to}`,
    everybodyInARule: 'everybody in a rule',
    groupsUnread: (groups: string) =>
      `*Slack does not show the members of ${groups}:* nobody counts as one of them. Does the group exist, and is usergroups:read granted?`,
    audit: (from: string, to: string) => `Changes were posted in ${from}; from now on in ${to}.`,
    nowhere: 'the log only',
    languages: (from: string, to: string) => `Languages: ${from} → ${to}`,
    english: 'English everywhere',
    requestsPerHour: (from: number, to: number) => `Requests of one person in an hour: ${from} → ${to}`,
    peopleFrom: {
      workspace: 'Only members of this workspace take part now.',
      organisation: 'Members of all workspaces of this organisation take part now, where a rule names them.',
    },
    ruleAdded: (name: string, place: number, of: number) => `Rule added: *${name}*, number ${place} of ${of}`,
    ruleRemoved: (name: string) => `Rule removed: *${name}*`,
    ruleChanged: (name: string) => `Rule changed: *${name}*`,
    freezeAdded: (name: string) => `Freeze added: *${name}*`,
    freezeRemoved: (name: string) => `Freeze removed: *${name}*`,
    freezeChanged: (name: string) => `Freeze changed: *${name}*`,
    order: (names: string) => `The rules stand in another order: ${names}. The first that covers a tenant decides.`,
    /** A key that has no value. */
    none: 'none',
  },
  /** Pairs whose sides stand under different rules. */
  pairs: {
    heading: (count: number) => things(count, 'move is affected:', 'moves are affected:'),
    none: 'No pair in OCP’s list is affected.',
    unread: 'OCP did not give its list of tenants, so the pairs are not named here. `/failover doctor` names them.',
    joined: (what: string, rules: string, approvals: number) =>
      `${what}: rules ${rules} together, ${things(approvals, 'approval')}.`,
    newly: (what: string, rules: string) => `${what}: rule ${rules} of the other side; it had none before.`,
    nobodyAsks: '*Nobody can request it:* no person is a requester in each of these rules.',
    tooFew: (most: number, needed: number) =>
      `*It cannot be approved:* ${needed} approvals are needed, and at most ${most} of the approvers are named by each of these rules.`,
  },
  people: {
    begins: (version: string) => `*People file ${version} is in force.* Its changes are posted here from now on.`,
    changed: (from: string, to: string) =>
      `*The people file has changed:* ${from} → ${to}. The accounts of one person count as one person.`,
    repaired: (version: string) => `*The people file is valid again.* Version ${version} is in force.`,
    refused: (version: string) => `*The people file is broken and was refused.* Version ${version} stays in force.`,
    unused: (version: string) =>
      `*No people file is in use any more.* Version ${version} was the last. Each account counts as one person.`,
    personAdded: (name: string, accounts: string) => `Person added: *${name}*, ${accounts}`,
    personRemoved: (name: string, accounts: string) => `Person removed: *${name}*, ${accounts}`,
    personChanged: (name: string) => `Person changed: *${name}*`,
  },
  /** Of both files' notices. */
  lines: {
    /** `approval_window: 30m`. */
    term: (key: string, value: string) => `• ${key}: ${value}`,
    /** `approval_window: 30m → 15m`. */
    moved: (key: string, from: string, to: string) => `• ${key}: ${from} → ${to}`,
    gained: (values: string) => `added ${values}`,
    dropped: (values: string) => `removed ${values}`,
  },
} as const;
