import type { StepWork } from '../../view/failure.ts';

/**
 * What may be so in the world after a task failed or ended unclear, by how far its steps came; and what a skipped step leaves
 * undone. What is so, the roles show: roles.ts.
 */

export const failureWords = {
  failover: {
    before: (became: string) =>
      `No step that changes roles has started: ${became} should still be a standby. Its log restore source may be reset already.`,
    promoting: (became: string) =>
      `${became} may be primary already, irreversibly: only its role shows. A retry is safe: on a tenant that is primary the command does nothing.`,
    after: (became: string) =>
      `${became} is primary already. Its service name or OCP's records are unfinished; a retry finishes them.`,
    rollback: (became: string) =>
      `The rollback failed; ${became} may be half rolled back. What a retry does now depends on OCP's version, so it is not proposed here.`,
  },
  switchover: {
    before: (became: string, old: string) =>
      `No step that changes roles has started: ${old} should still be primary, ${became} its standby.`,
    demoting: (became: string, old: string) =>
      `${old} may be a standby already; if it is, there is no primary and writes are down. ${became} is not primary yet. A rollback should make ${old} primary again.`,
    between: (became: string, old: string) =>
      `*There is probably no primary: writes are down.* ${old} was made a standby, and making ${became} primary has not begun. A retry goes on; a rollback, where OCP allows it, should make ${old} primary again.`,
    promoting: (became: string, old: string) =>
      `*There may be no primary at all: writes are down.* ${old} is a standby already, ${became} may not be primary yet. This step must not be skipped: retry it.`,
    after: (became: string, old: string, unfinished: string) =>
      `The roles are exchanged: ${became} is primary, ${old} a standby. Unfinished: ${unfinished}. A retry finishes it.`,
    rollback: (_: string, old: string) =>
      `The rollback failed; ${old} may not be primary again. If neither is, writes are down. What a retry does now depends on OCP's version, so it is not proposed here.`,
  },
  unknown: 'How far it came is unknown: its steps do not show it. Go by the roles.',
  noRollback: 'OCP allows no rollback.',
  notUndone: (steps: string) => `*Not undone,* because their rollback was skipped: ${steps}.`,

  /** Why a task's end cannot be told from what OCP says. */
  unclear: {
    odd_status: (status: string) => `OCP reports ${status}, a status that this version does not know.`,
    no_steps: 'OCP reports SUCCESSFUL and lists no subtasks. Only the roles show whether it took effect.',
    left_over: (steps: string) =>
      `OCP reports SUCCESSFUL, but its subtasks disagree: ${steps}. Abandoned in OCP? It may have taken effect: go by the roles.`,
    hidden: (why: string) => `OCP does not show its task: ${why}. It may have taken effect: go by the roles.`,
    missing: 'OCP no longer shows its task. It may have taken effect: go by the roles.',
  },

  /** The same in a few words: for confirm dialogs and lists of many tenants, where the tenant is named already. */
  short: {
    failover: {
      before: 'No step that changes its role has started.',
      promoting: 'It may be primary already, irreversibly.',
      after: 'By its steps it is primary already; no way back.',
      rollback: 'It may be half rolled back.',
    },
    switchover: {
      before: 'No step that changes roles has started.',
      demoting: 'The old primary may be a standby already.',
      between: 'There is probably no primary: writes are down.',
      promoting: 'There may be no primary: writes are down.',
      after: 'By its steps the roles are exchanged already; no way back.',
      rollback: 'Neither may be primary.',
    },
    unknown: 'How far it came is unknown: go by the roles.',
  },

  /** What a switchover has not done yet when one of its last steps failed, that step's work first. */
  unfinished: {
    logSource: 'the log source of the old primary (it does not sync without one), the service name, OCP’s records',
    serviceName: 'the service name (applications may not follow) and OCP’s records',
    records: 'OCP’s records, which may still show the old roles',
  },

  /** `OCP counts it as done without doing it: …` */
  skipLeaves: {
    prepares: 'what it prepares is missing, and a later step may fail beyond the point of no return',
    demotes: 'the old primary stays primary, and the next step can make a second one',
    log_source: 'the log source is not set: a standby without one does not sync',
    service_name: 'the service name is not there: applications do not follow',
    data_version: 'the tenant keeps its old data version',
    records: 'OCP goes on showing the old roles',
    other: 'its work must be done by hand',
  } satisfies Record<StepWork, string>,
} as const;
