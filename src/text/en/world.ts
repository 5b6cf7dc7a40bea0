import type { Doubt, Outcome } from '../../request/events.ts';
import { things } from './count.ts';

/** Words for tenants, prechecks, differences and what people must do: shared by card, thread and form. */
export const worldWords = {
  /** Between parts of a list, and between reasons. */
  comma: ', ',
  semicolon: '; ',
  /** Between two sentences. */
  space: ' ',
  labelled: (label: string, text: string) => `${label}: ${text}`,
  /** mrkdwn */
  heading: (text: string) => `*${text}:*`,
  sentence: (text: string) => `${text}.`,
  /** The second says more about the first. */
  detailed: (text: string, more: string) => `${text}, ${more}`,
  inBrackets: (text: string) => ` (${text})`,
  withId: (name: string, id: string) => `${name}, id ${id}`,
  and: ' and ',
  more: (count: number) => `and ${count} more`,
  on: (tenant: string, cluster: string) => `${tenant} on ${cluster}`,
  /** The two tenants of a switchover: of one name, and of two. */
  pair: (tenant: string, from: string, to: string) => `${tenant}: ${from} → ${to}`,
  pairOf: (old: string, became: string) => `${old} → ${became}`,
  as: (tenant: string, role: string) => `${tenant} as ${role}`,
  nobody: 'nobody',
  notTold: 'unknown',

  precheck: {
    passed: 'passed',
    passedWithWarnings: (warnings: number) => `passed with ${things(warnings, 'warning')}`,
    blocked: (blocking: number) => (blocking === 0 ? 'blocked' : `blocked, ${things(blocking, 'blocking item')}`),
    blocking: 'Blocking',
    warning: 'Warning',
    noReason: 'OCP gave no reason.',
    read: (at: string) => `read ${at}`,
    sync: (figure: string) => `OCP's syncScn: ${figure}`,
    /** The same, where it is a time. */
    upTo: (at: string) => `Replicated up to ${at} (OCP's syncScn)`,
    unreadTask: (id: string | null, why: string) =>
      `OCP's task list holds ${id === null ? 'an entry' : `task ${id}`} that cannot be read and may be of this tenant: ${why}. Nothing is sent before it can be read.`,
    running: (task: string) => `OCP is already running a task on this tenant: ${task}`,
  },

  difference: {
    role_changed: (tenant: string, from: string, to: string) => `The role of ${tenant} changed from ${from} to ${to}.`,
    primary_changed: (tenant: string, from: string, to: string) =>
      `The primary of ${tenant} changed from ${from} to ${to}.`,
    blocked: (tenant: string, text: string) => `Blocking, for ${tenant}: ${text}`,
    new_warning: (tenant: string, text: string) => `New warning for ${tenant}: ${text}`,
    blocked_unexplained: (tenant: string) => `Blocking, for ${tenant}: OCP gives no reason.`,
    gone: (tenant: string) => `OCP no longer has ${tenant}.`,
    renamed: (from: string, to: string) => `${from} is now called ${to} in OCP. The rule of that name counts.`,
    untold: (tenant: string) => `OCP no longer returns anything about ${tenant}.`,
    /** In place of a primary. */
    noPrimary: 'none',
    task_running: (tenant: string, text: string) => `OCP is now running a task on ${tenant}: ${text}`,
    policy_changed: (from: string, to: string) => `The policy changed from version ${from} to ${to}.`,
    no_rule: (from: string, to: string) =>
      `The policy changed from version ${from} to ${to}, which has no rule for this operation.`,
    /** Of a freeze. */
    until: (name: string, end: string) => `${name}, until ${end}`,
    endless: (name: string) => `${name}, without an end`,
    /** The reason of a stop that gives none. */
    stopAll: '`stop_all` is in the policy file; remove the line to resume',
    frozen: (text: string) => `The policy refuses it for now: ${text}.`,
    not_authorised: (person: string, why: string) => `${person} may no longer take part: ${why}`,
    wrong_role: (tenant: string, role: string, needed: string) =>
      `OCP shows ${tenant} as ${role}, and this is only for a ${needed}.`,
    other_primary: (tenant: string, primary: string) =>
      `OCP shows ${tenant} as a standby of ${primary}, not of this pair's primary.`,
    /** Of a failover: the primary, or one above it. */
    unnamed_primary: (tenant: string, primary: string) =>
      `OCP shows ${primary} above ${tenant}, and this request does not name it, so its rules were not asked. Request it again.`,
    channel_external: 'The channel is shared with another organisation now, and the rule does not allow that.',
    start_window_passed: 'It was approved, but could not be started inside the start window.',
    asked_between: {
      remedy: 'A remedy was decided since the approval. An approval holds for the last question only.',
      resend: 'Sending a call again was decided since the approval. An approval holds for the last question only.',
    },
    fresher_sibling: (sibling: string, tenant: string, by: string) =>
      `${sibling} can take over and is fresher than ${tenant} by ${by}. The approvers had not seen that.`,
    none: 'The approvals no longer match the question.',
  },

  doubt: {
    no_answer: 'no response from OCP',
    unclear_answer: 'the response could not be understood',
    restarted: 'the bot was restarted while it waited for the response',
  } satisfies Record<Doubt, string>,

  outcome: {
    succeeded: 'Done',
    rolled_back: 'Rolled back',
    refused: 'Refused by OCP',
    unfit: 'Not possible as requested',
    rejected: 'Rejected',
    withdrawn: 'Withdrawn',
    expired: 'Expired',
    abandoned: 'Closed without a result',
    mixed: 'Ended with different results',
  } satisfies Record<Outcome, string>,

  todo: {
    title: 'To do now',
    fence: (primary: string) =>
      `Fence the old primary ${primary}: it still believes it is primary. Block its network now, lock it in OCP once OCP reaches it; later drop it and rebuild it as a standby.`,
    fenceMany: (primaries: string) =>
      `Fence the old primaries ${primaries}: they still believe they are primary. Block their network now, lock them in OCP once OCP reaches them; later drop them and rebuild them as standbys.`,
    fenceUnknown: 'OCP named no old primary. If there is one, fence it: it still believes it is primary.',
    skippedWork: (names: string) => `Do by hand what was skipped in OCP: ${names}.`,
    unlock: (tenants: string) => `Unlock ${tenants} in OCP: OCP shows it locked, so nobody can log in.`,
    unlockMany: (tenants: string) => `Unlock ${tenants} in OCP: OCP shows them locked, so nobody can log in.`,
    revalidate: (names: string, tenants: string) =>
      `Set service name ${names} of ${tenants} VALID in OCP: OCP shows it as INVALID, and clients do not follow it.`,
    sameName: (name: string, tenant: string) =>
      `Service name ${name} now leads to ${tenant}. Applications that use it go on by themselves: check that they can live with what was lost.`,
    followNames: (names: string) =>
      `Service names ${names} lead to the new primaries. Check that the applications can live with what was lost.`,
    newName: (name: string, old: string) => `Repoint the clients of service name ${old} to ${name}.`,
    firstName: (name: string) => `Point the applications to service name ${name}.`,
    lostName: (old: string, tenant: string) =>
      `Service name ${old} does not lead here. Repoint its clients to ${tenant}.`,
    noName: (tenant: string) => `Point the applications to ${tenant}.`,
    repointNames: (names: string) => `Repoint the clients of ${names}.`,
    renamed: (old: string, name: string) => `${old} (now ${name})`,
    repointMany: (tenants: string) => `Point the applications to ${tenants}.`,
    readers: (names: string, tenants: string) =>
      `Repoint clients that read from ${tenants}: service name ${names} is INVALID there.`,
    stranded: (tenant: string, root: string) =>
      `${tenant} still follows the lost primary ${root}; OCP cannot move it. Decouple or delete it, then rebuild it as a standby.`,
    strandedMany: (tenants: string, roots: string) =>
      `${tenants} still follow the lost primary ${roots}; OCP cannot move them. Decouple or delete them, then rebuild them as standbys.`,
    along: (tenants: string) => `Check that replication runs again: ${tenants} went along with the new primary.`,
    syncing: (old: string) => `Check that ${old} synchronises as a standby again.`,
    follows: (name: string, tenant: string) =>
      `Check that applications using service name ${name} have followed to ${tenant}; repoint the others.`,
    repoint: (tenant: string) => `Repoint the clients to ${tenant}.`,
    followMany: 'Check that applications using a service name have followed; repoint the others.',
    otherStandbys: 'Check that other standbys of the same business follow the new primary.',
    unreadStandbys: (tenants: string) => `Check in OCP whom ${tenants} follow now: it was not read.`,
    rebuild: (tenants: string) => `Rebuild a standby for ${tenants}: it has none.`,
    rebuildMany: (tenants: string) => `Rebuild standbys for ${tenants}: they have none.`,
    protection: (tenants: string) =>
      `Set the protection mode of ${tenants} again if it was maximum protection or maximum availability: a failover leaves maximum performance.`,
    backups: (tenants: string) => `Switch on backups and log archiving for ${tenants}.`,
    switchBack: 'To go back, request another switchover in the other direction.',
    checkRoles: 'Read the roles of both tenants in OCP.',
    lookInOcp: (tasks: string) => `Look in OCP: ${tasks}.`,
  },
} as const;
