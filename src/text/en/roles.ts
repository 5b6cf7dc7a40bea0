/** Words for the roles that OCP's record shows, wherever nothing proves a success. mrkdwn. The only place where they are worded. */
export const roleWords = {
  reading: '*Roles:* being read.',
  /** The record may be one from before the last change. */
  recent: (roles: string, at: string) =>
    `*OCP's record, may be 1 min old* (read ${at}): ${roles}. It is being read again: do not act on an unchanged role yet.`,
  settled: (roles: string, at: string) => `*OCP's record* (read ${at}): ${roles}.`,
  of: (tenant: string, role: string) => `${tenant} ${role}`,
  notShown: (tenant: string) => `${tenant} not shown`,
  noPrimary: '*There is no primary: writes are down.*',
  notAsBefore: (became: string) =>
    `*${became} is primary although OCP calls its task rolled back.* Look at both tenants in OCP.`,
} as const;
