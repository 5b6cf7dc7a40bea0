/** Words for tenants under another OCP of a multi-cluster deployment: what is known of them here, and what is not. mrkdwn. */
import { allOf } from './count.ts';

export const elsewhereWords = {
  ocp: (name: string, id: string) => `OCP ${name} (id ${id})`,
  ocpUnnamed: (id: string) => `the OCP with id ${id}`,
  /** In the form, plain text. */
  mark: (ocp: string) => `under ${ocp}`,
  /** Before the call. */
  standby: (tenant: string, ocp: string) =>
    `*Not read:* ${tenant} is under ${ocp}. Its role and status are what this OCP's record says; its tasks are unknown here. Look there before you approve.`,
  primary: (tenant: string, ocp: string) =>
    `*Not read:* ${tenant} is under ${ocp}. Its role and status are what this OCP's record says. Look there whether it is really down.`,
  note: (tenant: string, ocp: string) => `${tenant} is under ${ocp}, not read there`,
  proving:
    '*OCP finished its task.* The role of the old primary is being read back; OCP refreshes it about once a minute.',
  /** After the task. */
  proven: (became: string, old: string, ocp: string) =>
    `*Verified here:* ${old} is a standby. *Not verified:* ${became} is under ${ocp} and was not read there.`,
  role: (tenant: string, role: string, ocp: string) =>
    `${tenant} as ${role} by its record alone, for it is under ${ocp}`,
  roleUntold: (tenant: string, ocp: string) => `nothing of ${tenant}, which is under ${ocp}`,
  succeeded: (became: string, old: string, ocp: string) =>
    `*${old} is a standby now:* its role was read back from OCP. *Not verified:* ${became} is under ${ocp} and was not read there.`,
  succeededMany: (count: number, names: string) =>
    `*OCP's tasks for ${allOf(count)} pairs have succeeded,* and the roles that this OCP shows were read back. *Not verified,* because another OCP manages them: ${names}.`,
  todo: {
    verify: (tenant: string, ocp: string) =>
      `Look at ${tenant} in ${ocp}: it must be primary there. It was not read here.`,
    switchBack: (ocp: string) => `To go back, request a switchover at ${ocp}, which manages the primary now.`,
  },
} as const;
