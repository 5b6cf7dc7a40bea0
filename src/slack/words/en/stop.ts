import type { OperationKind } from '../../../operation/operation.ts';

/** Words for stops and freezes: parts that card, thread, forms, overviews and private answers share. mrkdwn or plain, as the parts are. */
export const stopWords = {
  /** Stands before a colon. */
  title: { stopped: 'Stopped', freeze: 'Frozen' },
  byFile: (reason: string) => `${reason} (stop_all in the policy file)`,
  byFileUnexplained: 'stop_all is in the policy file; remove the line to resume',
  freezeUntil: (name: string, end: string) => `“${name}”, until ${end}`,
  freezeEndless: (name: string) => `“${name}”, without an end`,
  covers: (operations: string, clusters: string, tenants: string) =>
    `Covers ${operations}; clusters ${clusters}; tenants ${tenants}.`,
  every: 'all',
  operation: { failover: 'failovers', switchover: 'switchovers' } satisfies Record<OperationKind, string>,
  card: 'Until this ends nothing is sent to OCP and no approval counts. Running tasks are followed.',
  /** In the form, before and after tenants are chosen. */
  form: 'A request that this covers is refused until it ends.',
  formChosen: 'This request is refused until it ends.',
  /** Beside a field: plain text. */
  notRequested: 'Nothing was requested. Submit again when it has ended.',
  notApproved: 'Your approval did not count. Approve again when it has ended.',
  ended: {
    stopped: '*The stop has ended.*',
    freeze: (name: string) => `*The freeze “${name}” has ended.*`,
  },
  free: 'Approvals count again.',
  doctor: {
    stopped: (reason: string) =>
      `Everything is stopped: ${reason}. Nothing is sent to OCP. Remove \`stop_all\` from the policy file to resume.`,
    freeze: (freeze: string, covers: string) =>
      `Frozen: ${freeze}. ${covers} Nothing that it covers is sent to OCP. If that is not meant, correct the freeze in the policy file.`,
  },
} as const;
