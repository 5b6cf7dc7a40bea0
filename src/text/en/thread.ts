import { things } from './count.ts';

/** Words of the thread. */
export const threadWords = {
  inspected: (tenant: string, verdict: string) => `Precheck of ${tenant}: ${verdict}.`,
  approved: (who: string, at: string, have: number, need: number) => `Approved by ${who} ${at}: ${have} of ${need}.`,
  approvedAll: (by: string) =>
    `All approvals are there. Everything is read once more, then OCP is called, before ${by}.`,
  turnedAway: (who: string, why: string) => `${who} clicked Approve, which does not count: ${why}.`,
  codesLocked: (who: string, until: string) =>
    `Too many wrong one-time codes of ${who}: none is looked at until ${until}. If it was not ${who}, somebody else is using that Slack account.`,
  rejected: (who: string, at: string) => `Rejected by ${who} ${at}.`,
  withdrawn: (who: string, at: string) => `Withdrawn by ${who} ${at}.`,
  reason: (who: string, reason: string) => `${who} gives the reason: ${reason}`,
  expired: (have: number, need: number) => `The time for approval is over: ${have} of ${need} approvals came.`,
  expiredUnread: 'The time for approval is over: OCP could not be read for it, so nobody was asked.',
  returned: {
    changed: (who: string) => `Needs re-approval: conditions changed. ${who}: please look again.`,
    late: (who: string) => `Needs re-approval: it could not be started in time. ${who}: please look again.`,
    between: (who: string) =>
      `The rest needs re-approval: another question was decided in between. ${who}: please decide.`,
  },
  claimed: (what: string, attempt: number, at: string) =>
    attempt === 1 ? `Sending to OCP: ${what} (${at}).` : `Sending to OCP, attempt ${attempt}: ${what} (${at}).`,
  inspectedMany: (count: number, verdicts: string) => `Precheck of ${count} tenants: ${verdicts}.`,
  /** A step's change, where the request is about several tenants. */
  ofTenant: (tenant: string, line: string) => `${tenant}: ${line}`,
  acceptedMany: (cluster: string, tasks: number, targets: number, trace: string | null) =>
    `OCP accepted the call for ${cluster}: ${things(tasks, 'task')} for ${things(targets, 'tenant')}${trace === null ? '' : `, trace id ${trace}`}.`,
  acceptedTask: (task: string) => `OCP started ${task}.`,
  stopped: {
    earlier_failed: (targets: string) => `Not sent, because something before it failed: ${targets}.`,
    rejected: (targets: string) => `Not sent, because the rest was rejected: ${targets}.`,
    withdrawn: (targets: string) => `Not sent, because the rest was withdrawn: ${targets}.`,
    expired: (targets: string) => `Not sent, because the time for approval is over: ${targets}.`,
  },
  accepted: (task: string, trace: string | null) =>
    trace === null ? `OCP accepted the call: ${task}.` : `OCP accepted the call: ${task}, trace id ${trace}.`,
  acceptedNoTask: 'OCP accepted the call and named no task.',
  task: (name: string, id: string, tenant: string) => `task “${name}” for ${tenant}, id ${id}`,
  refused: (why: string, trace: string | null) =>
    `OCP refused the call: ${why}${trace === null ? '' : ` (trace id ${trace})`}. It did nothing.`,
  notSent: (why: string) =>
    `The call did not leave the bot: ${why}. Nothing reached OCP. It is tried again inside the start window.`,
  unknown: (doubt: string, detail: string) =>
    `Outcome unknown: ${doubt}${detail === '' ? '' : ` (${detail})`}. Searching OCP's task list; the call will not be repeated.`,
  found: (task: string) => `Found in OCP's task list: ${task}. It is followed from here.`,
  lost: (until: string, who: string) =>
    `OCP's task list was searched until ${until} and holds no task of this call. ${who}: look at OCP and at the roles of both tenants, then propose to send again, or close without a result.`,
  resendProposed: (who: string, approvers: string) =>
    `${who} proposes to send the call again. ${approvers}: Approve or Reject on the card decides. Nothing is sent before.`,
  proposalClosed: {
    rejected: 'The proposal to send again is rejected. The first call is still unaccounted for.',
    withdrawn: 'The proposal to send again is withdrawn. The first call is still unaccounted for.',
    expired: 'Nobody approved sending again in time. The first call is still unaccounted for.',
    overtaken: 'The proposal to send again is void: the first call turned up.',
  },
  logOf: (step: string) => `Last lines of the log of ${step}:`,
  noLog: 'OCP gave no log for it.',
  crossed: (step: string) => `Point of no return crossed with “${step}”: OCP allows no rollback from here.`,
  crossedUnnamed: 'Point of no return crossed: OCP allows no rollback from here.',
  taskFailed: (step: string) => `OCP's task failed at ${step}.`,
  taskFailedNoStep: "OCP's task failed.",
  taskShownAgain: 'OCP shows its task again.',
  taskRuns: "OCP's task runs again.",
  taskRetried: "OCP's task runs again: it was retried.",
  taskRollsBack: "OCP's task is being rolled back.",
  leftOut: (cluster: string) =>
    `Left out of the call to ${cluster}, because they changed since the approval. The others are sent. Request these separately:`,
  roleProven: (roles: string, at: string) => `Verified: OCP shows ${roles} (read ${at}).`,
  roleDoubted: (roles: string, at: string) =>
    `In doubt: OCP's task succeeded, yet OCP still shows ${roles} (read ${at}). Reading goes on. Look at the tenants in OCP and in the database.`,
  roleUnread: (tenants: string, at: string) =>
    `In doubt: OCP's task succeeded, yet OCP does not show the role of ${tenants} (last asked ${at}). Reading goes on. Look at the tenants in OCP and in the database.`,
  heldUp: (why: string) => `Blocked: ${why}. Twokey tries again until there is an answer.`,
  resumed: 'No longer blocked; continuing.',
  abandoned: (who: string, at: string) => `${who} closed the request without a result ${at}.`,
  ended: (outcome: string, what: string) => `*${outcome}: ${what}.*`,
  who: (asked: string, approved: string) => `Requested by ${asked}, approved by ${approved}.`,
  whoAsked: (asked: string) => `Requested by ${asked}.`,
  moreLines: (count: number) => `and ${count} more changes`,
} as const;
