/** What remains true in the world after a task failed, by how far it came; and what a skipped step leaves undone. */

/** What a step does, as far as it matters when it is left out or does not finish. */
export type StepWork =
  | 'preparation'
  | 'primary_to_standby'
  | 'log_source'
  | 'service_name'
  | 'data_version'
  | 'records'
  | 'other';

export const failureWords = {
  failover: {
    before: (became: string) => `${became} is still a standby. Its log restore source may be reset already.`,
    at: (became: string) =>
      `${became} may be primary already, irreversibly; nobody knows before its role is read. OCP allows no rollback. A retry is safe: on a tenant that is primary the command does nothing.`,
    after: (became: string) =>
      `${became} is a primary already. Its service name or OCP's records are unfinished. OCP allows no rollback; a retry finishes them.`,
    rollback: (became: string) =>
      `The rollback failed; ${became} may be half rolled back. OCP refuses a retry now, another rollback is allowed.`,
  },
  switchover: {
    before: (became: string, old: string) => `Nothing has changed: ${old} is still primary, ${became} its standby.`,
    switching: (became: string, old: string) =>
      `${old} may or may not be a standby already; if it is, there is no primary and writes are down. Read both roles. A rollback should make it primary again; ${became} is still a standby.`,
    at: (became: string, old: string) =>
      `*There may be no primary at all: writes are down.* ${old} is a standby already, ${became} may not be primary yet. OCP allows no rollback, and this step must not be skipped: retry it.`,
    after: (became: string, old: string, unfinished: string) =>
      `The roles are exchanged: ${became} is primary, ${old} a standby. Unfinished: ${unfinished}. OCP allows no rollback; a retry finishes it.`,
    rollback: (_: string, old: string) =>
      `The rollback failed; ${old} may not be primary again. If neither is, writes are down: read both roles. OCP refuses a retry now, another rollback is allowed.`,
  },
  unknown: 'OCP does not say how far it came. Read the roles of both tenants before anything else.',

  /** The same in a few words: for confirm dialogs and lists of many tenants, where the tenant is named already. */
  short: {
    failover: {
      before: 'It is still a standby.',
      at: 'It may be primary already, irreversibly.',
      after: 'It is primary already; no way back.',
      rollback: 'It may be half rolled back.',
    },
    switchover: {
      before: 'Nothing has changed yet.',
      switching: 'The old primary may be a standby already: read both roles.',
      at: 'There may be no primary: writes are down.',
      after: 'The roles are exchanged already; no way back.',
      rollback: 'Neither may be primary: read both roles.',
    },
    unknown: 'How far it came is not known: read both roles.',
  },

  /** What a switchover has not done yet when one of its last steps failed, that step's work first. */
  unfinished: {
    logSource: 'the log source of the old primary (it does not sync without one), the service name, OCP’s records',
    serviceName: 'the service name (applications may not follow) and OCP’s records',
    records: 'OCP’s records, which may still show the old roles',
  },

  /** `OCP counts it as done without doing it: …` */
  skipLeaves: {
    preparation: 'what it prepares is missing, and a later step may fail beyond the point of no return',
    primary_to_standby: 'the old primary stays primary, and the next step can make a second one',
    log_source: 'the log source is not set: a standby without one does not sync',
    service_name: 'the service name is not there: applications do not follow',
    data_version: 'the tenant keeps its old data version',
    records: 'OCP goes on showing the old roles',
    other: 'its work must be done by hand',
  } satisfies Record<StepWork, string>,
} as const;
